"""Whose head is whose: heads of old tables, in one row or two, to fields of the standard workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.intake import Grid
from pipeline.normalise.headings import SEARCHED_ROWS, heading_key, row_text
from pipeline.settings.draft import DraftRules

# Fewer known heads in a row are no table.
ENOUGH_HEADS = 3
_GROUP = "·"


@dataclass(frozen=True, slots=True)
class Head:
    """表头: a column's written head and the field ("powers.name") that it fills; empty where it fills none."""

    text: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class TableHeads:
    """A table's heads by column index, and the row that its data begins in."""

    first_row: int
    columns: Mapping[int, Head]

    @property
    def known(self) -> int:
        """How many heads fill a field or are known to fill none."""
        return sum(bool(head.field or head.reason) for head in self.columns.values())


class HeadBook:
    """表头对照: the heads that are known, and how others are compared with them."""

    def __init__(self, rules: DraftRules) -> None:
        self._fillers = rules.fillers
        # The same few heads stand over every sheet of a ministry's old workbooks.
        self._key = lru_cache(maxsize=4096)(self._compared)
        self._fields = {self._key(name): field for field, names in rules.heads.items() for name in names}
        self._none = {self._key(name): reason for name, reason in rules.none.items()}

    def head(self, text: str, group: str = "") -> Head:
        """The field of a head; ``group`` is what stands over it in a head of two rows."""
        key = self._key(text)
        if group and group != text:
            grouped = f"{self._key(group)}{_GROUP}{key}"
            if grouped in self._fields:
                return Head(f"{group}/{text}", self._fields[grouped], "")
            text = f"{group}/{text}"
        return Head(text, self._fields.get(key, ""), self._none.get(key, ""))

    def table(self, grid: Grid) -> TableHeads | None:
        """The heads of a grid's table; None where no row has enough known heads."""
        best: TableHeads | None = None
        for index in range(min(SEARCHED_ROWS, len(grid.rows))):
            for heads in (self._one_row(grid, index), self._two_rows(grid, index)):
                if heads and heads.known >= ENOUGH_HEADS and (best is None or heads.known > best.known):
                    best = heads
        return best

    def _compared(self, text: str) -> str:
        """A head for comparing: as the standard headings are, and without words that only adorn."""
        key = heading_key(text)
        for filler in self._fillers:
            shorter = key.replace(filler, "")
            # A head that is nothing but adornment keeps its own words.
            key = shorter or key
        return key

    def _one_row(self, grid: Grid, index: int) -> TableHeads:
        texts = {at: text for at in range(len(grid.rows[index])) if (text := row_text(grid.rows[index], at))}
        distinct = {at: text for at, text in texts.items() if texts.get(at - 1) != text}
        return TableHeads(index + 1, {at: self.head(text) for at, text in distinct.items()})

    def _two_rows(self, grid: Grid, index: int) -> TableHeads | None:
        """A head of two rows: below, a single head says the same or nothing, a group's columns say their own."""
        # A title over the table is no group of heads.
        if index + 1 >= len(grid.rows) or self._one_row(grid, index).known < ENOUGH_HEADS - 1:
            return None
        upper, lower = grid.rows[index], grid.rows[index + 1]
        columns: dict[int, Head] = {}
        split = False
        group = ""
        for at in range(max(len(upper), len(lower))):
            above, below = row_text(upper, at), row_text(lower, at)
            # A group that is not merged says its name over its first column only.
            group = above or group
            if above and below in ("", above):
                columns[at] = self.head(above)
            elif below:
                head = self.head(below, group)
                if not head.field and not head.reason:
                    return None
                columns[at] = head
                split = True
        return TableHeads(index + 2, columns) if split else None
