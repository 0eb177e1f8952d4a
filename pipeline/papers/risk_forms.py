"""廉政风险自查表 of a unit: as a list, a table a division, and as forms, a point a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pipeline.papers.number_words import chinese
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Content, Edition, Manuscript
from pipeline.papers.point_rows import PointRow, by_power, filled_by, point_rows
from pipeline.papers.public import shown_points, titled
from pipeline.papers.registry import paper
from pipeline.view.point import Point

FOLDER = "廉政风险自查表"


@dataclass(frozen=True, slots=True)
class DivisionForm:
    """One division's list: who filled it, and its points."""

    heading: str
    filled_by: str
    rows: tuple[PointRow, ...]


@dataclass(frozen=True, slots=True)
class PointForm:
    """One point's page: ``decision`` is what the office decided (审定), or room to write it."""

    row: Annotated[PointRow, "一个风险点的各项内容"]
    filled_by: str
    decision: Annotated[str, "审定意见；未审定的留出填写的地方"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RisksContent(Content):
    """廉政风险自查表: a table a division."""

    period: str
    forms: tuple[DivisionForm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsContent(Content):
    """廉政风险自查表（一点一表）: a form a point."""

    forms: tuple[PointForm, ...]


@paper("廉政风险自查表", of=OneUnit, content=RisksContent, order=30, folder=FOLDER, public=True, in_book=True)
def unit_risks(unit: OneUnit, edition: Edition) -> Iterator[Manuscript[RisksContent]]:
    """One unit's list of risk points, a table a division."""
    register, settings = unit.register, unit.settings
    title = titled(settings.wording.titles.risks.format(unit=register.name), edition, [register], settings)
    shown = shown_points(register, settings, edition)
    forms = []
    for index, submission in enumerate(register.submissions, start=1):
        points = [point for point in shown if point.submission is submission]
        heading = f"{chinese(index)}、{submission.info.division}（{len(points)}个）"
        filled = "" if edition is Edition.PUBLIC else filled_by(submission.info)
        forms.append(DivisionForm(heading, filled, point_rows(by_power(points), edition)))
    yield Manuscript(register.file_name, RisksContent(title=title, period=unit.period, forms=tuple(forms)))


@paper("廉政风险自查表（一点一表）", of=OneUnit, content=FormsContent, order=31, folder=FOLDER, ending="（一点一表）")
def unit_forms(unit: OneUnit, edition: Edition) -> Iterator[Manuscript[FormsContent]]:
    """One unit's forms, a risk point a page, to be signed and kept; none where it has no point."""
    register = unit.register
    points = by_power(register.points)
    if points:
        forms = tuple(
            PointForm(row, filled_by(point.submission.info), _decision(point))
            for row, point in zip(point_rows(points), points, strict=True)
        )
        title = unit.settings.wording.titles.risk_forms.format(unit=register.name)
        yield Manuscript(register.file_name, FormsContent(title=title, forms=forms))


def _decision(point: Point) -> str:
    decision = point.decision
    if decision is None:
        return "\n\n审定人：　　　　　　　　　　　　　　年　月　日"
    on = decision.decided_on.value.isoformat() if decision.decided_on.value else decision.decided_on.text
    stands = f"{decision.opinion}，{point.klass}、{point.level}风险。{decision.reason}"
    return f"{stands}\n审定人：{decision.decided_by or '（未填）'}　{on}"
