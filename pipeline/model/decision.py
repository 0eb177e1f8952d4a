"""审定: what the office decided, what it wrote, and what of it is not applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.model.finding import Severity
from pipeline.model.source import Place, Read, Sourced, digest


@dataclass(frozen=True, slots=True)
class Basis:
    """审定依据: what a decision rests on: the digest of a point's facts, and the class and level computed from them."""

    facts: str
    klass: str
    level: str


class Opinion(StrEnum):
    """审定意见: what the office says of a computed level or of a suggested risk point."""

    KEEP = "维持"
    CHANGE = "调整"
    ADD = "补充说明"
    DROP = "不予采纳"


# What makes a suggested risk point one of the documents.
ACCEPTING = (Opinion.KEEP, Opinion.CHANGE)


@dataclass(frozen=True, slots=True)
class Decision:
    """审定: what the office decided on one risk point (or suggestion), why, who and when.

    ``klass`` and ``level`` are what stands from then on, empty where they stay as computed. ``basis`` is what was
    decided on: where it has changed since, the decision lapses. ``period`` is the year whose run was decided on.
    """

    unit: str
    division: str
    code: str
    opinion: Opinion
    klass: str
    level: str
    reason: str
    decided_by: str
    decided_on: Read[date]
    basis: Basis
    period: str
    place: Place

    @property
    def standing(self) -> tuple[str, str]:
        """The class and level that stand: as decided, else as computed when it was decided on."""
        return self.klass or self.basis.klass, self.level or self.basis.level

    @property
    def signed(self) -> str:
        """Who decided, and when: 张三，2026-06-30."""
        day = self.decided_on.value
        return f"{self.decided_by}，{day.isoformat() if day else self.decided_on.text}"

    @property
    def ruling(self) -> str:
        """What was decided, by whom and when, as a digest: two decisions are the same where it is."""
        return _ruling(self.opinion, self.klass, self.level, self.reason, self.decided_by, self.decided_on)


@dataclass(frozen=True, slots=True)
class DecisionEntry(Sourced):
    """审定表的一行: what the office wrote on one point, its terms read, and what the row's 核对码 says.

    ``period`` and ``basis`` are the year and what the row showed; ``before`` is the ruling that it was prefilled with;
    ``batch`` is the cell of the rule of 批量审定 that fills the row, where it was left blank.
    """

    unit: str
    division: str
    code: str
    opinion: str
    klass: str
    level: str
    reason: str
    decided_by: str
    decided_on: Read[date]
    period: str
    basis: Basis
    before: str
    batch: Place | None = None

    @property
    def by_batch(self) -> bool:
        """Nobody looked at this row by itself."""
        return self.batch is not None

    @property
    def blank(self) -> bool:
        """Nothing was decided; a name and a date alone, as they stay when a column is filled down, decide nothing."""
        return not (self.opinion or self.klass or self.level or self.reason)

    @property
    def ruling(self) -> str:
        """The same digest as that of the decision that the row makes."""
        return _ruling(self.opinion, self.klass, self.level, self.reason, self.decided_by, self.decided_on)

    @property
    def untouched(self) -> bool:
        """The row says what it was prefilled with, and nothing of its own."""
        return self.ruling == self.before


def _ruling(opinion: str, klass: str, level: str, reason: str, decided_by: str, decided_on: Read[date]) -> str:
    # Only a change sets class and level; elsewhere they follow from what is decided on.
    levels = (klass, level) if opinion == Opinion.CHANGE else ()
    on = decided_on.value.isoformat() if decided_on.value else decided_on.text
    return digest(opinion, *levels, reason, decided_by, on)


@dataclass(frozen=True, slots=True)
class DecisionFault:
    """审定未用: something in a filled decision sheet that is not applied (or no longer), where, why, and what to do."""

    severity: Severity
    place: Place
    unit: str
    code: str
    message: str
    mend: str
