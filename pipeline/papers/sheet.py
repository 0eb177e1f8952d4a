"""表页: a sheet of an Excel file before it is one: columns with their headings, and rows of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar

from pipeline.model import Place, Read, Sourced
from pipeline.papers.paper import Content, Medium


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a file of the output, and in it to a sheet and cell, where they are given."""

    text: str
    path: str
    place: Place


CellValue = str | int | float | date | Link | None

_WIDE_HEADS = {
    "行使依据", "办理程序", "风险描述", "表现形式", "防控措施", "定级理由", "怎样降级", "候选领域", "审定理由",
    "问题", "怎样改", "评估意见", "原因", "内容", "改动的栏目", "来源文件",
}  # fmt: skip


class Fill(Enum):
    """填写: how the office fills a column: from a list, with a date, or with free text."""

    CHOICE = "choice"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: heading, width in characters; how the office fills it, from which list, and what it is told."""

    heading: str
    width: int = 14
    fill: Fill | None = None
    choices: tuple[str, ...] = ()
    prompt: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SheetContent:
    """A sheet: its name, columns and rows; a ``form`` is to be filled in: all but the columns to fill are locked."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    form: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """说明: a sheet of numbered lines to read."""

    name: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookContent(Content):
    """工作簿: the sheets of an Excel file, in their order."""

    medium: ClassVar[Medium] = Medium.EXCEL
    sheets: tuple[Guide | SheetContent, ...]


def plain_sheet(name: str, heads: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> SheetContent:
    """A sheet to read and filter; columns of long texts are wide."""
    columns = tuple(SheetColumn(head, 40 if head in _WIDE_HEADS else 14) for head in heads)
    return SheetContent(name, columns, tuple(tuple(row) for row in rows))


def cell_value(value: object) -> CellValue:
    """A field for a cell: read values as numbers and dates, unreadable ones as they were written."""
    if isinstance(value, Read):
        if isinstance(value.value, Decimal):
            return float(value.value)
        if isinstance(value.value, (int, date)):
            return value.value
        return value.text
    return str(value)


def source(record: Sourced) -> tuple[str, str, int]:
    """Where a record was read: file, sheet, row."""
    return (record.row.file, record.row.sheet, record.row.number)
