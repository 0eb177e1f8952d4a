"""图例: what the outlines and the risk signs of a page mean; only those that the page has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.flowchart.boxes import colour_of, placed_lines
from pipeline.flowchart.chart import SIGNS, SIGNS_BY_RANK
from pipeline.flowchart.drawing import BLACK, Box, Key, Rect, Shape, Span
from pipeline.flowchart.text_size import text_width

SIZE = 9.0
_ROW = 15.0
_SHAPES: dict[Shape, str] = {"terminal": "起止", "process": "办理", "decision": "判断", "connector": "接续"}


@dataclass(frozen=True, slots=True)
class _Entry:
    shape: Shape | None
    spans: tuple[Span, ...]

    @property
    def text(self) -> float:
        return text_width("".join(span.text for span in self.spans), SIZE)

    @property
    def width(self) -> float:
        return self.text + (24.0 if self.shape else 0.0)


@dataclass(frozen=True, slots=True)
class Legend:
    """The entries in their lines; all of it ``width`` × ``height`` points."""

    rows: tuple[tuple[_Entry, ...], ...]
    width: float
    height: float

    def placed(self, x: float, y: float) -> tuple[Key, ...]:
        """The entries with the legend's left upper corner at (x, y)."""
        keys = []
        for index, row in enumerate(self.rows):
            left, middle = x, y + 6 + _ROW * index + _ROW / 2
            for entry in row:
                width = 10 if entry.shape == "connector" else 20
                rect = Rect(left + (20 - width) / 2, middle - 5, width, 10)
                begin = left + (24 if entry.shape else 0)
                (line,) = placed_lines([(entry.spans, SIZE)], begin + entry.text / 2, middle - 0.65 * SIZE)
                keys.append(Key(entry.shape, rect if entry.shape else line.rect, line))
                left += entry.width + 12
        return tuple(keys)


def legend(boxes: Iterable[Box], limit: float, levels: tuple[str, ...], classes: str) -> Legend:
    """The legend of a page's boxes, in lines of at most ``limit`` points (or one entry).

    ``levels`` are the words for the levels that marks stand for, highest first, ``classes`` those for filled and
    hollow marks.
    """
    boxes = list(boxes)
    shapes = {box.shape for box in boxes}
    entries = [_Entry(shape, (Span(name),)) for shape, name in _SHAPES.items() if shape in shapes]
    spans = [span for box in boxes for line in box.lines for span in line.spans if span.colour != BLACK]
    signs = {span.text.strip()[0] for span in spans} & SIGNS
    for rank, pair in enumerate(SIGNS_BY_RANK):
        # Whatever is below the last rank shares its sign.
        named = levels[rank:] if rank == len(SIGNS_BY_RANK) - 1 else levels[rank : rank + 1]
        used = [sign for sign in pair if sign in signs]
        if used and named:
            entries.append(_Entry(None, (Span("".join(used), colour_of(rank)), Span("、".join(named)))))
    if signs:
        entries.append(_Entry(None, (Span(classes),)))
    rows: list[list[_Entry]] = [[]]
    for entry in entries:
        if rows[-1] and sum(one.width + 12 for one in rows[-1]) + entry.width > max(limit, 150):
            rows.append([])
        rows[-1].append(entry)
    width = max(sum(one.width for one in row) + 12 * (len(row) - 1) for row in rows)
    return Legend(tuple(tuple(row) for row in rows), width, 6 + _ROW * len(rows))
