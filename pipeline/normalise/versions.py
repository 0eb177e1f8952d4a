"""Several workbooks of one division: the newest counts, the older ones are listed with how that was told."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from pipeline.likeness.folding import folded
from pipeline.model import Submission, Superseded
from pipeline.settings.wording import VersionWords

_NEVER = datetime.min.replace(tzinfo=UTC)


def newest(submissions: Sequence[Submission], words: VersionWords) -> tuple[list[Submission], list[Superseded]]:
    """The submissions that count, in the order they came, and those that a newer one of the same division replaces.

    Newer is: by its own date, then by its mail's date, then a returned workbook after the one it was returned for,
    then by file name. Workbooks that bear one division's name but share no power are no versions of each other: both
    count, and the check A106 names them.
    """
    divisions: defaultdict[tuple[str, str], list[Submission]] = defaultdict(list)
    for submission in submissions:
        divisions[folded(submission.info.unit), folded(submission.info.division)].append(submission)
    superseded: list[Superseded] = []
    for rivals in divisions.values():
        kept: list[Submission] = []
        for submission in sorted(rivals, key=_age, reverse=True):
            newer = next((other for other in kept if _same_work(submission, other)), None)
            if newer is None:
                kept.append(submission)
            else:
                info = submission.info
                reason = _reason(submission, newer, words)
                superseded.append(Superseded(submission.file, info.unit, info.division, newer.file, reason))
    dropped = {old.file for old in superseded}
    return [s for s in submissions if s.file not in dropped], sorted(superseded, key=lambda old: old.file)


def _age(submission: Submission) -> tuple[date, datetime, int, list[tuple[int, str]]]:
    origin = submission.origin
    return (
        submission.info.reported_on.value or date.min,
        origin.mailed or _NEVER,
        origin.returned,
        _natural(submission.file),
    )


def _natural(name: str) -> list[tuple[int, str]]:
    """A name for sorting as people count: 第2版 before 第10版."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name) if part]


def _same_work(one: Submission, other: Submission) -> bool:
    """Two versions of one division's workbook share powers; two divisions under one name share none."""
    if one.origin.digest and one.origin.digest == other.origin.digest:
        return True
    if not one.powers or not other.powers:
        return True
    same_reporter = one.info.reporter == other.info.reporter
    return bool(_names(one.powers, "name") & _names(other.powers, "name")) or (
        same_reporter and bool(_names(one.powers, "code") & _names(other.powers, "code"))
    )


def _names(powers: Iterable[object], field: str) -> set[str]:
    return {folded(getattr(power, field)) for power in powers} - {""}


def _reason(old: Submission, new: Submission, words: VersionWords) -> str:
    own, newer = old.info.reported_on.value, new.info.reported_on.value
    if old.origin.digest and old.origin.digest == new.origin.digest:
        return words.same.format(by=new.file)
    if (own or date.min) < (newer or date.min):
        return words.dated.format(by=new.file, own=own or "（未填）", newer=newer)
    if (old.origin.mailed or _NEVER) < (new.origin.mailed or _NEVER):
        return words.mailed.format(by=new.file)
    if old.origin.returned < new.origin.returned:
        return words.returned.format(by=new.file)
    return words.undecided.format(by=new.file)
