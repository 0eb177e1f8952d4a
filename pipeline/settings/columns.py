"""The sheets and columns of the workbooks that people fill: the standard workbook and 审定意见表."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """列: one column (or, in a sheet of pairs, one line) of the standard workbook."""

    field: str
    heading: str
    kind: str
    required: bool
    prompt: str
    example: str
    names: tuple[str, ...]
    terms: str = ""
    width: int = 40
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """表: one sheet of the standard workbook; ``layout`` is "pairs" (项目, 内容) or "table"; ``names``: other names."""

    name: str
    record: str
    layout: str
    columns: tuple[Column, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """列表: the sheets of the standard workbook, its version, and the versions that can still be read."""

    template: str
    version: str
    readable: tuple[str, ...]
    example_mark: str
    sheets: tuple[Sheet, ...]

    def sheet(self, record: str) -> Sheet:
        """The sheet that a kind of record stands on."""
        return next(sheet for sheet in self.sheets if sheet.record == record)

    def heading(self, record: str, field: str) -> str:
        """The heading of a field, for messages."""
        return next(column.heading for column in self.sheet(record).columns if column.field == field)


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """审定意见表: its sheets and columns, the rules of 批量审定 (name → "all" or "same"), and what its guide says."""

    title: str
    all_units: str
    sheets: tuple[Sheet, ...]
    batch: Mapping[str, str]
    guide: Mapping[str, Any]

    def sheet(self, record: str) -> Sheet:
        """The sheet of 审定意见 ("decisions") or 批量审定 ("batches")."""
        return next(sheet for sheet in self.sheets if sheet.record == record)


def column_table(raw: Mapping[str, Any]) -> ColumnTable:
    """The standard workbook's sheets (data/columns.toml)."""
    return ColumnTable(raw["template"], raw["version"], tuple(raw["readable"]), raw["example_mark"], _sheets(raw))


def decision_form(raw: Mapping[str, Any]) -> DecisionForm:
    """审定意见表 (data/decision_sheet.toml)."""
    return DecisionForm(raw["title"], raw["all_units"], _sheets(raw), raw["batch"], raw["guide"])


def _sheets(raw: Mapping[str, Any]) -> tuple[Sheet, ...]:
    return tuple(
        Sheet(
            entry["name"],
            entry["record"],
            entry["layout"],
            tuple(_column(column) for column in entry["column"]),
            tuple(entry["names"]),
        )
        for entry in raw["sheet"]
    )


def _column(raw: Mapping[str, Any]) -> Column:
    defaults = {"prompt": "", "example": ""}
    return Column(**{**defaults, **raw, "names": tuple(raw["names"]), "words": tuple(raw.get("words", ()))})
