"""章: what a report is made of: texts, headings, tables and graphs in the order that they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pipeline.papers.graph import Graph
from pipeline.papers.number_words import chinese
from pipeline.settings.wording import ReportWords


@dataclass(frozen=True, slots=True)
class Text:
    """正文: one paragraph."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """小标题: of the second level, with its number （一）."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """表: a small table with its caption above; ``name`` is how the text calls it (表1)."""

    kind: ClassVar[str] = "table"
    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """图: a graph with its caption below; ``name`` is how the text calls it (图1) and its key in the paper."""

    kind: ClassVar[str] = "figure"
    name: str
    caption: str
    graph: Annotated[Graph, "统计图（内容；画图用 graph(part.name)）"]


Part = Text | Heading | Table | Figure


@dataclass(frozen=True, slots=True)
class Chapter:
    """章: its numbered heading, and its parts."""

    heading: str
    parts: tuple[Part, ...]


class Writer:
    """Makes the parts of a report, and numbers what is numbered; ``words`` are its sentences, ``highest`` what risk
    points of the highest level are called.
    """

    def __init__(self, words: ReportWords, highest: str) -> None:
        self.words = words
        self.highest = highest
        self._tables = 0
        self._figures = 0
        self._headings = 0

    def say(self, sentence: str, **facts: object) -> Text:
        """A sentence with its figures, as a paragraph of its own."""
        return Text(sentence.format(**facts))

    def heading(self, words: str) -> Heading:
        """The next second-level heading of the chapter."""
        self._headings += 1
        return Heading(f"（{chinese(self._headings)}）{words}")

    def table(self, title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
        """The next numbered table."""
        self._tables += 1
        label = f"表{self._tables}"
        cells = tuple(tuple(map(str, row)) for row in rows)
        return Table(label, f"{label}　{title}", tuple(heads), cells)

    def figure(self, graph: Graph) -> Figure:
        """The next numbered figure."""
        self._figures += 1
        label = f"图{self._figures}"
        return Figure(label, f"{label}　{graph.title}", graph)

    def chapter(self, number: int, words: str, parts: Iterator[Part]) -> Chapter | None:
        """A chapter of what ``parts`` says; None where it says nothing. Emptied sentences are left out."""
        self._headings = 0
        said = tuple(part for part in parts if not isinstance(part, Text) or part.text.strip())
        return Chapter(f"{chinese(number)}、{words}", said) if said else None
