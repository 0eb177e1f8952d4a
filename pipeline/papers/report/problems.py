"""六、发现的问题: what the checks found, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.model import Severity
from pipeline.papers.all_units import AllUnits
from pipeline.papers.number_words import counted, enumeration
from pipeline.papers.report.chapter import Part, Writer
from pipeline.papers.report.frames import Frames, crossed


def problems(all_units: AllUnits, frames: Frames, writer: Writer) -> Iterator[Part]:
    """Findings by severity, the most frequent kinds, and a table by unit."""
    if not all_units.submissions:
        return
    if not all_units.findings:
        yield writer.say(writer.words.findings_none)
        return
    severities = Counter(str(finding.severity) for finding in all_units.findings)
    titles = {finding.code: finding.title for finding in all_units.findings}
    units = [register.name for register in all_units.registers if register.records.findings]
    counts = crossed(frames.findings, "单位", "程度", units, list(Severity))
    table = writer.table(
        writer.words.captions.findings,
        ["单位", "处（室）", *Severity],
        [[unit, len(_divisions(frames, unit)), *counts.loc[unit]] for unit in units],
    )
    yield writer.say(
        writer.words.findings,
        count=len(all_units.findings),
        parts=counted([(severity, severities[severity]) for severity in Severity], "处"),
        divisions=len({(finding.unit, finding.division) for finding in all_units.findings}),
        top=enumeration(
            f"{titles[code]}（{count}处）" for code, count in Counter(f.code for f in all_units.findings).most_common(3)
        ),
        table=table.name,
    )
    yield table


def _divisions(frames: Frames, unit: str) -> set[str]:
    return set(frames.findings[frames.findings["单位"] == unit]["处（室）"])
