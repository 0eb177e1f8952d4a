"""防控措施一览表 of a unit: each post or person that answers for measures, with those measures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pipeline.model import Measure
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Content, Edition, Manuscript
from pipeline.papers.registry import paper
from pipeline.view.point import Point
from pipeline.view.register import Register

_SEVERAL = re.compile(r"[、，,；;/\n]+")
NOBODY = "（未填责任人）"


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure of one who answers for it; ``responsible`` says how many measures are theirs."""

    number: int
    division: str
    responsible: str
    power: str
    code: str
    description: str
    rating: Annotated[str, "类别和等级"]
    measure_kinds: str
    measure: str
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuresContent(Content):
    """防控措施一览表: how many answer for measures, and the measures."""

    period: str
    posts: Annotated[int, "责任岗位、责任人的个数"]
    rows: tuple[MeasureRow, ...]


@paper("防控措施一览表", of=OneUnit, content=MeasuresContent, order=50, folder="防控措施一览表", in_book=True)
def unit_measures(unit: OneUnit, edition: Edition) -> Iterator[Manuscript[MeasuresContent]]:
    """One unit's measures by who answers for them; none where it has no measure."""
    register = unit.register
    charges = list(_charges(register))
    if not charges:
        return
    order: dict[tuple[str, str], int] = {}
    for division, who, _, _ in charges:
        order.setdefault((division, who), len(order))
    divisions = {info.division: index for index, info in enumerate(s.info for s in register.submissions)}
    charges.sort(key=lambda charge: (divisions[charge[0]], order[charge[:2]]))
    counts = Counter(charge[:2] for charge in charges)
    content = MeasuresContent(
        title=unit.settings.wording.titles.posts.format(unit=register.name),
        period=unit.period,
        posts=len(counts),
        rows=tuple(
            _row(number, division, f"{who}\n（{counts[division, who]}条）", point, measure)
            for number, (division, who, point, measure) in enumerate(charges, start=1)
        ),
    )
    yield Manuscript(register.file_name, content)


def _charges(register: Register) -> Iterator[tuple[str, str, Point, Measure]]:
    """Division, who answers, point, measure; a measure that several answer for comes once for each."""
    for point in register.points:
        for measure in point.measures:
            if not measure.text:
                continue
            names = [name.strip() for name in _SEVERAL.split(measure.responsible)]
            for name in dict.fromkeys(filter(None, names)) or (NOBODY,):
                yield point.submission.info.division, name, point, measure


def _row(number: int, division: str, responsible: str, point: Point, measure: Measure) -> MeasureRow:
    return MeasureRow(
        number=number,
        division=division,
        responsible=responsible,
        power=point.power_name,
        code=point.risk.code,
        description=point.risk.description,
        rating=f"{point.klass}\n{point.level}",
        measure_kinds="、".join(measure.kinds),
        measure=measure.text,
        due=measure.due.value.isoformat() if measure.due.value else measure.due.text,
    )
