"""权力运行流程图: a chart and a table of steps for each power."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.flowchart.chart import LABEL_LIMIT, Chart, Mark, chart, marks_by_step
from pipeline.model import Power, Step
from pipeline.papers.paper import Edition, Paper
from pipeline.papers.public import shown_powers, titled
from pipeline.settings import Settings
from pipeline.view.register import Point, Register


@dataclass(frozen=True, slots=True)
class StepRow:
    """A line of the step table."""

    number: str
    name: str
    actor: str
    condition: str
    procedure: str
    days: str
    supervision: str


@dataclass(frozen=True, slots=True)
class MarkRow:
    """What a mark ▲1 in the chart stands for; internal edition only."""

    mark: str
    code: str
    steps: str
    description: str
    level: str


@dataclass(frozen=True, slots=True)
class FlowPage:
    """One power's pages: facts, chart (by key), steps, marks."""

    heading: str
    name: str
    code: str
    category: str
    responsible: str
    basis: str
    chart: str
    missing: str
    notes: tuple[str, ...]
    steps: tuple[StepRow, ...]
    marks: tuple[MarkRow, ...]


def unit_flows(register: Register, period: str, settings: Settings, edition: Edition) -> Paper | None:
    """One unit's book of flowcharts; None where the edition shows no power of the unit."""
    public = edition is Edition.PUBLIC
    pages: list[FlowPage] = []
    charts: dict[str, Chart] = {}
    for number, power in enumerate(shown_powers(register, settings, edition), start=1):
        steps = register.flow_of(power)
        shared = register.shares_its_code(power)
        points = () if public or shared else register.points_by_power.get(power.code, ())
        key = f"{number:02d}"
        if steps:
            marked = ((point.risk, mark) for point, mark in zip(points, _marks(points), strict=True))
            extra = settings.rules["charts"]["extra_pages"]
            charts[key] = chart(power.name, steps, marks_by_step(marked), view=power.view, extra_pages=extra)
        missing = settings.wording["flows"]["shared_code" if shared else "no_flow"].format(code=power.code)
        pages.append(_page(number, power, "" if steps else missing, key if steps else "", steps, points))
    if not pages:
        return None
    title = titled(settings.wording["titles"]["flows"].format(unit=register.unit), edition, [register], settings)
    return Paper(
        layout="权力运行流程图（公开版）" if public else "权力运行流程图",
        path=f"{edition.value}/权力运行流程图/{register.file_name}"
        if public
        else f"权力运行流程图/{register.file_name}",
        title=title,
        edition=edition,
        content={"title": title, "period": period, "flows": pages},
        charts=charts,
    )


def _page(
    number: int, power: Power, missing: str, chart_key: str, steps: Sequence[Step], points: Sequence[Point]
) -> FlowPage:
    return FlowPage(
        heading=f"{number}. {power.name}",
        name=power.name,
        code=power.code,
        category=power.category,
        responsible="　".join(part for part in (power.department, power.post) if part),
        basis=power.basis,
        chart=chart_key,
        missing=missing,
        notes=_long_labels(steps),
        steps=tuple(
            StepRow(
                number=step.number.text,
                name=step.name,
                actor=step.actor,
                condition=step.condition,
                procedure=step.procedure,
                days=step.days.text,
                supervision=step.supervision,
            )
            for step in steps
        ),
        marks=tuple(
            MarkRow(
                mark=str(mark),
                code=point.risk.code,
                steps=point.risk.steps.text or "全流程",
                description=point.risk.description,
                level=f"{point.klass}·{point.level}" + ("（审定）" if point.decision else ""),
            )
            for point, mark in zip(points, _marks(points), strict=True)
        ),
    )


def _marks(points: Sequence[Point]) -> list[Mark]:
    """Each point's mark, numbered within its power."""
    return [Mark(number, p.klass, p.level) for number, p in enumerate(points, start=1)]


def _long_labels(steps: Sequence[Step]) -> tuple[str, ...]:
    """The conditions of ways that are too long for the chart, in full."""
    return tuple(
        f"环节{step.number.text}→{branch.target}：{branch.label}"
        for step in steps
        for branch in step.ways.value or ()
        if len(branch.label) > LABEL_LIMIT
    )
