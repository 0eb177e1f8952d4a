"""DrawingML: the drawing as a group of shapes that can be edited in Word and WPS."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from pipeline.render.chart.drawing import LEADING, Arrow, Box, Drawing, Label, Line, Rect

EMU = 12700
# The preset flowChartDecision keeps text to its inner half and readers clip what is larger: this diamond is the
# same outline with the whole of it for text, which is set to fit.
_DIAMOND = (
    "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst>"
    '<a:cxn ang="16200000"><a:pos x="hc" y="t"/></a:cxn><a:cxn ang="10800000"><a:pos x="l" y="vc"/></a:cxn>'
    '<a:cxn ang="5400000"><a:pos x="hc" y="b"/></a:cxn><a:cxn ang="0"><a:pos x="r" y="vc"/></a:cxn></a:cxnLst>'
    '<a:rect l="l" t="t" r="r" b="b"/><a:pathLst><a:path w="2" h="2"><a:moveTo><a:pt x="0" y="1"/></a:moveTo>'
    '<a:lnTo><a:pt x="1" y="0"/></a:lnTo><a:lnTo><a:pt x="2" y="1"/></a:lnTo><a:lnTo><a:pt x="1" y="2"/></a:lnTo>'
    "<a:close/></a:path></a:pathLst></a:custGeom>"
)
_OUTLINES = {
    "terminal": '<a:prstGeom prst="flowChartTerminator"><a:avLst/></a:prstGeom>',
    "process": '<a:prstGeom prst="flowChartProcess"><a:avLst/></a:prstGeom>',
    "decision": _DIAMOND,
}
_NAMES = {"terminal": "起止框", "process": "处理框", "decision": "判断框"}
_NAMESPACES = (
    ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
_BLACK = '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
_WHITE = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'


def drawingml(drawing: Drawing, *, shape_id: int, alt: str) -> str:
    """One run (w:r) with the drawing in it, its namespaces declared on it.

    ``shape_id`` is the group's id, the shapes' follow it; ``alt`` is what a screen reader says.
    """
    ids = count(shape_id + 1)
    shapes = [_arrow(next(ids), edge, drawing.scale) for edge in drawing.edges]
    for box in drawing.boxes:
        shapes.append(_box(next(ids), box, drawing.scale))
        if box.mark:
            shapes.append(_text_box(next(ids), "风险标记", _around(box.mark), box.mark, filled=False))
    shapes += [_label(next(ids), label) for label in drawing.labels]
    cx, cy = _e(drawing.width), _e(drawing.height)
    frame = f'<a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/>'
    return (
        f'<w:r{_NAMESPACES}><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="{shape_id}" name="流程图{shape_id}" descr={quoteattr(alt)}/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_GROUP}"><wpg:wgp><wpg:cNvGrpSpPr/>'
        f'<wpg:grpSpPr><a:xfrm>{frame}<a:chOff x="0" y="0"/><a:chExt cx="{cx}" cy="{cy}"/></a:xfrm></wpg:grpSpPr>'
        f"{''.join(shapes)}</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _box(number: int, box: Box, scale: float) -> str:
    top = min((line.top for line in box.lines), default=box.y) - box.y
    outline = f'<a:ln w="{_e(0.75 * scale)}">{_BLACK}</a:ln>'
    return _shape(
        number,
        f"{_NAMES[box.shape]} {box.key}",
        box.rect,
        f"{_OUTLINES[box.shape]}{_WHITE}{outline}",
        box.lines,
        _insets(box, top),
    )


def _insets(box: Box, top: float) -> str:
    """Insets that make the shape's text rectangle as wide as the box and begin it where the first line does."""
    left = above = 0.0
    if box.shape == "terminal":
        left, above = -box.width * 1018 / 21600, -box.height * 3163 / 21600
    return f'lIns="{_e(left)}" tIns="{_e(above + top)}" rIns="{_e(left)}" bIns="{_e(above)}" anchor="t"'


def _label(number: int, label: Label) -> str:
    return _text_box(number, "流向", label.rect, label.lines, filled=True)


def _text_box(number: int, name: str, rect: Rect, lines: tuple[Line, ...], *, filled: bool) -> str:
    fill = _WHITE if filled else "<a:noFill/>"
    look = f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}<a:ln><a:noFill/></a:ln>'
    return _shape(number, name, rect, look, lines, 'lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"')


def _around(lines: Iterable[Line]) -> Rect:
    """A rectangle about lines, with a hair of room so that no reader wraps them anew."""
    rects = [line.rect.grown(1.5) for line in lines]
    x, y = min(rect.x for rect in rects), min(rect.y for rect in rects)
    return Rect(x, y, max(rect.right for rect in rects) - x, max(rect.bottom for rect in rects) - y)


def _shape(number: int, name: str, rect: Rect, look: str, lines: tuple[Line, ...], body: str) -> str:
    paragraphs = "".join(map(_paragraph, lines)) or "<w:p/>"
    return (
        f'<wps:wsp><wps:cNvPr id="{number}" name={quoteattr(name)}/><wps:cNvSpPr/>'
        f"<wps:spPr>{_frame(rect)}{look}</wps:spPr>"
        f"<wps:txbx><w:txbxContent>{paragraphs}</w:txbxContent></wps:txbx>"
        f'<wps:bodyPr rot="0" vert="horz" wrap="square" {body}><a:noAutofit/></wps:bodyPr></wps:wsp>'
    )


def _paragraph(line: Line) -> str:
    size = max(1, round(line.size * 2))
    return (
        # No space of Word's own between Chinese and digits: the lines are set for their width without it.
        '<w:p><w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{round(line.size * LEADING * 20)}" w:lineRule="exact"/>'
        '<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr><w:r><w:rPr>'
        '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312"/>'
        f'<w:color w:val="000000"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(line.text)}</w:t></w:r></w:p>'
    )


def _arrow(number: int, edge: Arrow, scale: float) -> str:
    """A polyline of its own geometry: bends exactly as laid out, in any reader."""
    xs, ys = [x for x, _ in edge.points], [y for _, y in edge.points]
    rect = Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    # A geometry without extent has no scale: one unit stands for none.
    width, height = max(1, _e(rect.width)), max(1, _e(rect.height))
    steps = "".join(
        f'<a:{"lnTo" if index else "moveTo"}><a:pt x="{_e(x - rect.x)}" y="{_e(y - rect.y)}"/>'
        f"</a:{'lnTo' if index else 'moveTo'}>"
        for index, (x, y) in enumerate(edge.points)
    )
    return (
        f'<wps:wsp><wps:cNvPr id="{number}" name="箭线 {edge.origin}-{edge.target}"/><wps:cNvCnPr/><wps:spPr>'
        f"{_frame(rect)}<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{width}" h="{height}" fill="none">{steps}</a:path>'
        f'</a:pathLst></a:custGeom><a:noFill/><a:ln w="{_e(0.75 * scale)}">{_BLACK}'
        '<a:tailEnd type="triangle" w="med" len="med"/></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>'
    )


def _frame(rect: Rect) -> str:
    place = f'<a:off x="{_e(rect.x)}" y="{_e(rect.y)}"/><a:ext cx="{_e(rect.width)}" cy="{_e(rect.height)}"/>'
    return f"<a:xfrm>{place}</a:xfrm>"


def _e(points: float) -> int:
    return round(points * EMU)
