"""汇编: all units' papers in one book — cover, contents, a chapter a unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from pipeline.papers.all_units import AllUnits
from pipeline.papers.number_words import chinese
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Content, Edition, Manuscript
from pipeline.papers.registry import kinds_of, paper
from pipeline.view.register import Register

# A sign of no script: no cell's text has it.
_SLOT = "\ue0f3"


@dataclass(frozen=True, slots=True)
class Part:
    """A paper in its chapter: ``source`` is where the run wrote it, ``mark`` the bookmark at its beginning."""

    title: str
    source: str
    mark: str

    @property
    def slot(self) -> Annotated[str, "文件的位置：此处换成文件本身"]:
        """Where the layout shows this, the paper itself will stand."""
        return f"{_SLOT}{self.mark}{_SLOT}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """章: one unit; ``facts`` says in a line how much there is of it."""

    title: str
    facts: Annotated[str, "一章的职权、风险点数"]
    mark: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents; ``page`` is empty where nobody has laid the book out yet."""

    title: str
    level: int
    mark: str
    page: Annotated[str, "页码；未生成 PDF 时为空"]


@dataclass(frozen=True, slots=True)
class Compendium:
    """The book: what its layout shows, and the papers that its chapters take in.

    ``pages`` tells on which page each bookmark is, where the book was laid out; it is None where it will not be: its
    reader's program then has to find the pages, and ``no_pages`` says how.
    """

    title: str
    period: str
    organ: str
    date: str
    no_pages: str
    chapters: tuple[Chapter, ...]
    pages: Mapping[str, int] | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """All papers, in their order."""
        return tuple(part for chapter in self.chapters for part in chapter.parts)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The contents, with the page of each bookmark where it is known."""
        pages = self.pages or {}
        lines: list[Entry] = []
        for chapter in self.chapters:
            lines.append(Entry(chapter.title, 1, chapter.mark, str(pages.get(chapter.mark, ""))))
            lines += [Entry(part.title, 2, part.mark, str(pages.get(part.mark, ""))) for part in chapter.parts]
        return tuple(lines)

    def paged(self, pages: Mapping[str, int]) -> Compendium:
        """The book with the pages that its bookmarks are on; with none yet for the engine that will find them."""
        return replace(self, pages=pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompendiumContent(Content):
    """汇编: cover, contents and chapters' title pages, with the slots of the papers."""

    period: str
    organ: str
    date: str
    note: Annotated[str, "没有页码时的说明，其余时候为空"]
    entries: Annotated[tuple[Entry, ...], "目录的行：章和各文件"]
    chapters: tuple[Chapter, ...]


@paper("汇编", of=Compendium, content=CompendiumContent, order=120)
def frame(book: Compendium, edition: Edition) -> Iterator[Manuscript[CompendiumContent]]:
    """What stands around the papers."""
    content = CompendiumContent(
        title=book.title,
        period=book.period,
        organ=book.organ,
        date=book.date,
        note=book.no_pages if book.pages is None else "",
        entries=book.entries,
        chapters=book.chapters,
    )
    yield Manuscript(book.title, content)


def compendium(all_units: AllUnits, titles: Mapping[str, str]) -> Compendium:
    """The book of the papers that the run has made: ``titles`` are theirs, by the path of the document."""
    wording = all_units.settings.wording
    return Compendium(
        title=wording.titles.compendium,
        period=all_units.period,
        organ=wording.organ,
        date=wording.issued_on,
        no_pages=wording.compendium.no_pages,
        chapters=tuple(
            Chapter(
                f"第{chinese(number)}章　{register.name}",
                f"职权{len(register.powers)}项　风险点{len(register.points)}个",
                f"_hb{number}",
                tuple(_parts(register, number, titles)),
            )
            for number, register in enumerate(all_units.registers, start=1)
        ),
    )


def _parts(register: Register, number: int, titles: Mapping[str, str]) -> Iterator[Part]:
    """The papers of one unit that belong into the book and were made."""
    taken_in = (kind for kind in kinds_of(OneUnit) if kind.in_book)
    for index, kind in enumerate(taken_in, start=1):
        source = f"{kind.path(register.file_name, Edition.INTERNAL)}.docx"
        if source in titles:
            yield Part(titles[source], source, f"_hb{number}_{index}")
