"""All records of a run, looked up the way documents need them: powers by code, assessments by risk point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.model import Assessment, Measure, Power, RiskPoint, Step, Submission, UnitRecords


@dataclass(frozen=True, slots=True)
class Point:
    """A risk point with everything that is said of it: its power, measure and assessment."""

    submission: Submission
    risk: RiskPoint
    power: Power | None
    measure: Measure | None
    assessment: Assessment

    @property
    def power_name(self) -> str:
        """The power's name; its code in brackets where the catalogue has none of that code."""
        return self.power.name if self.power else f"（目录中无此编码：{self.risk.power_code}）"

    @property
    def measure_kinds(self) -> str:
        """The measure's kinds, joined."""
        return "、".join(self.measure.kinds) if self.measure else ""

    @property
    def due(self) -> str:
        """The measure's due date as 2026-12-31, or as written."""
        if not self.measure:
            return ""
        due = self.measure.due
        return due.value.isoformat() if due.value else due.text


class Register:
    """One unit's records, indexed. Documents of one unit read only this."""

    def __init__(self, records: UnitRecords) -> None:
        self.records = records
        self.unit = records.unit
        self.file_name = records.file_name
        self.submissions = records.submissions

    @cached_property
    def powers(self) -> tuple[Power, ...]:
        """All powers, in the order of files and rows."""
        return tuple(power for submission in self.submissions for power in submission.powers)

    @cached_property
    def power_by_code(self) -> Mapping[str, Power]:
        """The first power of each code."""
        found: dict[str, Power] = {}
        for power in self.powers:
            found.setdefault(power.code, power)
        return found

    @cached_property
    def flows(self) -> Mapping[str, Sequence[Step]]:
        """Steps by power code."""
        flows: defaultdict[str, list[Step]] = defaultdict(list)
        for submission in self.submissions:
            for step in submission.steps:
                flows[step.power_code].append(step)
        return flows

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """All risk points with what belongs to them, in the order of files and rows."""
        assessments = iter(self.records.assessments)
        points: list[Point] = []
        for submission in self.submissions:
            measures = {measure.row.number: measure for measure in submission.measures}
            for risk in submission.risks:
                points.append(
                    Point(
                        submission,
                        risk,
                        self.power_by_code.get(risk.power_code),
                        measures.get(risk.row.number),
                        next(assessments),
                    )
                )
        return tuple(points)

    @cached_property
    def points_by_power(self) -> Mapping[str, Sequence[Point]]:
        """Risk points by power code."""
        points: defaultdict[str, list[Point]] = defaultdict(list)
        for point in self.points:
            points[point.risk.power_code].append(point)
        return points
