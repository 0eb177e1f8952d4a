"""收件箱: everything below a folder, in a fixed order, each file read or set aside by itself with its reason."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain, groupby
from pathlib import Path, PurePosixPath

from pipeline.intake.container import Refused
from pipeline.intake.csvtables import bundle_key
from pipeline.intake.isolated import Failed, Workers, attempted
from pipeline.intake.opening import (
    DECISION_SHEET,
    MAIL_NOTE,
    Opened,
    Opening,
    cannot_be_opened,
    is_decision_sheet,
    open_parcel,
    sent_sheet,
)
from pipeline.intake.tables import Part, Workbook
from pipeline.model import SetAside

# Lists that the office itself keeps in the inbox; see pipeline/intake/expected.py.
OFFICE_FILES = frozenset({"units.toml", "应报单位.xlsx", "应报单位.csv"})
_UNFIT = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


def inbox_files(folder: Path) -> list[Path]:
    """All files and links below ``folder``, sorted. Lock files (~$…), hidden and office files are no mail."""
    found: list[Path] = []
    for root, folders, names in os.walk(folder):
        links = [name for name in folders if Path(root, name).is_symlink()]
        folders[:] = [name for name in folders if name not in links and not name.startswith((".", "~$"))]
        found += [
            Path(root, name)
            for name in [*names, *links]
            if not name.startswith((".", "~$")) and name.lower() not in _SYSTEM_FILES
        ]
    return sorted(
        path
        for path in found
        if path.relative_to(folder).as_posix() not in OFFICE_FILES
        and not (path.parent == folder and path.name.startswith(DECISION_SHEET))
    )


def decision_sheets(folder: Path) -> list[Path]:
    """The decision sheets that the office put into the inbox, sorted: only those at its top, where no mail puts any."""
    return sorted(path for path in folder.glob(f"{DECISION_SHEET}*") if path.is_file())


def all_of_inbox(folder: Path) -> list[Path]:
    """Everything of the inbox that a run reads: what was sent, notes of mails, the office's sheets and lists."""
    notes = sorted(folder.rglob(MAIL_NOTE))
    return [*inbox_files(folder), *notes, *decision_sheets(folder), *office_files(folder)]


def office_files(folder: Path) -> list[Path]:
    """The office's own lists in the inbox: they are no mail, but what comes out depends on them."""
    return [folder / name for name in sorted(OFFICE_FILES) if (folder / name).is_file()]


Tried = Callable[[Callable[[Opening], list[Opened]], Sequence[Opening]], Iterator[list[Opened] | Failed]]


def read_inbox(
    folder: Path,
    files: Sequence[Path],
    passwords: tuple[str, ...] = (),
    *,
    workers: Workers | None = None,
    keep: Path | None = None,
) -> Iterator[Workbook | SetAside]:
    """Read each workbook in turn, so that few workbooks' cells are held at a time; no two are called the same.

    Archives and mails are opened; CSV files of one sender are taken together. What cannot be read becomes a
    SetAside and never stops the others: with ``workers`` each file is read in a process that may die alone.
    ``passwords`` are tried on what is encrypted. The workbooks' bytes are put aside in the folder ``keep``; without
    one, they are gone when all are read.
    """
    loose = [path for path in files if path.suffix.lower() != ".csv"]
    tables = [path for path in files if path.suffix.lower() == ".csv"]
    groups = groupby(tables, key=lambda path: bundle_key(path.relative_to(folder).as_posix()))
    parcels = [(path,) for path in loose if not is_decision_sheet(path.name)] + [tuple(group) for _, group in groups]
    sheets = [sent_sheet(path.relative_to(folder).as_posix()) for path in loose if is_decision_sheet(path.name)]
    with ExitStack() as stack:
        kept = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lianfang-")))
        openings = [
            Opening(tuple(Part(path.relative_to(folder).as_posix(), path) for path in paths), passwords, kept / str(n))
            for n, paths in enumerate(parcels)
        ]
        read = _read_all(openings, workers.tried if workers else _here)
        yield from _told_apart(chain(read, sheets))


def read_file(path: Path, name: str, passwords: tuple[str, ...] = (), workers: Workers | None = None) -> Workbook:
    """One workbook file's tables and bytes. Raises Refused with the reason and what the sender should do."""
    with tempfile.TemporaryDirectory(prefix="lianfang-") as folder:
        opening = Opening((Part(name, path),), passwords, Path(folder, "0"))
        read = list(_read_all([opening], workers.tried if workers else _here))
        for result in read:
            if isinstance(result, SetAside):
                raise Refused(result.reason, result.mend, result.severity)
        if len(read) != 1 or not isinstance(read[0], Workbook) or read[0].original is None:
            raise Refused("其中不止一个工作簿", "请放入收件箱，用 make reports 处理。")
        return replace(read[0], data=read[0].original.read_bytes(), original=None)


def read_alone(path: Path, name: str, passwords: tuple[str, ...] = ()) -> Workbook:
    """As ``read_file``, in a process that may die alone. Raises Refused."""
    with Workers(1) as workers:
        return read_file(path, name, passwords, workers)


def _here(task: Callable[[Opening], list[Opened]], entries: Sequence[Opening]) -> Iterator[list[Opened] | Failed]:
    return (attempted(task, entry) for entry in entries)


def _read_all(openings: Sequence[Opening], tried: Tried) -> Iterator[Workbook | SetAside]:
    """What the parcels give, in their order: first those that lie loose, then those out of archives and mails."""
    packed: list[Opening] = []
    for opening, opened in zip(openings, tried(open_parcel, openings), strict=True):
        for item in _items(opening, opened):
            if isinstance(item, tuple) and is_decision_sheet(item[0].name):
                yield sent_sheet(item[0].name)
            elif isinstance(item, tuple):
                keep = opening.keep.with_name(f"{item[0].path.name}-b")
                packed.append(Opening(item, opening.passwords, keep, inner=True))
            else:
                yield item
    for opening, opened in zip(packed, tried(open_parcel, packed), strict=True):
        for item in _items(opening, opened):
            if not isinstance(item, tuple):
                yield item


def _items(opening: Opening, opened: list[Opened] | Failed) -> list[Opened]:
    return [cannot_be_opened(opening.parcel[0].name, opened)] if isinstance(opened, Failed) else opened


def _told_apart(items: Iterator[Workbook | SetAside]) -> Iterator[Workbook | SetAside]:
    """Each under a name of its own: what else bears a name that is taken gets a number that is not."""
    taken: set[str] = set()
    for item in items:
        # Names in archives and mails hold whatever bytes there are; what no document can show is shown as such.
        shown = _UNFIT.sub("�", item.file.encode("utf-8", "replace").decode("utf-8"))
        path, number, name = PurePosixPath(shown), 2, shown
        while name.casefold() in taken:
            name, number = str(path.with_name(f"{path.stem}（{number}）{path.suffix}")), number + 1
        taken.add(name.casefold())
        yield item if name == item.file else _called(item, name)


def _called(item: Workbook | SetAside, name: str) -> Workbook | SetAside:
    if isinstance(item, SetAside):
        return replace(item, file=name)
    oddities = tuple(
        replace(oddity, places=tuple(replace(place, file=name) for place in oddity.places)) for oddity in item.oddities
    )
    return replace(item, file=name, oddities=oddities)
