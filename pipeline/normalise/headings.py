"""Which sheet and which column is which: by the standard names, their other names, and by what heads a sheet has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.intake import Cell, Grid
from pipeline.likeness.folding import folded, simplified
from pipeline.normalise.values import text_of
from pipeline.settings import Column, Sheet

# A title and a filling note may stand above the heads; further down it is data.
SEARCHED_ROWS = 15
# A sheet whose name says nothing is taken for a record's where it has this share of the required columns.
ENOUGH_COLUMNS = 0.8
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|\*|:$")


@dataclass(frozen=True, slots=True)
class Heads:
    """表头: the index of the head row and, for each column found, its index."""

    row: int
    columns: Mapping[str, int]


@lru_cache(maxsize=8192)
def heading_key(text: str) -> str:
    """A heading for comparing: simplified, without blanks, line breaks, bracketed notes and the asterisk."""
    return _NOTE.sub("", simplified(folded(text)))


def find_heads(grid: Grid, sheet: Sheet) -> Heads | None:
    """The row that names most of the sheet's columns; None where no row names two."""
    known = known_headings(sheet)
    best: Heads | None = None
    for index, cells in enumerate(grid.rows[:SEARCHED_ROWS]):
        found: dict[str, int] = {}
        for position, cell in enumerate(cells):
            column = known.get(heading_key(text_of(cell))) if cell != "" else None
            if column and column.field not in found:
                found[column.field] = position
        if len(found) >= 2 and (best is None or len(found) > len(best.columns)):
            best = Heads(index, found)
    return best


def known_headings(sheet: Sheet) -> Mapping[str, Column]:
    """Comparing key → column, the standard headings before their other names."""
    return _known(sheet.columns)


@lru_cache(maxsize=64)
def _known(columns: tuple[Column, ...]) -> Mapping[str, Column]:
    known = {heading_key(name): column for column in columns for name in column.names}
    return known | {heading_key(column.heading): column for column in columns}


def resemblance(grid: Grid, sheet: Sheet) -> float:
    """The share (0 to 1) of the record's required columns that the grid has heads for; 1.0 and more by all columns."""
    if sheet.layout == "pairs":
        known = known_headings(sheet)
        seen = {
            known[key].field for row in grid.rows for cell in row[:1] if (key := heading_key(text_of(cell))) in known
        }
        required = [column.field for column in sheet.columns if column.required]
        return sum(field in seen for field in required) / len(required)
    heads = find_heads(grid, sheet)
    if heads is None:
        return 0.0
    required = [column.field for column in sheet.columns if column.required]
    share = sum(field in heads.columns for field in required) / len(required)
    # Risk sheet and evaluation sheet both ask for the risk's number alone: the more columns, the likelier.
    return share * min(1.0, len(heads.columns) / 4)


def row_text(cells: tuple[Cell, ...], position: int) -> str:
    """The text of a cell of a row; empty where the row is shorter."""
    if position >= len(cells) or cells[position] == "":
        return ""
    return text_of(cells[position])
