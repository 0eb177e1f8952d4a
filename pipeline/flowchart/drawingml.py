"""DrawingML: a page of a chart as a drawing canvas of shapes that can be edited in Word and WPS.

Word keeps a connector glued to its shapes only inside a drawing canvas (wpc), not in a group: there a box that is moved
takes its arrows along. Readers that do not know the canvas show the picture instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from pipeline.flowchart.connector import connector
from pipeline.flowchart.drawing import BLACK, LEADING, Arrow, Box, Drawing, Key, Lane, Line, Rect, Shape, Side
from pipeline.flowchart.svg import LANE_COLOUR, LANE_FILL, LANE_STROKE, STROKE

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
_OUTLINES: dict[Shape, str] = {
    "terminal": '<a:prstGeom prst="flowChartTerminator"><a:avLst/></a:prstGeom>',
    "process": '<a:prstGeom prst="flowChartProcess"><a:avLst/></a:prstGeom>',
    "decision": _DIAMOND,
    "connector": '<a:prstGeom prst="flowChartConnector"><a:avLst/></a:prstGeom>',
}
_RECT = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
_NAMES: dict[Shape, str] = {"terminal": "起止框", "process": "处理框", "decision": "判断框", "connector": "接续符"}
# The numbers of the connection sites in the presets' own order; a circle has eight.
_SITES: dict[Side, int] = {"top": 0, "left": 1, "bottom": 2, "right": 3}
# How far the text rectangle of a preset stands in from its frame, of its width and height.
_INSETS: dict[Shape, tuple[float, float]] = {
    "terminal": (1018 / 21600, 3163 / 21600),
    "connector": (0.14645, 0.14645),
}
_URI = "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas"
_NAMESPACES = (
    ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    f' xmlns:wpc="{_URI}"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def drawingml(drawing: Drawing, *, shape_id: int, alt: str, picture: str = "") -> str:
    """One run (w:r) with the drawing in it, its namespaces declared on it.

    ``shape_id`` is the canvas's id, the shapes' follow it; ``alt`` is what a screen reader says; ``picture`` is the
    w:drawing for readers that do not know the canvas.
    """
    ids = count(shape_id + 1)
    shapes = [shape for lane in (*drawing.phases, *drawing.lanes) for shape in _lane(lane, ids)]
    numbers = {box.key: next(ids) for box in drawing.boxes}
    by_key = {box.key: box for box in drawing.boxes}
    shapes += [_arrow(next(ids), arrow, numbers, by_key) for arrow in drawing.arrows]
    shapes += [_box(numbers[box.key], box) for box in drawing.boxes]
    shapes += [_words(next(ids), "文字", label.rect, label.lines) for label in drawing.labels]
    shapes += [shape for key in drawing.legend for shape in _key(key, ids)]
    fallback = f"<mc:Fallback>{picture}</mc:Fallback>" if picture else ""
    return (
        f'<w:r{_NAMESPACES}><mc:AlternateContent><mc:Choice Requires="wpc"><w:drawing>'
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{_e(drawing.width)}" cy="{_e(drawing.height)}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{shape_id}" name="流程图{shape_id}" descr={quoteattr(alt)}/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_URI}"><wpc:wpc><wpc:bg/><wpc:whole/>'
        f"{''.join(shapes)}</wpc:wpc></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"{fallback}</mc:AlternateContent></w:r>"
    )


def _lane(lane: Lane, ids: Iterator[int]) -> Iterator[str]:
    line = f'<a:ln w="{_e(LANE_STROKE)}">{_fill(LANE_COLOUR)}</a:ln>'
    yield _shape(next(ids), f"{lane.title}（范围）", lane.rect, f"{_RECT}<a:noFill/>{line}", (), "")
    top = min((one.top for one in lane.lines), default=lane.head.y) - lane.head.y
    body = f'lIns="0" tIns="{_e(top)}" rIns="0" bIns="0" anchor="t"'
    if len({one.x for one in lane.lines}) > 1:
        # A phase's name in several upright columns: the words as they stand, each column in a frame of its own.
        yield _shape(next(ids), lane.title, lane.head, f"{_RECT}{_fill(LANE_FILL)}{line}", (), "")
        for x in dict.fromkeys(one.x for one in lane.lines):
            column = tuple(one for one in lane.lines if one.x == x)
            yield _words(next(ids), "文字", _around(column), column)
        return
    yield _shape(next(ids), lane.title, lane.head, f"{_RECT}{_fill(LANE_FILL)}{line}", lane.lines, body)


def _key(key: Key, ids: Iterator[int]) -> Iterator[str]:
    if key.shape:
        look = f"{_OUTLINES[key.shape]}{_fill('FFFFFF')}{_line(BLACK)}"
        yield _shape(next(ids), f"图例 {_NAMES[key.shape]}", key.rect, look, (), "")
    yield _words(next(ids), "图例", _around((key.line,)), (key.line,))


def _box(number: int, box: Box) -> str:
    """The shape with its text: insets make the text frame as wide as the box and begin it where the first line does."""
    across, down = _INSETS.get(box.shape, (0.0, 0.0))
    left, above = -box.rect.width * across, -box.rect.height * down
    top = min((line.top for line in box.lines), default=box.rect.y) - box.rect.y
    body = f'lIns="{_e(left)}" tIns="{_e(above + top)}" rIns="{_e(left)}" bIns="{_e(above)}" anchor="t"'
    look = f"{_OUTLINES[box.shape]}{_fill('FFFFFF')}{_line(box.colour)}"
    words = " ".join(line.text for line in box.lines)
    return _shape(number, f"{_NAMES[box.shape]} {box.key}", box.rect, look, box.lines, body, words)


def _words(number: int, name: str, rect: Rect, lines: Sequence[Line]) -> str:
    """A text box: as much wider than its text as keeps any reader from wrapping it anew."""
    room = Rect(rect.x - 1.5, rect.y - 1.5, rect.width + 3, rect.height + 3)
    look = f"{_RECT}<a:noFill/><a:ln><a:noFill/></a:ln>"
    left = len({round(line.x - line.width / 2, 1) for line in lines}) == 1 and len(lines) > 1
    body = f'lIns="{_e(1.5) if left else 0}" tIns="0" rIns="0" bIns="0" anchor="ctr"'
    return _shape(number, name, room, look, lines, body, justify="left" if left else "center")


def _around(lines: Sequence[Line]) -> Rect:
    rects = [line.rect for line in lines]
    x, y = min(rect.x for rect in rects), min(rect.y for rect in rects)
    return Rect(x, y, max(rect.right for rect in rects) - x, max(rect.bottom for rect in rects) - y)


def _shape(
    number: int,
    name: str,
    rect: Rect,
    look: str,
    lines: Sequence[Line],
    body: str,
    words: str = "",
    justify: str = "center",
) -> str:
    text = ""
    if lines:
        paragraphs = "".join(_paragraph(line, justify) for line in lines)
        text = f"<wps:txbx><w:txbxContent>{paragraphs}</w:txbxContent></wps:txbx>"
    described = f" descr={quoteattr(words)}" if words else ""
    frame = f'<a:off x="{_e(rect.x)}" y="{_e(rect.y)}"/><a:ext cx="{_e(rect.width)}" cy="{_e(rect.height)}"/>'
    return (
        f'<wps:wsp><wps:cNvPr id="{number}" name={quoteattr(name)}{described}/><wps:cNvSpPr/>'
        f"<wps:spPr><a:xfrm>{frame}</a:xfrm>{look}</wps:spPr>{text}"
        f'<wps:bodyPr rot="0" vert="horz" wrap="square" {body}><a:noAutofit/></wps:bodyPr></wps:wsp>'
    )


def _paragraph(line: Line, justify: str) -> str:
    size = round(line.size * 2)
    runs = "".join(
        "<w:r><w:rPr>"
        '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312"/>'
        f'<w:color w:val="{span.colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(span.text)}</w:t></w:r>'
        for span in line.spans
    )
    return (
        # No space of Word's own between Chinese and digits: the lines are set for their width without it.
        '<w:p><w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{round(line.size * LEADING * 20)}" w:lineRule="exact"/>'
        f'<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="{justify}"/></w:pPr>{runs}</w:p>'
    )


def _arrow(number: int, arrow: Arrow, numbers: dict[str, int], boxes: dict[str, Box]) -> str:
    """A connector glued to the sites of its two shapes, its bends where the geometry has them."""
    bent = connector(arrow.points)
    turn = ' rot="5400000"' if bent.turned else ""
    flips = (' flipH="1"' if bent.flip_x else "") + (' flipV="1"' if bent.flip_y else "")
    guides = "".join(
        f'<a:gd name="adj{index}" fmla="val {round(value * 100000)}"/>' for index, value in enumerate(bent.adjust, 1)
    )
    frame = (
        f'<a:off x="{_e(bent.frame.x)}" y="{_e(bent.frame.y)}"/>'
        f'<a:ext cx="{_e(bent.frame.width)}" cy="{_e(bent.frame.height)}"/>'
    )
    return (
        f'<wps:wsp><wps:cNvPr id="{number}" name="箭线 {arrow.origin}-{arrow.target}"/><wps:cNvCnPr>'
        f'<a:stCxn id="{numbers[arrow.origin]}" idx="{_site(boxes[arrow.origin], arrow.start)}"/>'
        f'<a:endCxn id="{numbers[arrow.target]}" idx="{_site(boxes[arrow.target], arrow.end)}"/></wps:cNvCnPr>'
        f'<wps:spPr><a:xfrm{turn}{flips}>{frame}</a:xfrm><a:prstGeom prst="{bent.preset}"><a:avLst>{guides}</a:avLst>'
        f'</a:prstGeom><a:ln w="{_e(STROKE)}">{_fill(arrow.colour)}<a:round/>'
        '<a:tailEnd type="triangle" w="med" len="med"/></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>'
    )


def _site(box: Box, side: Side) -> int:
    return _SITES[side] * (2 if box.shape == "connector" else 1)


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _line(colour: str) -> str:
    return f'<a:ln w="{_e(STROKE)}">{_fill(colour)}</a:ln>'


def _e(points: float) -> int:
    return round(points * EMU)
