"""[level] of the rules as what gives a level: the manner that is in force, with its ceilings and floors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.assess.factors import Factor
from pipeline.assess.level import Clause, FirstOf, Grading, Manner, Matrix, PointRule, Points, Rule, Score
from pipeline.settings import Vocabulary
from pipeline.settings import grading as written


def grading(rules: written.LevelRules, vocabulary: Vocabulary, factors: Mapping[str, Factor]) -> Grading:
    """The rules as they were read, whole, on the vocabulary's scales of levels and of grades."""
    levels, grades = vocabulary.levels.terms, vocabulary.grades.terms
    return Grading(
        levels, grades, _manner(rules, levels, grades, factors), _clauses(rules.ceiling), _clauses(rules.floor)
    )


def _manner(
    rules: written.LevelRules, levels: tuple[str, ...], grades: tuple[str, ...], factors: Mapping[str, Factor]
) -> Manner:
    if rules.matrix and rules.likelihood and rules.harm and rules.manner == "matrix":
        return Matrix(
            rule=_rule(rules.matrix),
            filled=_rule(rules.matrix.filled),
            estimated=_rule(rules.matrix.estimated),
            grid={(row, column): rules.matrix.grid[row][column] for row in grades for column in grades},
            grades=grades,
            likelihood=_points(rules.likelihood, grades, factors),
            harm=_points(rules.harm, grades, factors),
        )
    if rules.score and rules.manner == "score":
        return Score(_rule(rules.score), _points(rules.score, levels, factors))
    if rules.otherwise:
        return FirstOf(_clauses(rules.first), _clause(rules.otherwise), levels)
    raise ValueError(f"the rules lack what {rules.manner} needs: they were not read whole")


def _points(rules: written.PointRules, levels: Sequence[str], factors: Mapping[str, Factor]) -> Points:
    return Points(
        rules.title,
        tuple(
            PointRule(Rule(one.code, one.title or factors[one.factor].title, rules.rule_found), one.factor, one.points)
            for one in rules.rule
        ),
        tuple((level, rules.steps[level]) for level in levels[:-1]),
        levels[-1],
    )


def _clauses(clauses: Sequence[written.Clause]) -> tuple[Clause, ...]:
    return tuple(map(_clause, clauses))


def _clause(clause: written.Clause) -> Clause:
    rule = replace(_rule(clause), title=clause.title.format(level=clause.level))
    return Clause(rule, clause.when, clause.unless, clause.level)


def _rule(saying: written.Saying | written.MatrixRules | written.ScoreRules | written.Clause) -> Rule:
    return Rule(saying.code, saying.title, saying.found)
