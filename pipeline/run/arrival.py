"""The first leg of a run: the inbox to submissions. Intake and normalise, then the newest of each division."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import NothingToDo
from pipeline.intake import Workbook, read_inbox
from pipeline.intake.inbox import inbox_files
from pipeline.intake.isolated import Failed, Workers, attempted
from pipeline.likeness.texts import Likeness
from pipeline.model import ExpectedDivision, SetAside, Submission, Superseded
from pipeline.normalise import newest, normalise
from pipeline.settings import Settings
from pipeline.view.attendance import Attendance, attendance


@dataclass(frozen=True, slots=True)
class Arrived:
    """来件: what the inbox gave; ``originals`` are copies of the workbooks on disk, by the name their records know."""

    submissions: tuple[Submission, ...]
    set_aside: tuple[SetAside, ...]
    superseded: tuple[Superseded, ...]
    attended: Attendance
    originals: Mapping[str, Path]

    def period(self, this_year: str) -> str:
        """The year that most workbooks are filled for; the present year where none says."""
        years = Counter(_years(self.submissions))
        return min(years, key=lambda year: (-years[year], year)) if years else this_year


def check_inbox(inbox: Path) -> None:
    """Raises NothingToDo where there is no inbox, or nothing in it."""
    if not inbox.is_dir():
        raise NothingToDo(f"收件箱文件夹“{inbox}”不存在。请建立该文件夹，把各处室的填报表放进去。")
    if not inbox_files(inbox):
        raise NothingToDo(f"收件箱“{inbox}”是空的。请把各处室的填报表放进去后重新运行。")


def read_arrived(
    inbox: Path,
    passwords: tuple[str, ...],
    expected: tuple[ExpectedDivision, ...],
    settings: Settings,
    folder: Path,
    workers: Workers,
) -> Arrived:
    """Read all files, few workbooks' cells in memory at a time; originals are kept in ``folder`` to go back marked.

    Each original lies there under a number of its own; a workbook is known by ``file``, which no two have in common.
    """
    read: list[Submission] = []
    set_aside: list[SetAside] = []
    originals: dict[str, Path] = {}
    for item in read_inbox(inbox, inbox_files(inbox), passwords, workers=workers, keep=folder):
        result = item if isinstance(item, SetAside) else normalised(item, settings)
        if isinstance(result, SetAside):
            set_aside.append(result)
            continue
        read.append(result)
        if isinstance(item, Workbook) and item.original:
            originals[result.file] = item.original
    submissions, superseded = newest(read, settings.wording.versions)
    return Arrived(
        tuple(submissions),
        tuple(set_aside),
        tuple(superseded),
        attendance(expected, submissions, Likeness(settings.rules.likeness), set_aside),
        originals,
    )


def normalised(workbook: Workbook, settings: Settings) -> Submission | SetAside:
    """A workbook's records; a SetAside where it is no standard workbook, or where what is in it breaks the reading."""
    result = attempted(lambda book: normalise(book, settings), workbook)
    if isinstance(result, Failed):
        return SetAside(workbook.file, f"内容无法归一：{result.reason}", "请用标准填报表重新填写后报送。")
    return result


def _years(submissions: Iterable[Submission]) -> Iterable[str]:
    return (s.info.year for s in submissions if s.info.year.isdecimal() and len(s.info.year) == 4)
