"""检查: records to findings. The checks are a catalogue; each family is a module below."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check import (
    arrivals,
    codes,
    duplicates,
    evaluations,
    flows,
    form,
    grounds,
    hands,
    laws,
    measures,
    periods,
    references,
    risks,
    safeguards,
    terms,
)
from pipeline.check.catalogue import CATALOGUE, Check, Family
from pipeline.check.suggestions import suggestions
from pipeline.check.unit import Unit
from pipeline.model import Assessment, Finding, Severity, Submission, Suggestion
from pipeline.settings import Settings

__all__ = ["CATALOGUE", "FAMILIES", "Check", "check_unit", "suggest_unit"]

# Importing a module puts its checks into the catalogue. The families stand in the order of the catalogue page.
FAMILIES = (
    Family("A", "来件", arrivals),
    Family("F", "填写完整与格式", form),
    Family("T", "术语", terms),
    Family("C", "编码", codes),
    Family("R", "表间引用", references),
    Family("D", "重复", duplicates),
    Family("B", "行使依据", grounds, laws),
    Family("G", "流程图", flows, periods),
    Family("S", "权力结构", hands, safeguards),
    Family("H", "风险与措施", risks, measures),
    Family("E", "评估检查", evaluations),
    Family("X", "单位之间"),
)


def check_unit(
    name: str,
    submissions: tuple[Submission, ...],
    settings: Settings,
    assessments: tuple[Assessment, ...] = (),
) -> tuple[Finding, ...]:
    """All findings of one unit, by file and row, the gravest of a place first.

    Where the risk points have been assessed, the clerks' own levels are compared with those they were given.
    """
    return tuple(sorted(_findings(Unit(name, submissions, settings, assessments)), key=_order))


def suggest_unit(name: str, submissions: tuple[Submission, ...], settings: Settings) -> tuple[Suggestion, ...]:
    """The risk points that the unit's structure suggests and no clerk has declared, by power; each code once."""
    found: dict[str, Suggestion] = {}
    for suggestion in suggestions(Unit(name, submissions, settings)):
        found.setdefault(suggestion.code, suggestion)
    return tuple(sorted(found.values(), key=lambda suggestion: (suggestion.power_code, suggestion.code)))


def _findings(unit: Unit) -> Iterator[Finding]:
    rules = unit.settings.rules["checks"]
    divisions = {submission.file: submission.info.division for submission in unit.submissions}
    for entry in CATALOGUE.values():
        if entry.code in rules["off"]:
            continue
        severity = Severity(rules["severity"].get(entry.code, entry.severity))
        for fault in entry.function(unit):
            yield Finding(
                code=entry.code,
                title=entry.title,
                severity=severity,
                unit=unit.name,
                division=divisions[fault.places[0].file],
                places=fault.places,
                message=fault.message,
                mend=fault.mend,
            )


def _order(finding: Finding) -> tuple[str, int, str, str, str]:
    place = finding.places[0]
    return (place.file, list(Severity).index(finding.severity), finding.code, place.sheet, place.cell.rjust(9))
