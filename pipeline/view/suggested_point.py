"""系统提示的风险点 as a risk point: to be classed and levelled and, once accepted, listed like any other."""

from __future__ import annotations

import re

from pipeline.model import Read, RiskPoint, Row, Suggestion

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
