"""一、工作开展情况: on what basis, how, who reported what, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.compose.numbers import enumeration
from pipeline.compose.report.frames import Frames, crossed
from pipeline.compose.report.parts import Part, Table, Writer
from pipeline.compose.whole import Whole
from pipeline.model import Severity


def work(whole: Whole, frames: Frames, writer: Writer) -> Iterator[Part]:
    """The course of the work in figures."""
    yield writer.say("basis", period=whole.period)
    if whole.submissions:
        table = _by_unit(whole, frames, writer)
        yield writer.say(
            "submitted",
            units=len(whole.registers),
            divisions=len({(s.info.unit, s.info.division) for s in whole.submissions}),
            files=len(whole.submissions),
            results="，".join(_results(whole, writer)) or writer.words["results"]["none"],
            table=table.name,
        )
        yield table
    else:
        yield writer.say("submitted_none")
    # What merely was no report (a mail without a workbook) is no gap in the report either.
    refused = [aside for aside in whole.set_aside if aside.severity is Severity.ERROR]
    if refused:
        names = enumeration(f"“{aside.file}”" for aside in refused)
        yield writer.say("set_aside", count=len(refused), names=names)
    if whole.attended.absent:
        absent = enumeration(f"{absence.unit}{absence.division}" for absence in whole.attended.absent)
        yield writer.say("absent", count=len(whole.attended.absent), names=absent)


def _results(whole: Whole, writer: Writer) -> Iterator[str]:
    """What the divisions have done so far, without what there is none of."""
    counts = {
        "powers": len(whole.powers),
        "flows": sum(bool(register.flow_of(power)) for register in whole.registers for power in register.powers),
        "steps": sum(len(submission.steps) for submission in whole.submissions),
        "risks": len(whole.points),
        "measures": sum(bool(measure.text) for point in whole.points for measure in point.measures),
    }
    return (writer.words["results"][name].format(n=count) for name, count in counts.items() if count)


def _by_unit(whole: Whole, frames: Frames, writer: Writer) -> Table:
    units = [register.unit for register in whole.registers]
    levels = crossed(frames.points, "单位", "等级", units, whole.rules.levels)
    errors = frames.findings[frames.findings["程度"] == Severity.ERROR].groupby("单位").size()
    rows = [
        [
            register.unit,
            len(register.submissions),
            len(register.powers),
            len(register.points),
            *levels.loc[register.unit],
            errors.get(register.unit, 0),
        ]
        for register in whole.registers
    ]
    totals = [sum(row[column] for row in rows) for column in range(1, len(whole.rules.levels) + 5)]
    heads = ["单位", "填报处室", "职权", "风险点", *(f"{level}风险" for level in whole.rules.levels), "错误"]
    return writer.table("work", heads, [*rows, ["合计", *totals]])
