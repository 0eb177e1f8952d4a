"""汇编: all units' papers in one book — cover, contents, a chapter a unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipeline.papers.all_units import AllUnits
from pipeline.papers.numbers import chinese
from pipeline.papers.paper import Edition, Paper, signed
from pipeline.settings.wording import Titles

LAYOUT = "汇编"
# The papers of a chapter, in their order: the folders that hold them, each with the title of wording.toml.
PARTS: Mapping[str, Callable[[Titles], str]] = {
    "职权目录": lambda titles: titles.catalogue,
    "权力运行流程图": lambda titles: titles.flows,
    "廉政风险自查表": lambda titles: titles.risks,
    "防控措施一览表": lambda titles: titles.posts,
}
# A sign of no script: no cell's text has it.
_SLOT = "\ue0f3"


@dataclass(frozen=True, slots=True)
class Part:
    """A paper in its chapter: ``source`` is where the run wrote it, ``mark`` the bookmark at its beginning."""

    title: str
    source: str
    mark: str

    @property
    def slot(self) -> str:
        """Where the layout shows this, the paper itself will stand."""
        return f"{_SLOT}{self.mark}{_SLOT}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """章: one unit; ``facts`` says in a line how much there is of it."""

    title: str
    facts: str
    mark: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents; ``page`` is empty where nobody has laid the book out yet."""

    title: str
    level: int
    mark: str
    page: str


@dataclass(frozen=True, slots=True)
class Compendium:
    """The book: what its layout shows, and the papers that its chapters take in."""

    title: str
    period: str
    organ: str
    date: str
    note: str
    chapters: tuple[Chapter, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """All papers, in their order."""
        return tuple(part for chapter in self.chapters for part in chapter.parts)

    def entries(self, pages: Mapping[str, int]) -> tuple[Entry, ...]:
        """The contents, with the page of each bookmark where it is known."""
        lines: list[Entry] = []
        for chapter in self.chapters:
            lines.append(Entry(chapter.title, 1, chapter.mark, str(pages.get(chapter.mark, ""))))
            lines += [Entry(part.title, 2, part.mark, str(pages.get(part.mark, ""))) for part in chapter.parts]
        return tuple(lines)

    def frame(self, pages: Mapping[str, int] | None) -> Paper:
        """Cover, contents and chapters' title pages, with the slots of the papers.

        ``pages`` is None where the book will not be laid out: its reader's program then has to find the pages.
        """
        content = {
            "title": self.title,
            "period": self.period,
            "organ": self.organ,
            "date": self.date,
            "note": self.note if pages is None else "",
            "entries": self.entries(pages or {}),
            "chapters": self.chapters,
        }
        return Paper(LAYOUT, self.title, self.title, Edition.INTERNAL, content)


def compendium(all_units: AllUnits, files: Iterable[str]) -> Compendium:
    """The book of the papers that the run has made (``files``)."""
    made = frozenset(files)
    words = all_units.settings.wording.titles
    chapters = []
    for number, register in enumerate(all_units.registers, start=1):
        papers = [
            (title(words).format(unit=register.unit), f"{folder}/{register.file_name}.docx")
            for folder, title in PARTS.items()
        ]
        parts = tuple(
            Part(title, source, f"_hb{number}_{index}")
            for index, (title, source) in enumerate(papers, start=1)
            if source in made
        )
        facts = f"职权{len(register.powers)}项　风险点{len(register.points)}个"
        chapters.append(Chapter(f"第{chinese(number)}章　{register.unit}", facts, f"_hb{number}", parts))
    return Compendium(
        title=words.compendium,
        period=all_units.period,
        **signed(all_units.settings),
        note=all_units.settings.wording.compendium.no_pages,
        chapters=tuple(chapters),
    )
