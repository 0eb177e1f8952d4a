"""防控措施的到期情况 and 责任人负担: which measures are done, overdue or due soon, and in whose hands they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model import Measure
from pipeline.papers.all_units import AllUnits
from pipeline.view.point import Point


class Standing(StrEnum):
    """到期情况: where a measure stands on the day that counts (截至日)."""

    OVERDUE = "已逾期"
    SOON = "即将到期"
    OPEN = "未到期"
    DONE = "到期已见效"
    LASTING = "长期"
    UNDATED = "时限不明"


@dataclass(frozen=True, slots=True)
class HeldMeasure:
    """A measure with its point and its standing; ``days`` until it is due, negative where that day has passed."""

    point: Point
    measure: Measure
    standing: Standing
    days: int | None


@dataclass(frozen=True, slots=True)
class Load:
    """责任人负担: what one person or post of a unit has in hand."""

    unit: str
    responsible: str
    measures: int
    high: int
    overdue: int
    soon: int


def held_measures(all_units: AllUnits) -> tuple[HeldMeasure, ...]:
    """All measures; those overdue the longest first, then by the days that are left."""
    effective = {
        (submission.file, evaluation.risk_code)
        for submission in all_units.submissions
        for evaluation in submission.evaluations
        if evaluation.effective == all_units.settings.compare.evaluation.effective
    }
    held = [
        _held(all_units, point, measure, (point.submission.file, point.risk.code) in effective)
        for point in all_units.points
        for measure in point.measures
        if measure.text
    ]
    order = list(Standing)
    return tuple(sorted(held, key=lambda h: (order.index(h.standing), h.days if h.days is not None else 0)))


def loads(held: Iterable[HeldMeasure], highest: str) -> tuple[Load, ...]:
    """Who answers for how much, by unit, the most laden first; measures that name nobody are under an empty name."""
    hands: dict[tuple[str, str], list[HeldMeasure]] = {}
    for entry in held:
        hands.setdefault((entry.point.submission.info.unit, entry.measure.responsible), []).append(entry)
    found = [
        Load(
            unit,
            responsible,
            len(entries),
            sum(entry.point.level == highest for entry in entries),
            sum(entry.standing is Standing.OVERDUE for entry in entries),
            sum(entry.standing is Standing.SOON for entry in entries),
        )
        for (unit, responsible), entries in hands.items()
    ]
    return tuple(sorted(found, key=lambda load: (load.unit, -load.high, -load.measures, load.responsible)))


def overdue(held: Iterable[HeldMeasure]) -> Iterator[HeldMeasure]:
    """Those whose day has passed without effect."""
    return (entry for entry in held if entry.standing is Standing.OVERDUE)


def _held(all_units: AllUnits, point: Point, measure: Measure, effective: bool) -> HeldMeasure:
    due, as_of = measure.due.value, all_units.as_of
    if due is None or as_of is None:
        lasting = due is None and bool(measure.due.text) and not _unreadable(all_units, measure)
        return HeldMeasure(point, measure, Standing.LASTING if lasting else Standing.UNDATED, None)
    days = (due - as_of).days
    if days < 0:
        return HeldMeasure(point, measure, Standing.DONE if effective else Standing.OVERDUE, days)
    soon = days <= all_units.settings.measures.due.soon_days
    return HeldMeasure(point, measure, Standing.SOON if soon else Standing.OPEN, days)


def _unreadable(all_units: AllUnits, measure: Measure) -> bool:
    """Neither a date nor one of the words that the standard workbook allows instead (长期)."""
    column = next(c for c in all_units.settings.columns.sheet("risks").columns if c.field == "due")
    return measure.due.text not in column.words
