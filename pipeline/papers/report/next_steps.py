"""七、下一步工作: what the figures call for, each only where there is something to do."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Severity
from pipeline.papers.all_units import AllUnits
from pipeline.papers.decision_sheet import why
from pipeline.papers.numbers import chinese
from pipeline.papers.paper import Edition
from pipeline.papers.public import shown_powers
from pipeline.papers.report.frames import Frames
from pipeline.papers.report.parts import Part, Writer


def next_steps(all_units: AllUnits, frames: Frames, writer: Writer) -> Iterator[Part]:
    """Call for reports, mend errors, decide, watch high risks, publish."""
    for number, (name, count) in enumerate(waiting(all_units), start=1):
        yield writer.say(f"next_{name}", n=chinese(number), count=count)


def waiting(all_units: AllUnits) -> list[tuple[str, int]]:
    """What there is to do, by name, and how many of it; nothing of which there is none."""
    public = (shown_powers(register, all_units.settings, Edition.PUBLIC) for register in all_units.registers)
    due = (
        ("absent", len(all_units.attended.absent)),
        ("errors", len({(f.unit, f.division) for f in all_units.findings if f.severity is Severity.ERROR})),
        ("decide", sum(not point.decision and bool(why(point, all_units.rules)) for point in all_units.points)),
        ("high", sum(point.level == all_units.rules.levels[0] for point in all_units.points)),
        ("publish", sum(map(len, public))),
    )
    return [entry for entry in due if entry[1]]
