"""What intake hands on: a workbook as named grids of plain cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Grid:
    """表格: a sheet's cells from A1 on; an empty cell is "". Merged cells carry their value in every row."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """工作簿: one file's sheets, in their order; ``file`` is the path below the inbox, with "/"."""

    file: str
    sheets: tuple[Grid, ...]
