"""How periods, dates and the feet of tables are read (data/reading.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Period:
    """期限单位: words for a unit of time, how many working days it makes, and the rule that says so."""

    units: tuple[str, ...]
    days: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """读表规则: how table feet, periods and due dates are read."""

    foot: tuple[str, ...]
    scale_labels: tuple[str, ...]
    rules_labels: tuple[str, ...]
    periods: tuple[Period, ...]
    period_words: Mapping[str, int]
    due_words: Mapping[str, str]


def reading_rules(raw: Mapping[str, Any]) -> Reading:
    """The rules of the file; periods in working days (工作日)."""
    return Reading(
        foot=tuple(raw["foot"]),
        scale_labels=tuple(raw["scale_labels"]),
        rules_labels=tuple(raw["rules_labels"]),
        periods=tuple(Period(tuple(e["units"]), Decimal(e["days"]), e["rule"]) for e in raw["period"]),
        period_words=raw["period_words"],
        due_words=raw["due_words"],
    )
