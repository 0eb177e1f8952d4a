"""草稿: an old table on its way to the standard workbook, with what was guessed and what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model.source import Place


@dataclass(frozen=True, slots=True)
class Guess:
    """A filled cell that its clerk must confirm: sheet, data row from 0, field, and what to look at."""

    record: str
    row: int
    field: str
    note: str


@dataclass(frozen=True, slots=True)
class Leftover:
    """未能填入的内容: what a cell said, under which head, and why it was not placed."""

    place: Place
    head: str
    text: str
    reason: str


@dataclass(slots=True)
class Draft:
    """草稿: rows by record, each a field → text; guesses and leftovers."""

    info: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[dict[str, str]]] = field(
        default_factory=lambda: {name: [] for name in ("powers", "steps", "risks")}
    )
    guesses: list[Guess] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    placed: int = 0
