"""One unit's records, indexed once: what check, assess, compare and the papers all look things up in.

Each index is made when it is first asked for, in one pass over the records. An empty code is no code: rows without
one belong to nobody, not to each other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from pipeline.model import (
    Assessment,
    Evaluation,
    Finding,
    Measure,
    Power,
    RiskPoint,
    Sourced,
    Step,
    Submission,
    Suggestion,
    UnitRecords,
)
from pipeline.view.point import Point
from pipeline.view.suggested_point import risk_of

V = TypeVar("V")
_CELL = re.compile(r"[A-Z]+(\d+)")
_Row = tuple[str, str, int]


class Register:
    """登记: one unit's records, and what is found in them by code, by row and by division."""

    def __init__(self, records: UnitRecords) -> None:
        self.records = records
        self.name = records.unit
        self.file_name = records.file_name
        self.submissions = records.submissions

    # ---- 职权和流程

    @cached_property
    def powers(self) -> tuple[Power, ...]:
        """All powers, in the order of files and rows."""
        return tuple(power for submission in self.submissions for power in submission.powers)

    @cached_property
    def powers_by_code(self) -> Mapping[str, tuple[Power, ...]]:
        """Powers by code; more than one where a code is used twice."""
        return _grouped((power.code, power) for power in self.powers)

    def power(self, code: str) -> Power | None:
        """The first power of a code."""
        return self.powers_by_code.get(code, (None,))[0]

    def shares_its_code(self, power: Power) -> bool:
        """Another power bears the same code: which of them steps and risk points are of, nobody can tell."""
        return len(self.powers_by_code.get(power.code, ())) > 1

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps of all flows."""
        return tuple(step for submission in self.submissions for step in submission.steps)

    @cached_property
    def flows(self) -> Mapping[str, tuple[Step, ...]]:
        """Steps by power code."""
        return _grouped((step.power_code, step) for step in self.steps)

    def flow_of(self, power: Power) -> tuple[Step, ...]:
        """The power's own steps; none where its code is another's too."""
        return () if self.shares_its_code(power) else self.flows.get(power.code, ())

    @cached_property
    def working(self) -> Mapping[str, tuple[Power, tuple[Step, ...]]]:
        """Powers that have a flow, with their steps, by code; the first power of each code."""
        return {
            code: (self.powers_by_code[code][0], flow)
            for code, flow in self.flows.items()
            if code in self.powers_by_code
        }

    # ---- 风险点

    @cached_property
    def risks(self) -> tuple[RiskPoint, ...]:
        """All risk points, as declared."""
        return tuple(risk for submission in self.submissions for risk in submission.risks)

    @cached_property
    def risks_by_power(self) -> Mapping[str, tuple[RiskPoint, ...]]:
        """Risk points by power code."""
        return _grouped((risk.power_code, risk) for risk in self.risks)

    @cached_property
    def risks_by_code(self) -> Mapping[str, tuple[RiskPoint, ...]]:
        """Risk points by their own code."""
        return _grouped((risk.code, risk) for risk in self.risks)

    @cached_property
    def declared(self) -> tuple[Point, ...]:
        """The divisions' risk points with what belongs to them; none where nothing has been assessed yet."""
        return tuple(self._declared())

    def _declared(self) -> Iterator[Point]:
        if not self.records.assessments:
            return
        assessments = iter(self.records.assessments)
        for submission in self.submissions:
            # Assessments stand in the order of the risk points; an earlier period's were counted when it was read.
            for risk, found in zip(submission.risks, assessments, strict=False):
                yield Point(
                    submission,
                    risk,
                    self.power(risk.power_code),
                    self.measures_of(risk),
                    found,
                    self.records.decisions.get(risk.code),
                    self.evaluation_of(risk),
                    self._findings_by_row.get((risk.row.file, risk.row.sheet, risk.row.number), ()),
                )

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """All risk points with what belongs to them, in the order of files and rows; then the accepted suggestions."""
        return (*self.declared, *self._accepted())

    def _accepted(self) -> Iterator[Point]:
        accepted = {suggestion.code for suggestion in self.accepted}
        for point in self.suggestions:
            if point.risk.code in accepted:
                marked = replace(point.risk, description=f"{point.risk.description}（系统提示，已采纳）")
                yield replace(point, risk=marked)

    @cached_property
    def points_by_power(self) -> Mapping[str, tuple[Point, ...]]:
        """Risk points by power code."""
        return _grouped((point.risk.power_code, point) for point in self.points)

    @cached_property
    def accepted(self) -> tuple[Suggestion, ...]:
        """Suggested risk points that the office has accepted."""
        return tuple(suggestion for suggestion, _ in self.records.accepted)

    @cached_property
    def suggestions(self) -> tuple[Point, ...]:
        """All suggested risk points, whatever was decided on them."""
        by_file = {submission.file: submission for submission in self.submissions}
        return tuple(
            Point(
                by_file[suggestion.places[0].file],
                risk_of(suggestion),
                self.power(suggestion.power_code),
                (),
                found,
                self.records.decisions.get(suggestion.code),
                suggested=True,
            )
            for suggestion, found in zip(self.records.suggestions, self.records.suggested, strict=True)
        )

    @cached_property
    def assessed(self) -> Mapping[str, Assessment]:
        """The level that each risk point was given, by risk code; empty where none was given yet."""
        return {found.risk_code: found for found in self.records.assessments}

    # ---- 措施、评估、问题

    @cached_property
    def measures_by_row(self) -> Mapping[tuple[str, int], Measure]:
        """Measures by file and row: a measure stands on the row of its risk point, whatever the codes say."""
        return {
            (measure.row.file, measure.row.number): measure
            for submission in self.submissions
            for measure in submission.measures
        }

    def measure_of(self, risk: RiskPoint) -> Measure | None:
        """The measure that stands beside a risk point."""
        return self.measures_by_row.get((risk.row.file, risk.row.number))

    def measures_of(self, risk: RiskPoint) -> tuple[Measure, ...]:
        """All measures of a risk point: beside it, and in the rows below that repeat its merged cells."""
        return self._measures[risk.row.file, risk.row.number]

    @cached_property
    def _measures(self) -> Mapping[tuple[str, int], tuple[Measure, ...]]:
        found: dict[tuple[str, int], list[Measure]] = {}
        for submission in self.submissions:
            rows = sorted((risk.row for risk in submission.risks), key=lambda row: row.number)
            numbers = [row.number for row in rows]
            found |= {(row.file, row.number): [] for row in rows}
            for measure in submission.measures:
                row = rows[bisect_right(numbers, measure.row.number) - 1]
                found[row.file, row.number].append(measure)
        return {place: tuple(measures) for place, measures in found.items()}

    @cached_property
    def evaluations(self) -> tuple[Evaluation, ...]:
        """All evaluation rows."""
        return tuple(evaluation for submission in self.submissions for evaluation in submission.evaluations)

    def evaluation_of(self, risk: RiskPoint) -> Evaluation | None:
        """The first evaluation of a risk point's code."""
        return self._evaluations.get(risk.code, (None,))[0]

    @cached_property
    def _evaluations(self) -> Mapping[str, tuple[Evaluation, ...]]:
        return _grouped((evaluation.risk_code, evaluation) for evaluation in self.evaluations)

    @cached_property
    def _findings_by_row(self) -> Mapping[_Row, tuple[Finding, ...]]:
        rows: defaultdict[_Row, list[Finding]] = defaultdict(list)
        for finding in self.records.findings:
            for row in {(place.file, place.sheet, _row(place.cell)) for place in finding.places}:
                rows[row].append(finding)
        return {row: tuple(findings) for row, findings in rows.items()}

    @cached_property
    def checks_by_power(self) -> Mapping[str, frozenset[str]]:
        """Power code → the codes of the checks that name the power or a step of its flow."""
        codes = [(power.row, power.code) for power in self.powers]
        codes += [(step.row, step.power_code) for step in self.steps]
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row, code in codes:
            for finding in self._findings_by_row.get((row.file, row.sheet, row.number), ()):
                found[code].add(finding.code)
        return {code: frozenset(checks) for code, checks in found.items()}

    # ---- 处室

    def whence(self, file: str) -> tuple[str, str]:
        """The unit and division of a workbook."""
        return self.name, self._origins[file].info.division

    def division_of(self, row: Sourced) -> str:
        """The division whose workbook a record stands in."""
        return self._origins[row.row.file].info.division

    def reported_on(self, row: Sourced) -> date | None:
        """The day that a record's workbook says it was filled in on."""
        return self._origins[row.row.file].info.reported_on.value

    @cached_property
    def _origins(self) -> Mapping[str, Submission]:
        return {submission.file: submission for submission in self.submissions}


def _row(cell: str) -> int:
    number = _CELL.match(cell)
    return int(number[1]) if number else 0


def _grouped(pairs: Iterable[tuple[str, V]]) -> dict[str, tuple[V, ...]]:
    groups: defaultdict[str, list[V]] = defaultdict(list)
    for key, value in pairs:
        if key:
            groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
