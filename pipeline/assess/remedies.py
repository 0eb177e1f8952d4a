"""降级途径 (反事实): what would lower a level, found by changing one fact and applying the rules again.

Only changes that an office can bring about count: factors with a ``mend``, and a filled grade that no longer holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from pipeline.assess.factors import Factor
from pipeline.assess.level import Grading, Matrix, State
from pipeline.model import Remedy

MOST_PAIRS = 3
"""Pairs are shown only where no single change is enough; more than a few tell nothing more."""


@dataclass(frozen=True, slots=True)
class _Change:
    """One fact that an office could change: in words, on what, and the state that it makes of another."""

    words: str
    on: str
    grade: str = ""

    def of(self, state: State) -> State:
        if self.on == "likelihood":
            return replace(state, likelihood=self.grade)
        if self.on == "harm":
            return replace(state, harm=self.grade)
        # A grave fact goes, a light one comes: by what _changes offers, never the other way.
        return replace(state, holding=state.holding ^ {self.on})


def remedies(state: State, grading: Grading, factors: Mapping[str, Factor]) -> tuple[Remedy, ...]:
    """Each single change that lowers the level; where there is none, the first pairs that do."""
    rank = grading.levels.index
    now = rank(grading.of(state).level)
    if now == len(grading.levels) - 1:
        return ()
    changes = list(_changes(state, grading, factors))
    for size, most in ((1, len(changes)), (2, MOST_PAIRS)):
        # Of a grade's steps down, the first that is enough: the others are of the same kind.
        lowering: dict[tuple[str, ...], Remedy] = {}
        for together in combinations(changes, size):
            kind = tuple(change.on for change in together)
            if kind in lowering or len(set(kind)) < size:
                continue
            changed = state
            for change in together:
                changed = change.of(changed)
            level = grading.of(changed).level
            if rank(level) > now:
                lowering[kind] = Remedy("，并".join(change.words for change in together), level)
                if len(lowering) == most:
                    break
        if lowering:
            return tuple(lowering.values())
    return ()


def _changes(state: State, grading: Grading, factors: Mapping[str, Factor]) -> Iterator[_Change]:
    for name, factor in factors.items():
        if factor.mend and (name in state.holding) == factor.raises:
            yield _Change(factor.mend, name)
    if isinstance(grading.manner, Matrix):
        grades = (
            ("likelihood", state.likelihood, grading.manner.likelihood.title),
            ("harm", state.harm, grading.manner.harm.title),
        )
        for on, filled, title in grades:
            if filled:
                for grade in grading.grades[grading.grades.index(filled) + 1 :]:
                    yield _Change(f"{title}降为{grade}", on, grade)
