"""Which record of this period is which of the last: plain keys first, likeness of the text for what is left."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.likeness.ratio import ratio

T = TypeVar("T")
# Only the entries that share a text's rarest pairs of characters are looked at, so that the work stays linear.
RAREST, SHARERS, CANDIDATES = 8, 60, 12


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A record to be matched: the place it belongs to (in this period's names), its code and its text."""

    home: Hashable
    code: str
    text: str
    record: T


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """The same thing in two periods, and how that was told; nothing where code and text are the same."""

    old: T
    new: T
    how: str


Key = Callable[["Entry[T]"], Hashable]


def by_all(entry: Entry[T]) -> Hashable:
    """Same home, code and text."""
    return (entry.home, entry.code, entry.text)


def by_text(entry: Entry[T]) -> Hashable:
    """Same home and text."""
    return (entry.home, entry.text) if entry.text else None


def by_code(entry: Entry[T]) -> Hashable:
    """Same home and code."""
    return (entry.home, entry.code) if entry.code else None


def anywhere(entry: Entry[T]) -> Hashable:
    """Same code and text, in whatever home."""
    return (entry.code, entry.text) if entry.code and entry.text else None


class Matching(Generic[T]):
    """The pairs found so far, and what is left: ``gone`` of the last period, ``come`` of this one.

    ``word`` is what the text of an entry is called in explanations: 名称, 描述.
    """

    def __init__(self, old: Iterable[Entry[T]], new: Iterable[Entry[T]], word: str) -> None:
        self.gone, self.come = list(old), list(new)
        self.pairs: list[Pair[T]] = []
        self._word = word

    def by(self, key: Key[T], *, alone: bool = False) -> None:
        """Pair what has the same key, in the order of the rows; ``alone``: only where nothing else has it."""
        waiting: defaultdict[Hashable, deque[Entry[T]]] = defaultdict(deque)
        for entry in self.come:
            waiting[key(entry)].append(entry)
        olds = Counter(map(key, self.gone))
        found: list[tuple[Entry[T], Entry[T]]] = []
        for entry in self.gone:
            wanted = key(entry)
            news = waiting.get(wanted)
            if wanted is None or not news or (alone and (olds[wanted] > 1 or len(news) > 1)):
                continue
            found.append((entry, news.popleft()))
        self._pair(found)

    def by_likeness(self, least: float) -> None:
        """Pair, within one home, the texts most alike, if they are at least so much alike; the most alike first."""
        index: defaultdict[tuple[Hashable, str], list[int]] = defaultdict(list)
        for position, entry in enumerate(self.come):
            for gram in _grams(entry.text):
                index[entry.home, gram].append(position)
        scored = []
        for old, entry in enumerate(self.gone):
            shared: Counter[int] = Counter()
            sharers = ((len(index.get((entry.home, gram), ())), gram) for gram in _grams(entry.text))
            for _, gram in sorted(sharer for sharer in sharers if sharer[0])[:RAREST]:
                shared.update(index[entry.home, gram][:SHARERS])
            for new, _ in shared.most_common(CANDIDATES):
                score = ratio(entry.text, self.come[new].text)
                if score >= least:
                    scored.append((-score, old, new))
        found, taken_old, taken_new = [], set(), set()
        # Equal scores fall to the earlier rows, so that the same workbooks always give the same pairs.
        for _, old, new in sorted(scored):
            if old not in taken_old and new not in taken_new:
                taken_old.add(old)
                taken_new.add(new)
                found.append((self.gone[old], self.come[new]))
        self._pair(found)

    def _pair(self, found: list[tuple[Entry[T], Entry[T]]]) -> None:
        olds, news = {id(old) for old, _ in found}, {id(new) for _, new in found}
        self.gone = [entry for entry in self.gone if id(entry) not in olds]
        self.come = [entry for entry in self.come if id(entry) not in news]
        self.pairs += [Pair(old.record, new.record, self._how(old, new)) for old, new in found]

    def _how(self, old: Entry[T], new: Entry[T]) -> str:
        recoded = f"编码由“{old.code}”改为“{new.code}”" if old.code != new.code else ""
        if old.text == new.text:
            return f"{recoded}，{self._word}相同" if recoded else ""
        alike = f"{self._word}相似度{ratio(old.text, new.text):.2f}"
        return f"{recoded or '编码相同'}，{alike}" if old.code or new.code else alike


def _grams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}
