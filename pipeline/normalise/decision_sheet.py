"""A filled 审定意见表, as Excel, WPS or LibreOffice saved it, to entries; what cannot be read is a fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pipeline.intake import Grid, Workbook
from pipeline.intake.cellnames import letters
from pipeline.likeness.folding import folded
from pipeline.model import Basis, DecisionEntry, DecisionFault, Opinion, Place, Read, Row, Severity
from pipeline.normalise.headings import Heads, find_heads, row_text
from pipeline.normalise.terms import Terms
from pipeline.normalise.values import read_date
from pipeline.settings import Settings, Sheet

FRESH = "请用最近一次运行输出的审定意见表填写。"
_SEPARATOR = "/"
# Columns that only a sheet of decisions has, beside the risk point's code.
_MARKS = {"opinion", "decided_class", "decided_level", "check"}


@dataclass(frozen=True, slots=True)
class DecisionSheet:
    """填好的审定意见表: its rows that say something, and what in it could not be read."""

    entries: tuple[DecisionEntry, ...]
    faults: tuple[DecisionFault, ...]


@dataclass(frozen=True, slots=True)
class _Batch:
    """批量审定 of one unit: which rows it fills ("all", "same" or ""), and who and when for rows that do not say."""

    place: Place
    scope: str
    reason: str
    decided_by: str
    decided_on: Read[date]


def check_code(period: str, basis: Basis, before: str) -> str:
    """核对码: what a row shows when it is written, so that the next run knows what was decided on."""
    return _SEPARATOR.join((period, basis.facts, basis.klass, basis.level, before))


def read_decision_sheet(workbook: Workbook, settings: Settings, period: str) -> DecisionSheet:
    """What the office filled in.

    Columns are found by their names, wherever they stand. Nothing is guessed: a sheet that lacks one of the columns
    that matter, or is of another year, gives no entry.
    """
    decisions, batches = settings.decision_sheet.sheet("decisions"), settings.decision_sheet.sheet("batches")
    pages: list[_Page] = []
    batch_pages: list[_Page] = []
    for grid in workbook.sheets:
        if (heads := find_heads(grid, decisions)) and "code" in heads.columns and _MARKS & heads.columns.keys():
            pages.append(_Page(workbook.file, grid, decisions, heads, settings))
        elif (heads := find_heads(grid, batches)) and {"unit", "rule"} <= heads.columns.keys():
            batch_pages.append(_Page(workbook.file, grid, batches, heads, settings))
    if not pages:
        return DecisionSheet(
            (), (_refused(Place(workbook.file), "不是审定意见表：没有“风险编号”“审定意见”等列", FRESH),)
        )
    faults = [fault for page in (*pages, *batch_pages) for fault in page.missing()]
    filled: dict[str, _Batch] = {}
    for page in batch_pages:
        filled |= page.batches(faults)
    entries = [entry for page in pages if not page.missing() for entry in page.entries(filled, faults)]
    others = [entry for entry in entries if entry.period != period]
    if others:
        years = "、".join(sorted({entry.period for entry in others}))
        what = f"这是{years}年度的审定意见表，本次是{period}年度，其中{len(others)}行审定没有采用"
        faults.append(_refused(Place(workbook.file), what, FRESH))
    return DecisionSheet(tuple(entry for entry in entries if entry.period == period), tuple(faults))


class _Page:
    """One worksheet of a filled decision sheet, its columns found."""

    def __init__(self, file: str, grid: Grid, sheet: Sheet, heads: Heads, settings: Settings) -> None:
        self.file = file
        self.grid = grid
        self.sheet = sheet
        self.heads = heads
        self.form = settings.decision_sheet
        self.terms = {
            column.field: Terms(settings.vocabulary[column.terms], {}) for column in sheet.columns if column.terms
        }

    def missing(self) -> list[DecisionFault]:
        """One fault where columns that matter are not there."""
        names = [f"“{c.heading}”" for c in self.sheet.columns if c.required and c.field not in self.heads.columns]
        if not names:
            return []
        what = f"缺少{'、'.join(names)}列，整张工作表没有采用"
        return [_refused(Place(self.file, self.grid.name), what, f"请恢复被删去或改名的列，或{FRESH[1:]}")]

    def batches(self, faults: list[DecisionFault]) -> dict[str, _Batch]:
        """批量审定 by unit; a rule that is not of the list is a fault."""
        found: dict[str, _Batch] = {}
        scopes = {folded(name): scope for name, scope in self.form.batch.items()}
        for row, texts in self._rows():
            rule, unit = texts["rule"], texts["unit"]
            if rule and folded(rule) not in scopes:
                what = f"批量审定“{rule}”不在列表中，没有采用"
                mend = f"请从下拉列表中选择：{'、'.join(self.form.batch)}。"
                faults.append(DecisionFault(Severity.ERROR, row.at("rule"), unit, "", what, mend))
            on = read_date(texts.get("decided_on", ""))
            found[unit] = _Batch(
                row.at("rule"), scopes.get(folded(rule), ""), texts.get("reason", ""), texts.get("decided_by", ""), on
            )
        return found

    def entries(self, batches: Mapping[str, _Batch], faults: list[DecisionFault]) -> Iterator[DecisionEntry]:
        """The rows that say something: a decision, the withdrawal of one, or a rule of 批量审定 that fills them."""
        for row, texts in self._rows():
            entry = self._entry(row, texts)
            known = [batches[unit] for unit in (entry.unit, self.form.all_units) if unit in batches]
            if entry.blank:
                batch = next((batch for batch in known if _covers(batch, texts)), None)
                if batch:
                    entry = replace(entry, opinion=Opinion.KEEP, reason=batch.reason, batch=batch.place)
            if not entry.blank and not entry.basis.facts:
                what = "核对码缺失或被改动，无法知道审定的是什么内容，没有采用"
                faults.append(DecisionFault(Severity.ERROR, row.at("check"), entry.unit, entry.code, what, FRESH))
            elif not entry.blank:
                yield _signed(entry, known)
            elif entry.before:
                yield entry

    def _entry(self, row: Row, texts: Mapping[str, str]) -> DecisionEntry:
        read = {name: terms.term(texts[name])[0] for name, terms in self.terms.items()}
        check = texts["check"].split(_SEPARATOR)
        period, facts, klass, level, before = check if len(check) == 5 else ("", "", "", "", "")
        return DecisionEntry(
            row=row,
            unit=texts["unit"],
            division=texts.get("division", ""),
            code=folded(texts["code"]),
            opinion=read["opinion"],
            klass=texts["decided_class"],
            level=read["decided_level"],
            reason=texts["reason"],
            decided_by=texts["decided_by"],
            decided_on=read_date(texts["decided_on"]),
            period=period,
            basis=Basis(facts, klass, level),
            before=before,
        )

    def _rows(self) -> Iterator[tuple[Row, dict[str, str]]]:
        columns = {name: letters(position) for name, position in self.heads.columns.items()}
        for index in range(self.heads.row + 1, len(self.grid.rows)):
            cells = self.grid.rows[index]
            texts = {name: row_text(cells, position) for name, position in self.heads.columns.items()}
            if any(texts.values()):
                yield Row(self.file, self.grid.name, index + 1, columns), texts


def _covers(batch: _Batch, texts: Mapping[str, str]) -> bool:
    # Where there is a reason to look (a class told from the text, say), agreement alone decides nothing.
    agreed = texts["self_level"] == texts["level"] and not texts.get("why")
    return batch.scope == "all" or (batch.scope == "same" and agreed)


def _signed(entry: DecisionEntry, batches: Iterable[_Batch]) -> DecisionEntry:
    """Who and when, where the row leaves them to 批量审定."""
    for batch in batches:
        entry = replace(
            entry,
            decided_by=entry.decided_by or batch.decided_by,
            decided_on=entry.decided_on if entry.decided_on.text else batch.decided_on,
        )
    return entry


def _refused(place: Place, message: str, mend: str) -> DecisionFault:
    return DecisionFault(Severity.ERROR, place, "", "", message, mend)
