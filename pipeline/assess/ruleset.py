"""The rule file, typed: read once, and refused with a clear line where it makes no sense."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.assess.factors import FACTORS
from pipeline.settings import SettingsError, Vocabulary


@dataclass(frozen=True, slots=True)
class PointRule:
    """计分规则: a factor that adds points to an estimate."""

    code: str
    title: str
    factor: str
    points: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """估计: how a blank likelihood or harm is estimated; ``steps`` are (grade, points from which it holds)."""

    name: str
    steps: tuple[tuple[str, int], ...]
    otherwise: str
    rules: tuple[PointRule, ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """底线: where all factors hold, the level is at least ``level``."""

    code: str
    title: str
    factors: tuple[str, ...]
    level: str


@dataclass(frozen=True, slots=True)
class Ruleset:
    """规则: everything that decides class and level. ``levels`` is the scale, highest first."""

    version: str
    levels: tuple[str, ...]
    unclassed: str
    first_class: str
    class_of_field: Mapping[str, str]
    field_of_category: Mapping[str, str]
    field_when_major: Mapping[str, str]
    major_default: Decimal
    major_by_category: Mapping[str, Decimal]
    matrix_rule: str
    matrix_title: str
    matrix: Mapping[tuple[str, str], str]
    likelihood: Estimate
    harm: Estimate
    floors: tuple[Floor, ...]
    collective_words: tuple[str, ...]

    def major(self, category: str) -> Decimal:
        """The amount in 万元 from which a power of this category counts as 重大."""
        return self.major_by_category.get(category, self.major_default)


def load_ruleset(rules: Mapping[str, Any], vocabulary: Vocabulary) -> Ruleset:
    """The rule file's content as a Ruleset.

    Raises SettingsError where a key is missing or names a level, field or factor that does not exist.
    """
    levels = vocabulary["等级"].terms
    try:
        ruleset = _ruleset(rules, levels)
    except KeyError as error:
        raise SettingsError(f"规则文件 rules.toml 缺少 {error}。请补上后重新运行。") from error
    _known("rules.toml 的领域", ruleset.class_of_field, vocabulary["涉及领域"].terms)
    _known("rules.toml 的权力类别", ruleset.field_of_category, vocabulary["权力类别"].terms)
    _known("rules.toml 的推定领域", ruleset.field_of_category.values(), ruleset.class_of_field)
    _known("rules.toml 的等级", [*ruleset.matrix.values(), *(floor.level for floor in ruleset.floors)], levels)
    used = [rule.factor for rule in (*ruleset.likelihood.rules, *ruleset.harm.rules)]
    used += [factor for floor in ruleset.floors for factor in floor.factors]
    _known("rules.toml 的因素", used, FACTORS)
    return ruleset


def _known(where: str, names: Collection[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise SettingsError(f"{where}“{name}”不存在，可用的有：{'、'.join(known)}。")


def _ruleset(rules: Mapping[str, Any], levels: tuple[str, ...]) -> Ruleset:
    klass, matrix, major = rules["class"], rules["matrix"], rules["major"]
    return Ruleset(
        version=rules["version"],
        levels=levels,
        unclassed=klass["none"],
        first_class=klass["first"],
        class_of_field={field: name for name, fields in klass["fields"].items() for field in fields},
        field_of_category=klass["by_category"],
        field_when_major=klass["when_major"],
        major_default=Decimal(str(major["default"])),
        major_by_category={name: Decimal(str(amount)) for name, amount in major["by_category"].items()},
        matrix_rule=matrix["rule"],
        matrix_title=matrix["title"],
        matrix={(row, column): matrix[row][column] for row in levels for column in levels},
        likelihood=_estimate("发生可能性", rules["likelihood"], levels),
        harm=_estimate("危害程度", rules["harm"], levels),
        floors=tuple(Floor(f["code"], f["title"], tuple(f["factors"]), f["level"]) for f in rules["floor"]),
        collective_words=tuple(rules["words"]["collective"]),
    )


def _estimate(name: str, entry: Mapping[str, Any], levels: tuple[str, ...]) -> Estimate:
    return Estimate(
        name=name,
        steps=tuple((level, entry[level]) for level in levels[:-1]),
        otherwise=levels[-1],
        rules=tuple(PointRule(r["code"], r["title"], r["factor"], r["points"]) for r in entry["rule"]),
    )
