"""一、工作开展情况: on what basis, how, who reported what, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Severity
from pipeline.papers.all_units import AllUnits
from pipeline.papers.number_words import enumeration
from pipeline.papers.report.chapter import Part, Table, Writer
from pipeline.papers.report.frames import Frames, crossed


def work(all_units: AllUnits, frames: Frames, writer: Writer) -> Iterator[Part]:
    """The course of the work in figures."""
    yield writer.say(writer.words.basis, period=all_units.period)
    if all_units.submissions:
        table = _by_unit(all_units, frames, writer)
        yield writer.say(
            writer.words.submitted,
            units=len(all_units.registers),
            divisions=len({(s.info.unit, s.info.division) for s in all_units.submissions}),
            files=len(all_units.submissions),
            results="，".join(_results(all_units, writer)) or writer.words.results.none,
            table=table.name,
        )
        yield table
    else:
        yield writer.say(writer.words.submitted_none)
    # What merely was no report (a mail without a workbook) is no gap in the report either.
    refused = [aside for aside in all_units.set_aside if aside.severity is Severity.ERROR]
    if refused:
        names = enumeration(f"“{aside.file}”" for aside in refused)
        yield writer.say(writer.words.set_aside, count=len(refused), names=names)
    if all_units.attended.absent:
        absent = enumeration(f"{absence.unit}{absence.division}" for absence in all_units.attended.absent)
        yield writer.say(writer.words.absent, count=len(all_units.attended.absent), names=absent)


def _results(all_units: AllUnits, writer: Writer) -> Iterator[str]:
    """What the divisions have done so far, without what there is none of."""
    words = writer.words.results
    flows = sum(bool(register.flow_of(power)) for register in all_units.registers for power in register.powers)
    counts = (
        (words.powers, len(all_units.powers)),
        (words.flows, flows),
        (words.steps, sum(len(submission.steps) for submission in all_units.submissions)),
        (words.risks, len(all_units.points)),
        (words.measures, sum(bool(measure.text) for point in all_units.points for measure in point.measures)),
    )
    return (sentence.format(n=count) for sentence, count in counts if count)


def _by_unit(all_units: AllUnits, frames: Frames, writer: Writer) -> Table:
    units = [register.name for register in all_units.registers]
    levels = crossed(frames.points, "单位", "等级", units, all_units.rules.levels)
    errors = frames.findings[frames.findings["程度"] == Severity.ERROR].groupby("单位").size()
    rows = [
        [
            register.name,
            len(register.submissions),
            len(register.powers),
            len(register.points),
            *levels.loc[register.name],
            errors.get(register.name, 0),
        ]
        for register in all_units.registers
    ]
    totals = [sum(row[column] for row in rows) for column in range(1, len(all_units.rules.levels) + 5)]
    heads = [
        "单位",
        "填报处室",
        "职权",
        "风险点",
        *map(all_units.settings.wording.of_level, all_units.rules.levels),
        "错误",
    ]
    return writer.table(writer.words.captions.work, heads, [*rows, ["合计", *totals]])
