"""A unit's submissions as the checks see them: one view, each index made once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

from pipeline.law.lawbook import Lawbook
from pipeline.likeness.texts import Likeness
from pipeline.model import (
    ACCEPTING,
    Assessment,
    Evaluation,
    Measure,
    Power,
    RiskPoint,
    Sourced,
    Step,
    Submission,
    Suggestion,
    UnitRecords,
    measures_by_risk,
)
from pipeline.settings import Settings
from pipeline.view.flowgraph import Graph
from pipeline.view.posts import Posts

V = TypeVar("V")


class Unit:
    """One unit (单位): what its divisions sent, and the settings to judge it by.

    ``judged`` are its records as assessed and decided on, for checks that compare with levels; None where a clerk
    checks his own workbook.
    """

    def __init__(
        self,
        name: str,
        submissions: tuple[Submission, ...],
        settings: Settings,
        judged: UnitRecords | None = None,
    ) -> None:
        self.name = name
        self.submissions = submissions
        self.settings = settings
        self.judged = judged

    @cached_property
    def lawbook(self) -> Lawbook:
        """What is known of the laws that grounds are taken from."""
        return Lawbook(self.settings.laws)

    @cached_property
    def likeness(self) -> Likeness:
        """What counts as the same text and as nearly the same."""
        return Likeness(self.settings.rules.likeness)

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

    @cached_property
    def working(self) -> Mapping[str, tuple[Power, tuple[Step, ...]]]:
        """Powers that have a flow, with their steps, by code; the first power of each code."""
        return {
            code: (self.powers_by_code[code][0], flow)
            for code, flow in self.flows.items()
            if code in self.powers_by_code
        }

    @cached_property
    def graphs(self) -> Mapping[str, Graph]:
        """The flows of the catalogue's powers as graphs, by power code."""
        roles = self.settings.vocabulary.step_kinds
        return {code: Graph(flow, roles.start, roles.end) for code, (_, flow) in self.working.items()}

    @cached_property
    def posts(self) -> Posts:
        """How posts are read from actors."""
        return Posts(self.settings.structure.posts, self.settings.rules.words["collective"])

    def posts_of(self, step: Step) -> tuple[str, ...]:
        """The posts that a step is in the hands of."""
        return self.posts.of(step.actor, self.name, self.division_of(step))

    def whence(self, file: str) -> tuple[str, str]:
        """The unit and division of a workbook."""
        return self.name, self._divisions[file]

    def division_of(self, row: Sourced) -> str:
        """The division whose workbook a record stands in."""
        return self._divisions[row.row.file]

    def reported_on(self, row: Sourced) -> date | None:
        """The day that a record's workbook says it was filled in on."""
        return self._days[row.row.file]

    @cached_property
    def _days(self) -> Mapping[str, date | None]:
        return {submission.file: submission.info.reported_on.value for submission in self.submissions}

    @cached_property
    def _divisions(self) -> Mapping[str, str]:
        return {submission.file: submission.info.division for submission in self.submissions}

    @cached_property
    def _measures(self) -> Mapping[tuple[str, int], tuple[Measure, ...]]:
        return {
            (submission.file, row): tuple(measures)
            for submission in self.submissions
            for row, measures in measures_by_risk(submission).items()
        }

    def measures_of(self, risk: RiskPoint) -> tuple[Measure, ...]:
        """All measures of a risk point: beside it, and in the rows below that repeat its merged cells."""
        return self._measures[risk.row.file, risk.row.number]

    @cached_property
    def assessed(self) -> Mapping[str, Assessment]:
        """The level that each risk point was given, by risk code; empty where none was given yet."""
        return {found.risk_code: found for found in self.judged.assessments} if self.judged else {}

    @cached_property
    def graded(self) -> tuple[tuple[RiskPoint, str, str], ...]:
        """Each risk point with the class and level that stand: as decided (审定), else as assessed."""
        if self.judged is None:
            return ()
        graded = []
        for risk, found in zip(self.risks, self.judged.assessments, strict=True):
            decision = self.judged.decisions.get(risk.code)
            klass = (decision and decision.klass) or found.klass
            graded.append((risk, klass, (decision and decision.level) or found.level))
        return tuple(graded)

    @cached_property
    def accepted(self) -> tuple[Suggestion, ...]:
        """Suggested risk points that the office has accepted."""
        if self.judged is None:
            return ()
        decisions = self.judged.decisions
        return tuple(
            s for s in self.judged.suggestions if s.code in decisions and decisions[s.code].opinion in ACCEPTING
        )

    def has_discretion(self, power: Power) -> bool:
        """The division says that the power is exercised with discretion (自由裁量)."""
        return power.discretion == self.settings.vocabulary.presence.present

    def far_apart(self, assessed: Assessment) -> bool:
        """The division's own level and the one it was given are so many steps apart that it is no matter of taste."""
        scale = self.settings.vocabulary.levels.terms
        if assessed.self_assessed not in scale or assessed.level not in scale:
            return False
        apart = abs(scale.index(assessed.self_assessed) - scale.index(assessed.level))
        return bool(apart >= self.settings.structure.levels.far)

    def measure_of(self, risk: RiskPoint) -> Measure | None:
        """The measure that stands beside a risk point."""
        return self.measures_by_row.get((risk.row.file, risk.row.number))


def _grouped(pairs: Iterable[tuple[str, V]]) -> dict[str, tuple[V, ...]]:
    groups: defaultdict[str, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
