"""廉政风险防控工作总结报告: chapters in the order they are read; a sentence without a fact is not written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.papers.all_units import AllUnits
from pipeline.papers.paper import Content, Edition, Manuscript
from pipeline.papers.registry import paper
from pipeline.papers.report.changes import changes
from pipeline.papers.report.chapter import Chapter, Figure, Part, Writer
from pipeline.papers.report.frames import Frames
from pipeline.papers.report.measures import measures
from pipeline.papers.report.next_steps import next_steps
from pipeline.papers.report.powers import powers
from pipeline.papers.report.problems import problems
from pipeline.papers.report.risks import risks
from pipeline.papers.report.structure import structure
from pipeline.papers.report.typical import typical
from pipeline.papers.report.work import work

# What a chapter says.
Sayings = Callable[[AllUnits, Frames, Writer], Iterator[Part]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent(Content):
    """总结报告: its chapters, signed."""

    period: str
    organ: str
    date: str
    chapters: tuple[Chapter, ...]


@paper("总结报告", of=AllUnits, content=ReportContent, order=60)
def report(all_units: AllUnits, edition: Edition) -> Iterator[Manuscript[ReportContent]]:
    """The summary report over all units."""
    wording = all_units.settings.wording
    title = wording.titles.report
    chapters = _chapters(all_units, report_writer(all_units))
    content = ReportContent(
        title=title,
        period=all_units.period,
        organ=wording.organ,
        date=wording.issued_on,
        chapters=tuple(chapters),
    )
    graphs = {part.name: part.graph for chapter in chapters for part in chapter.parts if isinstance(part, Figure)}
    yield Manuscript(title, content, graphs=graphs)


def report_writer(all_units: AllUnits) -> Writer:
    """The writer of a report over all units, in the office's words."""
    wording = all_units.settings.wording
    return Writer(wording.report, wording.of_level(all_units.rules.levels[0]))


def _sayings(writer: Writer) -> tuple[tuple[str, Sayings], ...]:
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
    for heading, said in _sayings(writer):
        made = writer.chapter(len(written) + 1, heading, said(all_units, frames, writer))
        if made:
            written.append(made)
    return written
