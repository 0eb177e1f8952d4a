"""Whose head is whose: heads of old tables, in one row or two, to fields of the standard workbook."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from pipeline.intake import Grid
from pipeline.normalise.headings import SEARCHED_ROWS, heading_key, row_text

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


@lru_cache(maxsize=1)
def wording() -> Mapping[str, Any]:
    """The data file of this stage: heads, their reasons, notes."""
    return tomllib.loads(resources.files("pipeline").joinpath("data", "draft.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _known() -> tuple[Mapping[str, str], Mapping[str, str]]:
    fields = {head_key(name): field for field, names in wording()["heads"].items() for name in names}
    return fields, {head_key(name): reason for name, reason in wording()["none"].items()}


@lru_cache(maxsize=4096)
def head_key(text: str) -> str:
    """A head for comparing: as the standard headings are, and without words that only adorn."""
    key = heading_key(text)
    for filler in wording()["fillers"]:
        shorter = key.replace(filler, "")
        # A head that is nothing but adornment keeps its own words.
        key = shorter or key
    return key


def head_of(text: str, group: str = "") -> Head:
    """The field of a head; ``group`` is what stands over it in a head of two rows."""
    fields, none = _known()
    key = head_key(text)
    if group and group != text:
        grouped = f"{head_key(group)}{_GROUP}{key}"
        if grouped in fields:
            return Head(f"{group}/{text}", fields[grouped], "")
        text = f"{group}/{text}"
    return Head(text, fields.get(key, ""), none.get(key, ""))


def find_table(grid: Grid) -> TableHeads | None:
    """The heads of a grid's table; None where no row has enough known heads."""
    best: TableHeads | None = None
    for index in range(min(SEARCHED_ROWS, len(grid.rows))):
        for heads in (_one_row(grid, index), _two_rows(grid, index)):
            if heads and heads.known >= ENOUGH_HEADS and (best is None or heads.known > best.known):
                best = heads
    return best


def _one_row(grid: Grid, index: int) -> TableHeads:
    texts = {at: text for at in range(len(grid.rows[index])) if (text := row_text(grid.rows[index], at))}
    distinct = {at: text for at, text in texts.items() if texts.get(at - 1) != text}
    return TableHeads(index + 1, {at: head_of(text) for at, text in distinct.items()})


def _two_rows(grid: Grid, index: int) -> TableHeads | None:
    """A head of two rows: below, a single head says the same or nothing, a group's columns say their own."""
    # A title over the table is no group of heads.
    if index + 1 >= len(grid.rows) or _one_row(grid, index).known < ENOUGH_HEADS - 1:
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
            columns[at] = head_of(above)
        elif below:
            head = head_of(below, group)
            if not head.field and not head.reason:
                return None
            columns[at] = head
            split = True
    return TableHeads(index + 2, columns) if split else None
