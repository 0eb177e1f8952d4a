"""七、下一步工作: what the figures call for, each only where there is something to do."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Severity
from pipeline.papers.all_units import AllUnits
from pipeline.papers.decision_sheet import why
from pipeline.papers.number_words import chinese
from pipeline.papers.paper import Edition
from pipeline.papers.public import shown_powers
from pipeline.papers.report.chapter import Part, Writer
from pipeline.papers.report.frames import Frames


def next_steps(all_units: AllUnits, frames: Frames, writer: Writer) -> Iterator[Part]:
    """Call for reports, mend errors, decide, watch high risks, publish."""
    words = writer.words
    sentences = (words.next_absent, words.next_errors, words.next_decide, words.next_high, words.next_publish)
    due = [(sentence, count) for sentence, count in zip(sentences, waiting(all_units), strict=True) if count]
    for number, (sentence, count) in enumerate(due, start=1):
        facts = {"count": count, "highest": writer.highest, "unclassed": all_units.rules.unclassed}
        yield writer.say(sentence, n=chinese(number), **facts)


def waiting(all_units: AllUnits) -> tuple[int, int, int, int, int]:
    """How much there is to do: 催报, 督促改正, 审定, 盯住最高等级, 公开."""
    public = (shown_powers(register, all_units.settings, Edition.PUBLIC) for register in all_units.registers)
    return (
        len(all_units.attended.absent),
        len({(f.unit, f.division) for f in all_units.findings if f.severity is Severity.ERROR}),
        sum(not point.decision and bool(why(point, all_units.rules)) for point in all_units.points),
        sum(point.level == all_units.rules.levels[0] for point in all_units.points),
        sum(map(len, public)),
    )
