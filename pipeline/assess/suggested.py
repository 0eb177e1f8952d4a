"""Suggested risk points are classed and levelled like those that a division declares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.assess.assessment import assess_unit
from pipeline.assess.facts import with_facts
from pipeline.assess.rulesets import Rulesets
from pipeline.model import Assessment, Submission, Suggestion
from pipeline.view.suggested_point import risk_of


def assess_suggested(
    unit: str, submissions: Sequence[Submission], suggestions: Sequence[Suggestion], rules: Rulesets
) -> tuple[Assessment, ...]:
    """An assessment for each suggestion, in their order."""
    if not suggestions:
        return ()
    # Powers and flows of the whole unit count; of the risk points, only these.
    bare = [replace(submission, risks=(), measures=()) for submission in submissions]
    bare[0] = replace(bare[0], risks=tuple(map(risk_of, suggestions)))
    judged = with_facts(bare, assess_unit(unit, tuple(bare), rules), rules.vocabulary)
    return tuple(
        replace(found, division=suggestion.division) for found, suggestion in zip(judged, suggestions, strict=True)
    )
