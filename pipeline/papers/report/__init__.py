"""廉政风险防控工作总结报告: chapters in the order they are read; a sentence without a fact is not written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.papers.all_units import AllUnits
from pipeline.papers.paper import Edition, Paper, signed
from pipeline.papers.report.changes import changes
from pipeline.papers.report.frames import Frames
from pipeline.papers.report.measures import measures
from pipeline.papers.report.next_steps import next_steps
from pipeline.papers.report.parts import Chapter, Figure, Part, Writer
from pipeline.papers.report.powers import powers
from pipeline.papers.report.problems import problems
from pipeline.papers.report.risks import risks
from pipeline.papers.report.structure import structure
from pipeline.papers.report.typical import typical
from pipeline.papers.report.work import work

Content = Callable[[AllUnits, Frames, Writer], Iterator[Part]]


def report(all_units: AllUnits) -> Paper:
    """The summary report over all units."""
    wording = all_units.settings.wording
    title = wording.titles.report
    chapters = _chapters(all_units, report_writer(all_units))
    return Paper(
        layout="总结报告",
        path=title,
        title=title,
        edition=Edition.INTERNAL,
        content={"title": title, "period": all_units.period, **signed(all_units.settings), "chapters": chapters},
        graphs={part.name: part.graph for chapter in chapters for part in chapter.parts if isinstance(part, Figure)},
    )


def report_writer(all_units: AllUnits) -> Writer:
    """The writer of a report over all units, in the office's words."""
    wording = all_units.settings.wording
    return Writer(wording.report, wording.of_level(all_units.rules.levels[0]))


def _contents(writer: Writer) -> tuple[tuple[str, Content], ...]:
    """The chapters in their order: heading, and what each says."""
    headings = writer.words.headings
    return (
        (headings.work, work),
        (headings.powers, powers),
        (headings.risks, risks),
        (headings.typical.format(highest=writer.highest), typical),
        (headings.structure, structure),
        (headings.measures, measures),
        (headings.changes, changes),
        (headings.problems, problems),
        (headings.next_steps, next_steps),
    )


def _chapters(all_units: AllUnits, writer: Writer) -> list[Chapter]:
    """The chapters that have something to say, numbered without gaps."""
    frames = Frames(all_units)
    written: list[Chapter] = []
    for heading, content in _contents(writer):
        made = writer.chapter(len(written) + 1, heading, content(all_units, frames, writer))
        if made:
            written.append(made)
    return written
