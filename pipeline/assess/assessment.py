"""评定: each risk point of a unit to its class and level, with every rule that took part and what would lower it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

from pipeline.assess.classing import classify
from pipeline.assess.factors import Facts
from pipeline.assess.level import Grade, State, Used
from pipeline.assess.remedies import remedies
from pipeline.assess.ruleset import Ruleset
from pipeline.assess.rulesets import Rulesets
from pipeline.model import (
    Assessment,
    Reason,
    Remedy,
    RiskPoint,
    Submission,
    UnitRecords,
)
from pipeline.view.register import Register

Past = Mapping[str, int]
"""以往问题: how many problems the last period's records hold, by risk code."""


def assess_unit(
    unit: str, submissions: tuple[Submission, ...], rulesets: Rulesets, past: Past | None = None
) -> tuple[Assessment, ...]:
    """An Assessment for each risk point of the unit, in the order of files and rows."""
    records = _Records(unit, submissions, past or {})
    assessors = {name: _Assessor(rules, records) for name, rules in rulesets.of_unit(unit, submissions).items()}
    return tuple(
        assessment
        for submission in submissions
        for assessment in assessors[rulesets.chosen(submission.info)].assessments(submission)
    )


class _Records:
    """A unit's records, with what the factors count in them."""

    def __init__(self, unit: str, submissions: tuple[Submission, ...], past: Past) -> None:
        self.unit = unit
        self.past = past
        self.register = Register(UnitRecords.unjudged(unit, submissions))
        self.points_of_power = Counter(risk.power_code for risk in self.register.risks)
        self.points_of_post = Counter(map(self.post, self.register.risks))

    def post(self, risk: RiskPoint) -> str:
        """The post that exercises the risk point's power; empty where it is not known."""
        power = self.register.power(risk.power_code)
        return power.post if power else ""

    def counts(self, risk: RiskPoint) -> Mapping[str, int]:
        """The figures that a factor may compare with a number."""
        post = self.post(risk)
        return {
            "岗位风险点": self.points_of_post[post] if post else 0,
            "职权风险点": self.points_of_power[risk.power_code],
            "环节": len(self.register.flows.get(risk.power_code, ())),
            "以往问题": self.past.get(risk.code, 0),
        }


class _Assessor:
    """One rule set applied to a unit's records; what does not change from point to point is worked out once."""

    def __init__(self, rules: Ruleset, records: _Records) -> None:
        self.rules, self.records = rules, records
        self._of_power: dict[str, Mapping[str, str]] = {}
        # Many points share a state, and remedies try every change and every pair of changes of it.
        self._grade = cache(self._judged)

    def assessments(self, submission: Submission) -> list[Assessment]:
        return [self._assess(submission.info.division, risk) for risk in submission.risks]

    def _assess(self, division: str, risk: RiskPoint) -> Assessment:
        rules, records = self.rules, self.records
        power = records.register.power(risk.power_code)
        flow = records.register.flows.get(risk.power_code, ())
        classed = classify(risk, power, flow, records.unit, rules.classing)
        numbers = risk.steps.value or ()
        facts = Facts(
            risk=risk,
            power=power,
            flow=flow,
            # A risk point that names no step is one of the whole power.
            risk_steps=tuple(step for step in flow if step.number.value in numbers) if numbers else flow,
            measures=records.register.measures_of(risk),
            evaluation=records.register.evaluation_of(risk),
            klass=classed.klass,
            major=rules.classing.major.of(records.unit, power.category if power else ""),
            counts=records.counts(risk),
        )
        evidence = self._evidence(facts)
        grades = rules.grading.grades
        state = State(
            likelihood=risk.likelihood if risk.likelihood in grades else "",
            harm=risk.harm if risk.harm in grades else "",
            holding=frozenset(evidence),
        )
        grade, lowering = self._grade(state)
        return Assessment(
            unit=records.unit,
            division=division,
            risk_code=risk.code,
            power_code=risk.power_code,
            klass=classed.klass,
            level=grade.level,
            likelihood=grade.likelihood,
            harm=grade.harm,
            reasons=(*classed.reasons, *(self._reason(used, evidence) for used in grade.used)),
            self_assessed=risk.self_level,
            field=classed.field,
            confidence=classed.confidence,
            candidates=classed.candidates,
            score=grade.score,
            remedies=lowering,
            rules=rules.name,
        )

    def _judged(self, state: State) -> tuple[Grade, tuple[Remedy, ...]]:
        return self.rules.grading.of(state), remedies(state, self.rules.grading, self.rules.factors)

    def _evidence(self, facts: Facts) -> Mapping[str, str]:
        """The factors that hold, each with its evidence."""
        code = facts.risk.power_code
        if code not in self._of_power:
            self._of_power[code] = self._holding(facts, of_power=True)
        return {**self._of_power[code], **self._holding(facts, of_power=False)}

    def _holding(self, facts: Facts, *, of_power: bool) -> Mapping[str, str]:
        seen = (
            (name, factor.evidence(facts)) for name, factor in self.rules.factors.items() if factor.of_power is of_power
        )
        return {name: evidence for name, evidence in seen if evidence}

    def _reason(self, used: Used, evidence: Mapping[str, str]) -> Reason:
        """A rule that took part, with what its factors saw."""
        seen = [evidence[name] for name in used.holds]
        seen += [self.rules.factors[name].lacking for name in used.lacks]
        # What a rule says in brackets belongs to the evidence before it.
        glue = "，" if seen and used.says and not used.says.startswith("（") else ""
        return Reason(used.rule.code, used.rule.title, f"{'；'.join(seen)}{glue}{used.says}")
