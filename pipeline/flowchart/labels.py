"""标注: words beside an arrow or a circle, or below the chart: their lines first, then their place."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.flowchart.boxes import placed_lines
from pipeline.flowchart.drawing import Label, Line, Rect, Span
from pipeline.flowchart.text_size import text_width, wrap

SIZE = 9.0
# The longest line beside an arrow; between lanes it is shorter.
LIMIT, NARROW = 63.0, 36.0
# Lines of a label stand a little closer than those in a box.
_LINE = 1.2 * SIZE
_CLOSER = 0.05 * SIZE


@dataclass(frozen=True, slots=True)
class Words:
    """A text in lines, and how large it is."""

    text: str
    lines: tuple[str, ...]
    width: float
    height: float

    def at(self, x: float, y: float, *, left: bool = False) -> Label:
        """The words with their left upper corner at (x, y), centred in themselves or ranged left."""
        lines: list[Line] = []
        for index, line in enumerate(self.lines):
            middle = x + (text_width(line, SIZE) if left else self.width) / 2
            lines += placed_lines([((Span(line),), SIZE)], middle, y + index * _LINE - _CLOSER)
        return Label(self.text, Rect(x, y, self.width, self.height), tuple(lines))


def worded(text: str, limit: float = LIMIT) -> Words:
    """A text in lines of at most ``limit`` points."""
    lines = wrap(text, SIZE, limit)
    width = max((text_width(line, SIZE) for line in lines), default=0.0)
    return Words(text, lines, width, _LINE * len(lines))
