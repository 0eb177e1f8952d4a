"""评定: the class and level of a risk point, with the reasons that led there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.source import Place


@dataclass(frozen=True, slots=True)
class Reason:
    """定级理由: a rule that took part, and the words or figures it matched."""

    rule: str
    title: str
    evidence: str


class Confidence(StrEnum):
    """把握: how sure a class is, by what it was read from."""

    HIGH = "高"
    MIDDLE = "中"
    LOW = "低"
    NONE = "无"


@dataclass(frozen=True, slots=True)
class Candidate:
    """候选领域: a field that an unclassed point comes near to, the class it would have, and the words that say so."""

    field: str
    klass: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """降级途径: what would lower the level (a change of one fact, or of two together), and the level it then has."""

    change: str
    level: str

    def __str__(self) -> str:
        return f"若{self.change}，则为{self.level}"


@dataclass(frozen=True, slots=True)
class Assessment:
    """评定: the class and level of one risk point, with the ordered reasons that led there.

    ``field`` is the plan's field (涉及领域) that it was classed by; ``candidates`` are the nearest ones where none was
    found, best first. ``likelihood`` and ``harm`` are empty where the rule set does not grade by them. ``score`` is
    the figure that the level was read from; ``remedies`` are what would lower the level; ``rules`` names the rule set.
    ``facts`` is the digest of the facts that were assessed: it changes where they do, not where the rules do.
    """

    unit: str
    division: str
    risk_code: str
    power_code: str
    klass: str
    level: str
    likelihood: str
    harm: str
    reasons: tuple[Reason, ...]
    self_assessed: str
    field: str = ""
    confidence: Confidence = Confidence.NONE
    candidates: tuple[Candidate, ...] = ()
    score: int = 0
    remedies: tuple[Remedy, ...] = ()
    rules: str = ""
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """系统提示的风险点: a risk that nobody declared, shown by the structure of the records.

    ``code`` stays the same from run to run while the structure does, so that the office's decision finds it again;
    ``rule`` is the check that shows it; ``places`` are the cells of the steps and posts that show it.
    """

    code: str
    rule: str
    unit: str
    division: str
    power_code: str
    source: str
    description: str
    steps: tuple[int, ...]
    posts: tuple[str, ...]
    measure_kinds: tuple[str, ...]
    places: tuple[Place, ...]
