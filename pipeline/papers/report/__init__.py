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

# A chapter is a function; its heading stands under its name in wording.toml [report.headings].
CHAPTERS: tuple[Callable[[AllUnits, Frames, Writer], Iterator[Part]], ...] = (
    work,
    powers,
    risks,
    typical,
    structure,
    measures,
    changes,
    problems,
    next_steps,
)


def report(all_units: AllUnits) -> Paper:
    """The summary report over all units."""
    wording = all_units.settings.wording
    title = wording["titles"]["report"]
    chapters = _chapters(all_units, Writer(wording["report"]))
    return Paper(
        layout="总结报告",
        path=title,
        title=title,
        edition=Edition.INTERNAL,
        content={"title": title, "period": all_units.period, **signed(all_units.settings), "chapters": chapters},
        graphs={part.name: part.graph for chapter in chapters for part in chapter.parts if isinstance(part, Figure)},
    )


def _chapters(all_units: AllUnits, writer: Writer) -> list[Chapter]:
    """The chapters that have something to say, numbered without gaps."""
    frames = Frames(all_units)
    written: list[Chapter] = []
    for chapter in CHAPTERS:
        made = writer.chapter(len(written) + 1, chapter.__name__, chapter(all_units, frames, writer))
        if made:
            written.append(made)
    return written
