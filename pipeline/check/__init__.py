"""检查: records to findings. The checks are a catalogue; each family is a module below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.check import (
    arrivals,
    authority,
    between,
    codes,
    duplicates,
    evaluations,
    flows,
    form,
    grounds,
    laws,
    level_demands,
    measures,
    personal,
    plausible,
    promises,
    references,
    risks,
    safeguards,
    separation,
    terms,
    time_limits,
)
from pipeline.check.catalogue import CATALOGUE, Check, Family, Fault
from pipeline.check.suggestions import suggestions
from pipeline.model import Finding, OddityKind, Place, Severity, Submission, Suggestion, UnitRecords
from pipeline.settings import Settings
from pipeline.view.unit import Unit
from pipeline.view.units import Units

__all__ = ["CATALOGUE", "FAMILIES", "Check", "check_between", "check_unit", "in_order", "suggest_unit"]

# Importing a module puts its checks into the catalogue. The families stand in the order of the catalogue page.
FAMILIES = (
    Family("A", "来件", arrivals),
    Family("F", "填写完整与格式", form, plausible, personal),
    Family("T", "术语", terms),
    Family("C", "编码", codes),
    Family("R", "表间引用", references),
    Family("D", "重复", duplicates),
    Family("B", "行使依据", grounds, laws, authority),
    Family("G", "流程图", flows, time_limits, promises),
    Family("S", "权力结构", separation, safeguards),
    Family("H", "风险与措施", risks, measures),
    Family("E", "评估检查", evaluations),
    Family("M", "审定与措施", level_demands),
    Family("X", "单位之间", between),
)


def check_unit(
    name: str,
    submissions: tuple[Submission, ...],
    settings: Settings,
    judged: UnitRecords | None = None,
) -> tuple[Finding, ...]:
    """All findings of one unit, in order.

    ``judged`` are its records as assessed and decided on: then checks that need levels have their say too.
    """
    return in_order(_findings(Unit(judged or UnitRecords.unjudged(name, submissions), settings)), settings)


def check_between(units: Mapping[str, tuple[Submission, ...]], settings: Settings) -> Mapping[str, tuple[Finding, ...]]:
    """What comparing the units with one another finds, by the unit that must see to it."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in _findings(Units(units, settings)):
        found[finding.unit].append(finding)
    return {unit: tuple(findings) for unit, findings in found.items()}


def in_order(findings: Iterable[Finding], settings: Settings) -> tuple[Finding, ...]:
    """Findings by file, sheet and row, as one goes through a workbook; the gravest of a row first."""
    sheets = [sheet.name for sheet in settings.columns.sheets]

    def order(finding: Finding) -> tuple[str, int, int, int, str, str]:
        place = finding.places[0]
        # What concerns the file as a whole comes first, sheets that the template does not have come last.
        sheet = -1 if not place.sheet else sheets.index(place.sheet) if place.sheet in sheets else len(sheets)
        row = int("".join(filter(str.isdecimal, place.cell)) or 0)
        return (place.file, sheet, row, list(Severity).index(finding.severity), finding.code, place.cell)

    return tuple(sorted(findings, key=order))


def suggest_unit(name: str, submissions: tuple[Submission, ...], settings: Settings) -> tuple[Suggestion, ...]:
    """The risk points that the unit's structure suggests and no clerk has declared, by power; each code once."""
    found: dict[str, Suggestion] = {}
    for suggestion in suggestions(Unit(UnitRecords.unjudged(name, submissions), settings)):
        found.setdefault(suggestion.code, suggestion)
    return tuple(sorted(found.values(), key=lambda suggestion: (suggestion.power_code, suggestion.code)))


def _findings(subject: Unit | Units) -> Iterator[Finding]:
    unread = _unread_cells(subject)
    rules = subject.settings.rules.checks
    for entry in CATALOGUE.values():
        if entry.code in rules.off or entry.between != isinstance(subject, Units):
            continue
        severity = rules.severity.get(entry.code, entry.severity)
        for fault in _beside(entry.function(subject), unread if entry.code[0] != "A" else frozenset()):
            unit, division = subject.whence(fault.places[0].file)
            yield Finding(
                code=entry.code,
                title=entry.title,
                severity=severity,
                unit=unit,
                division=division,
                places=fault.places,
                message=fault.message,
                mend=fault.mend,
            )


def _unread_cells(subject: Unit | Units) -> frozenset[Place]:
    """Cells that cannot be read at all: error values, formulas without a result. They have their own findings."""
    if isinstance(subject, Units):
        return frozenset()
    return frozenset(
        place
        for submission in subject.submissions
        for oddity in submission.oddities
        if oddity.kind in (OddityKind.ERROR_VALUE, OddityKind.UNCALCULATED)
        for place in oddity.places
    )


def _beside(faults: Iterable[Fault], unread: frozenset[Place]) -> Iterator[Fault]:
    """The faults without the cells that have their own finding: one cell is told of once."""
    for fault in faults:
        places = tuple(place for place in fault.places if place not in unread) if unread else fault.places
        if places:
            yield fault if places == fault.places else replace(fault, places=places)
