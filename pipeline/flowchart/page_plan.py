"""页面: what stands on one page, before it has sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.flowchart.drawing import Box
from pipeline.flowchart.grid import Cell
from pipeline.flowchart.ranks import Way


@dataclass(frozen=True, slots=True)
class Sheet:
    """Boxes by cell, ways, the lanes' titles by column, the phases by row, words beside a box, a note below all.

    ``missing`` are steps that ways lead to but that do not exist; ``levels`` and ``classes`` the legend's words.
    """

    boxes: Mapping[str, Box]
    cells: Mapping[str, Cell]
    ways: Sequence[Way]
    lanes: Sequence[str]
    phases: Sequence[str]
    note: str = ""
    asides: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    levels: tuple[str, ...] = ()
    classes: str = ""
    landscape: bool = False

    @property
    def rows(self) -> int:
        """How many rows the page has."""
        return 1 + max(row for row, _ in self.cells.values())

    @property
    def columns(self) -> int:
        """How many columns the page has."""
        return 1 + max(column for _, column in self.cells.values())

    def with_boxes(self, boxes: Mapping[str, Box], *, landscape: bool) -> Sheet:
        """The sheet with the steps' boxes added to the circles it has."""
        steps = {key: boxes[key] for key in self.cells if key in boxes}
        return replace(self, boxes={**self.boxes, **steps}, landscape=landscape)
