"""未报送: who should have reported and has not, and who reported without being on the list."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.likeness.texts import Likeness
from pipeline.model import ExpectedDivision, SetAside, Severity, Submission


@dataclass(frozen=True, slots=True)
class Absence:
    """One division of the office's list; ``alike`` is a reported name so like it that it may be the same."""

    unit: str
    division: str
    alike: str


@dataclass(frozen=True, slots=True)
class UnreadReport:
    """已报送，未能读取: a division of the list whose file came, but gave nothing."""

    unit: str
    division: str
    file: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """报送对照: absent divisions of the list, those whose file cannot be read, reported ones that it does not have."""

    absent: tuple[Absence, ...] = ()
    unlisted: tuple[tuple[str, str], ...] = ()
    unread: tuple[UnreadReport, ...] = ()


def attendance(
    expected: Sequence[ExpectedDivision],
    submissions: Sequence[Submission],
    likeness: Likeness,
    set_aside: Sequence[SetAside] = (),
) -> Attendance:
    """Compare the list with what was read. Without a list nobody is absent.

    A division has reported, too, whose name the name of a file bears that could not be read (``set_aside``).
    """
    if not expected:
        return Attendance()
    reported = {(_key(s.info.unit), _key(s.info.division)): (s.info.unit, s.info.division) for s in submissions}
    units = {unit for unit, _ in reported}
    listed = {(_key(e.unit), _key(e.division)) for e in expected}
    whole_units = {unit for unit, division in listed if not division}
    unlisted = {key: shown for key, shown in reported.items() if key not in listed and key[0] not in whole_units}
    names = [f"{unit}{division}" for unit, division in unlisted.values()]
    files = [aside.file for aside in set_aside if aside.severity is not Severity.HINT]
    absent = []
    unread = []
    for entry in expected:
        key = (_key(entry.unit), _key(entry.division))
        if key in reported or (not entry.division and key[0] in units):
            continue
        file = _file_of(entry, expected, files)
        if file:
            unread.append(UnreadReport(entry.unit, entry.division, file))
            continue
        alike = likeness.division(f"{entry.unit}{entry.division}", names)
        absent.append(Absence(entry.unit, entry.division, alike))
    return Attendance(tuple(absent), tuple(unlisted.values()), tuple(unread))


def _file_of(entry: ExpectedDivision, expected: Sequence[ExpectedDivision], files: Sequence[str]) -> str:
    """The file that bears the division's name, with the unit's where other units have such a division; else empty."""
    own = _key(entry.division or entry.unit)
    shared = sum(_key(other.division or other.unit) == own for other in expected) > 1
    for file in files:
        name = _key(file)
        if own in name and (not shared or _key(entry.unit) in name):
            return file
    return ""


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
