"""成图: a laid-out chart. Everything is final: points (pt), y downwards, origin at the top left of each page's drawing.

All faces (Word shapes, SVG, EMF, PNG, draw.io) are drawn from these records and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal, TypeAlias

Shape: TypeAlias = Literal["terminal", "process", "decision", "connector"]
Side: TypeAlias = Literal["top", "left", "bottom", "right"]
Point: TypeAlias = tuple[float, float]

BLACK, RED = "000000", "C00000"
ASCENT = 0.88
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

    @property
    def centre(self) -> Point:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, by: float) -> Rect:
        """The rectangle with every side moved out by so many points (in, where negative)."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: Rect) -> bool:
        """Whether the two share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line in one colour."""

    text: str
    colour: str = BLACK


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: ``x`` its middle, ``y`` its baseline, ``size`` the font size, ``width`` the measured width."""

    spans: tuple[Span, ...]
    x: float
    y: float
    size: float
    width: float

    @property
    def text(self) -> str:
        """The words, whatever their colours."""
        return "".join(span.text for span in self.spans)

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
    """A step or a connector: its outline by the rectangle about it, and its text, risk marks included."""

    key: str
    shape: Shape
    rect: Rect
    lines: tuple[Line, ...]
    colour: str = BLACK

    def site(self, side: Side) -> Point:
        """The middle of a side, where arrows are glued on; a diamond's and a circle's outline passes there, too."""
        x, y = self.rect.centre
        return {"top": (x, self.rect.y), "bottom": (x, self.rect.bottom), "left": (self.rect.x, y)}.get(
            side, (self.rect.right, y)
        )


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one box to another: an orthogonal polyline from a side of one to a side of the other."""

    origin: str
    target: str
    start: Side
    end: Side
    points: tuple[Point, ...]
    colour: str = BLACK


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside an arrow or a connector: their place and their lines."""

    text: str
    rect: Rect
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """泳道 (or, lying, 阶段): its whole rectangle, the part of it that holds its title, and the title's lines."""

    title: str
    rect: Rect
    head: Rect
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """图例: one entry of the legend; ``shape`` is None for a sign that is text only."""

    shape: Shape | None
    rect: Rect
    line: Line


@dataclass(frozen=True, slots=True)
class Drawing:
    """One page of a chart as geometry."""

    width: float
    height: float
    landscape: bool
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    labels: tuple[Label, ...]
    lanes: tuple[Lane, ...]
    phases: tuple[Lane, ...]
    legend: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """成图: a whole chart, a drawing a page; ``refusal`` says why there is none."""

    title: str
    pages: tuple[Drawing, ...]
    refusal: str = ""


def half_width_at(shape: Shape, width: float, height: float, dy: float) -> float:
    """How far the outline reaches to either side of the middle, ``dy`` points above or below it."""
    share = min(1.0, abs(dy) / (height / 2))
    if shape == "decision":
        return width / 2 * (1 - share)
    if shape == "terminal":
        return width / 2 - ROUND_END * width * (1 - sqrt(1 - share * share))
    if shape == "connector":
        return width / 2 * sqrt(1 - share * share)
    return width / 2
