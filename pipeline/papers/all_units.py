"""全部单位: everything that a run knows of all units together: what the documents of the whole are composed from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, date
from functools import cached_property

from pipeline.assess import Ruleset
from pipeline.compare import Comparison
from pipeline.model import (
    Decision,
    DecisionFault,
    Finding,
    LogEntry,
    PeriodFigures,
    Power,
    SetAside,
    Severity,
    Submission,
    Suggestion,
    Superseded,
)
from pipeline.settings import Settings
from pipeline.view.attendance import Attendance
from pipeline.view.point import Point
from pipeline.view.register import Register


@dataclass(frozen=True, slots=True)
class UsedSheet:
    """审定意见表 that a run read: what it is called, its SHA-256, and the decisions in force that were taken on it."""

    name: str
    digest: str
    decisions: int

    def __str__(self) -> str:
        return f"{self.name}（SHA-256 {self.digest[:12]}…）：{self.decisions}条在用"


@dataclass(frozen=True)
class AllUnits:
    """全部: all units' registers in order, what came and gave no records, and the rules it was judged by.

    ``comparison`` is with the last period, if there was one; ``trend`` are earlier periods' figures, oldest first.
    """

    period: str
    registers: tuple[Register, ...]
    settings: Settings
    rules: Ruleset
    set_aside: tuple[SetAside, ...] = ()
    superseded: tuple[Superseded, ...] = ()
    attended: Attendance = field(default_factory=Attendance)
    comparison: Comparison | None = None
    trend: tuple[PeriodFigures, ...] = ()
    # Kept decisions on units that sent nothing this time, and what decision sheets say that concerns no unit.
    absent_decisions: tuple[Decision, ...] = ()
    stray_faults: tuple[DecisionFault, ...] = ()
    # 审定记录 up to this run, and the SHA-256 of each decision sheet of this run, by the name that decisions know.
    decision_log: tuple[LogEntry, ...] = ()
    sheet_digests: Mapping[str, str] = field(default_factory=dict)
    # 截至日, where the office gave one.
    asked_date: date | None = None

    @cached_property
    def as_of(self) -> date | None:
        """截至日: the day that measures are due or overdue by.

        As the office gave it; else the latest day that a workbook was filled or a risk point evaluated: the program
        asks no clock, so that the same input gives the same output. A year beyond the period is a slip of the pen.
        """
        if self.asked_date:
            return self.asked_date
        dates = [s.info.reported_on.value for s in self.submissions]
        dates += [evaluation.evaluated_on.value for s in self.submissions for evaluation in s.evaluations]
        last = int(self.period) + 1 if self.period.isdecimal() else MAXYEAR
        return max((day for day in dates if day and day.year <= last), default=None)

    @cached_property
    def submissions(self) -> tuple[Submission, ...]:
        """All divisions' submissions."""
        return tuple(submission for register in self.registers for submission in register.submissions)

    @cached_property
    def powers(self) -> tuple[Power, ...]:
        """All powers."""
        return tuple(power for register in self.registers for power in register.powers)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """All risk points."""
        return tuple(point for register in self.registers for point in register.points)

    def field_of(self, point: Point) -> str:
        """涉及领域 that the point was classed by; 未归类 where there is none of the rule file's."""
        field = point.assessment.field or (point.power.field if point.power else "")
        return field if field in self.rules.class_of_field else self.rules.unclassed

    @cached_property
    def used_sheets(self) -> tuple[UsedSheet, ...]:
        """The decision sheets of this run, each with how many decisions in force were taken on it."""
        counts = Counter(d.place.file for register in self.registers for d in register.records.decisions.values())
        return tuple(UsedSheet(name, digest, counts[name]) for name, digest in self.sheet_digests.items())

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings."""
        return tuple(finding for register in self.registers for finding in register.records.findings)

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """All suggested risk points."""
        return tuple(suggestion for register in self.registers for suggestion in register.records.suggestions)

    @cached_property
    def decision_faults(self) -> tuple[DecisionFault, ...]:
        """What of the office's decisions is not applied, the gravest first."""
        found = [*self.stray_faults, *(n for register in self.registers for n in register.records.decision_faults)]
        order = list(Severity)
        return tuple(sorted(found, key=lambda fault: order.index(fault.severity)))
