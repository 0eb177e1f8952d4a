"""廉政风险防控工作简报: one page for leaders — how it stands, where it gathers, what waits for them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.compose.graph import Graph, GraphKind, Series
from pipeline.compose.numbers import counted, enumeration, share
from pipeline.compose.papers import Edition, Paper
from pipeline.compose.report.frames import Frames, crossed
from pipeline.compose.report.next_steps import waiting
from pipeline.compose.report.parts import Writer
from pipeline.compose.whole import Whole

# One page holds no more: the units with most points of the highest level stand in the graph, two are named.
UNITS = 5
NAMED = 2


def brief(whole: Whole) -> Paper | None:
    """The brief; None where there is no risk point to speak of."""
    if not whole.points:
        return None
    wording = whole.settings.wording
    title = wording["titles"]["brief"]
    writer, frames = Writer(wording["report"] | wording["brief"]), Frames(whole)
    figure = writer.figure(_graph(whole, frames, writer))
    return Paper(
        layout="简报",
        path=title,
        title=title,
        edition=Edition.INTERNAL,
        content={
            "title": title,
            "period": whole.period,
            "paragraphs": ["".join(_state(whole, writer)), _concentration(whole, frames, writer)],
            "caption": figure.caption,
            "graph_name": figure.name,
            "lead": writer.phrase("lead"),
            "tasks": _tasks(whole, writer),
            "organ": wording["organ"],
        },
        graphs={figure.name: figure.graph},
    )


def _state(whole: Whole, writer: Writer) -> Iterator[str]:
    levels = [(f"{level}风险", sum(point.level == level for point in whole.points)) for level in whole.rules.levels]
    yield writer.phrase(
        "state",
        period=whole.period,
        units=len(whole.registers),
        divisions=len(whole.submissions),
        powers=len(whole.powers),
        risks=len(whole.points),
        levels=counted(levels, "个"),
        share=share(levels[0][1], len(whole.points)),
        highest=levels[0][0],
    )
    if whole.trend:
        last = whole.trend[-1]
        more = len(whole.points) - last.risks
        name = "trend_more" if more > 0 else "trend_less" if more < 0 else "trend_same"
        yield writer.phrase(name, period=last.period, count=abs(more))


def _concentration(whole: Whole, frames: Frames, writer: Writer) -> str:
    """Units and fields with most points of the highest level."""
    highest = whole.rules.levels[0]
    high = frames.points[frames.points["等级"] == highest]
    if high.empty:
        return writer.phrase("high_none", level=highest)
    tops = {
        column: high[column].value_counts().drop(whole.rules.unclassed, errors="ignore")
        for column in ("单位", "涉及领域")
    }
    return writer.phrase(
        "high",
        level=highest,
        units=enumeration(f"{unit}{count}个" for unit, count in tops["单位"].head(NAMED).items()),
        fields=enumeration(f"{field}{count}个" for field, count in tops["涉及领域"].head(NAMED).items()),
    )


def _graph(whole: Whole, frames: Frames, writer: Writer) -> Graph:
    counts = crossed(frames.points, "单位", "等级", [register.unit for register in whole.registers], whole.rules.levels)
    shown = counts.sort_values(list(whole.rules.levels), ascending=False, kind="stable").head(UNITS)
    title = writer.phrase("graph_some" if len(counts) > UNITS else "graph", count=UNITS)
    series = tuple(Series(f"{level}风险", tuple(int(n) for n in shown[level])) for level in whole.rules.levels)
    return Graph(GraphKind.STACKED, title, "个", tuple(map(str, shown.index)), series)


def _tasks(whole: Whole, writer: Writer) -> list[str]:
    """What waits, in the order of next steps, a line each; the list is one sentence."""
    tasks = [writer.phrase(f"task_{name}", count=count) for name, count in waiting(whole)]
    return [f"{task}；" for task in tasks[:-1]] + [f"{task}。" for task in tasks[-1:]]
