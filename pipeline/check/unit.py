"""A unit's submissions as the checks see them: one view, each index made once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from pipeline.check.lawbook import Lawbook
from pipeline.model import Evaluation, Measure, Power, RiskPoint, Step, Submission
from pipeline.settings import Settings

V = TypeVar("V")


class Unit:
    """One unit (单位): what its divisions sent, and the settings to judge it by."""

    def __init__(self, name: str, submissions: tuple[Submission, ...], settings: Settings) -> None:
        self.name = name
        self.submissions = submissions
        self.settings = settings

    @cached_property
    def lawbook(self) -> Lawbook:
        """What is known of the laws that grounds are taken from."""
        return Lawbook(self.settings.laws)

    @cached_property
    def powers(self) -> tuple[Power, ...]:
        """All powers, in the order of files and rows."""
        return tuple(power for submission in self.submissions for power in submission.powers)

    @cached_property
    def risks(self) -> tuple[RiskPoint, ...]:
        """All risk points."""
        return tuple(risk for submission in self.submissions for risk in submission.risks)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps of all flows."""
        return tuple(step for submission in self.submissions for step in submission.steps)

    @cached_property
    def evaluations(self) -> tuple[Evaluation, ...]:
        """All evaluation rows."""
        return tuple(evaluation for submission in self.submissions for evaluation in submission.evaluations)

    @cached_property
    def powers_by_code(self) -> Mapping[str, tuple[Power, ...]]:
        """Powers by code; more than one where a code is used twice."""
        return _grouped((power.code, power) for power in self.powers if power.code)

    @cached_property
    def flows(self) -> Mapping[str, tuple[Step, ...]]:
        """Steps by power code."""
        return _grouped((step.power_code, step) for step in self.steps if step.power_code)

    @cached_property
    def risks_by_power(self) -> Mapping[str, tuple[RiskPoint, ...]]:
        """Risk points by power code."""
        return _grouped((risk.power_code, risk) for risk in self.risks if risk.power_code)

    @cached_property
    def risks_by_code(self) -> Mapping[str, tuple[RiskPoint, ...]]:
        """Risk points by their own code."""
        return _grouped((risk.code, risk) for risk in self.risks if risk.code)

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


def _grouped(pairs: Iterable[tuple[str, V]]) -> dict[str, tuple[V, ...]]:
    groups: defaultdict[str, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
