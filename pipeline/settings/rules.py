"""规则文件 (data/rules.toml): every section a record; the office's own is laid over it key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Annotated

from pipeline.model import Severity
from pipeline.settings.classing import ClassRules, MajorRules
from pipeline.settings.factors import FactorRule, other_way
from pipeline.settings.faults import Place, unknown
from pipeline.settings.grading import LevelRules, other_manner
from pipeline.settings.layers import Table
from pipeline.settings.marks import Between, Filled, Key, Of, Regex
from pipeline.settings.tomlfile import Path

Words = tuple[Annotated[str, Filled()], ...]
Code = Annotated[str, Of("检查")]
Share = Annotated[float, Between(0, 1)]
Count = Annotated[int, Between(0)]


@dataclass(frozen=True, slots=True)
class CodeRules:
    """编码: the pattern of the office's codes; "" where any code will do."""

    power: Annotated[str, Regex()]


@dataclass(frozen=True, slots=True)
class ChartRules:
    """流程图: how many more pages a chart with lanes may take than a plain one."""

    extra_pages: Count


@dataclass(frozen=True, slots=True)
class CatalogueRules:
    """职权目录: grounds longer than this are set in short, and in full in the annex; 0 for never."""

    short_basis_over: Count


@dataclass(frozen=True, slots=True)
class PublicRules:
    """公开版: the kinds of papers that are made public, and the texts that the guard lets pass."""

    kinds: tuple[str, ...]
    allow: tuple[str, ...]

    def faults_at(self, place: Place) -> None:
        """Only kinds that have a public edition can be made public."""
        able = place.known["可公开的公文"]
        for index, kind in enumerate(self.kinds):
            if kind not in able:
                (place / "kinds" / index).wrong(f"“{kind}”不能公开，可写的有：{'、'.join(able)}")


@dataclass(frozen=True, slots=True)
class CheckRules:
    """检查: those that are off, and those that weigh otherwise here."""

    off: tuple[Code, ...]
    severity: Mapping[Code, Severity]


@dataclass(frozen=True, slots=True)
class ReservedPower:
    """只能由这些层级的法设定的权力; ``rule`` says by which article."""

    category: Annotated[str, Of("权力类别")]
    kinds: Words
    rule: str


@dataclass(frozen=True, slots=True)
class GroundRules:
    """行使依据: words that name no law, marks of what is no law yet, powers reserved to some ranks of law."""

    drafts: Words
    reserved: tuple[ReservedPower, ...]


@dataclass(frozen=True, slots=True)
class PlausibleRules:
    """填得像不像: what says nothing, what is too large or too far, and bodies that are called otherwise by now."""

    placeholders: Words
    vague_names: Words
    largest_amount: Annotated[int, Between(0)]
    longest_due_years: Count
    renamed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LikenessRules:
    """重复与近似: how like two texts must be, which words are one, which say nothing, which tell texts apart."""

    least: Share
    term: Share
    division: Share
    lead: Share
    shortest: Count
    same: tuple[tuple[Annotated[str, Filled()], ...], ...]
    fillers: Words
    telling: Words

    def faults_at(self, place: Place) -> None:
        """A group of words that are one has two or more."""
        for index, group in enumerate(self.same):
            if len(group) < 2:
                (place / "same" / index).wrong("视为同一说法的一组，至少写两个词")


@dataclass(frozen=True, slots=True)
class TextWords:
    """文字判断: words that deny what follows or went before, words that turn, words that only look alike."""

    denials: Words
    denials_after: Words
    turns: Words
    whole: Words


@dataclass(frozen=True, slots=True)
class Rules:
    """规则: what all rule files say together.

    ``sets`` are further rule files by the name that a unit chooses one by (定级规则), ``units`` who is given which;
    ``scales`` are other words for levels, ``answer`` who answers for a level.
    """

    name: Annotated[str, Filled()]
    version: Annotated[str, Filled()]
    note: str
    sets: Mapping[str, str]
    units: Mapping[str, Annotated[str, Of("定级规则")]]
    codes: CodeRules
    charts: ChartRules
    catalogue: CatalogueRules
    public: PublicRules
    checks: CheckRules
    grounds: GroundRules
    plausible: PlausibleRules
    likeness: LikenessRules
    scales: Mapping[Annotated[str, Of("词表")], Mapping[str, str]]
    klass: Annotated[ClassRules, Key("class")]
    major: MajorRules
    text: TextWords
    words: Mapping[str, Words]
    factor: Mapping[str, FactorRule]
    level: LevelRules
    answer: Mapping[Annotated[str, Of("等级")], str]

    def chosen(self, named: str, unit: str) -> str:
        """The rule set that a workbook names, else the one that its unit is given, else "" (that in force).

        A name that no rule set has does not count: a check tells the division of it.
        """
        return next((name for name in (named, self.units.get(unit, "")) if name in self.sets), "")

    def faults_at(self, place: Place) -> None:
        """Somebody answers for each level, other words mean terms, 集体研究 has its words, a code is of one rule."""
        for level in place.known["等级"]:
            if level not in self.answer:
                (place / "answer").wrong(f"缺少“{level}”（文字）")
        for name, scale in self.scales.items():
            for word, term in scale.items():
                if term not in place.known[name]:
                    (place / "scales" / name / word).wrong(unknown(term, place.known[name]))
        if "collective" not in self.words:
            (place / "words").wrong("缺少“collective”（列表）")
        seen: set[str] = set()
        for at, code in self._codes(place):
            if code in seen:
                at.wrong(f"“{code}”重复，已被另一条规则使用")
            seen.add(code)

    def _codes(self, place: Place) -> Iterator[tuple[Place, str]]:
        """The code of each rule of class and level that counts, and where it stands."""
        roles = place / "class" / "rule"
        for role, rule in zip(fields(self.klass.rule), self.klass.rule.all(), strict=True):
            yield roles / role.name / "code", rule.code
        level = place / "level"
        if self.level.manner == "matrix" and self.level.matrix:
            yield level / "matrix" / "code", self.level.matrix.code
            yield level / "matrix" / "filled" / "code", self.level.matrix.filled.code
            yield level / "matrix" / "estimated" / "code", self.level.matrix.estimated.code
        used = {"matrix": ("likelihood", "harm"), "score": ("score",), "first": ()}[self.level.manner]
        for key in used:
            for index, rule in enumerate(getattr(self.level, key).rule):
                yield level / key / "rule" / index / "code", rule.code
        if self.level.manner == "score" and self.level.score:
            yield level / "score" / "code", self.level.score.code
        lists = ("first", "ceiling", "floor") if self.level.manner == "first" else ("ceiling", "floor")
        for key in lists:
            for index, clause in enumerate(getattr(self.level, key)):
                yield level / key / index / "code", clause.code
        if self.level.manner == "first" and self.level.otherwise:
            yield level / "otherwise" / "code", self.level.otherwise.code


def stands_alone(path: Path, beneath: Table, above: Table) -> bool:
    """Where laying over key by key would mislead: another manner of grading, a factor that looks in another way."""
    if path == ("level",):
        return other_manner(beneath, above)
    return len(path) == 2 and path[0] == "factor" and other_way(beneath, above)
