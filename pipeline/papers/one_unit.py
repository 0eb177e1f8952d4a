"""单位: one unit, as the papers of a unit are composed from it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.settings import Settings
from pipeline.view.register import Register


@dataclass(frozen=True, slots=True)
class OneUnit:
    """单位: its records, indexed, with the year and the settings that its papers are written by.

    ``unmarked`` are the files that cannot be marked: nothing goes back with their notices.
    """

    register: Register
    period: str
    settings: Settings
    unmarked: frozenset[str] = frozenset()
