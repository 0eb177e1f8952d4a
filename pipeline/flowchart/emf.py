"""EMF: a page of a chart as an Enhanced Metafile ([MS-EMF]), the one vector picture that every Word and WPS shows.

It is what readers see that know neither the drawing canvas nor SVG. Text stays text, each character at the place that
the layout gave it, whatever font the reader takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import accumulate, pairwise
from math import cos, pi, sin
from struct import pack

from pipeline.flowchart.drawing import BLACK, ROUND_END, Drawing, Lane, Line, Point, Rect, Shape, Span
from pipeline.flowchart.svg import FONTS, LANE_COLOUR, LANE_FILL, LANE_STROKE, STROKE, diamond, shaft_and_head
from pipeline.flowchart.text_size import em, text_width

# Twips: 20 a point, 1440 an inch. The header's device has just such dots, so that page and device units are the same;
# a page's coordinates fit the 16-bit records.
UNIT = 20
_DOTS, _MILLIMETRES = 28800, 508
_HUNDREDTHS = 100 * _MILLIMETRES / _DOTS

# The record types of [MS-EMF] 2.1.1.
_HEADER, _EOF = 1, 14
_WINDOW_EXTENT, _WINDOW_ORIGIN, _VIEWPORT_EXTENT, _VIEWPORT_ORIGIN = 9, 10, 11, 12
_MAP_MODE, _BACKGROUND_MODE, _TEXT_ALIGN, _TEXT_COLOUR = 17, 18, 22, 24
_SELECT, _PEN, _BRUSH, _FONT = 37, 38, 39, 82
_ELLIPSE, _RECTANGLE, _TEXT, _POLYGON, _POLYLINE = 42, 43, 84, 86, 87

_ANISOTROPIC, _TRANSPARENT, _BASELINE = 8, 1, 24
_NORMAL_WEIGHT, _GB2312_CHARSET = 400, 134
_TEXT_HEAD, _FONT_SIZE = 76, 320
_NOWHERE = pack("<4i", 0, 0, -1, -1)
_SCALE = pack("<I2f", 1, _HUNDREDTHS, _HUNDREDTHS)
# Half a circle, from the top by the right to the bottom, in steps that no eye sees.
_HALF_CIRCLE = tuple((sin(step * pi / 30), -cos(step * pi / 30)) for step in range(31))


def emf(drawing: Drawing) -> bytes:
    """The page as an EMF file."""
    picture = _Metafile(drawing.width, drawing.height)
    for lane in (*drawing.phases, *drawing.lanes):
        picture.lane(lane)
    for arrow in drawing.arrows:
        shaft, head = shaft_and_head(arrow.points)
        picture.look(arrow.colour, STROKE, "")
        picture.points(_POLYLINE, shaft)
        picture.look("", 0, arrow.colour)
        picture.points(_POLYGON, head)
    for box in drawing.boxes:
        picture.outline(box.shape, box.rect, box.colour)
        picture.text(box.lines)
    for label in drawing.labels:
        picture.text(label.lines)
    for key in drawing.legend:
        if key.shape:
            picture.outline(key.shape, key.rect, BLACK)
        picture.text((key.line,))
    return picture.data()


class _Metafile:
    """The records so far; pens, brushes and fonts are made once each and selected where they change."""

    def __init__(self, width: float, height: float) -> None:
        self._size = _u(width), _u(height)
        self._records: list[bytes] = []
        # No pen and no brush are the system's own; what is made here is numbered from 1 on.
        self._handles = {(_PEN, b""): 0x80000008, (_BRUSH, b""): 0x80000005}
        self._selected: dict[int, int] = {}
        self._colour = ""
        self._add(_MAP_MODE, pack("<I", _ANISOTROPIC))
        for origin, extent in ((_WINDOW_ORIGIN, _WINDOW_EXTENT), (_VIEWPORT_ORIGIN, _VIEWPORT_EXTENT)):
            self._add(origin, pack("<2i", 0, 0))
            self._add(extent, pack("<2i", *self._size))
        self._add(_BACKGROUND_MODE, pack("<I", _TRANSPARENT))
        self._add(_TEXT_ALIGN, pack("<I", _BASELINE))

    def data(self) -> bytes:
        """The whole file: header, records, end."""
        self._add(_EOF, pack("<3I", 0, 16, 20))
        width, height = self._size
        frame = round(width * _HUNDREDTHS), round(height * _HUNDREDTHS)
        size = 108 + sum(map(len, self._records))
        header = pack("<2I8i4s", _HEADER, 108, 0, 0, width - 1, height - 1, 0, 0, *frame, b" EMF")
        header += pack("<3I2H3I", 0x10000, size, 1 + len(self._records), len(self._handles) - 1, 0, 0, 0, 0)
        header += pack("<4i3I2i", *[_DOTS] * 2, *[_MILLIMETRES] * 2, 0, 0, 0, *[_MILLIMETRES * 1000] * 2)
        return header + b"".join(self._records)

    def look(self, stroke: str, width: float, fill: str) -> None:
        """The pen and the brush of what follows; no colour is none."""
        self._select(_PEN, pack("<I2i4s", 0, _u(width), 0, _colour(stroke)) if stroke else b"")
        self._select(_BRUSH, pack("<I4sI", 0, _colour(fill), 0) if fill else b"")

    def lane(self, lane: Lane) -> None:
        """A lane or a phase: its head, its frame, its title."""
        for rect, fill in ((lane.head, LANE_FILL), (lane.rect, "")):
            self.look(LANE_COLOUR, LANE_STROKE, fill)
            self._add(_RECTANGLE, _rect(rect))
        self.text(lane.lines)

    def outline(self, shape: Shape, rect: Rect, colour: str) -> None:
        """A box, white inside."""
        self.look(colour, STROKE, "FFFFFF")
        if shape in ("decision", "terminal"):
            self.points(_POLYGON, diamond(rect) if shape == "decision" else _rounded(rect))
        else:
            self._add(_ELLIPSE if shape == "connector" else _RECTANGLE, _rect(rect))

    def points(self, kind: int, points: tuple[Point, ...]) -> None:
        """A polygon or a polyline, its bounds before its points."""
        flat = [_u(value) for point in points for value in point]
        xs, ys = flat[::2], flat[1::2]
        bounds = pack("<4iI", min(xs), min(ys), max(xs), max(ys), len(points))
        self._add(kind, bounds + pack(f"<{len(flat)}h", *flat))

    def text(self, lines: Iterable[Line]) -> None:
        """Lines of text, a record for each colour of a line."""
        for line in lines:
            left = line.x - line.width / 2
            for span in line.spans:
                self._span(span, left, line)
                left += text_width(span.text, line.size)

    def _span(self, span: Span, left: float, line: Line) -> None:
        self._select(_FONT, _font(line.size))
        if span.colour != self._colour:
            self._colour = span.colour
            self._add(_TEXT_COLOUR, _colour(span.colour))
        # Each character's own place, rounded, so that the errors do not add up.
        ends = [_u(end) for end in accumulate((em(char) * line.size for char in span.text), initial=left)]
        steps: list[int] = []
        for char, (start, end) in zip(span.text, pairwise(ends), strict=True):
            # The second of a pair of surrogates has no width of its own.
            steps += (end - start, 0) if char > "\uffff" else (end - start,)
        words = span.text.encode("utf-16-le")
        words += bytes(-len(words) % 4)
        place = pack("<2i3I", ends[0], _u(line.y), len(steps), _TEXT_HEAD, 0)
        offset = pack("<I", _TEXT_HEAD + len(words))
        self._add(_TEXT, _NOWHERE + _SCALE + place + _NOWHERE + offset + words + pack(f"<{len(steps)}I", *steps))

    def _select(self, kind: int, body: bytes) -> None:
        """Take a pen, brush or font for what follows; it is made where there is none like it yet."""
        if (kind, body) not in self._handles:
            self._handles[kind, body] = handle = len(self._handles) - 1
            self._add(kind, pack("<I", handle) + body)
        handle = self._handles[kind, body]
        if self._selected.get(kind) != handle:
            self._selected[kind] = handle
            self._add(_SELECT, pack("<I", handle))

    def _add(self, kind: int, body: bytes) -> None:
        self._records.append(pack("<2I", kind, 8 + len(body)) + body)


@cache
def _font(size: float) -> bytes:
    """A LogFontPanose: the em's height, the weight, the character set, the face's name; nothing else is asked for."""
    look = pack("<5i8B", -_u(size), 0, 0, 0, _NORMAL_WEIGHT, 0, 0, 0, _GB2312_CHARSET, 0, 0, 0, 0)
    return (look + FONTS[0].encode("utf-16-le")).ljust(_FONT_SIZE, b"\0")


def _rounded(rect: Rect) -> tuple[Point, ...]:
    """A terminal's outline as a polygon: readers do not agree on how round the format's round rectangles are."""
    end, half = ROUND_END * rect.width, rect.height / 2
    bows = [(end * x, half + half * y) for x, y in _HALF_CIRCLE]
    right = [(rect.right - end + x, rect.y + y) for x, y in bows]
    return *right, *((rect.x + end - x, rect.bottom - y) for x, y in bows)


def _rect(rect: Rect) -> bytes:
    return pack("<4i", _u(rect.x), _u(rect.y), _u(rect.right), _u(rect.bottom))


def _colour(name: str) -> bytes:
    return bytes.fromhex(name) + b"\0"


def _u(points: float) -> int:
    return round(points * UNIT)
