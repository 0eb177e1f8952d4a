"""Which column is which: a sheet's head row, by the standard headings and their other names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.intake import Cell, Grid
from pipeline.normalise.values import folded, text_of
from pipeline.settings import Column, Sheet

# A title and a filling note may stand above the heads; further down it is data.
SEARCHED_ROWS = 15
_NOTE = re.compile(r"\([^()]*\)|\*")


@dataclass(frozen=True, slots=True)
class Heads:
    """表头: the index of the head row and, for each column found, its index."""

    row: int
    columns: Mapping[str, int]


def heading_key(text: str) -> str:
    """A heading for comparing: without blanks, line breaks, bracketed notes and the asterisk of required columns."""
    return _NOTE.sub("", folded(text))


def find_heads(grid: Grid, sheet: Sheet) -> Heads | None:
    """The row that names most of the sheet's columns; None where no row names two."""
    known = known_headings(sheet)
    best: Heads | None = None
    for index, cells in enumerate(grid.rows[:SEARCHED_ROWS]):
        found: dict[str, int] = {}
        for position, cell in enumerate(cells):
            column = known.get(heading_key(text_of(cell)))
            if column and column.field not in found:
                found[column.field] = position
        if len(found) >= 2 and (best is None or len(found) > len(best.columns)):
            best = Heads(index, found)
    return best


def known_headings(sheet: Sheet) -> dict[str, Column]:
    """Comparing key → column, the standard headings before their other names."""
    known = {heading_key(name): column for column in sheet.columns for name in column.names}
    return known | {heading_key(column.heading): column for column in sheet.columns}


def letters(index: int) -> str:
    """Column letters of an index from 0: A, B, …, Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def row_text(cells: tuple[Cell, ...], position: int | None) -> str:
    """The text of a cell of a row; empty where the sheet has no such column or the row is shorter."""
    return text_of(cells[position]) if position is not None and position < len(cells) else ""
