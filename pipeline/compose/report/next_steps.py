"""七、下一步工作: what the figures call for, each only where there is something to do."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.compose.numbers import chinese
from pipeline.compose.report.frames import Frames
from pipeline.compose.report.parts import Part, Writer
from pipeline.compose.whole import Whole
from pipeline.model import Severity


def next_steps(whole: Whole, frames: Frames, writer: Writer) -> Iterator[Part]:
    """Mend errors, decide, watch high risks, publish."""
    undecided = [point for point in whole.points if not point.decision]
    due = (
        ("next_absent", len(whole.attended.absent)),
        ("next_errors", len({(f.unit, f.division) for f in whole.findings if f.severity is Severity.ERROR})),
        (
            "next_review",
            sum(
                point.assessment.level != point.assessment.self_assessed
                or point.assessment.klass == whole.rules.unclassed
                for point in undecided
            ),
        ),
        ("next_high", sum(point.level == whole.rules.levels[0] for point in whole.points)),
        ("next_publish", len(whole.powers)),
    )
    for number, (name, count) in enumerate((entry for entry in due if entry[1]), start=1):
        yield writer.say(name, n=chinese(number), count=count)
