"""风险点: what could go wrong, what keeps it in check, and what was found when looking back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.model.source import Read, Sourced


@dataclass(frozen=True, slots=True)
class Measure(Sourced):
    """防控措施: what keeps a risk point in check, who answers for it, and until when."""

    risk_code: str
    kinds: tuple[str, ...]
    text: str
    responsible: str
    due: Read[date]


@dataclass(frozen=True, slots=True)
class RiskPoint(Sourced):
    """廉政风险点: what could go wrong at which steps of a power."""

    code: str
    power_code: str
    steps: Read[tuple[int, ...]]
    source: str
    description: str
    manifestation: str
    likelihood: str
    harm: str
    self_level: str


@dataclass(frozen=True, slots=True)
class Evaluation(Sourced):
    """评估检查: the unit's own look back at one risk point."""

    risk_code: str
    found: str
    level_right: str
    effective: str
    opinion: str
    evaluated_on: Read[date]
