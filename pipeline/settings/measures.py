"""防控措施: what a class and level ask for, who answers, what is soon due, what is offered (measures.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pipeline.settings.faults import Place
from pipeline.settings.marks import Between, Filled, Key, Of

MeasureKind = Annotated[str, Of("措施类型")]


@dataclass(frozen=True, slots=True)
class Need:
    """要求: how many kinds of measure a point of a class and level must have, and how many of them 约束性."""

    klass: Annotated[str, Key("class"), Of("类别")]
    level: Annotated[str, Of("等级")]
    kinds: Annotated[int, Between(0)]
    structural: Annotated[int, Between(0)]


@dataclass(frozen=True, slots=True)
class Rank:
    """职务层级: its name, and the words in 责任人 that tell it."""

    name: str
    words: tuple[Annotated[str, Filled()], ...]


@dataclass(frozen=True, slots=True)
class Due:
    """到期: how many days before it is due a measure counts as soon due."""

    soon_days: Annotated[int, Between(0)]


@dataclass(frozen=True, slots=True)
class Offer:
    """可供参考: how many measures are offered for a point at most."""

    most: Annotated[int, Between(0)]


@dataclass(frozen=True, slots=True)
class OfferedMeasure:
    """可供参考的措施, and what it suits: sources of risk (None: all), checks, categories, words; else everything."""

    kind: MeasureKind
    text: Annotated[str, Filled()]
    sources: tuple[Annotated[str, Of("风险来源")], ...] | None = None
    checks: tuple[Annotated[str, Of("检查")], ...] | None = None
    categories: tuple[Annotated[str, Of("权力类别")], ...] | None = None
    words: tuple[Annotated[str, Filled()], ...] | None = None

    @property
    def general(self) -> bool:
        """It suits every point of its sources."""
        return self.checks is None and self.categories is None and self.words is None


@dataclass(frozen=True, slots=True)
class MeasureRules:
    """防控措施的口径; ``structural``: the kinds that bind the power itself; ``rank``: from highest to lowest."""

    structural: tuple[MeasureKind, ...]
    needs: tuple[Need, ...]
    rank: tuple[Rank, ...]
    due: Due
    offer: Offer
    measure: tuple[OfferedMeasure, ...]

    def faults_at(self, place: Place) -> None:
        """Ranks are known by their names."""
        names = [rank.name for rank in self.rank]
        for index, name in enumerate(names):
            if name in names[:index]:
                (place / "rank" / index / "name").wrong(f"“{name}”重复，前面已有这一层级")
