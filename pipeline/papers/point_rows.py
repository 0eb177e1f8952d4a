"""风险点 as a line of a table: what the lists, the summary and the forms print of a point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.model import UnitInfo
from pipeline.papers.paper import Edition
from pipeline.view.point import Point

# A table's cell holds no more; the ledger and the decision sheet have all.
MOST_REMEDIES = 2


@dataclass(frozen=True, slots=True)
class PointRow:
    """A risk point as it is printed; ``number`` is its place in its table."""

    number: int
    code: str
    unit: str
    division: str
    power: str
    power_code: str
    field: str
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


def point_rows(points: Iterable[Point], edition: Edition = Edition.INTERNAL) -> tuple[PointRow, ...]:
    """The points of one table, numbered; a public one never has who answers, or what the office reckoned with."""
    rows = (_row(number, point) for number, point in enumerate(points, start=1))
    if edition is Edition.INTERNAL:
        return tuple(rows)
    return tuple(replace(row, code="", self_level="", reasons="", responsible="") for row in rows)


def by_power(points: Iterable[Point]) -> list[Point]:
    """The points of each power together, in the order in which the powers first come."""
    groups: dict[str, list[Point]] = {}
    for point in points:
        groups.setdefault(point.power_name, []).append(point)
    return [point for members in groups.values() for point in members]


def filled_by(info: UnitInfo) -> str:
    """Who filled a workbook, who checked it, and when."""
    reported = info.reported_on.value.isoformat() if info.reported_on.value else info.reported_on.text
    return f"填报人：{info.reporter or '（未填）'}　审核人：{info.reviewer or '（未填）'}　填报日期：{reported}"


def _row(number: int, point: Point) -> PointRow:
    risk, info = point.risk, point.submission.info
    return PointRow(
        number=number,
        code=risk.code,
        unit=info.unit,
        division=info.division,
        power=point.power_name,
        power_code=risk.power_code,
        field=point.power.field if point.power else "",
        steps=risk.steps.text,
        source=risk.source,
        description=risk.description,
        manifestation=risk.manifestation,
        likelihood=risk.likelihood,
        harm=risk.harm,
        self_level=risk.self_level,
        klass=point.klass,
        level=f"{point.level}\n审定" if point.decision else point.level,
        reasons=_reasons(point),
        measure_kinds=point.measure_kinds,
        measure=point.measure_text,
        responsible=point.responsible,
        due=point.due,
    )


def _reasons(point: Point) -> str:
    """What was decided and what the rules saw; where nothing was decided, what would lower the level."""
    found = point.assessment
    seen = "；".join(filter(None, (point.decided, *(reason.evidence for reason in found.reasons))))
    lowered = "；".join(map(str, found.remedies[:MOST_REMEDIES]))
    return f"{seen}。{lowered}。" if lowered and not point.decision else seen
