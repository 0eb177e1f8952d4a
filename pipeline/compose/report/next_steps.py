"""七、下一步工作: what the figures call for, each only where there is something to do."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.compose.numbers import chinese
from pipeline.compose.papers import Edition
from pipeline.compose.public import shown_powers
from pipeline.compose.report.frames import Frames
from pipeline.compose.report.parts import Part, Writer
from pipeline.compose.review import why
from pipeline.compose.whole import Whole
from pipeline.model import Severity


def next_steps(whole: Whole, frames: Frames, writer: Writer) -> Iterator[Part]:
    """Call for reports, mend errors, decide, watch high risks, publish."""
    for number, (name, count) in enumerate(waiting(whole), start=1):
        yield writer.say(f"next_{name}", n=chinese(number), count=count)


def waiting(whole: Whole) -> list[tuple[str, int]]:
    """What there is to do, by name, and how many of it; nothing of which there is none."""
    public = (shown_powers(register, whole.settings, Edition.PUBLIC) for register in whole.registers)
    due = (
        ("absent", len(whole.attended.absent)),
        ("errors", len({(f.unit, f.division) for f in whole.findings if f.severity is Severity.ERROR})),
        ("review", sum(not point.decision and bool(why(point, whole.rules)) for point in whole.points)),
        ("high", sum(point.level == whole.rules.levels[0] for point in whole.points)),
        ("publish", sum(map(len, public))),
    )
    return [entry for entry in due if entry[1]]
