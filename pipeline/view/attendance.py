"""未报送: who should have reported and has not, and who reported without being on the list."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.likeness.texts import Likeness
from pipeline.model import ExpectedDivision, Submission


@dataclass(frozen=True, slots=True)
class Absence:
    """One division of the office's list; ``alike`` is a reported name so like it that it may be the same."""

    unit: str
    division: str
    alike: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """报送对照: absent divisions of the list, and reported ones that it does not have."""

    absent: tuple[Absence, ...] = ()
    unlisted: tuple[tuple[str, str], ...] = ()


def attendance(
    expected: Sequence[ExpectedDivision], submissions: Sequence[Submission], likeness: Likeness
) -> Attendance:
    """Compare the list with what was read. Without a list nobody is absent."""
    if not expected:
        return Attendance()
    reported = {(_key(s.info.unit), _key(s.info.division)): (s.info.unit, s.info.division) for s in submissions}
    units = {unit for unit, _ in reported}
    listed = {(_key(e.unit), _key(e.division)) for e in expected}
    whole_units = {unit for unit, division in listed if not division}
    unlisted = {key: shown for key, shown in reported.items() if key not in listed and key[0] not in whole_units}
    names = [f"{unit}{division}" for unit, division in unlisted.values()]
    absent = []
    for entry in expected:
        key = (_key(entry.unit), _key(entry.division))
        if key in reported or (not entry.division and key[0] in units):
            continue
        alike = likeness.division(f"{entry.unit}{entry.division}", names)
        absent.append(Absence(entry.unit, entry.division, alike))
    return Attendance(tuple(absent), tuple(unlisted.values()))


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
