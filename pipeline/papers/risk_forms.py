"""廉政风险自查表 of a unit: as a list, a table a division, and as forms, a point a page."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.papers.numbers import chinese
from pipeline.papers.paper import Edition, Paper
from pipeline.papers.point_rows import PointRow, by_power, filled_by, point_rows
from pipeline.papers.public import shown_points, titled
from pipeline.settings import Settings
from pipeline.view.register import Point, Register

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

    row: PointRow
    filled_by: str
    decision: str


def unit_risks(register: Register, period: str, settings: Settings, edition: Edition) -> Paper:
    """One unit's list of risk points, a table a division."""
    public = edition is Edition.PUBLIC
    title = titled(settings.wording.titles.risks.format(unit=register.unit), edition, [register], settings)
    shown = shown_points(register, settings, edition)
    forms = []
    for index, submission in enumerate(register.submissions, start=1):
        points = [point for point in shown if point.submission is submission]
        heading = f"{chinese(index)}、{submission.info.division}（{len(points)}个）"
        filled = "" if public else filled_by(submission.info)
        forms.append(DivisionForm(heading, filled, point_rows(by_power(points), edition)))
    return Paper(
        layout="廉政风险自查表（公开版）" if public else "廉政风险自查表",
        path=f"{edition}/{FOLDER}/{register.file_name}" if public else f"{FOLDER}/{register.file_name}",
        title=title,
        edition=edition,
        content={"title": title, "period": period, "forms": forms},
    )


def unit_forms(register: Register, settings: Settings) -> Paper | None:
    """One unit's forms, a risk point a page, to be signed and kept; None where it has no point."""
    points = by_power(register.points)
    if not points:
        return None
    title = settings.wording.titles.risk_forms.format(unit=register.unit)
    forms = [
        PointForm(row, filled_by(point.submission.info), _decision(point))
        for row, point in zip(point_rows(points), points, strict=True)
    ]
    return Paper(
        layout="廉政风险自查表（一点一表）",
        path=f"{FOLDER}/{register.file_name}（一点一表）",
        title=title,
        edition=Edition.INTERNAL,
        content={"title": title, "forms": forms},
    )


def _decision(point: Point) -> str:
    decision = point.decision
    if decision is None:
        return "\n\n审定人：　　　　　　　　　　　　　　年　月　日"
    on = decision.decided_on.value.isoformat() if decision.decided_on.value else decision.decided_on.text
    stands = f"{decision.opinion}，{point.klass}、{point.level}风险。{decision.reason}"
    return f"{stands}\n审定人：{decision.decided_by or '（未填）'}　{on}"
