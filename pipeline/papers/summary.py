"""风险点及防控措施汇总表: all units' risk points, by class and level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pipeline.papers.all_units import AllUnits
from pipeline.papers.number_words import chinese
from pipeline.papers.paper import Content, Edition, Manuscript
from pipeline.papers.point_rows import PointRow, by_power, point_rows
from pipeline.papers.public import shown_points, titled
from pipeline.papers.registry import paper
from pipeline.view.point import Point


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """One class and level of the summary: a table, by unit, division and power."""

    heading: str
    rows: tuple[PointRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryContent(Content):
    """风险点及防控措施汇总表: how many points of each class and level, and a table of each."""

    period: str
    levels: Annotated[tuple[str, ...], "等级的名称，由高到低"]
    heads: tuple[str, ...]
    counts: tuple[tuple[str | int, ...], ...]
    groups: tuple[LevelGroup, ...]


@paper("风险点及防控措施汇总表", of=AllUnits, content=SummaryContent, order=40, public=True)
def summary(all_units: AllUnits, edition: Edition) -> Iterator[Manuscript[SummaryContent]]:
    """How many points there are of each class and level, and then the points."""
    rules = all_units.rules
    title = titled(all_units.settings.wording.titles.summary, edition, all_units.registers, all_units.settings)
    classes = [*dict.fromkeys(rules.class_of_field.values()), rules.unclassed]
    points: defaultdict[tuple[str, str], list[Point]] = defaultdict(list)
    for register in all_units.registers:
        shown = shown_points(register, all_units.settings, edition)
        for submission in register.submissions:
            for point in by_power(p for p in shown if p.submission is submission):
                points[point.klass, point.level].append(point)
    groups: list[LevelGroup] = []
    for klass, level in ((klass, level) for klass in classes for level in rules.levels):
        if found := points[klass, level]:
            heading = f"{chinese(len(groups) + 1)}、{klass}{level}风险（{len(found)}个）"
            groups.append(LevelGroup(heading, point_rows(found, edition)))
    counts = [(klass, *(len(points[klass, level]) for level in rules.levels)) for klass in classes]
    sums = [sum(column) for column in zip(*(row[1:] for row in counts), strict=True)]
    content = SummaryContent(
        title=title,
        period=all_units.period,
        levels=rules.levels,
        heads=("类别", *rules.levels, "合计"),
        counts=tuple((*row, sum(row[1:])) for row in (*counts, ("合计", *sums))),
        groups=tuple(groups),
    )
    yield Manuscript("风险点及防控措施汇总表", content)
