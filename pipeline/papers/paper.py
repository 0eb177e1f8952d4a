"""公文: one paper before it is a document — its edition, where it goes, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from pipeline.flowchart.chart import Chart
from pipeline.papers.graph import Graph


class Edition(StrEnum):
    """版: who may read a document."""

    INTERNAL = "内部版"
    PUBLIC = "公开版"


class Medium(StrEnum):
    """载体: what a paper is written as; a Word document has a layout."""

    WORD = "Word 文档"
    EXCEL = "Excel 工作簿"
    MARKED = "加标注的原表"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """内容: what a paper says. Each kind adds fields of its own; the tags of its layout name them.

    What a name means to those who make layouts stands in data/tags.toml where several papers have it, else at the field
    (``Annotated[str, "…"]``).
    """

    medium: ClassVar[Medium] = Medium.WORD
    title: str


C = TypeVar("C", bound=Content)


@dataclass(frozen=True, slots=True)
class Manuscript(Generic[C]):
    """文稿: what is composed of a paper; how it looks and which folder takes it follow from its kind.

    ``name`` is its file's, without extension; ``charts`` (flowcharts) and ``graphs`` (of figures) are the drawings that
    the content names by key.
    """

    name: str
    content: C
    charts: Mapping[str, Chart] = field(default_factory=dict)
    graphs: Mapping[str, Graph] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """公文: the layout to use, where it goes (without extension), who may read it, and what it says."""

    layout: str
    path: str
    edition: Edition
    content: Content
    charts: Mapping[str, Chart] = field(default_factory=dict)
    graphs: Mapping[str, Graph] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The paper's title."""
        return self.content.title
