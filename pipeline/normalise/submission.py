"""A workbook's tables to one submission: each sheet's rows to its records."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.intake import Grid, Workbook
from pipeline.model import (
    Change,
    Evaluation,
    Measure,
    Place,
    Power,
    RiskPoint,
    SetAside,
    Step,
    Submission,
    UnitInfo,
)
from pipeline.normalise.headings import find_heads, heading_key, known_headings, letters
from pipeline.normalise.reader import RULE_DATE, RowReader, SheetReader
from pipeline.normalise.values import folded, read_date, text_of
from pipeline.settings import Settings, Sheet

_VERSION = re.compile(r"模板版本[:：]\s*([\w.]+)")


def normalise(workbook: Workbook, settings: Settings) -> Submission | SetAside:
    """A workbook's records; a SetAside where it is no filled standard workbook of a known version."""
    columns = settings.columns
    version = _template_version(workbook)
    if version and version not in columns.readable:
        return SetAside(
            workbook.file,
            f"模板版本“{version}”无法识别（可用版本：{'、'.join(columns.readable)}）",
            "请用本期发放的标准填报表重新填写。",
        )
    grids = {heading_key(grid.name): grid for grid in workbook.sheets}
    missing = [sheet.name for sheet in columns.sheets if heading_key(sheet.name) not in grids]
    if missing:
        return SetAside(
            workbook.file,
            f"缺少工作表：{'、'.join(missing)}",
            "请用标准填报表填写，不要删除或改名其中的工作表。",
        )
    parts = _Parts(workbook, settings, grids)
    info = parts.unit_info(columns.sheet("info"))
    if not info.unit or not info.division:
        return SetAside(
            workbook.file,
            "《单位信息》没有填写单位名称或填报处室，无法归入任何单位",
            "请补填单位名称和填报处室后重新报送。",
        )
    powers = tuple(map(_power, parts.rows("powers")))
    steps = tuple(map(_step, parts.rows("steps")))
    risks_and_measures = [(_risk(row), _measure(row)) for row in parts.rows("risks")]
    evaluations = tuple(map(_evaluation, parts.rows("evaluations")))
    return Submission(
        file=workbook.file,
        info=info,
        template_version=version,
        powers=powers,
        steps=steps,
        risks=tuple(risk for risk, _ in risks_and_measures),
        measures=tuple(measure for _, measure in risks_and_measures if measure.text or measure.kinds),
        evaluations=evaluations,
        changes=tuple(parts.changes),
        missing_columns=tuple(parts.missing_columns),
    )


def _template_version(workbook: Workbook) -> str:
    """The version that the template wrote on its first sheet; empty where a workbook has none."""
    for grid in workbook.sheets:
        if heading_key(grid.name) == "填表说明":
            for row in grid.rows:
                for cell in row:
                    match = _VERSION.search(text_of(cell))
                    if match:
                        return match[1]
    return ""


@dataclass(slots=True)
class _Parts:
    """One workbook while it is read: its grids, and what was noticed on the way."""

    workbook: Workbook
    settings: Settings
    grids: dict[str, Grid]
    changes: list[Change] = field(default_factory=list)
    missing_columns: list[tuple[str, str]] = field(default_factory=list)

    def rows(self, record: str) -> list[RowReader]:
        sheet = self.settings.columns.sheet(record)
        grid = self.grids[heading_key(sheet.name)]
        heads = find_heads(grid, sheet)
        found = heads.columns if heads else {}
        self.missing_columns += [
            (grid.name, column.heading) for column in sheet.columns if column.required and column.field not in found
        ]
        if heads is None:
            return []
        reader = SheetReader(self.workbook.file, grid, sheet, heads, self.settings, self.changes)
        return list(reader.rows())

    def unit_info(self, sheet: Sheet) -> UnitInfo:
        grid = self.grids[heading_key(sheet.name)]
        known = known_headings(sheet)
        texts = {column.field: "" for column in sheet.columns}
        places = {column.field: Place(self.workbook.file, grid.name, "B1") for column in sheet.columns}
        seen: set[str] = set()
        for index, cells in enumerate(grid.rows):
            for position, cell in enumerate(cells[:-1]):
                column = known.get(heading_key(text_of(cell)))
                if column and column.field not in seen:
                    seen.add(column.field)
                    texts[column.field] = text_of(cells[position + 1])
                    places[column.field] = Place(self.workbook.file, grid.name, f"{letters(position + 1)}{index + 1}")
        reported_on = read_date(texts["reported_on"])
        if reported_on.value and reported_on.text != reported_on.value.isoformat():
            self.changes.append(
                Change(places["reported_on"], "填报日期", reported_on.text, reported_on.value.isoformat(), RULE_DATE)
            )
        return UnitInfo(
            unit=texts["unit"],
            division=texts["division"],
            reporter=texts["reporter"],
            phone=texts["phone"],
            reviewer=texts["reviewer"],
            reported_on=reported_on,
            year=folded(texts["year"]).removesuffix("年"),
            places=places,
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
        number=row.whole("number"),
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
        kinds=row.terms("measure_kinds"),
        text=row.text("measure"),
        responsible=row.text("responsible"),
        due=row.day("due"),
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
