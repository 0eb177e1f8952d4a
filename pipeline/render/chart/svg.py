"""SVG: the drawing as a vector picture with its text as text. For the PDF copy and for web pages."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from pipeline.render.chart.drawing import ROUND_END, Arrow, Box, Drawing, Line, Point

FONTS = ("仿宋_GB2312", "FandolFang", "FangSong", "serif")
STROKE = 0.75
# Length and half width of an arrow head, in points.
HEAD, HALF = 5.0, 2.2


def svg(drawing: Drawing, *, fonts: tuple[str, ...] = FONTS) -> bytes:
    """The drawing as an SVG file; sizes in points."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(drawing.width)}pt" height="{_n(drawing.height)}pt"'
        f' viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}">'
        f'<g font-family={quoteattr(", ".join(fonts))} text-anchor="middle" fill="#000000">'
    ]
    for edge in drawing.edges:
        parts += _arrow(edge, drawing.scale)
    for box in drawing.boxes:
        parts += _box(box, drawing.scale)
    for label in drawing.labels:
        parts.append(
            f'<rect x="{_n(label.x)}" y="{_n(label.y)}" width="{_n(label.width)}" height="{_n(label.height)}"'
            ' fill="#ffffff"/>'
        )
        parts += map(_text, label.lines)
    parts.append("</g></svg>\n")
    return "".join(parts).encode("utf-8")


def _box(box: Box, scale: float) -> Iterator[str]:
    style = f'fill="#ffffff" stroke="#000000" stroke-width="{_n(STROKE * scale)}"'
    if box.shape == "decision":
        x, y = box.centre
        corners = ((x, box.y), (box.rect.right, y), (x, box.rect.bottom), (box.x, y))
        yield f'<polygon points="{_points(corners)}" {style}/>'
    else:
        rounded = f' rx="{_n(ROUND_END * box.width)}" ry="{_n(box.height / 2)}"' if box.shape == "terminal" else ""
        place = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'
        yield f"<rect {place}{rounded} {style}/>"
    yield from map(_text, (*box.lines, *box.mark))


def _arrow(edge: Arrow, scale: float) -> Iterator[str]:
    """The line, and its head as a triangle of its own: LibreOffice draws markers wrongly."""
    (x0, y0), (x1, y1) = edge.points[-2:]
    length = abs(x1 - x0) + abs(y1 - y0) or 1.0
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    back = (x1 - dx * HEAD * scale, y1 - dy * HEAD * scale)
    line = (*edge.points[:-1], back)
    yield (f'<polyline points="{_points(line)}" fill="none" stroke="#000000" stroke-width="{_n(STROKE * scale)}"/>')
    wide = HALF * scale
    head = ((x1, y1), (back[0] - dy * wide, back[1] + dx * wide), (back[0] + dy * wide, back[1] - dx * wide))
    yield f'<polygon points="{_points(head)}" fill="#000000"/>'


def _text(line: Line) -> str:
    return f'<text x="{_n(line.x)}" y="{_n(line.y)}" font-size="{_n(line.size)}">{escape(line.text)}</text>'


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(value: float) -> str:
    """A number with at most two decimals; never “-0”."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
