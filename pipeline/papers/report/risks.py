"""三、查险和定级情况: risk points by class and level, source and field; and how far assessments agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.model import Opinion
from pipeline.papers.all_units import AllUnits
from pipeline.papers.graph import Graph, GraphKind, Series
from pipeline.papers.number_words import counted, enumeration, share
from pipeline.papers.report.chapter import Part, Writer
from pipeline.papers.report.frames import Frames, crossed, with_totals

if TYPE_CHECKING:
    import pandas as pd


def risks(all_units: AllUnits, frames: Frames, writer: Writer) -> Iterator[Part]:
    """Class × level, units, sources, fields, agreement with the divisions, decisions of the office."""
    if not all_units.points:
        return
    yield from _levels(all_units, frames, writer)
    yield from _sources(all_units, frames, writer)
    yield from _agreement(all_units, writer)


def _levels(all_units: AllUnits, frames: Frames, writer: Writer) -> Iterator[Part]:
    rules, points, of_level = all_units.rules, all_units.points, all_units.settings.wording.of_level
    yield writer.heading(writer.words.headings.levels)
    classes = Counter(point.klass for point in points)
    levels = Counter(point.level for point in points)
    names = [*dict.fromkeys(rules.class_of_field.values()), rules.unclassed]
    table = writer.table(
        writer.words.captions.levels,
        ["类别", *rules.levels, "合计"],
        with_totals(crossed(frames.points, "类别", "等级", names, rules.levels)),
    )
    figure = writer.figure(_by_unit(all_units, frames, writer))
    yield writer.say(writer.words.classes, parts=counted([(name, classes[name]) for name in names], "个"))
    yield writer.say(
        writer.words.levels,
        parts=enumeration(
            f"{of_level(level)}{levels[level]}个（{share(levels[level], len(points))}）"
            for level in rules.levels
            if levels[level]
        ),
        table=table.name,
        figure=figure.name,
    )
    if classes[rules.unclassed]:
        yield writer.say(writer.words.unclassed, count=classes[rules.unclassed])
    yield table
    yield figure
    if all_units.trend:
        trend = writer.figure(_trend(all_units, writer))
        yield writer.say(writer.words.trend, figure=trend.name)
        yield trend


def _trend(all_units: AllUnits, writer: Writer) -> Graph:
    """Points a level and period, the present one last."""
    now = Counter(point.level for point in all_units.points)
    periods = [*((figures.period, figures.levels) for figures in all_units.trend), (all_units.period, now)]
    series = tuple(
        Series(all_units.settings.wording.of_level(level), tuple(levels.get(level) for _, levels in periods))
        for level in all_units.rules.levels
    )
    return Graph(GraphKind.LINE, writer.words.captions.trend, "个", tuple(name for name, _ in periods), series)


def _by_unit(all_units: AllUnits, frames: Frames, writer: Writer) -> Graph:
    units = [register.name for register in all_units.registers]
    counts = crossed(frames.points, "单位", "等级", units, all_units.rules.levels)
    series = level_series(all_units, counts)
    return Graph(GraphKind.STACKED, writer.words.captions.units, "个", tuple(units), series)


def level_series(all_units: AllUnits, counts: pd.DataFrame) -> tuple[Series, ...]:
    """A series for each level, from counts that have a column a level."""
    of_level = all_units.settings.wording.of_level
    return tuple(Series(of_level(level), tuple(int(n) for n in counts[level])) for level in all_units.rules.levels)


def _sources(all_units: AllUnits, frames: Frames, writer: Writer) -> Iterator[Part]:
    sources = Counter(point.risk.source for point in all_units.points if point.risk.source)
    if not sources:
        return
    yield writer.heading(writer.words.headings.sources)
    known = [(term, sources[term]) for term in all_units.settings.vocabulary.risk_sources.terms]
    top, most = max(known, key=lambda entry: entry[1])
    fields = [*all_units.settings.vocabulary.power_fields.terms, all_units.rules.unclassed]
    counts = crossed(frames.points, "涉及领域", "等级", fields, all_units.rules.levels)
    counts = counts[counts.sum(axis=1) > 0]
    table = writer.table(
        writer.words.captions.fields, ["涉及领域", *all_units.rules.levels, "合计"], with_totals(counts)
    )
    yield writer.say(
        writer.words.sources, parts=counted(known, "个"), top=top, share=share(most, len(all_units.points))
    )
    yield writer.say(
        writer.words.fields, table=table.name, parts=counted(_most(counts, all_units.rules.unclassed), "个")
    )
    yield table


def _most(counts: pd.DataFrame, unclassed: str) -> list[tuple[str, int]]:
    """The three fields with most points, the unclassed left out."""
    sums = counts.drop(index=unclassed, errors="ignore").sum(axis=1)
    return [(str(name), int(n)) for name, n in sums.sort_values(ascending=False, kind="stable").head(3).items()]


def _agreement(all_units: AllUnits, writer: Writer) -> Iterator[Part]:
    yield writer.heading(writer.words.headings.agreement)
    points, order = [point for point in all_units.points if not point.suggested], all_units.rules.levels.index
    assessed = [point.assessment for point in points if point.assessment.self_assessed in all_units.rules.levels]
    higher = sum(order(a.level) < order(a.self_assessed) for a in assessed)
    lower = sum(order(a.level) > order(a.self_assessed) for a in assessed)
    same = len(assessed) - higher - lower
    if same == len(points):
        yield writer.say(writer.words.agree_all)
    elif higher or lower:
        yield writer.say(
            writer.words.agree,
            same=same,
            share=share(same, len(points)),
            differ=higher + lower,
            parts=counted((("评定高于自评的", higher), ("低于自评的", lower)), "个"),
        )
    if len(assessed) < len(points):
        yield writer.say(writer.words.no_self, count=len(points) - len(assessed))
    opinions = Counter(str(point.decision.opinion) for point in all_units.points if point.decision)
    if opinions:
        yield writer.say(
            writer.words.decided,
            count=opinions.total(),
            parts=counted([(str(opinion), opinions[str(opinion)]) for opinion in Opinion], "个"),
        )
