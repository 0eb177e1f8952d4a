"""廉政风险防控工作简报: one page for leaders — how it stands, where it gathers, what waits for them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.papers.all_units import AllUnits
from pipeline.papers.figure import Graph, GraphKind, Series
from pipeline.papers.numbers import counted, enumeration, share
from pipeline.papers.paper import Edition, Paper
from pipeline.papers.report.frames import Frames, crossed
from pipeline.papers.report.next_steps import waiting
from pipeline.papers.report.parts import Writer

# One page holds no more: the units with most points of the highest level stand in the graph, two are named.
UNITS = 5
NAMED = 2


def brief(all_units: AllUnits) -> Paper | None:
    """The brief; None where there is no risk point to speak of."""
    if not all_units.points:
        return None
    wording = all_units.settings.wording
    title = wording["titles"]["brief"]
    writer, frames = Writer(wording["report"] | wording["brief"]), Frames(all_units)
    figure = writer.figure(_graph(all_units, frames, writer))
    return Paper(
        layout="简报",
        path=title,
        title=title,
        edition=Edition.INTERNAL,
        content={
            "title": title,
            "period": all_units.period,
            "paragraphs": ["".join(_state(all_units, writer)), _concentration(all_units, frames, writer)],
            "caption": figure.caption,
            "graph_name": figure.name,
            "lead": writer.phrase("lead"),
            "tasks": _tasks(all_units, writer),
            "organ": wording["organ"],
        },
        graphs={figure.name: figure.graph},
    )


def _state(all_units: AllUnits, writer: Writer) -> Iterator[str]:
    levels = [
        (f"{level}风险", sum(point.level == level for point in all_units.points)) for level in all_units.rules.levels
    ]
    yield writer.phrase(
        "state",
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
        name = "trend_more" if more > 0 else "trend_less" if more < 0 else "trend_same"
        yield writer.phrase(name, period=last.period, count=abs(more))


def _concentration(all_units: AllUnits, frames: Frames, writer: Writer) -> str:
    """Units and fields with most points of the highest level."""
    highest = all_units.rules.levels[0]
    high = frames.points[frames.points["等级"] == highest]
    if high.empty:
        return writer.phrase("high_none", level=highest)
    tops = {
        column: high[column].value_counts().drop(all_units.rules.unclassed, errors="ignore")
        for column in ("单位", "涉及领域")
    }
    return writer.phrase(
        "high",
        level=highest,
        units=enumeration(f"{unit}{count}个" for unit, count in tops["单位"].head(NAMED).items()),
        fields=enumeration(f"{field}{count}个" for field, count in tops["涉及领域"].head(NAMED).items()),
    )


def _graph(all_units: AllUnits, frames: Frames, writer: Writer) -> Graph:
    counts = crossed(
        frames.points, "单位", "等级", [register.unit for register in all_units.registers], all_units.rules.levels
    )
    shown = counts.sort_values(list(all_units.rules.levels), ascending=False, kind="stable").head(UNITS)
    title = writer.phrase("graph_some" if len(counts) > UNITS else "graph", count=UNITS)
    series = tuple(Series(f"{level}风险", tuple(int(n) for n in shown[level])) for level in all_units.rules.levels)
    return Graph(GraphKind.STACKED, title, "个", tuple(map(str, shown.index)), series)


def _tasks(all_units: AllUnits, writer: Writer) -> list[str]:
    """What waits, in the order of next steps, a line each; the list is one sentence."""
    tasks = [writer.phrase(f"task_{name}", count=count) for name, count in waiting(all_units)]
    return [f"{task}；" for task in tasks[:-1]] + [f"{task}。" for task in tasks[-1:]]
