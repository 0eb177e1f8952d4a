"""文种: the register of papers. ``@paper(...)`` above a function is all it takes to join.

The function composes: it takes what the paper is about (one unit, all units, or the other papers) and an edition, and
yields a manuscript for each paper there is to be. It touches no file, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from pipeline.papers.paper import C, Content, Edition, Manuscript, Medium, Paper
from pipeline.papers.public import is_public
from pipeline.settings import Settings

S = TypeVar("S")
Composer = Callable[[S, Edition], Iterator[Manuscript[C]]]


@dataclass(frozen=True, slots=True)
class PaperKind:
    """文种: one kind of paper (its arguments are those of ``paper``)."""

    name: str
    of: type
    content: type[Content]
    order: int
    folder: str
    ending: str
    public: bool
    shows_risks: bool
    in_book: bool
    compose: Composer[Any, Any]

    def layout(self, edition: Edition) -> str:
        """The layout, which bears the kind's name; the public edition's says so."""
        return self.name if edition is Edition.INTERNAL else f"{self.name}（{edition}）"

    def path(self, name: str, edition: Edition) -> str:
        """Where a paper of this name lies, below the output, without extension."""
        folders = [str(edition)] if edition is Edition.PUBLIC else []
        return "/".join([*folders, *filter(None, [self.folder]), name + self.ending])

    def editions(self, settings: Settings) -> tuple[Edition, ...]:
        """The editions that are made, as the rules have it."""
        return tuple(Edition) if is_public(self.name, settings) else (Edition.INTERNAL,)

    def papers(self, subject: object, edition: Edition) -> Iterator[Paper]:
        """The papers of this kind about a subject."""
        for written in self.compose(subject, edition):
            yield Paper(
                self.layout(edition),
                self.path(written.name, edition),
                edition,
                written.content,
                written.charts,
                written.graphs,
            )


_KINDS: dict[tuple[str, type], PaperKind] = {}


def paper(
    name: str,
    *,
    of: type[S],
    content: type[C],
    order: int,
    folder: str = "",
    ending: str = "",
    public: bool = False,
    shows_risks: bool = True,
    in_book: bool = False,
) -> Callable[[Composer[S, C]], Composer[S, C]]:
    """Register a kind of paper. Raises ValueError where its name is taken, or its layout shows another content.

    ``name``: 公文名, which its layout bears too. ``of``: what it is about (OneUnit, AllUnits, Compendium); one name may
    be of a unit and of all. ``order``: its place among all papers. ``folder`` takes it; ``ending`` stands behind the
    names of its files. ``public``: rules may have it in the public edition; ``shows_risks``: it tells of risk points
    there. ``in_book``: the compendium takes it into each unit's chapter.
    """

    def register(compose: Composer[S, C]) -> Composer[S, C]:
        if (name, of) in _KINDS:
            raise ValueError(f"the paper {name} of {of.__name__} is registered twice")
        if any(kind.name == name and kind.content is not content for kind in _KINDS.values()):
            raise ValueError(f"the layout {name} can show one content only")
        _KINDS[name, of] = PaperKind(name, of, content, order, folder, ending, public, shows_risks, in_book, compose)
        return compose

    return register


def kinds() -> tuple[PaperKind, ...]:
    """All kinds of papers, in their order."""
    return tuple(sorted(_registered().values(), key=lambda kind: (kind.order, kind.of.__name__)))


def kind_of(name: str, of: type) -> PaperKind:
    """The kind of this name that is about such subjects. Raises KeyError where there is none."""
    return _registered()[name, of]


def kinds_of(subject: type) -> tuple[PaperKind, ...]:
    """The kinds of papers about such a subject."""
    return tuple(kind for kind in kinds() if kind.of is subject)


def papers_of(subject: object, settings: Settings) -> Iterator[Paper]:
    """All papers about a subject, in each edition that the rules ask for."""
    for kind in kinds_of(type(subject)):
        for edition in kind.editions(settings):
            yield from kind.papers(subject, edition)


def layouts() -> dict[str, type[Content]]:
    """Layout → the content that it is given to show."""
    return {
        kind.layout(edition): kind.content
        for kind in kinds()
        if kind.content.medium is Medium.WORD
        for edition in (tuple(Edition) if kind.public else (Edition.INTERNAL,))
    }


def _registered() -> dict[tuple[str, type], PaperKind]:
    from pipeline.papers import discovery  # noqa: F401

    return _KINDS
