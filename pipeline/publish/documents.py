"""公文架: the files of an output as the index page lays them out, each document with its formats."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Edition
from pipeline.papers.registry import PaperKind, kinds_of
from pipeline.papers.returns import FOLDER as RETURNS

Formats = tuple[str, ...]
_FOR_MACHINES = (".mmd", ".json", ".jsonl", ".svg")


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """``of_all``: documents of all units; ``columns``: the kinds of papers that units have one of, and ``units``: each
    unit's formats of each of them; ``returned``: what goes back to divisions; ``sources``: drawings of charts.
    """

    of_all: tuple[tuple[str, Formats], ...]
    columns: tuple[str, ...]
    units: tuple[tuple[str, tuple[Formats, ...]], ...]
    returned: tuple[tuple[str, Formats], ...]
    sources: tuple[tuple[str, Formats], ...]


def document_table(files: Sequence[str], units: Collection[str]) -> DocumentTable:
    """Sort ``files``; ``units`` are the units' file names, in order. Records for machines are left out."""
    documents: dict[tuple[str, str], list[str]] = {}
    sources: dict[str, list[str]] = {}
    for path in sorted(files):
        folder, _, name = path.rpartition("/")
        if name.endswith(".drawio"):
            sources.setdefault(folder, []).append(path)
        elif not folder.startswith("data") and not name.endswith(_FOR_MACHINES):
            documents.setdefault((folder, name.rsplit(".", 1)[0]), []).append(path)
    returned = {place: formats for place, formats in documents.items() if place[0].startswith(RETURNS)}
    columns = {
        _column(kind, edition): [_place(kind.path(unit, edition)) for unit in units]
        for kind in kinds_of(OneUnit)
        for edition in Edition
    }
    shown = sorted((name for name, places in columns.items() if documents.keys() & places), key=_public_last)
    of_units = {place for name in shown for place in columns[name]}
    rest = (place for place in documents if place not in of_units and place not in returned)
    of_all = sorted(rest, key=lambda place: _public_last(place[0]))
    return DocumentTable(
        of_all=tuple((_called(*place), tuple(documents[place])) for place in of_all),
        columns=tuple(shown),
        units=tuple(
            (unit, tuple(tuple(documents.get(columns[name][number], ())) for name in shown))
            for number, unit in enumerate(units)
        ),
        returned=tuple((_called(*place), tuple(formats)) for place, formats in returned.items()),
        sources=tuple((folder, tuple(paths)) for folder, paths in sources.items()),
    )


def _column(kind: PaperKind, edition: Edition) -> str:
    return kind.name if edition is Edition.INTERNAL else f"{edition}/{kind.name}"


def _place(path: str) -> tuple[str, str]:
    """Folder and name of a path without extension."""
    folder, _, name = path.rpartition("/")
    return folder, name


def _called(folder: str, name: str) -> str:
    """A document's name, with what tells it from one of the same name elsewhere."""
    if folder.startswith(RETURNS):
        return f"{folder.removeprefix(RETURNS).strip('/')} {name}".strip()
    if folder.startswith(Edition.PUBLIC):
        return f"{'公开网页' if name == 'index' else name}（{Edition.PUBLIC}）"
    return name


def _public_last(folder: str) -> tuple[bool, str]:
    """What the office opens first stands first: the internal edition, then the public one."""
    return folder.startswith(Edition.PUBLIC), folder
