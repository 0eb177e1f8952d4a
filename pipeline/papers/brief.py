"""廉政风险防控工作简报: one page for leaders — how it stands, where it gathers, what waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pipeline.papers.all_units import AllUnits
from pipeline.papers.graph import Graph, GraphKind
from pipeline.papers.number_words import counted, enumeration, share
from pipeline.papers.paper import Content, Edition, Manuscript
from pipeline.papers.registry import paper
from pipeline.papers.report import report_writer
from pipeline.papers.report.frames import Frames, crossed
from pipeline.papers.report.next_steps import waiting
from pipeline.papers.report.risks import level_series

# One page holds no more: the units with most points of the highest level stand in the graph, two are named.
UNITS = 5
NAMED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefContent(Content):
    """简报: a page of text around a graph, and what waits."""

    period: str
    paragraphs: tuple[str, ...]
    caption: str
    graph_name: Annotated[str, "统计图的名称，交给 graph"]
    lead: Annotated[str, "事项前的引语"]
    tasks: Annotated[tuple[str, ...], "需要关注和决定的事项"]
    organ: str


@paper("简报", of=AllUnits, content=BriefContent, order=70)
def brief(all_units: AllUnits, edition: Edition) -> Iterator[Manuscript[BriefContent]]:
    """The brief; none where there is no risk point to speak of."""
    if not all_units.points:
        return
    wording = all_units.settings.wording
    title = wording.titles.brief
    writer, frames = report_writer(all_units), Frames(all_units)
    figure = writer.figure(_graph(all_units, frames))
    content = BriefContent(
        title=title,
        period=all_units.period,
        paragraphs=("".join(_state(all_units)), _concentration(all_units, frames, writer.highest)),
        caption=figure.caption,
        graph_name=figure.name,
        lead=wording.brief.lead,
        tasks=tuple(_tasks(all_units, writer.highest)),
        organ=wording.organ,
    )
    yield Manuscript(title, content, graphs={figure.name: figure.graph})


def _state(all_units: AllUnits) -> Iterator[str]:
    words, of_level = all_units.settings.wording.brief, all_units.settings.wording.of_level
    levels = [
        (of_level(level), sum(point.level == level for point in all_units.points)) for level in all_units.rules.levels
    ]
    yield words.state.format(
        period=all_units.period,
        units=len(all_units.registers),
        divisions=len(all_units.submissions),
        powers=len(all_units.powers),
        risks=len(all_units.points),
        levels=counted(levels, "个"),
        share=share(levels[0][1], len(all_units.points)),
        highest=levels[0][0],
    )
    if all_units.trend:
        last = all_units.trend[-1]
        more = len(all_units.points) - last.risks
        sentence = words.trend_more if more > 0 else words.trend_less if more < 0 else words.trend_same
        yield sentence.format(period=last.period, count=abs(more))


def _concentration(all_units: AllUnits, frames: Frames, highest: str) -> str:
    """Units and fields with most points of the highest level; ``highest`` is what those are called."""
    words = all_units.settings.wording.brief
    high = frames.points[frames.points["等级"] == all_units.rules.levels[0]]
    if high.empty:
        return words.high_none.format(highest=highest)
    tops = {
        column: high[column].value_counts().drop(all_units.rules.unclassed, errors="ignore")
        for column in ("单位", "涉及领域")
    }
    return words.high.format(
        highest=highest,
        units=enumeration(f"{unit}{count}个" for unit, count in tops["单位"].head(NAMED).items()),
        fields=enumeration(f"{field}{count}个" for field, count in tops["涉及领域"].head(NAMED).items()),
    )


def _graph(all_units: AllUnits, frames: Frames) -> Graph:
    counts = crossed(
        frames.points, "单位", "等级", [register.name for register in all_units.registers], all_units.rules.levels
    )
    shown = counts.sort_values(list(all_units.rules.levels), ascending=False, kind="stable").head(UNITS)
    words = all_units.settings.wording.brief
    title = (words.graph_some if len(counts) > UNITS else words.graph).format(count=UNITS)
    return Graph(GraphKind.STACKED, title, "个", tuple(map(str, shown.index)), level_series(all_units, shown))


def _tasks(all_units: AllUnits, highest: str) -> list[str]:
    """What waits, in the order of next steps, a line each; the list is one sentence."""
    words = all_units.settings.wording.brief
    sentences = (words.task_absent, words.task_errors, words.task_decide, words.task_high, words.task_publish)
    tasks = [
        sentence.format(count=count, highest=highest, unclassed=all_units.rules.unclassed)
        for sentence, count in zip(sentences, waiting(all_units), strict=True)
        if count
    ]
    return [f"{task}；" for task in tasks[:-1]] + [f"{task}。" for task in tasks[-1:]]
