"""成图: a laid-out chart. Everything is final: points (pt), y downwards, origin at the top left of the drawing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from typing import Literal, TypeAlias

Shape: TypeAlias = Literal["terminal", "process", "decision"]
Point: TypeAlias = tuple[float, float]

ASCENT = 0.88
DESCENT = 0.12
LEADING = 1.3
# The preset flowChartTerminator of DrawingML: the width of its round ends, of the whole width.
ROUND_END = 3475 / 21600


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle by its top left corner and its size, in points."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right side's x."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower side's y."""
        return self.y + self.height

    def grown(self, by: float) -> Rect:
        """The rectangle with every side moved out by so many points (in, where negative)."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: Rect) -> bool:
        """Whether the two share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: ``x`` its middle, ``y`` its baseline, ``size`` the font size, ``width`` the measured width."""

    text: str
    x: float
    y: float
    size: float
    width: float

    @property
    def rect(self) -> Rect:
        """What the glyphs cover: the em square's height, the measured width."""
        return Rect(self.x - self.width / 2, self.y - ASCENT * self.size, self.width, self.size)

    @property
    def top(self) -> float:
        """Where the line's slot (glyphs and leading) begins."""
        return self.y - (ASCENT + (LEADING - 1) / 2) * self.size


@dataclass(frozen=True, slots=True)
class Box:
    """A step: its outline by the rectangle about it, its text and its risk mark (a text of its own)."""

    key: str
    shape: Shape
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    mark: tuple[Line, ...]

    @property
    def rect(self) -> Rect:
        """The rectangle about it."""
        return Rect(self.x, self.y, self.width, self.height)

    @property
    def centre(self) -> Point:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one box to another: an orthogonal polyline, its head at the last point."""

    origin: str
    target: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """An arrow's label: its place and its lines."""

    text: str
    x: float
    y: float
    width: float
    height: float
    size: float
    lines: tuple[Line, ...]

    @property
    def rect(self) -> Rect:
        """The rectangle about it."""
        return Rect(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as geometry. ``scale`` tells how far it was shrunk to fit; it is already applied to everything."""

    width: float
    height: float
    scale: float
    boxes: tuple[Box, ...]
    edges: tuple[Arrow, ...]
    labels: tuple[Label, ...]


def half_width_at(shape: Shape, width: float, height: float, dy: float) -> float:
    """How far the outline reaches to either side of the middle, ``dy`` points above or below it."""
    share = min(1.0, abs(dy) / (height / 2))
    if shape == "decision":
        return width / 2 * (1 - share)
    if shape == "terminal":
        return width / 2 - ROUND_END * width * (1 - sqrt(1 - share * share))
    return width / 2


def moved_line(line: Line, dx: float, dy: float) -> Line:
    """The line at another place."""
    return replace(line, x=line.x + dx, y=line.y + dy)


def transformed(drawing: Drawing, dx: float, dy: float, scale: float) -> Drawing:
    """The drawing with all that is in it moved by (dx, dy), then scaled; its own width and height only scaled."""

    def line(one: Line) -> Line:
        return Line(one.text, (one.x + dx) * scale, (one.y + dy) * scale, one.size * scale, one.width * scale)

    def box(one: Box) -> Box:
        return Box(
            one.key,
            one.shape,
            (one.x + dx) * scale,
            (one.y + dy) * scale,
            one.width * scale,
            one.height * scale,
            tuple(map(line, one.lines)),
            tuple(map(line, one.mark)),
        )

    def arrow(one: Arrow) -> Arrow:
        return replace(one, points=tuple(((x + dx) * scale, (y + dy) * scale) for x, y in one.points))

    def label(one: Label) -> Label:
        return Label(
            one.text,
            (one.x + dx) * scale,
            (one.y + dy) * scale,
            one.width * scale,
            one.height * scale,
            one.size * scale,
            tuple(map(line, one.lines)),
        )

    return Drawing(
        drawing.width * scale,
        drawing.height * scale,
        drawing.scale * scale,
        tuple(map(box, drawing.boxes)),
        tuple(map(arrow, drawing.edges)),
        tuple(map(label, drawing.labels)),
    )
