"""统计图: what a graph of figures shows; how it is drawn is render's affair."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class GraphKind(StrEnum):
    """统计图的样式."""

    BARS = "条形图"
    STACKED = "堆积条形图"
    COLUMNS = "柱形图"
    LINE = "折线图"


@dataclass(frozen=True, slots=True)
class Series:
    """数列: a name of the legend, and a value a category (None where there is none)."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """统计图: counts of things, by category; ``unit`` is what is counted, for the axis (个, 项)."""

    kind: GraphKind
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def alt(self) -> str:
        """The graph in words, for those who cannot see it."""
        rows = (
            f"{category}：" + "、".join(f"{s.name}{s.values[index] or 0:g}{self.unit}" for s in self.series)
            for index, category in enumerate(self.categories)
        )
        return f"{self.title}。" + "；".join(rows)
