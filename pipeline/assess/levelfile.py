"""[level] of the rule file: read into a Grading, and refused where it can mislead.

Beside keys and types: a matrix with holes, a grade that no points reach, a clause that can never count, and a rule that
goes the wrong way (a graver fact that would lower a level) are faults.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipeline.assess.factors import Factor
from pipeline.assess.level import Clause, FirstOf, Grading, Manner, Matrix, PointRule, Points, Rule, Score
from pipeline.settings.rulefile import Entry

MANNERS = ("matrix", "score", "first")


def read_grading(section: Entry, levels: tuple[str, ...], factors: Mapping[str, Factor], codes: set[str]) -> Grading:
    """The manner that [level] names, with its ceilings and floors; ``codes`` are those already given to rules."""
    reader = _LevelReader(levels, factors, codes)
    manner = section.word("manner", MANNERS)
    readers = {"matrix": reader.matrix, "score": reader.score, "first": reader.first}
    grading = Grading(
        levels=levels,
        manner=readers.get(manner, reader.matrix)(section),
        ceilings=tuple(reader.clause(entry, raises=False) for entry in section.entries("ceiling")),
        floors=tuple(reader.clause(entry, raises=True) for entry in section.entries("floor")),
    )
    for kind, clauses, idle in (("ceiling", grading.ceilings, levels[0]), ("floor", grading.floors, levels[-1])):
        for index, clause in enumerate(clauses):
            if clause.level == idle:
                entry = list(section.entries(kind))[index]
                entry.wrong("level", f"规则“{clause.rule.code}”永远不起作用：等级本来就在“{idle}”以内")
    section.close()
    return grading


class _LevelReader:
    """Reads rules about levels; remembers their codes, since a code names one rule only."""

    def __init__(self, levels: tuple[str, ...], factors: Mapping[str, Factor], codes: set[str]) -> None:
        self.levels, self.factors, self.codes = levels, factors, codes

    def matrix(self, section: Entry) -> Manner:
        table = section.table("matrix")
        grid_table = table.table("grid")
        grid: dict[tuple[str, str], str] = {}
        grid_table.keys_of(self.levels)
        for likelihood in self.levels:
            row = grid_table.table(likelihood)
            for harm in self.levels:
                grid[likelihood, harm] = row.word(harm, self.levels)
            row.close()
        self._monotone(grid, grid_table)
        matrix = Matrix(
            rule=self.rule(table, ("likelihood", "harm", "level")),
            filled=self.rule(table.table("filled"), ("name", "grade"), close=True),
            estimated=self.rule(table.table("estimated"), ("name", "points", "grade"), close=True),
            grid=grid,
            levels=self.levels,
            likelihood=self.points(section.table("likelihood")),
            harm=self.points(section.table("harm")),
        )
        table.close()
        return matrix

    def score(self, section: Entry) -> Manner:
        table = section.table("score")
        rule = self.rule(table, ("points", "level"))
        return Score(rule, self.points(table))

    def first(self, section: Entry) -> Manner:
        entries = list(section.entries("first"))
        clauses = [self.clause(entry, raises=True) for entry in entries]
        otherwise = self.clause(section.table("otherwise"), raises=True)
        rank = self._rank
        for (_, above), (entry, below) in pairwise(zip(entries, clauses, strict=True)):
            if rank(below.level) < rank(above.level):
                entry.wrong("level", f"规则“{below.rule.code}”的等级高于前面的“{above.rule.code}”，应从高到低排列")
        for position, (entry, clause) in enumerate(zip(entries, clauses, strict=True)):
            if any(set(above.when) <= set(clause.when) and not above.unless for above in clauses[:position]):
                entry.wrong("", f"规则“{clause.rule.code}”永远轮不到：排在它前面的规则已经包含它的条件")
        if clauses and rank(otherwise.level) < rank(clauses[-1].level):
            section.table("otherwise").wrong("level", "都不符合时的等级不能高于最后一条规则的等级")
        return FirstOf(tuple(clauses), otherwise, self.levels)

    def points(self, table: Entry) -> Points:
        """Rules that add up; each step must be within reach of the sum."""
        found = table.template("rule_found", ("points",))
        rules = [self._point_rule(entry, found) for entry in table.entries("rule")]
        steps_table = table.table("steps")
        steps_table.keys_of(self.levels[:-1])
        steps = [(grade, steps_table.integer(grade)) for grade in self.levels[:-1]]
        most = sum(max(rule.points, 0) for rule in rules)
        least = sum(min(rule.points, 0) for rule in rules)
        for grade, at in steps:
            if at > most:
                steps_table.wrong(grade, f"“{grade}”永远达不到：各条规则加起来最多{most}分，这里要{at}分")
        for (above, at), (below, next_at) in pairwise(steps):
            if next_at >= at:
                steps_table.wrong(below, f"“{below}”的分值{next_at}应小于“{above}”的{at}，否则永远估不到“{below}”")
        if steps and steps[-1][1] <= least:
            steps_table.wrong(steps[-1][0], f"“{self.levels[-1]}”永远达不到：没有一条规则成立时也有{least}分")
        points = Points(table.text("title"), tuple(rules), tuple(steps), self.levels[-1])
        table.close()
        return points

    def clause(self, entry: Entry, *, raises: bool) -> Clause:
        """A clause; ``raises``: it lifts a level, so that only what makes a risk graver may bring it about."""
        clause = Clause(
            rule=self.rule(entry, ("level",)),
            when=entry.words("when", tuple(self.factors), ()),
            unless=entry.words("unless", tuple(self.factors), ()),
            level=entry.word("level", self.levels),
        )
        for key, names, wanted in (("when", clause.when, raises), ("unless", clause.unless, not raises)):
            for name in names:
                if name in self.factors and self.factors[name].raises != wanted:
                    kind = "加重" if self.factors[name].raises else "减轻"
                    entry.wrong(key, f"“{name}”是{kind}因素，写在这里会使风险越重等级越低")
        for name in clause.unless:
            if name in self.factors and not self.factors[name].lacking:
                entry.wrong("unless", f"因素“{name}”没有写“lacking”（不成立时的说法），不能写在 unless 里")
        entry.close()
        return clause

    def rule(self, entry: Entry, values: Sequence[str], *, close: bool = False) -> Rule:
        rule = Rule(entry.unique("code", self.codes), entry.text("title"), entry.template("found", values))
        if close:
            entry.close()
        return rule

    def _point_rule(self, entry: Entry, found: str) -> PointRule:
        factor = entry.word("factor", tuple(self.factors))
        points = entry.integer("points")
        known = self.factors.get(factor)
        code = entry.unique("code", self.codes)
        if points == 0:
            entry.wrong("points", "0 分的规则不起作用")
        elif known and (points > 0) != known.raises:
            kind, sign = ("加重", "正") if known.raises else ("减轻", "负")
            entry.wrong("points", f"“{factor}”是{kind}因素，分值应为{sign}数")
        title = entry.text("title", known.title if known else "")
        entry.close()
        return PointRule(Rule(code, title, found), factor, points)

    def _monotone(self, grid: Mapping[tuple[str, str], str], table: Entry) -> None:
        rank = self._rank
        for (likelihood, harm), level in grid.items():
            for graver in self.levels[: self.levels.index(likelihood)]:
                if rank(grid[graver, harm]) > rank(level):
                    table.wrong(graver, f"可能性“{graver}”、危害“{harm}”的等级低于可能性“{likelihood}”的，应不低于它")
            for graver in self.levels[: self.levels.index(harm)]:
                if rank(grid[likelihood, graver]) > rank(level):
                    table.wrong(likelihood, f"可能性“{likelihood}”、危害“{graver}”的等级低于危害“{harm}”的，应不低于它")

    def _rank(self, level: str) -> int:
        """The place in the scale; a level that is not in it (a fault by itself) counts as the lowest."""
        return self.levels.index(level) if level in self.levels else len(self.levels)
