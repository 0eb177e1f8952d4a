"""条文的性质: what a law's articles speak of, refined from their words: penalties, the first and last articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from pipeline.settings.laws import NATURES

PENALTY, GENERAL = "处罚", "总则附则"
# A nature that most articles of a law have tells nothing: 基金 in the name of the rules for 基金会.
_EVERYWHERE = 0.6
# 法律责任 stands in the later part of a law.
_LATER = 0.5


class Natures:
    """The articles of one law, by what they speak of; ``last`` is its last article."""

    def __init__(self, spoken: tuple[str, ...], last: int) -> None:
        self._last = last
        told = {nature: frozenset(_numbers(text)) for nature, text in zip(NATURES, spoken, strict=True)}
        self._words: Mapping[str, frozenset[int]] = told

    def words(self, article: int) -> frozenset[str]:
        """What the words of an article speak of; empty where they tell nothing."""
        return frozenset(nature for nature, articles in self._words.items() if article in articles)

    def of(self, article: int) -> frozenset[str]:
        """What an article is for: one of the penalty chapter punishes, whatever it mentions; the first says why."""
        if article in (1, self._last) and article in self._words[GENERAL]:
            return frozenset({GENERAL})
        if article in self._penalties:
            return frozenset({PENALTY})
        return frozenset(nature for nature in self.words(article) if self._tells(nature))

    def nearest(self, article: int, wanted: frozenset[str], count: int = 3) -> list[int]:
        """The articles nearest to one that are for what is wanted, in their order."""
        fitting = [number for number in range(1, self._last + 1) if self.of(number) & wanted]
        return sorted(sorted(fitting, key=lambda number: abs(number - article))[:count])

    def _tells(self, nature: str) -> bool:
        if nature == GENERAL:
            return False
        return nature == PENALTY or len(self._words[nature]) < _EVERYWHERE * self._last

    @cached_property
    def _penalties(self) -> frozenset[int]:
        """法律责任: a run of penalty articles in the later part, one of other words between them allowed."""
        block: set[int] = set()
        run: list[int] = []
        for number in sorted(self._words[PENALTY]):
            if run and number - run[-1] > 2:
                run = []
            run.append(number)
            if len(run) >= 2 and run[0] > _LATER * self._last:
                block.update(run)
        return frozenset(block)


def _numbers(text: str) -> Iterator[int]:
    for part in text.split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
