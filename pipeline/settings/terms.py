"""词表: the terms of the field with their synonyms (data/vocabulary.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TermList:
    """词表: one list of terms with the other words that are read as them."""

    name: str
    terms: tuple[str, ...]
    synonyms: Mapping[str, str]
    roles: Mapping[str, Any]


Vocabulary = Mapping[str, TermList]


def vocabulary(raw: Mapping[str, Any]) -> Vocabulary:
    """The lists of a vocabulary file, by name."""
    return {
        name: TermList(
            name,
            tuple(entry["terms"]),
            dict(entry.get("synonyms", {})),
            {key: value for key, value in entry.items() if key not in ("terms", "synonyms")},
        )
        for name, entry in raw.items()
    }
