"""A workbook's tables to one submission: each sheet's rows to its records."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.intake import Grid, Workbook
from pipeline.intake.cellnames import letters
from pipeline.likeness.folding import folded
from pipeline.model import (
    Change,
    Evaluation,
    Measure,
    Oddity,
    OddityKind,
    Origin,
    Place,
    Power,
    RiskPoint,
    SetAside,
    Step,
    Submission,
    UnitInfo,
)
from pipeline.normalise.headings import find_heads, heading_key, known_headings
from pipeline.normalise.reader import RULE_DATE, RowReader, SheetReader
from pipeline.normalise.sheets import FINDINGS_SHEET, match_sheets
from pipeline.normalise.terms import Terms, declared_scale
from pipeline.normalise.values import read_date, text_of
from pipeline.settings import Settings, Sheet
from pipeline.settings.renaming import SCALES

_VERSION = re.compile(r"模板版本[:：]\s*([\w.]+)")
_ROUND = re.compile(r"第(\d{1,3})次退回")
_RENAMED = "工作表名"


def normalise(workbook: Workbook, settings: Settings) -> Submission | SetAside:
    """A workbook's records; a SetAside where it is no filled standard workbook of a known version."""
    columns = settings.columns
    version = _found_on(workbook, "填表说明", _VERSION)
    if version and version not in columns.readable:
        return SetAside(
            workbook.file,
            f"模板版本“{version}”无法识别（可用版本：{'、'.join(columns.readable)}）",
            "请用本期发放的标准填报表重新填写。",
        )
    found, alike = match_sheets(workbook.sheets, columns.sheets)
    missing = [sheet.name for sheet in columns.sheets if sheet.record not in found]
    if missing:
        return SetAside(
            workbook.file,
            f"缺少工作表：{'、'.join(missing)}",
            "请用标准填报表填写，不要删除其中的工作表和表头。",
        )
    parts = _Parts(workbook, settings, {record: grid for record, (grid, _) in found.items()})
    for sheet in columns.sheets:
        grid, rule = found[sheet.record]
        if rule:
            parts.changes.append(Change(Place(workbook.file, grid.name), _RENAMED, grid.name, sheet.name, rule))
    info = parts.unit_info(columns.sheet("info"))
    if not info.unit or not info.division:
        return SetAside(
            workbook.file,
            "《单位信息》没有填写单位名称或填报处室，无法归入任何单位",
            "请补填单位名称和填报处室后重新报送。",
        )
    powers = tuple(map(_power, parts.rows("powers")))
    steps = tuple(map(_step, parts.rows("steps")))
    risks, measures = _risks_and_measures(parts.rows("risks"))
    evaluations = tuple(map(_evaluation, parts.rows("evaluations")))
    unread = tuple(Place(workbook.file, grid.name, "A1") for grid in alike)
    return Submission(
        file=workbook.file,
        info=info,
        template_version=version,
        powers=powers,
        steps=steps,
        risks=risks,
        measures=measures,
        evaluations=evaluations,
        changes=tuple(parts.changes),
        missing_columns=tuple(parts.missing_columns),
        oddities=(*workbook.oddities, *parts.oddities, *([Oddity(OddityKind.UNREAD_SHEETS, unread)] if unread else [])),
        origin=Origin(
            workbook.digest, workbook.mailed, workbook.sender, int(_found_on(workbook, FINDINGS_SHEET, _ROUND) or 0)
        ),
    )


def _found_on(workbook: Workbook, sheet: str, pattern: re.Pattern[str]) -> str:
    """What the pattern finds first on the sheet of that name; empty where there is none."""
    for grid in workbook.sheets:
        if heading_key(grid.name) == sheet:
            for row in grid.rows:
                for cell in row:
                    match = pattern.search(text_of(cell))
                    if match:
                        return match[1]
    return ""


@dataclass(slots=True)
class _Parts:
    """One workbook while it is read: the grid of each record, and what was noticed on the way."""

    workbook: Workbook
    settings: Settings
    grids: dict[str, Grid]
    rules: str = ""
    scale: dict[str, str] = field(default_factory=dict)
    terms: dict[str, Terms] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    missing_columns: list[tuple[str, str]] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)

    def rows(self, record: str) -> list[RowReader]:
        sheet = self.settings.columns.sheet(record)
        grid = self.grids[record]
        heads = find_heads(grid, sheet)
        found = heads.columns if heads else {}
        self.missing_columns += [
            (grid.name, column.heading) for column in sheet.columns if column.required and column.field not in found
        ]
        if heads is None:
            return []
        reader = SheetReader(
            self.workbook.file,
            grid,
            sheet,
            heads,
            self.settings,
            self._terms(),
            self.changes,
            self.workbook.date1904,
            self.oddities,
        )
        return list(reader.rows())

    def _terms(self) -> dict[str, Terms]:
        """The vocabulary with the scales declared by the rules and, for levels, by the workbook itself."""
        if not self.terms:
            declared = self.settings.rule_sets.get(self.rules, self.settings.rules).scales
            # A workbook's own scale is one of levels or of grades: whichever list has its terms.
            scale = {word: term for name in SCALES for word, term in declared.get(name, {}).items()} | self.scale
            self.terms = {
                name: Terms(listed, scale if name in SCALES else declared.get(name, {}))
                for name, listed in self.settings.vocabulary.items()
            }
        return self.terms

    def unit_info(self, sheet: Sheet) -> UnitInfo:
        grid = self.grids["info"]
        known = known_headings(sheet)
        scale_labels = {heading_key(label) for label in self.settings.reading.scale_labels}
        rules_labels = {heading_key(label) for label in self.settings.reading.rules_labels}
        rules = ""
        texts = {column.field: "" for column in sheet.columns}
        places = {column.field: Place(self.workbook.file, grid.name, "B1") for column in sheet.columns}
        seen: set[str] = set()
        for index, cells in enumerate(grid.rows):
            for position, cell in enumerate(cells[:-1]):
                key = heading_key(text_of(cell))
                column = known.get(key)
                if column and column.field not in seen:
                    seen.add(column.field)
                    texts[column.field] = text_of(cells[position + 1])
                    places[column.field] = Place(self.workbook.file, grid.name, f"{letters(position + 1)}{index + 1}")
                elif key in scale_labels:
                    self.scale |= declared_scale(text_of(cells[position + 1]))
                elif key in rules_labels:
                    rules = text_of(cells[position + 1])
                    places["rules"] = Place(self.workbook.file, grid.name, f"{letters(position + 1)}{index + 1}")
        reported_on = read_date(texts["reported_on"], date1904=self.workbook.date1904)
        if reported_on.value and reported_on.text != reported_on.value.isoformat():
            self.changes.append(
                Change(places["reported_on"], "填报日期", reported_on.text, reported_on.value.isoformat(), RULE_DATE)
            )
        for name, label in (("unit", "单位名称"), ("division", "填报处室")):
            # 人 事 司 is 人事司: two spellings would be two units.
            joined = "".join(texts[name].split())
            if joined != texts[name]:
                self.changes.append(Change(places[name], label, texts[name], joined, "去空格"))
                texts[name] = joined
        self.rules = self.settings.rules.chosen(rules, texts["unit"])
        return UnitInfo(
            unit=texts["unit"],
            division=texts["division"],
            reporter=texts["reporter"],
            phone=texts["phone"],
            reviewer=texts["reviewer"],
            reported_on=reported_on,
            year=folded(texts["year"]).removesuffix("年度").removesuffix("年"),
            places=places,
            rules=rules,
        )


def _risks_and_measures(rows: list[RowReader]) -> tuple[tuple[RiskPoint, ...], tuple[Measure, ...]]:
    """A row is a risk point with its measure; rows that repeat a merged risk point give it further measures."""
    risks: list[RiskPoint] = []
    measures: list[Measure] = []
    above: RowReader | None = None
    for row in rows:
        measure = _measure(row)
        if above is None or not _same_risk(above, row):
            risks.append(_risk(row))
        if measure.text or measure.kinds:
            measures.append(measure)
        above = row
    return tuple(risks), tuple(measures)


_MEASURE_FIELDS = frozenset({"measure_kinds", "measure", "responsible", "due"})


def _same_risk(above: RowReader, row: RowReader) -> bool:
    """The row below repeats every cell of the risk point (a merged one) and brings another measure."""
    risk_fields = [name for name in row.texts if name not in _MEASURE_FIELDS]
    return (
        bool(row.text("code"))
        and all(row.texts[name] == above.texts[name] for name in risk_fields)
        and row.text("measure") != above.text("measure")
    )


def _power(row: RowReader) -> Power:
    return Power(
        row=row.row,
        code=row.code("code"),
        name=row.text("name"),
        category=row.term("category"),
        basis=row.text("basis"),
        department=row.text("department"),
        post=row.text("post"),
        counterpart=row.text("counterpart"),
        field=row.term("field"),
        amount=row.amount("amount"),
        discretion=row.term("discretion"),
        publicity=row.text("publicity"),
        remark=row.text("remark"),
        view=row.term("view"),
    )


def _step(row: RowReader) -> Step:
    return Step(
        row=row.row,
        power_code=row.code("power_code"),
        number=row.integer("number"),
        name=row.text("name"),
        kind=row.term("kind"),
        actor=row.text("actor"),
        condition=row.text("condition"),
        procedure=row.text("procedure"),
        days=row.days("days"),
        supervision=row.text("supervision"),
        ways=row.ways("ways"),
        remark=row.text("remark"),
        phase=row.text("phase"),
    )


def _risk(row: RowReader) -> RiskPoint:
    return RiskPoint(
        row=row.row,
        code=row.code("code"),
        power_code=row.code("power_code"),
        steps=row.steps("steps"),
        source=row.term("source"),
        description=row.text("description"),
        manifestation=row.text("manifestation"),
        likelihood=row.term("likelihood"),
        harm=row.term("harm"),
        self_level=row.term("self_level"),
    )


def _measure(row: RowReader) -> Measure:
    return Measure(
        row=row.row,
        risk_code=row.code("code"),
        kinds=row.several_terms("measure_kinds"),
        text=row.text("measure"),
        responsible=row.text("responsible"),
        due=row.due("due"),
    )


def _evaluation(row: RowReader) -> Evaluation:
    return Evaluation(
        row=row.row,
        risk_code=row.code("risk_code"),
        found=row.term("found"),
        level_right=row.term("level_right"),
        effective=row.term("effective"),
        opinion=row.text("opinion"),
        evaluated_on=row.day("evaluated_on"),
    )
