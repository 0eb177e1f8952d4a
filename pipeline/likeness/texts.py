"""Texts that say the same, or nearly: found in linear time, and explained.

Two names are the same when they agree after synonyms (审批, 核准) are made one. They are near when most of their
characters agree. To find near ones no text is compared with every other: each is filed under its rarest pairs of
characters, and two texts that agree enough must share one of those (prefix filtering of set similarity joins).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from pipeline.likeness.folding import folded
from pipeline.likeness.ratio import nearest, ratio

# Texts whose characters agree to nine tenths share more than this much of their pairs of characters.
_SHARED_PAIRS = 0.6
# Of the texts filed under one pair, so many are looked at: what hundreds share tells nothing.
_MOST_FILED = 40


@dataclass(frozen=True, slots=True)
class Near:
    """近似: two texts by their index, the share of their characters that agree, and what differs."""

    first: int
    second: int
    score: float
    difference: str


class LikenessRules(Protocol):
    """What the settings say of likeness (rules.toml, [likeness]): the settings stand in a later room."""

    @property
    def least(self) -> float:
        """How like two texts must be, to be near."""

    @property
    def term(self) -> float:
        """How like a term must be, to be suggested."""

    @property
    def division(self) -> float:
        """How like a division must be, to be suggested."""

    @property
    def lead(self) -> float:
        """How much liker the suggested one must be than the next."""

    @property
    def shortest(self) -> int:
        """Shorter texts are only the same or not."""

    @property
    def same(self) -> Sequence[Sequence[str]]:
        """Groups of words that are one; the first stands for the group."""

    @property
    def fillers(self) -> Sequence[str]:
        """Words that say nothing."""

    @property
    def telling(self) -> Sequence[str]:
        """Words that tell texts apart."""


class Likeness:
    """What counts as the same and as near, by the rule file ([likeness])."""

    def __init__(self, rules: LikenessRules) -> None:
        self._least = rules.least
        self._term = rules.term
        self._division = rules.division
        self._lead = rules.lead
        self._shortest = rules.shortest
        self._same = {word: group[0] for group in rules.same for word in group}
        self._fillers = rules.fillers
        self._telling = rules.telling

    def key(self, name: str) -> str:
        """The name for comparing: synonyms as one word, blanks, marks and fillers gone."""
        plain = re.sub(r"[^\w]", "", folded(name))
        return self._filling.sub("", self._synonym.sub(lambda word: self._same[word[0]], plain))

    def term(self, written: str, meanings: Mapping[str, str]) -> str:
        """The term that was meant by a word that is none; ``meanings``: terms and synonyms, and what they stand for."""
        return nearest(written, meanings, self._term, self._lead)

    def division(self, listed: str, reported: Iterable[str]) -> str:
        """The reported division that is probably the listed one, written otherwise."""
        return nearest(listed, reported, self._division, self._lead)

    def near(self, texts: Sequence[str]) -> Iterator[Near]:
        """Pairs of texts that nearly agree, without those that differ in a telling word or a figure."""
        filed: defaultdict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
        pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in texts]
        common = Counter(pair for own in pairs for pair in own)
        for index, (text, own) in enumerate(zip(texts, pairs, strict=True)):
            if len(text) < self._shortest:
                continue
            told = self._told(text)
            rarest = sorted(own, key=lambda pair: (common[pair], pair))
            prefix = rarest[: len(rarest) - math.ceil(_SHARED_PAIRS * len(rarest)) + 1]
            candidates = {other for pair in prefix for other in filed[pair, told][-_MOST_FILED:]}
            for other in sorted(candidates):
                shared = len(own & pairs[other])
                if shared >= _SHARED_PAIRS * (len(own) + len(pairs[other]) - shared):
                    score = ratio(texts[other], text)
                    if self._least <= score < 1:
                        yield Near(other, index, score, difference(texts[other], text))
            for pair in prefix:
                filed[pair, told].append(index)

    def _told(self, text: str) -> tuple[str, ...]:
        """The telling words and figures of a text: near texts have the same."""
        return tuple(sorted({*self._tells.findall(text)}))

    @cached_property
    def _synonym(self) -> re.Pattern[str]:
        return _any_of(self._same)

    @cached_property
    def _filling(self) -> re.Pattern[str]:
        return _any_of(self._fillers)

    @cached_property
    def _tells(self) -> re.Pattern[str]:
        return re.compile(rf"{_any_of(self._telling).pattern}|[\dA-Za-z]+")


def difference(first: str, second: str) -> str:
    """What differs between two texts, in words: 仅“审批”与“核准”不同."""
    parts = []
    for a, b, c, d in _differing(first, second):
        if a == b or c == d:
            parts.append(f"多“{first[a:b] or second[c:d]}”")
            continue
        # One character alone tells little: 评价 and 评估, not 价 and 估.
        if a and b - a == d - c == 1:
            a, c = a - 1, c - 1
        parts.append(f"“{first[a:b]}”与“{second[c:d]}”不同")
    return f"仅{'、'.join(parts)}" if parts else "一字不差"


def _differing(first: str, second: str) -> Iterator[tuple[int, int, int, int]]:
    """The stretches (from, to in each text) between what both texts have."""
    from rapidfuzz.distance import Levenshtein

    a = c = 0
    for block in Levenshtein.opcodes(first, second).as_matching_blocks():
        if (a, c) != (block.a, block.b):
            yield a, block.a, c, block.b
        a, c = block.a + block.size, block.b + block.size


def _any_of(words: Sequence[str] | Mapping[str, str]) -> re.Pattern[str]:
    """A pattern for any of the words, the longest first; one that nothing matches where there are none."""
    listed = (re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return re.compile("|".join(listed) or "(?!)")
