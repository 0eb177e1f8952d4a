"""One period as it is compared: each power with its flow, each risk point with all that is said of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.model import (
    Assessment,
    Decision,
    Evaluation,
    Finding,
    Measure,
    PeriodRecords,
    Power,
    RiskPoint,
    Step,
    Submission,
    measures_by_risk,
)

_ROW = re.compile(r"[A-Z]+(\d+)")


@dataclass(frozen=True, slots=True)
class HeldPower:
    """一项职权: by which division it is held, and its flow."""

    unit: str
    division: str
    reported_on: date | None
    power: Power
    flow: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class HeldPoint:
    """一个风险点, with everything that is said of it."""

    unit: str
    division: str
    reported_on: date | None
    risk: RiskPoint
    assessment: Assessment
    decision: Decision | None
    measures: tuple[Measure, ...]
    evaluation: Evaluation | None
    findings: tuple[Finding, ...]

    @property
    def computed(self) -> tuple[str, str]:
        """Class and level by the rules."""
        return self.assessment.klass, self.assessment.level

    @property
    def standing(self) -> tuple[str, str]:
        """Class and level that stand: as decided (审定), else as computed."""
        klass, level = self.computed
        if self.decision is None:
            return klass, level
        return self.decision.klass or klass, self.decision.level or level


class Side:
    """一期: all powers and points of a period, in the order of units, files and rows."""

    def __init__(self, records: PeriodRecords) -> None:
        self.records = records
        self.powers: list[HeldPower] = []
        self.points: list[HeldPoint] = []
        for unit in records.units:
            flows: defaultdict[str, list[Step]] = defaultdict(list)
            for submission in unit.submissions:
                for step in submission.steps:
                    flows[step.power_code].append(step)
            assessments = iter(unit.assessments)
            findings = _by_row(unit.findings)
            for submission in unit.submissions:
                division = submission.info.division
                on = submission.info.reported_on.value
                self.powers += [
                    HeldPower(unit.unit, division, on, power, tuple(flows.get(power.code, ())))
                    for power in submission.powers
                ]
                self.points += _points(submission, assessments, unit.decisions, findings)

    @property
    def units(self) -> dict[str, set[str]]:
        """Each unit with the names of its powers."""
        names: dict[str, set[str]] = {unit.unit: set() for unit in self.records.units}
        for held in self.powers:
            names[held.unit].add(held.power.name)
        return names

    @property
    def divisions(self) -> list[tuple[str, str]]:
        """Each (unit, division) that reported, once."""
        return list(
            dict.fromkeys(
                (unit.unit, submission.info.division) for unit in self.records.units for submission in unit.submissions
            )
        )


def _points(
    submission: Submission,
    assessments: Iterator[Assessment],
    decisions: Mapping[str, Decision],
    findings: Mapping[tuple[str, str, int], Sequence[Finding]],
) -> list[HeldPoint]:
    measures = measures_by_risk(submission)
    evaluations = {evaluation.risk_code: evaluation for evaluation in submission.evaluations}
    return [
        HeldPoint(
            unit=assessment.unit,
            division=submission.info.division,
            reported_on=submission.info.reported_on.value,
            risk=risk,
            assessment=assessment,
            decision=decisions.get(risk.code),
            measures=tuple(measures[risk.row.number]),
            evaluation=evaluations.get(risk.code),
            findings=tuple(findings.get((submission.file, risk.row.sheet, risk.row.number), ())),
        )
        # Assessments stand in the order of the risk points.
        for risk, assessment in zip(submission.risks, assessments, strict=False)
    ]


def _by_row(findings: tuple[Finding, ...]) -> dict[tuple[str, str, int], list[Finding]]:
    """(file, sheet, row) → the findings that touch it."""
    rows: defaultdict[tuple[str, str, int], list[Finding]] = defaultdict(list)
    for finding in findings:
        for row in {(place.file, place.sheet, _row(place.cell)) for place in finding.places}:
            rows[row].append(finding)
    return rows


def _row(cell: str) -> int:
    number = _ROW.match(cell)
    return int(number[1]) if number else 0
