"""权力结构: the words and limits that flows, posts, risks, measures and evaluations are judged by (structure.toml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated

from pipeline.settings.faults import Place, unknown
from pipeline.settings.marks import Between, Filled, Key, Of, Regex

Words = tuple[Annotated[str, Filled()], ...]
Categories = tuple[Annotated[str, Of("权力类别")], ...]
Count = Annotated[int, Between(0)]

FUNCTIONS_BESIDE = ("监督", "资金", "裁量")
"""Functions that are not told by the kind of a step, but have a weight as well."""


@dataclass(frozen=True, slots=True)
class PostWords:
    """岗位: how posts are read from 办理主体. ``same`` are other names of a post."""

    separators: Words
    bodies: Words
    departments: Words
    same: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PowerWords:
    """权力结构的用语; ``decided``: categories that end in a decision; ``collective_fields``: those of 三重一大."""

    superiors: Words
    supervising: Words
    decided: Categories
    collective_fields: tuple[Annotated[str, Of("涉及领域")], ...]
    money: Words
    formal: Words
    criteria: Words
    caps: Words


@dataclass(frozen=True, slots=True)
class LegalProcedure:
    """法定程序: what the flow of a category must speak of; ``check`` tells of it, ``rule`` is the article."""

    check: Annotated[str, Of("检查")]
    categories: Categories
    words: Words
    rule: str


@dataclass(frozen=True, slots=True)
class PeriodLimit:
    """法定期限 in working days; ``names``, ``basis`` and ``told`` narrow it where they are written.

    ``since`` are words in the names of the steps that it runs from.
    """

    categories: Categories
    since: Annotated[Words, Key("from")]
    days: Annotated[int, Between(1)]
    rule: str
    names: Words | None = None
    basis: Words = ()
    told: Words | None = None


@dataclass(frozen=True, slots=True)
class ServiceLimit:
    """送达期限 in working days; ``words`` tell the step."""

    categories: Categories
    words: Words
    days: Annotated[int, Between(1)]
    rule: str


@dataclass(frozen=True, slots=True)
class PeriodRules:
    """期限; ``promise`` is a pattern whose first group is the number of days."""

    not_counted: Words
    untimed: Words
    promise: Annotated[str, Regex()]
    limit: tuple[PeriodLimit, ...]
    service: tuple[ServiceLimit, ...]

    def faults_at(self, place: Place) -> None:
        """The pattern of a promise must say where the number stands."""
        if re.compile(self.promise).groups < 1:
            (place / "promise").wrong("“promise”中要用括号括出天数，如 (\\d{1,3})")


@dataclass(frozen=True, slots=True)
class LevelLimits:
    """等级、时限悬殊的口径."""

    far: Annotated[int, Between(1)]
    many_points: Count
    years_to_due: Count


@dataclass(frozen=True, slots=True)
class ResponsibleWords:
    """等于没有责任人的写法."""

    everybody: Words


@dataclass(frozen=True, slots=True)
class EmptyWords:
    """空话: what is taken away from a risk and a measure, and how many characters must be left."""

    least: Count
    risk: Words
    measure: Words


@dataclass(frozen=True, slots=True)
class EvaluationRules:
    """评估: from how many on copies and uniform answers are told; words of opinions."""

    copied: Annotated[int, Between(2)]
    uniform: Annotated[int, Between(1)]
    good: Words
    lack: Words
    failing: Words
    levels: Words


@dataclass(frozen=True, slots=True)
class ConcentrationRules:
    """权力集中度: the kinds of step of each function, the weights, and how many the report lists.

    ``approving`` are the functions of approval; a post with ``handling`` and ``deciding`` both is named in the report.
    """

    functions: Mapping[str, tuple[Annotated[str, Of("环节类型")], ...]]
    approving: Words
    handling: str
    deciding: str
    weights: Mapping[str, int]
    posts: Count
    divisions: Count

    def faults_at(self, place: Place) -> None:
        """Each function has a weight, and no other has one."""
        weighed = (*self.functions, *FUNCTIONS_BESIDE)
        for name in self.weights:
            if name not in weighed:
                (place / "weights" / name).wrong(unknown(name, weighed))
        for name in weighed:
            if name not in self.weights:
                (place / "weights").wrong(f"缺少“{name}”（整数）")
        for key, name in (("handling", self.handling), ("deciding", self.deciding)):
            if name not in self.functions:
                (place / key).wrong(unknown(name, tuple(self.functions)))
        for index, name in enumerate(self.approving):
            if name not in self.functions:
                (place / "approving" / index).wrong(unknown(name, tuple(self.functions)))


@dataclass(frozen=True, slots=True)
class StructureRules:
    """权力结构、期限、风险与措施、评估各族检查的口径."""

    posts: PostWords
    power: Annotated[PowerWords, Key("structure")]
    procedure: tuple[LegalProcedure, ...]
    periods: PeriodRules
    levels: LevelLimits
    fit: Mapping[Annotated[str, Of("风险来源")], tuple[Annotated[str, Of("措施类型")], ...]]
    responsible: ResponsibleWords
    empty: EmptyWords
    evaluation: EvaluationRules
    concentration: ConcentrationRules


SECTIONS = tuple("structure" if field.name == "power" else field.name for field in fields(StructureRules))
"""The sections, which a rule file may hold as well."""
