"""What is known of a cited law: its entry in the list of laws, or the rank that its number and name tell."""

from __future__ import annotations

import re
from functools import cached_property

from pipeline.law.citations import Citation, law_name
from pipeline.likeness.spelling import Spellings, name_keys
from pipeline.settings import Law, Laws

# Shorter names differ in one character and are both right: 民事诉讼法, 刑事诉讼法.
_SHORTEST_MISSPELT = 7


class Lawbook:
    """法律法规表, looked up by the name that a clerk wrote."""

    def __init__(self, laws: Laws) -> None:
        self._laws = laws
        self._by_name = {law_name(law.name): law for law in laws.known}

    def find(self, citation: Citation) -> Law | None:
        """The law's entry; None where the list does not hold it."""
        return self._by_name.get(citation.law)

    def kind(self, citation: Citation) -> str:
        """法律, 行政法规, 部门规章 …: by the list, else by number, label or name; empty where none tells."""
        known = self.find(citation)
        if known:
            return known.kind
        written = {"number": citation.documents, "label": (citation.label,), "title": (law_name(citation.title),)}
        for rank in self._laws.ranks:
            if any(re.search(rank.pattern, text) for text in written[rank.within]):
                return rank.kind
        return ""

    def meant(self, citation: Citation) -> Law | None:
        """The law that a misspelt name probably means: two characters changed places, or one is wrong."""
        name = citation.law
        if name in self._by_name or len(name) < _SHORTEST_MISSPELT:
            return None
        meant = self._spellings.meant(name)
        return self._by_name[meant] if meant else None

    @cached_property
    def _spellings(self) -> Spellings:
        return Spellings(self._by_name, name_keys)
