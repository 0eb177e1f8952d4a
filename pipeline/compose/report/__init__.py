"""廉政风险防控工作总结报告: chapters in the order they are read; a sentence without a fact is not written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.compose.papers import Edition, Paper, signed
from pipeline.compose.report.changes import changes
from pipeline.compose.report.frames import Frames
from pipeline.compose.report.measures import measures
from pipeline.compose.report.next_steps import next_steps
from pipeline.compose.report.parts import Chapter, Figure, Part, Writer
from pipeline.compose.report.powers import powers
from pipeline.compose.report.problems import problems
from pipeline.compose.report.risks import risks
from pipeline.compose.report.structure import structure
from pipeline.compose.report.typical import typical
from pipeline.compose.report.work import work
from pipeline.compose.whole import Whole

# A chapter is a function; its heading stands under its name in wording.toml [report.headings].
CHAPTERS: tuple[Callable[[Whole, Frames, Writer], Iterator[Part]], ...] = (
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


def report(whole: Whole) -> Paper:
    """The summary report over all units."""
    wording = whole.settings.wording
    title = wording["titles"]["report"]
    chapters = _chapters(whole, Writer(wording["report"]))
    return Paper(
        layout="总结报告",
        path=title,
        title=title,
        edition=Edition.INTERNAL,
        content={"title": title, "period": whole.period, **signed(whole.settings), "chapters": chapters},
        graphs={part.name: part.graph for chapter in chapters for part in chapter.parts if isinstance(part, Figure)},
    )


def _chapters(whole: Whole, writer: Writer) -> list[Chapter]:
    """The chapters that have something to say, numbered without gaps."""
    frames = Frames(whole)
    written: list[Chapter] = []
    for chapter in CHAPTERS:
        made = writer.chapter(len(written) + 1, chapter.__name__, chapter(whole, frames, writer))
        if made:
            written.append(made)
    return written
