"""定级: from what is filled in and the factors that hold to a level, a score and the rules that took part.

Three manners, of which a rule file chooses one: a matrix of likelihood and harm, points added up, or the first of some
clauses that holds. Ceilings, then floors apply to the outcome of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol


@dataclass(frozen=True, slots=True)
class State:
    """What the rules see of a risk point: the grades as filled ("" where blank), and the factors that hold."""

    likelihood: str
    harm: str
    holding: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """规则: its code, what it is called, and what it says when it takes part."""

    code: str
    title: str
    found: str


@dataclass(frozen=True, slots=True)
class Used:
    """A rule that took part: the factors that it rests on (``lacks``: on their absence), and what it made of them."""

    rule: Rule
    says: str
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """What the rules make of a state. ``likelihood`` and ``harm`` are empty where the manner does not use them."""

    level: str
    score: int
    used: tuple[Used, ...]
    likelihood: str = ""
    harm: str = ""


@dataclass(frozen=True, slots=True)
class PointRule:
    """计分规则: a factor that adds points, or takes them off."""

    rule: Rule
    factor: str
    points: int


@dataclass(frozen=True, slots=True)
class Points:
    """计分: rules that add up, and the steps (grade, points from which it holds), highest first."""

    title: str
    rules: tuple[PointRule, ...]
    steps: tuple[tuple[str, int], ...]
    otherwise: str

    def of(self, state: State) -> tuple[str, int, tuple[Used, ...]]:
        """The grade, the sum, and the rules that held."""
        holding = [rule for rule in self.rules if rule.factor in state.holding]
        total = sum(rule.points for rule in holding)
        grade = next((grade for grade, least in self.steps if total >= least), self.otherwise)
        used = tuple(Used(one.rule, one.rule.found.format(points=f"{one.points:+d}"), (one.factor,)) for one in holding)
        return grade, total, used


@dataclass(frozen=True, slots=True)
class Clause:
    """条款: where all of ``when`` hold and none of ``unless``, this level."""

    rule: Rule
    when: tuple[str, ...]
    unless: tuple[str, ...]
    level: str

    def holds(self, state: State) -> bool:
        """Whether its conditions are met."""
        return state.holding.issuperset(self.when) and state.holding.isdisjoint(self.unless)

    def used(self) -> Used:
        """Its part in a grade."""
        return Used(self.rule, self.rule.found.format(level=self.level), self.when, self.unless)


class Manner(Protocol):
    """定级方式: a state to a grade, before ceilings and floors."""

    def of(self, state: State) -> Grade:
        """What this manner makes of a state."""
        ...


@dataclass(frozen=True, slots=True)
class Matrix:
    """可能性×危害程度矩阵; a grade that is not filled is estimated. The score is the product of the two ranks (1–9)."""

    rule: Rule
    filled: Rule
    estimated: Rule
    grid: Mapping[tuple[str, str], str]
    grades: tuple[str, ...]
    likelihood: Points
    harm: Points

    def of(self, state: State) -> Grade:
        """The level of the cell where likelihood and harm meet."""
        likelihood, first = self._grade(state.likelihood, self.likelihood, state)
        harm, second = self._grade(state.harm, self.harm, state)
        level = self.grid[likelihood, harm]
        says = self.rule.found.format(likelihood=likelihood, harm=harm, level=level)
        score = self._rank(likelihood) * self._rank(harm)
        return Grade(level, score, (*first, *second, Used(self.rule, says)), likelihood, harm)

    def _grade(self, filled: str, estimate: Points, state: State) -> tuple[str, tuple[Used, ...]]:
        if filled:
            return filled, (Used(self.filled, self.filled.found.format(name=estimate.title, grade=filled)),)
        grade, total, used = estimate.of(state)
        says = self.estimated.found.format(name=estimate.title, points=total, grade=grade)
        return grade, (*used, Used(self.estimated, says))

    def _rank(self, grade: str) -> int:
        return len(self.grades) - self.grades.index(grade)


@dataclass(frozen=True, slots=True)
class Score:
    """按得分定级: points added up, such as the count of criteria met; the score is the sum."""

    rule: Rule
    points: Points

    def of(self, state: State) -> Grade:
        """The level of the step that the sum reaches."""
        level, total, used = self.points.of(state)
        says = self.rule.found.format(points=total, level=level)
        return Grade(level, total, (*used, Used(self.rule, says)))


@dataclass(frozen=True, slots=True)
class FirstOf:
    """依次对照: the first clause that holds gives the level; ``otherwise`` where none does. The score is its rank."""

    clauses: tuple[Clause, ...]
    otherwise: Clause
    levels: tuple[str, ...]

    def of(self, state: State) -> Grade:
        """The level of the first clause that holds."""
        clause = next((clause for clause in self.clauses if clause.holds(state)), self.otherwise)
        return Grade(clause.level, len(self.levels) - self.levels.index(clause.level), (clause.used(),))


@dataclass(frozen=True, slots=True)
class Grading:
    """定级的全部规则: the scales of levels, and of likelihood and harm (highest first), the manner, and the bounds."""

    levels: tuple[str, ...]
    grades: tuple[str, ...]
    manner: Manner
    ceilings: tuple[Clause, ...]
    floors: tuple[Clause, ...]

    def of(self, state: State) -> Grade:
        """Level, score and rules. Floors come last: where the two meet, the graver level stands."""
        grade = self.manner.of(state)
        rank = self.levels.index
        for clause in self.ceilings:
            if rank(clause.level) > rank(grade.level) and clause.holds(state):
                grade = replace(grade, level=clause.level, used=(*grade.used, clause.used()))
        for clause in self.floors:
            if rank(clause.level) < rank(grade.level) and clause.holds(state):
                grade = replace(grade, level=clause.level, used=(*grade.used, clause.used()))
        return grade
