"""What a report is made of: texts, headings, tables and graphs in the order that they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pipeline.papers.figure import Graph
from pipeline.papers.numbers import chinese


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
    graph: Graph


Part = Text | Heading | Table | Figure


@dataclass(frozen=True, slots=True)
class Chapter:
    """章: its numbered heading, and its parts."""

    heading: str
    parts: tuple[Part, ...]


class Writer:
    """Says the sentences of the wording file with their figures, and numbers what is numbered."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self.words = words
        self._tables = 0
        self._figures = 0
        self._headings = 0

    def phrase(self, name: str, **facts: object) -> str:
        """The sentence ``name`` of wording.toml [report] with its figures."""
        sentence: str = self.words[name]
        return sentence.format(**facts)

    def say(self, name: str, **facts: object) -> Text:
        """The sentence as a paragraph of its own."""
        return Text(self.phrase(name, **facts))

    def heading(self, name: str) -> Heading:
        """The next second-level heading of the chapter: its words stand in wording.toml [report.headings]."""
        self._headings += 1
        return Heading(f"（{chinese(self._headings)}）{self.words['headings'][name]}")

    def table(self, name: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
        """The next numbered table: its title stands in wording.toml [report.captions]."""
        self._tables += 1
        label = f"表{self._tables}"
        cells = tuple(tuple(map(str, row)) for row in rows)
        return Table(label, f"{label}　{self.words['captions'][name]}", tuple(heads), cells)

    def figure(self, graph: Graph) -> Figure:
        """The next numbered figure."""
        self._figures += 1
        label = f"图{self._figures}"
        return Figure(label, f"{label}　{graph.title}", graph)

    def title(self, name: str) -> str:
        """A title of wording.toml [report.captions]."""
        return str(self.words["captions"][name])

    def chapter(self, number: int, name: str, parts: Iterator[Part]) -> Chapter | None:
        """A chapter of what ``parts`` says; None where it says nothing."""
        self._headings = 0
        said = tuple(parts)
        heading = f"{chinese(number)}、{self.words['headings'][name]}"
        return Chapter(heading, said) if said else None
