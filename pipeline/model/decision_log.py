"""审定记录: what became of each decision, run by run, so that nobody has to be believed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Event(StrEnum):
    """审定记录的一笔: a decision was taken or changed; its ground changed; it was taken back, or its point is gone."""

    DECIDED = "审定"
    LAPSED = "失效"
    ENDED = "不再适用"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """一笔审定记录: who decided what, when, from what level to what, on which sheet.

    ``sheet_digest`` is the SHA-256 of the sheet's bytes, empty where an older version took the decision. ``previous``
    is the ``digest`` of the line before, and ``digest`` that of this one with it: no line can be changed, taken out or
    put in without breaking all that follow.
    """

    number: int
    event: Event
    period: str
    unit: str
    division: str
    code: str
    opinion: str
    class_before: str
    level_before: str
    class_after: str
    level_after: str
    reason: str
    by: str
    on: str
    sheet: str
    sheet_digest: str
    previous: str
    digest: str = ""

    @property
    def point(self) -> tuple[str, str]:
        """The risk point that it speaks of: unit and code."""
        return self.unit, self.code
