"""报送前检查: what the office would find in some workbooks, for a clerk before mailing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.intake.container import Refused
from pipeline.intake.inbox import read_file
from pipeline.model import Finding, SetAside, Severity, Submission, Superseded, UnitRecords
from pipeline.normalise import newest, normalise
from pipeline.run.judging import compared, judge, judge_tasks
from pipeline.run.one_file import write_file
from pipeline.run.request import StrPath, existing_files, optional_path
from pipeline.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class Checked:
    """检查结果: files with their findings, files that could not be read, older versions; and the marked copies made."""

    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    set_aside: tuple[SetAside, ...]
    superseded: tuple[Superseded, ...]
    marked: tuple[Path, ...]

    @property
    def errors(self) -> int:
        """Error findings and unreadable files."""
        return len(self.set_aside) + sum(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _Original:
    """A workbook as it came, kept to be marked."""

    path: Path
    data: bytes


def check_workbooks(
    files: Iterable[StrPath],
    *,
    rules: StrPath | None = None,
    passwords: Sequence[str] = (),
    mark: bool = False,
) -> Checked:
    """Check workbooks: those of one unit together, then units side by side.

    With ``mark``, a marked copy is written beside each that needs work. Raises BadRequest where a file is not there,
    SettingsError, and UnwritableOutput where a marked copy cannot be written.
    """
    paths = existing_files(files)
    settings = load_settings(optional_path(rules))
    set_aside: list[SetAside] = []
    read: list[Submission] = []
    originals: dict[str, _Original] = {}
    for path in paths:
        try:
            workbook = read_file(path, str(path), tuple(passwords))
        except Refused as refused:
            set_aside.append(SetAside(str(path), refused.reason, refused.mend))
            continue
        result = normalise(workbook, settings)
        if isinstance(result, SetAside):
            set_aside.append(result)
            continue
        read.append(result)
        if mark:
            originals[result.file] = _Original(path, workbook.data)
    submissions, superseded = newest(read, settings.wording.versions)
    units = compared([judge(task) for task in judge_tasks(submissions, settings)], settings)
    return Checked(
        files=tuple(submission.file for submission in submissions),
        findings=tuple(finding for records in units for finding in records.findings),
        set_aside=tuple(set_aside),
        superseded=tuple(superseded),
        marked=tuple(path for records in units for path in _marked(records, originals, settings)),
    )


def _marked(records: UnitRecords, originals: dict[str, _Original], settings: Settings) -> Iterable[Path]:
    """Write the marked copies of a unit's workbooks that need work."""
    if not originals:
        return
    # Only those who want marks wait for the rooms that make them.
    from pipeline.papers.returns import needs_work, returned
    from pipeline.render.marked import marked_copy

    for submission in records.submissions:
        own = [f for f in records.findings if any(place.file == submission.file for place in f.places)]
        if submission.file in originals and needs_work(own):
            original = originals[submission.file]
            yield write_file(_free(original.path), marked_copy(original.data, returned(submission, own, settings)))


def _free(path: Path) -> Path:
    """A name for the marked copy that nothing bears yet: what somebody mended in an earlier copy is never lost."""
    from pipeline.papers.returns import return_names

    stem = return_names([path.name])[path.name]
    names = (path.with_name(f"{stem}（退回修改{number}）.xlsx") for number in ("", *range(2, 1000)))
    return next(name for name in names if not name.exists())
