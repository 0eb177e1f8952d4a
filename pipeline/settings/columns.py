"""The sheets and columns of the workbooks that people fill: the standard workbook and 审定意见表."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from pipeline.settings.draft import BESIDE_COLUMNS
from pipeline.settings.faults import Place
from pipeline.settings.marks import Between, Filled, Key, Of, OneOf, Places
from pipeline.settings.vocabulary import TermList

# The fields that each kind of record is read from; the code asks for them by these names.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "info": ("unit", "division", "reporter", "phone", "reviewer", "reported_on", "year"),
    "powers": (
        "order", "code", "name", "category", "basis", "department", "post", "counterpart", "field", "amount",
        "discretion", "publicity", "remark", "view",
    ),
    "steps": (
        "power_code", "number", "name", "kind", "actor", "condition", "procedure", "days", "supervision", "ways",
        "remark", "phase",
    ),
    "risks": (
        "code", "power_code", "steps", "source", "description", "manifestation", "likelihood", "harm", "self_level",
        "measure_kinds", "measure", "responsible", "due",
    ),
    "evaluations": ("risk_code", "found", "level_right", "effective", "opinion", "evaluated_on"),
}  # fmt: skip
FORM_FIELDS: Mapping[str, tuple[str, ...]] = {
    "decisions": (
        "unit", "division", "code", "power", "description", "self_level", "klass", "level", "why", "reasons",
        "remedies", "advice", "opinion", "decided_class", "decided_level", "reason", "decided_by", "decided_on",
        "check",
    ),
    "batches": (
        "unit", "points", "same", "differ", "unclassed", "suggested", "decided", "rule", "reason", "decided_by",
        "decided_on",
    ),
}  # fmt: skip
# What Excel lets no sheet be called.
_NOT_IN_SHEETS = "[]:*?/\\"
_LONGEST_SHEET = 31
LONGEST_PROMPT = 255
_NOT_IN_FILES = '/\\:*?"<>|'

Worded = Annotated[str, Places("unclassed")]
"""Text that may name points without a class (未归类)."""


@dataclass(frozen=True, slots=True)
class Column:
    """列: one column (or, in a sheet of pairs, one line) of the standard workbook.

    ``prompt`` may list the column's ``{terms}``. ``words`` may stand in place of a date (长期).
    """

    field: str
    heading: Annotated[str, Places("unclassed"), Filled()]
    kind: Annotated[
        str,
        OneOf("text", "term", "terms", "code", "int", "amount", "date", "steps", "ways", "shown", "choice", "check"),
    ]
    required: bool
    names: tuple[str, ...]
    prompt: Annotated[str, Places("terms", "unclassed")] = ""
    example: str = ""
    terms: Annotated[str, Of("词表")] = ""
    width: Annotated[int, Between(1, 250)] = 40
    words: tuple[str, ...] = ()

    def faults_at(self, place: Place) -> None:
        """A column of terms says which; Excel shows no longer prompt."""
        if len(self.prompt) > LONGEST_PROMPT:
            (place / "prompt").wrong(f"“{self.heading}”的提示不能超过{LONGEST_PROMPT}个字，现在有{len(self.prompt)}个")
        if self.kind in ("term", "terms") and not self.terms:
            place.wrong(f"“{self.heading}”从词表中选，却没有写词表“terms”")


@dataclass(frozen=True, slots=True)
class Sheet:
    """表: one sheet of the standard workbook; ``layout`` is "pairs" (项目, 内容) or "table"; ``names``: other names."""

    name: Annotated[str, Filled()]
    record: str
    layout: Annotated[str, OneOf("pairs", "table")]
    columns: Annotated[tuple[Column, ...], Key("column")]
    names: tuple[str, ...] = ()

    def faults_at(self, place: Place) -> None:
        """Its name is one that Excel takes, its headings tell its columns apart."""
        if len(self.name) > _LONGEST_SHEET or any(sign in self.name for sign in _NOT_IN_SHEETS):
            (place / "name").wrong(f"工作表名不能超过{_LONGEST_SHEET}个字，也不能有 {' '.join(_NOT_IN_SHEETS)}")
        headings = [column.heading for column in self.columns]
        for index, heading in enumerate(headings):
            if heading in headings[:index]:
                (place / "column" / index / "heading").wrong(f"列名“{heading}”重复")


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """列表: the sheets of the standard workbook, its version, and the versions that can still be read."""

    template: Annotated[str, Filled()]
    version: Annotated[str, Filled()]
    readable: tuple[str, ...]
    example_mark: Annotated[str, Filled()]
    sheets: Annotated[tuple[Sheet, ...], Key("sheet")]

    def sheet(self, record: str) -> Sheet:
        """The sheet that a kind of record stands on."""
        return next(sheet for sheet in self.sheets if sheet.record == record)

    def heading(self, record: str, field: str) -> str:
        """The heading of a field, for messages."""
        return next(column.heading for column in self.sheet(record).columns if column.field == field)

    def draft_fields(self) -> tuple[str, ...]:
        """The fields that heads of old tables may fill."""
        columns = (f"{sheet.record}.{column.field}" for sheet in self.sheets for column in sheet.columns)
        return (*columns, *BESIDE_COLUMNS)

    def worded(self, vocabulary: Mapping[str, TermList]) -> ColumnTable:
        """The table with the terms that its prompts list, and with examples that are terms."""
        sheets = tuple(_with(sheet, lambda column: _of_terms(column, vocabulary)) for sheet in self.sheets)
        return replace(self, sheets=sheets)

    def faults_at(self, place: Place) -> None:
        """Every field that is read has its column; the workbook's name is one of a file."""
        _complete(self.sheets, FIELDS, place)
        if any(sign in self.template for sign in _NOT_IN_FILES):
            (place / "template").wrong(f"“template”也用作文件名，不能有 {' '.join(_NOT_IN_FILES)}")


@dataclass(frozen=True, slots=True)
class Guide:
    """填表说明: the sheet of 审定意见表 that says how to fill it, and what the sheet of dropped points is called."""

    name: Annotated[str, Filled()]
    dropped: Annotated[str, Filled()]
    lines: tuple[Worded, ...]


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """审定意见表: its sheets and columns, the rules of 批量审定 (name → "all" or "same"), and what its guide says."""

    title: str
    all_units: Annotated[str, Filled()]
    sheets: Annotated[tuple[Sheet, ...], Key("sheet")]
    batch: Mapping[str, Annotated[str, OneOf("all", "same")]]
    guide: Guide

    def sheet(self, record: str) -> Sheet:
        """The sheet of 审定意见 ("decisions") or 批量审定 ("batches")."""
        return next(sheet for sheet in self.sheets if sheet.record == record)

    def faults_at(self, place: Place) -> None:
        """Every field that is read has its column."""
        _complete(self.sheets, FORM_FIELDS, place)

    def worded(self, unclassed: str) -> DecisionForm:
        """The form with what points without a class are called."""
        sheets = tuple(_with(sheet, lambda column: _of_unclassed(column, unclassed)) for sheet in self.sheets)
        lines = tuple(line.format(unclassed=unclassed) for line in self.guide.lines)
        return replace(self, sheets=sheets, guide=replace(self.guide, lines=lines))


def _with(sheet: Sheet, change: Callable[[Column], Column]) -> Sheet:
    """A sheet with each column changed."""
    return replace(sheet, columns=tuple(map(change, sheet.columns)))


def _of_terms(column: Column, vocabulary: Mapping[str, TermList]) -> Column:
    listed = vocabulary.get(column.terms)
    terms = listed.terms if listed else ()
    prompt = column.prompt.format(terms="、".join(terms), unclassed="")
    example = column.example
    if listed and example not in terms:
        # An example that ships may be a term that the office calls otherwise, or has not.
        example = listed.synonyms.get(example, terms[0])
    return replace(column, prompt=prompt, example=example)


def _of_unclassed(column: Column, unclassed: str) -> Column:
    return replace(
        column,
        heading=column.heading.format(unclassed=unclassed),
        prompt=column.prompt.format(terms="", unclassed=unclassed),
    )


def _complete(sheets: tuple[Sheet, ...], fields: Mapping[str, tuple[str, ...]], place: Place) -> None:
    """Note records without a sheet, fields without a column, and what nobody reads."""
    records = [sheet.record for sheet in sheets]
    for record in fields:
        if records.count(record) != 1:
            (place / "sheet").wrong(f'应有且只有一张 record = "{record}" 的工作表，现在有{records.count(record)}张')
    for index, sheet in enumerate(sheets):
        at = place / "sheet" / index
        wanted = fields.get(sheet.record)
        if wanted is None:
            (at / "record").wrong(f"“{sheet.record}”不存在，可用的有：{'、'.join(fields)}")
            continue
        found = [column.field for column in sheet.columns]
        for field in wanted:
            if found.count(field) != 1:
                at.wrong(f'“{sheet.name}”应有且只有一列 field = "{field}"，现在有{found.count(field)}列')
        for number, field in enumerate(found):
            if field not in wanted:
                (at / "column" / number / "field").wrong(
                    f"“{sheet.name}”没有“{field}”这一栏，可用的有：{'、'.join(wanted)}"
                )
