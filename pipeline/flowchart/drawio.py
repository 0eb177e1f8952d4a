"""draw.io: a chart as a .drawio file (mxGraph XML), a page each, for whoever goes on editing it in that program.

Written here rather than by a library: the format is one element a shape, and the geometry is already there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from pipeline.flowchart.drawing import Arrow, Box, Drawing, Figure, Lane, Line, Rect, Shape, Side
from pipeline.flowchart.svg import LANE_COLOUR, LANE_FILL

_SHAPES: dict[Shape, str] = {
    "terminal": "shape=mxgraph.flowchart.terminator;",
    "process": "rounded=0;",
    "decision": "rhombus;",
    "connector": "ellipse;",
}
_SITES: dict[Side, tuple[float, float]] = {"top": (0.5, 0), "bottom": (0.5, 1), "left": (0, 0.5), "right": (1, 0.5)}
_TEXT = "html=1;fontFamily=仿宋_GB2312,FangSong,serif;fontColor=#000000;fontSize=9;spacing=0;"


def drawio(figure: Figure) -> bytes:
    """The chart as a .drawio file."""
    pages = "".join(
        f'<diagram id="p{number}" name="第{number}页">{_page(page)}</diagram>'
        for number, page in enumerate(figure.pages, start=1)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<mxfile host="lianfang">{pages}</mxfile>\n'.encode()


def _page(drawing: Drawing) -> str:
    width, height = (1123, 794) if drawing.landscape else (794, 1123)
    return (
        f'<mxGraphModel grid="1" gridSize="5" page="1" pageWidth="{width}" pageHeight="{height}"><root>'
        f'<mxCell id="0"/><mxCell id="1" parent="0"/>{"".join(_cells(drawing))}</root></mxGraphModel>'
    )


def _cells(drawing: Drawing) -> Iterator[str]:
    for index, lane in enumerate((*drawing.phases, *drawing.lanes)):
        yield from _lane(f"lane{index}", lane)
    for box in drawing.boxes:
        yield _vertex(box.key, box.rect, _box_style(box), _html(box.lines))
    for index, arrow in enumerate(drawing.arrows):
        yield _edge(f"way{index}", arrow)
    for index, label in enumerate(drawing.labels):
        style = f"text;{_TEXT}align=center;verticalAlign=middle;"
        yield _vertex(f"label{index}", label.rect, style, _html(label.lines))
    for index, key in enumerate(drawing.legend):
        if key.shape:
            yield _vertex(f"key{index}", key.rect, f"{_SHAPES[key.shape]}fillColor=#FFFFFF;strokeColor=#000000;", "")
        style = f"text;{_TEXT}align=center;verticalAlign=middle;"
        yield _vertex(f"words{index}", key.line.rect, style, _html((key.line,)))


def _lane(name: str, lane: Lane) -> Iterator[str]:
    line = f"strokeColor=#{LANE_COLOUR};"
    yield _vertex(name, lane.rect, f"rounded=0;fillColor=none;{line}", "")
    style = f"rounded=0;fillColor=#{LANE_FILL};{line}{_TEXT}align=center;verticalAlign=middle;"
    yield _vertex(f"{name}head", lane.head, style, _html(lane.lines))


def _box_style(box: Box) -> str:
    return f"{_SHAPES[box.shape]}{_TEXT}align=center;verticalAlign=middle;fillColor=#FFFFFF;strokeColor=#{box.colour};"


def _vertex(name: str, rect: Rect, style: str, value: str) -> str:
    return (
        f'<mxCell id="{name}" value={quoteattr(value)} style="{style}" vertex="1" parent="1">'
        f'<mxGeometry x="{_n(rect.x)}" y="{_n(rect.y)}" width="{_n(rect.width)}" height="{_n(rect.height)}"'
        ' as="geometry"/></mxCell>'
    )


def _edge(name: str, arrow: Arrow) -> str:
    (out_x, out_y), (in_x, in_y) = _SITES[arrow.start], _SITES[arrow.end]
    style = (
        f"edgeStyle=none;rounded=0;endArrow=block;endSize=4;strokeColor=#{arrow.colour};"
        f"exitX={out_x};exitY={out_y};exitPerimeter=1;entryX={in_x};entryY={in_y};entryPerimeter=1;"
    )
    bends = "".join(f'<mxPoint x="{_n(x)}" y="{_n(y)}"/>' for x, y in arrow.points[1:-1])
    return (
        f'<mxCell id="{name}" style="{style}" edge="1" parent="1" source="{arrow.origin}" target="{arrow.target}">'
        f'<mxGeometry relative="1" as="geometry"><Array as="points">{bends}</Array></mxGeometry></mxCell>'
    )


def _html(lines: Iterable[Line]) -> str:
    """The lines as the label's HTML; their words are escaped here, and once more as an attribute."""
    shown = []
    for line in lines:
        words = "".join(f'<font color="#{span.colour}">{escape(span.text)}</font>' for span in line.spans)
        shown.append(f'<span style="font-size:{_n(line.size)}px">{words}</span>')
    return "<br>".join(shown)


def _n(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
