"""A period's records put into its tables, and taken out of them again.

Not kept, by design: what a workbook shows only to its own run (``Submission``: template_version, changes,
missing_columns, oddities, origin), a unit's file_name, what of the office's sheets was not applied (unapplied,
decision_faults), and the levels of suggested points that the office has not accepted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from pipeline.model import (
    Assessment,
    Basis,
    Comparison,
    Decision,
    Finding,
    Place,
    Read,
    Sourced,
    Submission,
    UnitInfo,
    UnitRecords,
)
from pipeline.records.tables import Declared, Differing, Found, Kept, Rated, Revisiting, Ruling, Tables, Workbook

# The tables of what divisions filled in, each named like the field of Submission that it holds.
SHEETS = ("powers", "steps", "risks", "measures", "evaluations")
_Origin = tuple[str, str, str]


class Disagreement(Exception):
    """A unit's risk points and levels are not of the same run: ``unit`` says whose."""

    def __init__(self, unit: str) -> None:
        super().__init__(unit)
        self.unit = unit


def tables_of(
    units: Sequence[UnitRecords], period: str, comparison: Comparison | None = None, absent: Iterable[Decision] = ()
) -> Tables:
    """All that a run keeps of a period; ``absent`` are kept decisions on units that sent nothing this time."""
    submissions = [submission for unit in units for submission in unit.submissions]
    declared: dict[str, Any] = {
        name: tuple(
            Declared(submission.info.unit, submission.info.division, record)
            for submission in submissions
            for record in getattr(submission, name)
        )
        for name in SHEETS
    }
    since = comparison.since if comparison else {}
    return Tables(
        **declared,
        divisions=tuple(Workbook(submission.info, submission.file) for submission in submissions),
        findings=tuple(Found(finding, finding.places[0]) for unit in units for finding in unit.findings),
        levels=tuple(
            _rated(found, suggested, unit, since.get((found.unit, found.risk_code), period))
            for unit in units
            for found, suggested in _levels(unit)
        ),
        suggestions=tuple(suggestion for unit in units for suggestion in unit.suggestions),
        decisions=tuple(chain(_decisions(units), (Kept(decision, in_force=False) for decision in absent))),
        changes=tuple(changes_of(comparison)) if comparison else None,
    )


def _levels(unit: UnitRecords) -> Iterator[tuple[Assessment, bool]]:
    """The levels of declared points, then those of accepted suggestions (the second of the pair says which)."""
    yield from ((found, False) for found in unit.assessments)
    yield from ((found, True) for _, found in unit.accepted)


def _rated(found: Assessment, suggested: bool, unit: UnitRecords, since: str) -> Rated:
    decision = unit.decisions.get(found.risk_code)
    return Rated(found, suggested, _ruling(decision) if decision else None, since)


def _ruling(decision: Decision) -> Ruling:
    return Ruling(
        decision.opinion,
        decision.klass,
        decision.level,
        decision.reason,
        decision.decided_by,
        decision.decided_on.value,
    )


def _decisions(units: Iterable[UnitRecords]) -> Iterator[Kept]:
    """All decisions, in force or not: the next run reads them, whether or not the decision sheet is there."""
    for unit in units:
        yield from (Kept(decision) for decision in unit.decisions.values())
        yield from (Kept(decision, in_force=False) for decision in unit.lapsed.values())


def changes_of(comparison: Comparison) -> Iterator[Differing | Revisiting]:
    """The lines of the table of changes: every difference, then what must be looked at again."""
    old, new = comparison.old_period, comparison.new_period
    yield from (Differing("difference", old, new, difference) for difference in comparison.differences)
    yield from (Revisiting("look", old, new, revisit) for revisit in comparison.revisits)


def period_of(tables: Tables) -> tuple[tuple[UnitRecords, ...], dict[tuple[str, str], str]]:
    """Each unit's records in the order that they were written in, and since when each level has stood.

    Suggested points are left out: no division has declared them. Raises Disagreement.
    """
    levels = [rated for rated in tables.levels if not rated.suggested]
    rated: defaultdict[str, list[Rated]] = defaultdict(list)
    for level in levels:
        rated[level.assessment.unit].append(level)
    decided = _decided(tables, levels)
    findings: defaultdict[str, list[Finding]] = defaultdict(list)
    for found in tables.findings:
        findings[found.finding.unit].append(found.finding)
    submissions: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in _submissions(tables):
        submissions[submission.info.unit].append(submission)
    units = []
    for unit, members in submissions.items():
        codes = [risk.code for member in members for risk in member.risks]
        if codes != [level.assessment.risk_code for level in rated[unit]]:
            raise Disagreement(unit)
        units.append(
            UnitRecords(
                unit,
                unit,
                tuple(members),
                tuple(findings[unit]),
                tuple(level.assessment for level in rated[unit]),
                decisions={decision.code: decision for decision, in_force in decided[unit] if in_force},
                lapsed={decision.code: decision for decision, in_force in decided[unit] if not in_force},
            )
        )
    since = {(level.assessment.unit, level.assessment.risk_code): level.since for level in levels if level.since}
    return tuple(units), since


def _submissions(tables: Tables) -> Iterator[Submission]:
    """The workbooks in the order of divisions.jsonl; those that an older output did not name there, after them."""
    sheets = {name: _by_workbook(getattr(tables, name)) for name in SHEETS}
    infos = {(book.info.unit, book.info.division, book.file): book.info for book in tables.divisions}
    for origin in dict.fromkeys([*infos, *chain.from_iterable(sheets.values())]):
        unit, division, file = origin
        rows: dict[str, Any] = {name: tuple(sheets[name].get(origin, ())) for name in SHEETS}
        info = infos.get(origin) or UnitInfo(unit, division, "", "", "", Read(), "", {})
        yield Submission(file=file, info=info, template_version="", **rows, changes=(), missing_columns=())


def _by_workbook(declared: Iterable[Declared[Any]]) -> dict[_Origin, list[Sourced]]:
    rows: defaultdict[_Origin, list[Sourced]] = defaultdict(list)
    for one in declared:
        rows[one.unit, one.division, one.record.row.file].append(one.record)
    return rows


def _decided(tables: Tables, levels: Iterable[Rated]) -> defaultdict[str, list[tuple[Decision, bool]]]:
    """Each unit's decisions and whether they are in force: from their own table, else from beside the levels."""
    decided: defaultdict[str, list[tuple[Decision, bool]]] = defaultdict(list)
    if tables.decisions is not None:
        for kept in tables.decisions:
            decided[kept.decision.unit].append((kept.decision, kept.in_force))
        return decided
    for level in levels:
        if level.decided:
            decided[level.assessment.unit].append((_decision(level.assessment, level.decided), True))
    return decided


def _decision(found: Assessment, ruling: Ruling) -> Decision:
    """The decision of an output that kept only what stands beside the level."""
    return Decision(
        unit=found.unit,
        division=found.division,
        code=found.risk_code,
        opinion=ruling.opinion,
        klass=ruling.klass,
        level=ruling.level,
        reason=ruling.reason,
        decided_by=ruling.decided_by,
        decided_on=Read(ruling.decided_on.isoformat() if ruling.decided_on else "", ruling.decided_on),
        basis=Basis(found.facts, found.klass, found.level),
        period="",
        place=Place(""),
    )
