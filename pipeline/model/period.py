"""一期: the records of a unit and of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.model.decision import ACCEPTING, Decision, DecisionEntry, DecisionFault
from pipeline.model.finding import Finding
from pipeline.model.level import Assessment, Suggestion
from pipeline.model.submission import Submission


@dataclass(frozen=True, slots=True)
class UnitRecords:
    """One unit's share of a run (单位), and the name that its files bear.

    ``assessments`` stand in the order of the risk points, ``suggested`` in that of the suggestions. ``decisions`` are
    those in force, by risk or suggestion code; ``lapsed`` are those whose basis has changed; ``unapplied`` are rows of
    decision sheets that could not be applied, to be corrected by the office.
    """

    unit: str
    file_name: str
    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...]
    assessments: tuple[Assessment, ...]
    suggestions: tuple[Suggestion, ...] = ()
    suggested: tuple[Assessment, ...] = ()
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    lapsed: Mapping[str, Decision] = field(default_factory=dict)
    unapplied: Mapping[str, DecisionEntry] = field(default_factory=dict)
    decision_faults: tuple[DecisionFault, ...] = ()

    @classmethod
    def unjudged(cls, unit: str, submissions: tuple[Submission, ...]) -> UnitRecords:
        """What was sent and read, before anything is made of it."""
        return cls(unit, unit, submissions, (), ())

    @property
    def accepted(self) -> tuple[tuple[Suggestion, Assessment], ...]:
        """The suggested risk points that the office has taken up, each with its level."""
        return tuple(
            (suggestion, found)
            for suggestion, found in zip(self.suggestions, self.suggested, strict=True)
            if (decision := self.decisions.get(suggestion.code)) and decision.opinion in ACCEPTING
        )


@dataclass(frozen=True, slots=True)
class PeriodRecords:
    """一期: all records of one run, and the rules that it was judged by.

    ``rules`` is the content of the rule file, empty where an older run did not keep it; ``since`` tells of a risk point
    (unit, code) since which period its class and level have stood.
    """

    period: str
    program: str
    rules_version: str
    rules_digest: str
    rules: Mapping[str, Any]
    units: tuple[UnitRecords, ...]
    since: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """一期的数字: what a trend is drawn from; ``levels`` is empty where an older run did not count them."""

    period: str
    powers: int
    risks: int
    levels: Mapping[str, int]
    errors: int
