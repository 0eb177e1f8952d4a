"""相似度: the one measure of how much alike two texts are, and which of many is the nearest.

The share of their characters that two texts have in common, in order: twice those characters by all characters
(normalised indel similarity), 0 to 1. rapidfuzz is imported where a comparison is made: most commands make none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# For the names that the program itself gives (settings, tags of layouts, options): half of the characters agree, and
# the next one is plainly less alike. The words that an office writes have theirs in rules.toml, [likeness].
LEAST, LEAD = 0.5, 0.05
_FIGURES = re.compile(r"\d+|[一二三四五六七八九十百]+")


def ratio(one: str, other: str) -> float:
    """How much alike two texts are, 0 to 1."""
    from rapidfuzz.fuzz import ratio as hundredths

    return hundredths(one, other) / 100


def nearest(written: str, known: Iterable[str] | Mapping[str, str], least: float = LEAST, lead: float = LEAD) -> str:
    """What was meant by a name that is not known; "" where that is not clear.

    ``known`` are the names, or every way to write them with the name that it stands for. One is meant that is alike
    enough (``least``), by ``lead`` more than any other, and with the same figures: XM-05 is no slip for XM-01.
    """
    meanings = known if isinstance(known, Mapping) else {name: name for name in known}
    figures, plain = figures_of(written), written.casefold()
    scores: dict[str, float] = {}
    for name, meaning in meanings.items():
        if figures_of(name) == figures:
            scores[meaning] = max(scores.get(meaning, 0), ratio(plain, name.casefold()))
    if not scores:
        return ""
    best = max(scores, key=lambda meaning: scores[meaning])
    others = max((score for meaning, score in scores.items() if meaning != best), default=0.0)
    return best if scores[best] >= least and scores[best] - others >= lead else ""


def figures_of(text: str) -> tuple[str, ...]:
    """The numbers in a text, in order: 01 and 1 are the same, 登记一处 and 登记二处 are not."""
    return tuple(figure.lstrip("0") for figure in _FIGURES.findall(text))
