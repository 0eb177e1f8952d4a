"""Rows of one sheet, field by field, with every change of a value written down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from pipeline.intake import Cell, Grid
from pipeline.intake.cellnames import letters
from pipeline.likeness.folding import folded
from pipeline.model import Branch, Change, Oddity, OddityKind, Read, Row
from pipeline.normalise import values
from pipeline.normalise.headings import Heads, heading_key, known_headings, row_text
from pipeline.normalise.terms import Terms
from pipeline.settings import Column, Settings, Sheet

RULE_CODE = "编码全角转半角、去空格"
RULE_SHOWN = "按单元格显示的内容读取"
RULE_UNSEEN = "去掉不可见字符"
RULE_1904 = "按1904年日期系统换算"
RULE_AMOUNT = "金额换算为万元"
RULE_DATE = "日期写法统一"
RULE_NUMBER = "数字写法统一"
RULE_FOOT = "表尾合计、签名、说明行不作数据"
RULE_SECTION = "分组标题行不作数据"
LEFT_OUT = "（不作数据）"

_SECTION = re.compile(r"[（(]?[一二三四五六七八九十]+[）)、.．].*")
_SUM = re.compile(r"[\d.,]+(?:项|个|条|万元|元)?")
_LONGEST_HEADING = 60
_UNIT = re.compile(r"\((?:单位:?)?(元|千元|百万元|万元|亿元)\)")
_BARE = re.compile(r"[\d.,，０-９．]+")
# A copy of the example row need not keep every cell; this many of its texts word for word are no coincidence.
_EXAMPLE_CELLS = 4
# A number that a spreadsheet keeps has so many digits; what stood behind them is gone.
_SURE_DIGITS = 15


@dataclass(slots=True)
class SheetReader:
    """Reads a table sheet; collects in ``changes`` what it had to change."""

    file: str
    grid: Grid
    sheet: Sheet
    heads: Heads
    settings: Settings
    terms: Mapping[str, Terms]
    changes: list[Change] = field(default_factory=list)
    date1904: bool = False
    oddities: list[Oddity] = field(default_factory=list)

    def rows(self) -> Iterator[RowReader]:
        """The data rows below the heads: not blank, not the example, not a foot or a heading inside the table."""
        columns = {name: letters(position) for name, position in self.heads.columns.items()}
        positions = list(self.heads.columns.items())
        standard = {column.field: column for column in self.sheet.columns}
        known = known_headings(self.sheet)
        # A term or a number may well be the same as the example's; a text, a code or a name is not.
        examples = {c.field: c.example for c in self.sheet.columns if c.kind in ("text", "code", "date", "amount")}
        required = [column.field for column in self.sheet.columns if column.required and column.field in columns]
        for index in range(self.heads.row + 1, len(self.grid.rows)):
            cells = self.grid.rows[index]
            texts = {name: row_text(cells, position) for name, position in positions}
            if not any(texts.values()) or self._is_example(texts, examples) or _is_head_again(texts, known):
                # A foot may stand beside the columns that are read; it says nothing that is lost with it.
                continue
            row = Row(self.file, self.grid.name, index + 1, columns)
            rule = self._no_data(cells, texts, required)
            if rule:
                written = "　".join(dict.fromkeys(text for cell in cells if (text := values.text_of(cell))))
                self.changes.append(Change(row.at(""), "整行", written, LEFT_OUT, rule))
                continue
            if self.grid.stored or values.has_unseen(cells):
                self._record_what_is_shown(row, texts, standard)
            yield RowReader(row, texts, standard, self)

    def _record_what_is_shown(self, row: Row, texts: Mapping[str, str], standard: Mapping[str, Column]) -> None:
        """Write down where a cell shows something else than its value, or holds what nobody sees."""
        cells = self.grid.rows[row.number - 1]
        for name, position in self.heads.columns.items():
            if (row.number - 1, position) in self.grid.stored:
                stored = values.text_of(self.grid.stored[row.number - 1, position])
                self.changed(row, standard[name], stored, texts[name], RULE_SHOWN)
            elif position < len(cells) and values.has_unseen(cells[position : position + 1]):
                before = f"{texts[name]}（含不可见字符）"
                self.changes.append(Change(row.at(name), standard[name].heading, before, texts[name], RULE_UNSEEN))

    def changed(self, row: Row, column: Column, before: str, after: str, rule: str) -> None:
        """Write down that a value was changed, if it was."""
        if before != after:
            self.changes.append(Change(row.at(column.field), column.heading, before, after, rule))

    def unit_of(self, name: str) -> str:
        """The unit that a column's head names, where it is another than 万元."""
        if name not in self.heads.columns:
            return ""
        head = row_text(self.grid.rows[self.heads.row], self.heads.columns[name])
        match = _UNIT.search(folded(head))
        return match[1] if match and match[1] != "万元" else ""

    def _is_example(self, texts: Mapping[str, str], examples: Mapping[str, str]) -> bool:
        if self.settings.columns.example_mark in texts.values():
            return True
        same = sum(texts.get(name) == example for name, example in examples.items())
        return same >= _EXAMPLE_CELLS and same * 2 >= sum(map(bool, texts.values()))

    def _no_data(self, cells: tuple[Cell, ...], texts: Mapping[str, str], required: Sequence[str]) -> str:
        """The rule by which a row with text is no data; empty for a data row. Careful: a lost row is the worst."""
        first = next((text for cell in cells if (text := values.text_of(cell))), "")
        if _SECTION.fullmatch(first):
            filled = [text for text in texts.values() if text]
            alone = all(text == first for text in filled)
            return RULE_SECTION if alone and len(filled) in (1, len(texts)) else ""
        foot = _foot(self.settings.reading.foot)
        if not foot.match(folded(first)):
            return ""
        # A sum is a bare number; it says nothing that only a data row says.
        said = [
            text
            for name in required
            if (text := texts[name]) and not foot.match(folded(text)) and not _SUM.fullmatch(text)
        ]
        return RULE_FOOT if len(said) * 3 < max(len(required), 3) else ""


def _is_head_again(texts: Mapping[str, str], known: Mapping[str, Column]) -> bool:
    """Clerks repeat the heads where a printed page begins."""
    # The first column that is read has a known head: where it says something else, this is no row of heads.
    if heading_key(next(iter(texts.values()))[:_LONGEST_HEADING]) not in known:
        return False
    same = 0
    for name, text in texts.items():
        # No heading is this long: the text of a data row is not worth folding.
        column = known.get(heading_key(text)) if text and len(text) < _LONGEST_HEADING else None
        same += column is not None and column.field == name
    return same >= 2 and same * 2 >= len(texts)


@lru_cache(maxsize=8)
def _foot(words: tuple[str, ...]) -> re.Pattern[str]:
    """What a foot begins with, in folded text: one of the words, alone or before a colon or bracket."""
    return re.compile(f"(?:{'|'.join(re.escape(folded(word)) for word in words)})(?:$|[:(])")


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
        after = folded(before)
        self._changed(name, before, after, RULE_CODE)
        if len(after) > _SURE_DIGITS and after.isdecimal() and isinstance(self._raw(name), float | int):
            self.reader.oddities.append(Oddity(OddityKind.LONG_NUMBER, (self.row.at(name),), after))
        return after

    def term(self, name: str) -> str:
        """The vocabulary's term, or the text as written where it is in no list."""
        before = self.text(name)
        after, rule = self.reader.terms[self.standard[name].terms].term(before)
        self._changed(name, before, after, rule)
        return after

    def several_terms(self, name: str) -> tuple[str, ...]:
        """Several terms of one cell."""
        before = self.text(name)
        separators = self.reader.settings.vocabulary.measure_kinds.separators
        after, rule = self.reader.terms[self.standard[name].terms].several(before, separators)
        if folded(before) != folded("、".join(after)):
            self._changed(name, before, "、".join(after), rule)
        return after

    def integer(self, name: str) -> Read[int]:
        """A whole number."""
        read = values.read_int(self.text(name))
        if read.unreadable:
            # “第3步” by number format is the number 3.
            read = Read(read.text, values.read_int(self.stored(name)).value)
        if read.value is not None and not read.text.isascii():
            self._changed(name, read.text, str(read.value), RULE_NUMBER)
        return read

    def days(self, name: str) -> Read[int]:
        """A period in working days."""
        read, rule = values.read_days(self.text(name), self.reader.settings.reading)
        if rule:
            self._changed(name, read.text, str(read.value), rule)
        return read

    def amount(self, name: str) -> Read[Decimal]:
        """An amount in 万元; a head that says （元） or （亿元） says so for every bare number below it."""
        written = self.text(name)
        unit = self.reader.unit_of(name)
        if (stored := self.stored(name)) and values.read_amount(written).value is None:
            # A currency sign in a column of 万元: yuan, or as the heading says? Only the clerk knows.
            return Read(f"{written}（单元格中为{stored}）")
        read = Read(written, values.read_amount(written + unit if unit and _BARE.fullmatch(written) else written).value)
        if unit and _BARE.fullmatch(written) and read.value is not None:
            self._changed(name, f"{written}（{unit}）", f"{read.value.normalize():f}", RULE_AMOUNT)
            return read
        if read.value is not None and not folded(read.text).replace(",", "").replace(".", "").isdecimal():
            self._changed(name, read.text, f"{read.value.normalize():f}", RULE_AMOUNT)
        return read

    def day(self, name: str) -> Read[date]:
        """A date."""
        date1904 = self.reader.date1904
        read = values.read_date(self.text(name), date1904=date1904)
        if read.unreadable:
            # A day that is shown without its year or its day of the month is that day all the same.
            read = Read(read.text, values.read_date(self.stored(name)).value)
        if read.value is not None:
            self._changed(name, read.text, read.value.isoformat(), self._date_rule(read.text, RULE_DATE))
        return read

    def due(self, name: str) -> Read[date]:
        """A date by which; a word that the column table allows instead (长期) stays a word."""
        read, rule = values.read_due(self.text(name), self.reader.settings.reading, date1904=self.reader.date1904)
        if read.unreadable:
            read, rule = Read(read.text, values.read_date(self.stored(name)).value), RULE_DATE
        if read.value is not None:
            self._changed(name, read.text, read.value.isoformat(), self._date_rule(read.text, rule))
        return read

    def stored(self, name: str) -> str:
        """The value behind a cell that shows something else; empty where there is none."""
        at = (self.row.number - 1, self.reader.heads.columns.get(name, -1))
        return values.text_of(self.reader.grid.stored[at]) if at in self.reader.grid.stored else ""

    def _raw(self, name: str) -> Cell:
        return self.reader.grid.rows[self.row.number - 1][self.reader.heads.columns[name]]

    def _date_rule(self, text: str, rule: str) -> str:
        return RULE_1904 if self.reader.date1904 and text.isdecimal() else rule

    def steps(self, name: str) -> Read[tuple[int, ...]]:
        """Step numbers."""
        return values.read_steps(self.text(name))

    def ways(self, name: str) -> Read[tuple[Branch, ...]]:
        """Ways to next steps."""
        return values.read_ways(self.text(name))

    def _changed(self, name: str, before: str, after: str, rule: str) -> None:
        self.reader.changed(self.row, self.standard[name], before, after, rule)
