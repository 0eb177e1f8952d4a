"""公文架: the files of an output as the index page lays them out, each document with its formats."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.papers.paper import Edition
from pipeline.papers.returns import FOLDER as RETURNS

Formats = tuple[str, ...]
_FOR_MACHINES = (".mmd", ".json", ".jsonl", ".svg")


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """``of_all``: documents of all units; ``columns``: folders with a document a unit, and ``units``: each unit's
    formats in each of them; ``returned``: what goes back to divisions; ``sources``: drawings that go with charts.
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
    returned = [place for place in documents if place[0].startswith(RETURNS)]
    of_unit: dict[tuple[str, str], list[str]] = {}
    of_all: list[tuple[str, str]] = []
    for place, formats in documents.items():
        unit, kind = _unit_of(place[1], units)
        if unit and place not in returned:
            of_unit[place[0] + kind, unit] = formats
        elif place not in returned:
            of_all.append(place)
    columns = sorted({column for column, _ in of_unit}, key=_public_last)
    return DocumentTable(
        of_all=tuple(
            (_called(*place), tuple(documents[place])) for place in sorted(of_all, key=lambda p: _public_last(p[0]))
        ),
        columns=tuple(columns),
        units=tuple((unit, tuple(tuple(of_unit.get((column, unit), ())) for column in columns)) for unit in units),
        returned=tuple((_called(*place), tuple(documents[place])) for place in returned),
        sources=tuple((folder, tuple(paths)) for folder, paths in sources.items()),
    )


def _unit_of(name: str, units: Collection[str]) -> tuple[str, str]:
    """The unit that a document is called after, and what is said behind it: 人事司（一点一表）."""
    if name in units:
        return name, ""
    unit, mark, kind = name.rpartition("（")
    return (unit, mark + kind) if unit in units else ("", "")


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
