"""What a level rests on, as a fingerprint: a decision of the office lasts as long as it stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.likeness.folding import folded
from pipeline.model import Assessment, Power, RiskPoint, Step, Submission, UnitRecords, digest
from pipeline.settings import Vocabulary
from pipeline.view.register import Register


def with_facts(
    submissions: Sequence[Submission], assessments: Iterable[Assessment], vocabulary: Vocabulary
) -> tuple[Assessment, ...]:
    """The assessments, each with the digest of its facts; they stand in the order of the risk points."""
    register = Register(UnitRecords.unjudged("", tuple(submissions)))
    return tuple(
        replace(
            found,
            facts=_facts(risk, register.power(risk.power_code), register.flows.get(risk.power_code, ()), vocabulary),
        )
        for risk, found in zip(register.risks, assessments, strict=True)
    )


def _facts(risk: RiskPoint, power: Power | None, flow: Sequence[Step], vocabulary: Vocabulary) -> str:
    """The point's own words and grades, its power's kind, field and money, and the steps that it stands at.

    Levels and grades by the names that ship: an office that renames them has changed no fact.
    Not its code, which may be given anew, nor its measures: a better measure does not undo a decision.
    """
    texts = [
        risk.source, risk.description, risk.manifestation, risk.steps.text,
        vocabulary.grades.shipped_name(risk.likelihood), vocabulary.grades.shipped_name(risk.harm),
        vocabulary.levels.shipped_name(risk.self_level),
    ]  # fmt: skip
    if power:
        texts += [power.name, power.category, power.field, power.amount.text, power.discretion]
    numbers = risk.steps.value or ()
    for step in flow:
        if step.number.value in numbers:
            texts += [step.name, step.kind, step.actor, step.supervision]
    return digest(*map(folded, texts))
