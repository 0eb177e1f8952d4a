"""权力运行流程图: a chart and a table of steps for each power."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pipeline.flowchart.chart import LABEL_LIMIT, Chart, ChartTerms, Mark, chart, marks_by_step
from pipeline.model import Power, Step
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Content, Edition, Manuscript
from pipeline.papers.public import shown_powers, titled
from pipeline.papers.registry import paper
from pipeline.settings import Settings
from pipeline.view.point import Point


@dataclass(frozen=True, slots=True)
class StepRow:
    """A line of the step table."""

    number: str
    name: str
    actor: Annotated[str, "办理主体"]
    condition: Annotated[str, "办理条件"]
    procedure: Annotated[str, "办理程序"]
    days: Annotated[str, "办理期限（工作日）"]
    supervision: Annotated[str, "监督方式"]


@dataclass(frozen=True, slots=True)
class MarkRow:
    """What a mark ▲1 in the chart stands for; internal edition only."""

    mark: str
    code: str
    steps: str
    description: str
    level: str


Marked = Sequence[tuple[Point, Mark]]


@dataclass(frozen=True, slots=True)
class FlowPage:
    """One power's pages: facts, chart (by key), steps, marks."""

    heading: str
    name: str
    code: str
    category: str
    responsible: str
    basis: str
    chart: Annotated[str, "流程图的键，交给 chart_pages；没有流程图时为空"]
    missing: Annotated[str, "没有流程图的说明"]
    notes: Annotated[tuple[str, ...], "图下的说明，逐条"]
    steps: tuple[StepRow, ...]
    marks: Annotated[tuple[MarkRow, ...], "风险点标记"]


def chart_terms(settings: Settings) -> ChartTerms:
    """The office's words for step kinds, views, levels and classes, as a chart needs them."""
    vocabulary, wording = settings.vocabulary, settings.wording
    kinds, views = vocabulary.step_kinds, vocabulary.chart_views
    first = settings.rules.klass.first
    others = [klass for klass in settings.rules.klass.fields if klass != first]
    return ChartTerms(
        start=kinds.start,
        fork=kinds.fork,
        end=kinds.end,
        plain=views.plain,
        laned=views.laned,
        levels=tuple(wording.of_level(level) for level in vocabulary.levels.terms),
        classes=wording.flows.classes.format(first=first, others="、".join(others)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsContent(Content):
    """权力运行流程图: the powers in their order."""

    period: str
    flows: Annotated[tuple[FlowPage, ...], "流程，每项职权一个"]


@paper(
    "权力运行流程图",
    of=OneUnit,
    content=FlowsContent,
    order=20,
    folder="权力运行流程图",
    public=True,
    shows_risks=False,
    in_book=True,
)
def unit_flows(unit: OneUnit, edition: Edition) -> Iterator[Manuscript[FlowsContent]]:
    """One unit's book of flowcharts; none where the edition shows no power of the unit."""
    register, settings = unit.register, unit.settings
    terms = chart_terms(settings)
    pages: list[FlowPage] = []
    charts: dict[str, Chart] = {}
    for number, power in enumerate(shown_powers(register, settings, edition), start=1):
        steps = register.flow_of(power)
        shared = register.shares_its_code(power)
        points = () if edition is Edition.PUBLIC or shared else register.points_by_power.get(power.code, ())
        marked = _marked(points, settings)
        key = f"{number:02d}"
        if steps:
            at = marks_by_step((point.risk, mark) for point, mark in marked)
            extra = settings.rules.charts.extra_pages
            charts[key] = chart(power.name, steps, at, terms, view=power.view, extra_pages=extra)
        words = settings.wording.flows
        missing = words.shared_code.format(code=power.code) if shared else words.no_flow
        pages.append(_page(number, power, "" if steps else missing, key if steps else "", steps, marked))
    if pages:
        title = titled(settings.wording.titles.flows.format(unit=register.name), edition, [register], settings)
        content = FlowsContent(title=title, period=unit.period, flows=tuple(pages))
        yield Manuscript(register.file_name, content, charts=charts)


def _page(number: int, power: Power, missing: str, chart_key: str, steps: Sequence[Step], marked: Marked) -> FlowPage:
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
            for point, mark in marked
        ),
    )


def _marked(points: Sequence[Point], settings: Settings) -> Marked:
    """Each point with its mark, numbered within its power."""
    levels, first = settings.vocabulary.levels.terms, settings.rules.klass.first
    rank = {level: number for number, level in enumerate(levels)}
    return [
        (point, Mark(number, rank.get(point.level, len(levels)), first_class=point.klass == first))
        for number, point in enumerate(points, start=1)
    ]


def _long_labels(steps: Sequence[Step]) -> tuple[str, ...]:
    """The conditions of ways that are too long for the chart, in full."""
    return tuple(
        f"环节{step.number.text}→{branch.target}：{branch.label}"
        for step in steps
        for branch in step.ways.value or ()
        if len(branch.label) > LABEL_LIMIT
    )
