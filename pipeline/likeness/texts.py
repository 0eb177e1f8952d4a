"""Texts that say the same, or nearly: found in linear time, and explained.

Two names are the same when they agree after synonyms (审批, 核准) are made one. They are near when most of their
characters agree. To find near ones no text is compared with every other: each is filed under its rarest pairs of
characters, and two texts that agree enough must share one of those (prefix filtering of set similarity joins).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from pipeline.likeness.folding import folded

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


class Likeness:
    """What counts as the same and as near, by the rule file ([likeness])."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self._least: float = rules["least"]
        self._shortest: int = rules["shortest"]
        self._same = {word: group[0] for group in rules["same"] for word in group}
        self._fillers: list[str] = rules["fillers"]
        self._telling: list[str] = rules["telling"]

    def key(self, name: str) -> str:
        """The name for comparing: synonyms as one word, blanks, marks and fillers gone."""
        plain = re.sub(r"[^\w]", "", folded(name))
        return self._filling.sub("", self._synonym.sub(lambda word: self._same[word[0]], plain))

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
                    matcher = SequenceMatcher(None, texts[other], text, autojunk=False)
                    score = matcher.ratio()
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
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "replace":
            # One character alone tells little: 评价 and 评估, not 价 and 估.
            if a and b - a == d - c == 1:
                a, c = a - 1, c - 1
            parts.append(f"“{first[a:b]}”与“{second[c:d]}”不同")
        elif tag != "equal":
            parts.append(f"多“{first[a:b] or second[c:d]}”")
    return f"仅{'、'.join(parts)}" if parts else "一字不差"


def _any_of(words: Sequence[str] | Mapping[str, str]) -> re.Pattern[str]:
    """A pattern for any of the words, the longest first."""
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))))
