"""Suggested risk points as risk points: classed, levelled and, once accepted, listed like any other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.assess.assessment import assess_unit
from pipeline.assess.facts import with_facts
from pipeline.assess.rulesets import Rulesets
from pipeline.model import Assessment, Read, RiskPoint, Row, Submission, Suggestion

_ROW = re.compile(r"\d+$")


def risk_of(suggestion: Suggestion) -> RiskPoint:
    """The suggestion as a division would declare it, without grades, on the row of the first cell that shows it."""
    place = suggestion.places[0]
    row = _ROW.search(place.cell)
    return RiskPoint(
        row=Row(place.file, place.sheet, int(row[0]) if row else 1, {}),
        code=suggestion.code,
        power_code=suggestion.power_code,
        steps=Read("、".join(map(str, suggestion.steps)), suggestion.steps),
        source=suggestion.source,
        description=suggestion.description,
        manifestation="",
        likelihood="",
        harm="",
        self_level="",
    )


def assess_suggested(
    unit: str, submissions: Sequence[Submission], suggestions: Sequence[Suggestion], rules: Rulesets
) -> tuple[Assessment, ...]:
    """An assessment for each suggestion, in their order."""
    if not suggestions:
        return ()
    # Powers and flows of the whole unit count; of the risk points, only these.
    bare = [replace(submission, risks=(), measures=()) for submission in submissions]
    bare[0] = replace(bare[0], risks=tuple(map(risk_of, suggestions)))
    judged = with_facts(bare, assess_unit(unit, tuple(bare), rules))
    return tuple(
        replace(found, division=suggestion.division) for found, suggestion in zip(judged, suggestions, strict=True)
    )
