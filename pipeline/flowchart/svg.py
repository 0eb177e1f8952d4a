"""SVG: a page of a chart as a vector picture with its text as text. For the PDF copy, PNG and web pages."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from pipeline.flowchart.drawing import BLACK, ROUND_END, Arrow, Drawing, Lane, Line, Point, Rect, Shape
from pipeline.flowchart.text_size import text_width

FONTS = ("仿宋_GB2312", "FandolFang", "FangSong", "serif")
STROKE = 0.75
LANE_STROKE = 0.5
LANE_COLOUR, LANE_FILL = "808080", "F2F2F2"
# Length and half width of an arrow head, in points.
HEAD, HALF = 5.0, 2.2


def svg(drawing: Drawing, *, fonts: tuple[str, ...] = FONTS) -> bytes:
    """The page as an SVG file; sizes in points."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(drawing.width)}pt" height="{_n(drawing.height)}pt"'
        f' viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}">'
        f'<g font-family={quoteattr(", ".join(fonts))} text-anchor="middle" fill="#000000">'
    ]
    for lane in (*drawing.phases, *drawing.lanes):
        parts += _lane(lane)
    for arrow in drawing.arrows:
        parts += _arrow(arrow)
    for box in drawing.boxes:
        parts.append(_outline(box.shape, box.rect, box.colour))
        parts += map(_text, box.lines)
    for label in drawing.labels:
        parts += map(_text, label.lines)
    for key in drawing.legend:
        if key.shape:
            parts.append(_outline(key.shape, key.rect, BLACK))
        parts.append(_text(key.line))
    parts.append("</g></svg>\n")
    return "".join(parts).encode("utf-8")


def _lane(lane: Lane) -> Iterator[str]:
    style = f'stroke="#{LANE_COLOUR}" stroke-width="{_n(LANE_STROKE)}"'
    yield f'<rect {_place(lane.head)} fill="#{LANE_FILL}" {style}/>'
    yield f'<rect {_place(lane.rect)} fill="none" {style}/>'
    yield from map(_text, lane.lines)


def _outline(shape: Shape, rect: Rect, colour: str) -> str:
    style = f'fill="#ffffff" stroke="#{colour}" stroke-width="{_n(STROKE)}"'
    if shape == "decision":
        return f'<polygon points="{_points(diamond(rect))}" {style}/>'
    if shape == "connector":
        x, y = rect.centre
        return f'<ellipse cx="{_n(x)}" cy="{_n(y)}" rx="{_n(rect.width / 2)}" ry="{_n(rect.height / 2)}" {style}/>'
    rounded = f' rx="{_n(ROUND_END * rect.width)}" ry="{_n(rect.height / 2)}"' if shape == "terminal" else ""
    return f"<rect {_place(rect)}{rounded} {style}/>"


def _arrow(arrow: Arrow) -> Iterator[str]:
    shaft, head = shaft_and_head(arrow.points)
    yield f'<polyline points="{_points(shaft)}" fill="none" stroke="#{arrow.colour}" stroke-width="{_n(STROKE)}"/>'
    yield f'<polygon points="{_points(head)}" fill="#{arrow.colour}"/>'


def diamond(rect: Rect) -> tuple[Point, ...]:
    """The corners of a decision's outline, from the top on."""
    x, y = rect.centre
    return (x, rect.y), (rect.right, y), (x, rect.bottom), (rect.x, y)


def shaft_and_head(points: tuple[Point, ...]) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """An arrow's line, and its head as a triangle of its own: LibreOffice draws markers wrongly."""
    (x0, y0), (x1, y1) = points[-2:]
    length = abs(x1 - x0) + abs(y1 - y0) or 1.0
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    back = (x1 - dx * HEAD, y1 - dy * HEAD)
    head = ((x1, y1), (back[0] - dy * HALF, back[1] + dx * HALF), (back[0] + dy * HALF, back[1] - dx * HALF))
    return (*points[:-1], back), head


def _text(line: Line) -> str:
    """A text element for each colour: LibreOffice sets the parts of a centred text on one another."""
    left = line.x - line.width / 2
    parts = []
    for span in line.spans:
        width = text_width(span.text, line.size)
        words = span.text.strip()
        middle = left + width / 2
        if span.text.startswith(" "):
            middle += text_width(" ", line.size) / 2
        colour = "" if span.colour == BLACK else f' fill="#{span.colour}"'
        parts.append(
            f'<text x="{_n(middle)}" y="{_n(line.y)}" font-size="{_n(line.size)}"{colour}>{escape(words)}</text>'
        )
        left += width
    return "".join(parts)


def _place(rect: Rect) -> str:
    return f'x="{_n(rect.x)}" y="{_n(rect.y)}" width="{_n(rect.width)}" height="{_n(rect.height)}"'


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(value: float) -> str:
    """A number with at most two decimals; never “-0”."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
