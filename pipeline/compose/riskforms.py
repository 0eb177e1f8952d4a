"""廉政风险自查表 of a unit, and 风险点及防控措施汇总表 of all: the same points, by division or by class and level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.compose.numbers import chinese
from pipeline.compose.papers import Edition, Paper
from pipeline.compose.register import Point, Register
from pipeline.compose.whole import Whole
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class PointRow:
    """A risk point as a line of a table."""

    number: int
    code: str
    division: str
    power: str
    steps: str
    source: str
    description: str
    manifestation: str
    likelihood: str
    harm: str
    self_level: str
    klass: str
    level: str
    reasons: str
    measure_kinds: str
    measure: str
    responsible: str
    due: str


@dataclass(frozen=True, slots=True)
class DivisionForm:
    """One division's form: who filled it, and its points."""

    heading: str
    filled_by: str
    rows: tuple[PointRow, ...]


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """One class and level of the summary, a table a unit."""

    heading: str
    units: tuple[tuple[str, tuple[PointRow, ...]], ...]


def unit_risks(register: Register, period: str, settings: Settings) -> Paper:
    """One unit's self-check forms, a table a division."""
    title = settings.wording["titles"]["risks"].format(unit=register.unit)
    forms = []
    for index, submission in enumerate(register.submissions, start=1):
        info = submission.info
        points = [point for point in register.points if point.submission is submission]
        reported = info.reported_on.value.isoformat() if info.reported_on.value else info.reported_on.text
        forms.append(
            DivisionForm(
                heading=f"{chinese(index)}、{info.division}（{len(points)}个）",
                filled_by=(
                    f"填报人：{info.reporter or '（未填）'}　审核人：{info.reviewer or '（未填）'}　"
                    f"填报日期：{reported}"
                ),
                rows=_rows(points),
            )
        )
    return Paper(
        layout="廉政风险自查表",
        path=f"廉政风险自查表/{register.file_name}",
        title=title,
        edition=Edition.INTERNAL,
        content={"title": title, "period": period, "forms": forms},
    )


def summary(whole: Whole) -> Paper:
    """All risk points by class, then level, then unit."""
    rules = whole.rules
    title = whole.settings.wording["titles"]["summary"]
    classes = [*dict.fromkeys(rules.class_of_field.values()), rules.unclassed]
    groups: list[LevelGroup] = []
    counts: list[tuple[str, ...]] = []
    for klass in classes:
        row = [klass]
        for level in rules.levels:
            units = []
            for register in whole.registers:
                points = [point for point in register.points if point.klass == klass and point.level == level]
                if points:
                    units.append((f"{register.unit}（{len(points)}个）", _rows(points)))
            total = sum(len(rows) for _, rows in units)
            row.append(str(total))
            if units:
                heading = f"{chinese(len(groups) + 1)}、{klass}{level}风险（{total}个）"
                groups.append(LevelGroup(heading, tuple(units)))
        counts.append((*row, str(sum(map(int, row[1:])))))
    totals = ("合计", *(str(sum(int(row[column]) for row in counts)) for column in range(1, len(rules.levels) + 2)))
    return Paper(
        layout="风险点及防控措施汇总表",
        path="风险点及防控措施汇总表",
        title=title,
        edition=Edition.INTERNAL,
        content={
            "title": title,
            "period": whole.period,
            "levels": rules.levels,
            "counts": [*counts, totals],
            "groups": groups,
        },
    )


def _rows(points: Sequence[Point]) -> tuple[PointRow, ...]:
    return tuple(
        PointRow(
            number=number,
            code=point.risk.code,
            division=point.submission.info.division,
            power=point.power_name,
            steps=point.risk.steps.text,
            source=point.risk.source,
            description=point.risk.description,
            manifestation=point.risk.manifestation,
            likelihood=point.risk.likelihood,
            harm=point.risk.harm,
            self_level=point.risk.self_level,
            klass=point.klass,
            level=f"{point.level}\n审定" if point.decision else point.level,
            reasons="；".join(filter(None, (point.decided, *(reason.evidence for reason in point.assessment.reasons)))),
            measure_kinds=point.measure_kinds,
            measure=point.measure_text,
            responsible=point.responsible,
            due=point.due,
        )
        for number, point in enumerate(points, start=1)
    )
