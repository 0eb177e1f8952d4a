"""What is known of a cited law: its entry in the list of laws, or the rank that its number and name tell."""

from __future__ import annotations

import re
from functools import cached_property

from pipeline.law.citations import Citation, law_name
from pipeline.law.natures import Natures
from pipeline.likeness.spelling import Spellings, name_keys
from pipeline.settings import Law, Laws

# Shorter names differ in one character and are both right: 民事诉讼法, 刑事诉讼法.
_SHORTEST_MISSPELT = 7


def comparable(number: str) -> str:
    """A number in one form: 国令, 国务院、中央军委令 and 国务院令 are one series."""
    plain = (
        number.replace("中华人民共和国", "").replace("国务院、中央军委", "国务院").replace("国务院中央军委", "国务院")
    )
    return re.sub("^国令", "国务院令", plain)


class Lawbook:
    """法律法规表, looked up by the name that a clerk wrote."""

    def __init__(self, laws: Laws) -> None:
        self._laws = laws
        self._by_name = {law_name(law.name): law for law in laws.known}
        self._natures: dict[str, Natures | None] = {}
        # Whose number an order surely is: of laws of which all numbers are known.
        self._owners = {comparable(number): law for law in laws.known if law.complete for number in law.numbers}

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

    def is_former(self, citation: Citation, law: Law) -> bool:
        """A number or year of a text whose articles are not those of today: 2016年 of a law that was revised in 2023.

        The number and the year of the first text are right for a law that was only amended since.
        """
        cited = {*map(comparable, citation.documents)}
        if law.status != "修订" or cited & {*map(comparable, law.numbers)}:
            return False
        if cited & {*map(comparable, law.former)}:
            return True
        if citation.year is None:
            return False
        amended = citation.amended == "修正" or (citation.amended and law.kind != "法律" and not citation.documents)
        return citation.year < law.since or bool(amended and citation.year < law.version)

    def wrong_numbers(self, citation: Citation, law: Law) -> tuple[str, ...]:
        """Numbers that are surely not the law's: another law's, or any other than its own where all are known."""
        own = {*map(comparable, (*law.numbers, *law.former))}
        cited = [number for number in citation.documents if not number.startswith(("令", "第"))]
        if any(comparable(number) in own for number in cited):
            return ()
        return tuple(
            number
            for number in cited
            if law.complete or self._owners.get(comparable(number), law) is not law or self._other_paper(number, law)
        )

    @staticmethod
    def _other_paper(number: str, law: Law) -> bool:
        """A ministry's rule or paper has few numbers, and the list has them."""
        return law.kind in ("部门规章", "规范性文件") and bool(law.numbers) and bool(law.checked)

    def natures(self, law: Law) -> Natures | None:
        """What the law's articles speak of; None where the list does not tell."""
        if law.name not in self._natures:
            spoken = self._laws.spoken.get(law.name)
            self._natures[law.name] = Natures(spoken, law.articles) if spoken and law.articles else None
        return self._natures[law.name]

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
