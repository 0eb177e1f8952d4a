"""Rows of one sheet, field by field, with every change of a value written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pipeline.intake import Grid
from pipeline.model import Branch, Change, Read, Row
from pipeline.normalise import values
from pipeline.normalise.headings import Heads, letters, row_text
from pipeline.normalise.terms import to_term, to_terms
from pipeline.settings import Column, Settings, Sheet

RULE_SYNONYM = "同义词"
RULE_AMOUNT = "金额换算为万元"
RULE_DATE = "日期写法统一"


@dataclass(slots=True)
class SheetReader:
    """Reads a table sheet; collects in ``changes`` what it had to change."""

    file: str
    grid: Grid
    sheet: Sheet
    heads: Heads
    settings: Settings
    changes: list[Change] = field(default_factory=list)

    def rows(self) -> Iterator[RowReader]:
        """The data rows below the heads: not blank, not the example."""
        columns = {name: letters(position) for name, position in self.heads.columns.items()}
        standard = {column.field: column for column in self.sheet.columns}
        for index in range(self.heads.row + 1, len(self.grid.rows)):
            texts = {name: row_text(self.grid.rows[index], position) for name, position in self.heads.columns.items()}
            if not any(texts.values()) or self.settings.columns.example_mark in texts.values():
                continue
            yield RowReader(Row(self.file, self.grid.name, index + 1, columns), texts, standard, self)

    def changed(self, row: Row, column: Column, before: str, after: str, rule: str) -> None:
        """Write down that a value was changed, if it was."""
        if before != after:
            self.changes.append(Change(row.at(column.field), column.heading, before, after, rule))


@dataclass(frozen=True, slots=True)
class RowReader:
    """One row's fields, by the kind that the column table gives them."""

    row: Row
    texts: dict[str, str]
    standard: dict[str, Column]
    reader: SheetReader

    def text(self, name: str) -> str:
        """A field's text as written."""
        return self.texts.get(name, "")

    def code(self, name: str) -> str:
        """A code: full-width letters and digits as half-width, no blanks inside."""
        before = self.text(name)
        after = values.folded(before)
        self.reader.changed(self.row, self.standard[name], before, after, "编码全角转半角、去空格")
        return after

    def term(self, name: str) -> str:
        """The vocabulary's term, or the text as written where it is in no list."""
        before = self.text(name)
        column = self.standard[name]
        after = to_term(before, self.reader.settings.vocabulary[column.terms])
        self.reader.changed(self.row, column, before, after, RULE_SYNONYM)
        return after

    def terms(self, name: str) -> tuple[str, ...]:
        """Several terms of one cell."""
        before = self.text(name)
        column = self.standard[name]
        after = to_terms(before, self.reader.settings.vocabulary[column.terms])
        if values.folded(before) != values.folded("、".join(after)):
            self.reader.changed(self.row, column, before, "、".join(after), RULE_SYNONYM)
        return after

    def whole(self, name: str) -> Read[int]:
        """A whole number."""
        return values.read_int(self.text(name))

    def days(self, name: str) -> Read[int]:
        """A period in working days."""
        return values.read_days(self.text(name))

    def amount(self, name: str) -> Read[Decimal]:
        """An amount in 万元."""
        read = values.read_amount(self.text(name))
        if read.value is not None and not values.folded(read.text).replace(",", "").replace(".", "").isdecimal():
            self.reader.changed(self.row, self.standard[name], read.text, f"{read.value.normalize():f}", RULE_AMOUNT)
        return read

    def day(self, name: str) -> Read[date]:
        """A date; a word that the column table allows instead (长期) stays a word."""
        column = self.standard[name]
        read = values.read_date(self.text(name))
        if read.value is not None:
            self.reader.changed(self.row, column, read.text, read.value.isoformat(), RULE_DATE)
        return read

    def steps(self, name: str) -> Read[tuple[int, ...]]:
        """Step numbers."""
        return values.read_steps(self.text(name))

    def ways(self, name: str) -> Read[tuple[Branch, ...]]:
        """Ways to next steps."""
        return values.read_ways(self.text(name))
