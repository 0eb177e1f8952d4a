"""How periods, dates and the feet of tables are read (data/reading.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from pipeline.settings.faults import Place
from pipeline.settings.marks import Between, Filled, Key

_LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Period:
    """期限单位: words for a unit of time, how many working days it makes, and the rule that says so."""

    units: tuple[Annotated[str, Filled()], ...]
    days: Annotated[Decimal, Between(0)]
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """读表规则: how table feet, periods and due dates are read; ``due_words`` are words → the day (12-31)."""

    foot: tuple[str, ...]
    scale_labels: tuple[str, ...]
    rules_labels: tuple[str, ...]
    periods: Annotated[tuple[Period, ...], Key("period")]
    period_words: Mapping[str, Annotated[int, Between(0)]]
    due_words: Mapping[str, str]

    def faults_at(self, place: Place) -> None:
        """Each due word stands for a day of the year."""
        for word, day in self.due_words.items():
            try:
                date.fromisoformat(f"{_LEAP_YEAR}-{day}")
            except ValueError:
                (place / "due_words" / word).wrong(f'“{word}”应写某月某日，如 "12-31"，现在是“{day}”')
