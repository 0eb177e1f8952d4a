"""What intake hands on: a workbook as named grids of plain cells, with how and when it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pipeline.model import Oddity

Cell = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Grid:
    """表格: a sheet's cells from A1 on; an empty cell is "". Merged cells carry their value in every row.

    A cell is what it shows. ``stored`` has, by row and column from 0, the value behind one that shows something else.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    stored: Mapping[tuple[int, int], Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """来件: one file as it came, loose or out of an archive or a mail.

    ``name`` is the path below the inbox, with "/"; ``mailed`` is the mail's own date in UTC, where there was a mail.
    """

    name: str
    data: bytes
    mailed: datetime | None = None
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A delivery that lies on disk: in the inbox, or put aside while an archive or mail was opened."""

    name: str
    path: Path
    mailed: datetime | None = None
    sender: str = ""


# What is read as one workbook: a file, or the .csv files that belong together.
Parcel = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """工作簿: one workbook's sheets, in their order, and its bytes, to be given back marked.

    ``data`` is the workbook itself (a password taken off, .csv files put into one workbook); where it was put aside,
    ``original`` says where, under a number of its own, and ``data`` is empty. ``digest`` is the SHA-256 of what was
    sent. ``file`` is what people call it; no two of one inbox are called the same.
    ``date1904``: its day numbers count from 1904, as old Macs wrote them.
    """

    file: str
    sheets: tuple[Grid, ...]
    data: bytes = b""
    digest: str = ""
    mailed: datetime | None = None
    sender: str = ""
    oddities: tuple[Oddity, ...] = ()
    original: Path | None = None
    date1904: bool = False
