"""法律法规表: what is known of the laws that grounds are taken from (data/laws.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Law:
    """法: a law or document that grounds are taken from, its rank and what became of it (data/laws.toml)."""

    name: str
    kind: str
    status: str
    version: int = 0
    effective: date | None = None
    articles: int = 0
    numbers: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    successor: str = ""
    by: str = ""
    procedural: bool = False


@dataclass(frozen=True, slots=True)
class RankRule:
    """层级判断: a pattern in a law's number, label or title that tells its kind where the list does not hold it."""

    within: str
    pattern: str
    kind: str


@dataclass(frozen=True, slots=True)
class Laws:
    """法律法规表: the laws that are known, and how the rank of others is told."""

    known: tuple[Law, ...]
    ranks: tuple[RankRule, ...]


def law_table(raw: Mapping[str, Any]) -> Laws:
    """The laws and ranks of the file."""
    return Laws(
        known=tuple(
            Law(**{**entry, "numbers": tuple(entry.get("numbers", ())), "former": tuple(entry.get("former", ()))})
            for entry in raw["law"]
        ),
        ranks=tuple(RankRule(entry["in"], entry["pattern"], entry["kind"]) for entry in raw["rank"]),
    )
