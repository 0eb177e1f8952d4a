"""报送前检查: what the office would find in some workbooks, for a clerk before mailing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.intake.container import Refused
from pipeline.intake.inbox import read_file
from pipeline.intake.isolated import Failed, Workers
from pipeline.model import Finding, SetAside, Severity, Submission, Superseded, UnitRecords
from pipeline.normalise import newest
from pipeline.run.arrival import normalised
from pipeline.run.each_unit import judge_each
from pipeline.run.in_force import settings_in_force
from pipeline.run.judging import judge_tasks
from pipeline.run.one_file import write_file
from pipeline.run.request import StrPath, existing_files
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.papers.returns import Return


@dataclass(frozen=True, slots=True)
class Checked:
    """检查结果: files with their findings, files that could not be read, older versions, marked copies made.

    ``notes`` say what could not be done, ``remarks`` what the checks themselves lack.
    """

    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    set_aside: tuple[SetAside, ...]
    superseded: tuple[Superseded, ...]
    marked: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def errors(self) -> int:
        """Error findings, unreadable files, and what could not be done."""
        return (
            len(self.set_aside) + len(self.notes) + sum(finding.severity is Severity.ERROR for finding in self.findings)
        )


@dataclass(frozen=True, slots=True)
class _Original:
    """A workbook as it came, kept to be marked."""

    path: Path
    data: bytes


def check_workbooks(
    files: Iterable[StrPath],
    *,
    rules: StrPath | None = None,
    office: StrPath | None = None,
    passwords: Sequence[str] = (),
    mark: bool = False,
) -> Checked:
    """Check workbooks: those of one unit together, then units side by side.

    With ``mark``, a marked copy is written beside each that needs work. Raises BadRequest where a file is not there,
    SettingsError, and UnwritableOutput where a marked copy cannot be written.
    """
    paths = existing_files(files)
    settings = settings_in_force(rules, office)
    with Workers(1) as workers:
        return _checked(paths, settings, tuple(passwords), workers, mark=mark)


def _checked(
    paths: Iterable[Path], settings: Settings, passwords: tuple[str, ...], workers: Workers, *, mark: bool
) -> Checked:
    set_aside: list[SetAside] = []
    read: list[Submission] = []
    originals: dict[str, _Original] = {}
    for path in paths:
        try:
            workbook = read_file(path, str(path), passwords, workers)
        except Refused as refused:
            set_aside.append(SetAside(str(path), refused.reason, refused.mend))
            continue
        result = normalised(workbook, settings)
        if isinstance(result, SetAside):
            set_aside.append(result)
            continue
        read.append(result)
        if mark:
            originals[result.file] = _Original(path, workbook.data)
    submissions, superseded = newest(read, settings.wording.versions)
    units, broken, notes = judge_each(judge_tasks(submissions, settings), settings, workers)
    unread = {aside.file for aside in broken}
    copies = [copy for records in units for copy in _marked(records, originals, settings, workers)]
    return Checked(
        files=tuple(submission.file for submission in submissions if submission.file not in unread),
        findings=tuple(finding for records in units for finding in records.findings),
        set_aside=(*set_aside, *broken),
        superseded=tuple(superseded),
        marked=tuple(copy for copy in copies if isinstance(copy, Path)),
        notes=(*notes, *(copy for copy in copies if isinstance(copy, str))),
        remarks=tuple(filter(None, [settings.laws.age_note(_latest(submissions))])),
    )


def _latest(submissions: Iterable[Submission]) -> date | None:
    """The latest day that a workbook was filled in on: the program asks no clock."""
    return max((one.info.reported_on.value for one in submissions if one.info.reported_on.value), default=None)


def _marked(
    records: UnitRecords, originals: dict[str, _Original], settings: Settings, workers: Workers
) -> Iterable[Path | str]:
    """Write the marked copies of a unit's workbooks that need work; a line for each that cannot be marked."""
    if not originals:
        return
    # Only those who want marks wait for the rooms that make them.
    from pipeline.papers.returns import needs_work, returned

    for submission in records.submissions:
        own = [f for f in records.findings if any(place.file == submission.file for place in f.places)]
        if submission.file in originals and needs_work(own):
            original = originals[submission.file]
            (copy,) = workers.tried(_mark, [(original.data, returned(submission, own, settings))])
            if isinstance(copy, Failed):
                yield f"{submission.file}：标注本未能写出：{copy.reason}。请按所列问题在原表中改正。"
            else:
                yield write_file(_free(original.path), copy)


def _mark(work: tuple[bytes, Return]) -> bytes:
    from pipeline.render.marked import marked_copy

    return marked_copy(*work)


def _free(path: Path) -> Path:
    """A name for the marked copy that nothing bears yet: what somebody mended in an earlier copy is never lost."""
    from pipeline.papers.returns import return_names

    stem = return_names([path.name])[path.name]
    names = (path.with_name(f"{stem}（退回修改{number}）.xlsx") for number in ("", *range(2, 1000)))
    return next(name for name in names if not name.exists())
