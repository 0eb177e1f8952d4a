"""定级: from facts to a level (rules.toml, [level]), and what would make these rules mislead.

Beside keys and types: a matrix with holes, a grade that no points reach, a clause that can never count, and a rule that
goes the wrong way (a graver fact that would lower a level) are faults.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar

from pipeline.settings.faults import Place
from pipeline.settings.layers import Table
from pipeline.settings.marks import Filled, Of, OneOf, Places, Says

Level = Annotated[str, Of("等级")]
Grade = Annotated[str, Of("程度")]
Factor = Annotated[str, Of("因素")]


@dataclass(frozen=True, slots=True)
class Saying:
    """规则: its code, what it is called, and what it says when it takes part."""

    code: Annotated[str, Filled()]
    title: str
    found: str


@dataclass(frozen=True, slots=True)
class PointRule:
    """计分规则: a factor that adds points, or takes them off; its title is the factor's where it has none."""

    code: Annotated[str, Filled()]
    factor: Factor
    points: int
    title: str = ""

    def faults_at(self, place: Place) -> None:
        """Graver facts add points, lighter ones take them off."""
        raises = _raises(self.factor, place)
        if raises is None:
            return
        if self.points == 0:
            (place / "points").wrong("0 分的规则不起作用")
        elif (self.points > 0) != raises:
            kind, sign = ("加重", "正") if raises else ("减轻", "负")
            (place / "points").wrong(f"“{self.factor}”是{kind}因素，分值应为{sign}数")


@dataclass(frozen=True, slots=True)
class PointRules:
    """计分: rules that add up, and the points from which each grade holds; below all of them it is the lowest."""

    scale: ClassVar[str] = "程度"

    title: str
    rule_found: Annotated[str, Places("points")]
    steps: Mapping[Grade, int]
    rule: tuple[PointRule, ...]

    def faults_at(self, place: Place) -> None:
        """Each step must be within reach of the sum."""
        levels = tuple(place.known[self.scale])
        at = place / "steps"
        if levels[-1] in self.steps:
            (at / levels[-1]).wrong(f"“{levels[-1]}”是最低一档，不写分值")
        for level in levels[:-1]:
            if level not in self.steps:
                at.wrong(f"缺少“{level}”（整数）")
        steps = [(level, self.steps[level]) for level in levels[:-1] if level in self.steps]
        most = sum(max(rule.points, 0) for rule in self.rule)
        least = sum(min(rule.points, 0) for rule in self.rule)
        for level, points in steps:
            if points > most:
                (at / level).wrong(f"“{level}”永远达不到：各条规则加起来最多{most}分，这里要{points}分")
        for (above, points), (below, next_points) in pairwise(steps):
            if next_points >= points:
                (at / below).wrong(f"“{below}”的分值{next_points}应小于“{above}”的{points}，否则永远估不到“{below}”")
        if steps and steps[-1][1] <= least:
            (at / steps[-1][0]).wrong(f"“{levels[-1]}”永远达不到：没有一条规则成立时也有{least}分")


@dataclass(frozen=True, slots=True)
class ScoreRules(PointRules):
    """得分: points that give the level itself."""

    scale: ClassVar[str] = "等级"

    steps: Mapping[Level, int]
    code: Annotated[str, Filled()]
    found: Annotated[str, Places("points", "level")]


@dataclass(frozen=True, slots=True)
class MatrixRules:
    """可能性×危害程度矩阵: a level for each pair, and how filled and estimated grades are told."""

    code: Annotated[str, Filled()]
    title: str
    found: Annotated[str, Places("likelihood", "harm", "level")]
    grid: Mapping[Grade, Mapping[Grade, Level]]
    filled: Annotated[Saying, Says("name", "grade")]
    estimated: Annotated[Saying, Says("name", "points", "grade")]

    def faults_at(self, place: Place) -> None:
        """Each pair has its level, and no graver pair a lower one."""
        grades, rank = tuple(place.known["程度"]), tuple(place.known["等级"]).index
        at = place / "grid"
        whole = True
        for row in grades:
            for column in grades:
                if row not in self.grid or column not in self.grid[row]:
                    (at / row).wrong(f"等级矩阵缺少：可能性“{row}”、危害程度“{column}”")
                    whole = False
        if not whole:
            return
        for above, row in pairwise(grades):
            for harm in grades:
                if rank(self.grid[above][harm]) > rank(self.grid[row][harm]):
                    (at / above / harm).wrong(f"可能性“{above}”、危害“{harm}”的等级低于可能性“{row}”的，应不低于它")
        for likelihood in grades:
            for above, harm in pairwise(grades):
                if rank(self.grid[likelihood][above]) > rank(self.grid[likelihood][harm]):
                    (at / likelihood / above).wrong(
                        f"可能性“{likelihood}”、危害“{above}”的等级低于危害“{harm}”的，应不低于它"
                    )


@dataclass(frozen=True, slots=True)
class Clause:
    """条款: where all of ``when`` hold and none of ``unless``, this level."""

    code: Annotated[str, Filled()]
    title: Annotated[str, Places("level")]
    level: Level
    found: Annotated[str, Places("level")]
    when: tuple[Factor, ...] = ()
    unless: tuple[Factor, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelRules:
    """定级: the manner, with what it needs; ceilings and floors apply to the outcome of each."""

    manner: Annotated[str, OneOf("matrix", "score", "first")]
    matrix: MatrixRules | None = None
    likelihood: PointRules | None = None
    harm: PointRules | None = None
    score: ScoreRules | None = None
    first: tuple[Clause, ...] = ()
    otherwise: Clause | None = None
    ceiling: tuple[Clause, ...] = ()
    floor: tuple[Clause, ...] = ()

    def faults_at(self, place: Place) -> None:
        """What the manner needs is there; each clause can count, and goes the right way."""
        needed = {"matrix": ("matrix", "likelihood", "harm"), "score": ("score",), "first": ("first", "otherwise")}
        for key in needed[self.manner]:
            if not getattr(self, key):
                place.wrong(f'manner = "{self.manner}" 时须写 [level.{key}]')
        levels = tuple(place.known["等级"])
        for index, clause in enumerate(self.first):
            _one_way(clause, place / "first" / index, raises=True)
        if self.otherwise:
            _one_way(self.otherwise, place / "otherwise", raises=True)
        for key, clauses, idle in (("ceiling", self.ceiling, levels[0]), ("floor", self.floor, levels[-1])):
            for index, clause in enumerate(clauses):
                at = place / key / index
                _one_way(clause, at, raises=key == "floor")
                if clause.level == idle:
                    (at / "level").wrong(f"规则“{clause.code}”永远不起作用：等级本来就在“{idle}”以内")
        self._in_order(levels, place)

    def _in_order(self, levels: Sequence[str], place: Place) -> None:
        """Clauses of which the first counts go from the highest level down, none behind one that holds it."""
        rank = levels.index
        for index, (above, below) in enumerate(pairwise(self.first), start=1):
            if rank(below.level) < rank(above.level):
                at = place / "first" / index / "level"
                at.wrong(f"规则“{below.code}”的等级高于前面的“{above.code}”，应从高到低排列")
        for index, clause in enumerate(self.first):
            if any(set(above.when) <= set(clause.when) and not above.unless for above in self.first[:index]):
                (place / "first" / index).wrong(f"规则“{clause.code}”永远轮不到：排在它前面的规则已经包含它的条件")
        if self.first and self.otherwise and rank(self.otherwise.level) < rank(self.first[-1].level):
            (place / "otherwise" / "level").wrong("都不符合时的等级不能高于最后一条规则的等级")


def other_manner(beneath: Table, above: Table) -> bool:
    """[level] names another manner than the file beneath, so that it stands alone."""
    return "manner" in above and above["manner"] != beneath.get("manner")


def _one_way(clause: Clause, place: Place, *, raises: bool) -> None:
    """``raises``: the clause lifts a level, so that only what makes a risk graver may bring it about."""
    for key, names, wanted in (("when", clause.when, raises), ("unless", clause.unless, not raises)):
        for index, name in enumerate(names):
            grave = _raises(name, place)
            if grave is not None and grave != wanted:
                kind = "加重" if grave else "减轻"
                (place / key / index).wrong(f"“{name}”是{kind}因素，写在这里会使风险越重等级越低")
    for index, name in enumerate(clause.unless):
        if not place.document.at(("factor", name, "lacking")):
            at = place / "unless" / index
            at.wrong(f"因素“{name}”没有写“lacking”（不成立时的说法），不能写在 unless 里")


def _raises(factor: str, place: Place) -> bool | None:
    """Whether a factor makes a risk graver; None where its own table has a fault."""
    raises = place.document.at(("factor", factor, "raises"))
    return raises if isinstance(raises, bool) else None
