"""报送前检查: what the office would find in some workbooks, for a clerk before mailing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.intake.container import Refused
from pipeline.intake.inbox import read_file
from pipeline.model import Finding, SetAside, Severity, Submission, Superseded
from pipeline.normalise import newest, normalise
from pipeline.papers.returns import needs_work, return_names, returned
from pipeline.render.marked import marked_copy
from pipeline.run.judging import compared, judge, judge_tasks
from pipeline.settings import Settings


@dataclass(slots=True)
class Checked:
    """What was found: files with their findings, and files that could not be read."""

    findings: list[Finding] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    superseded: list[Superseded] = field(default_factory=list)
    marked: list[Path] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """Error findings and unreadable files."""
        return len(self.set_aside) + sum(finding.severity is Severity.ERROR for finding in self.findings)


def check_files(paths: Sequence[Path], settings: Settings, passwords: tuple[str, ...], *, mark: bool) -> Checked:
    """Check workbooks: those of one unit together, then units side by side.

    With ``mark``, a marked copy is written beside each that needs work.

    Raises OSError where a marked copy cannot be written.
    """
    checked = Checked()
    read: list[Submission] = []
    originals: dict[str, tuple[Path, bytes]] = {}
    for path in paths:
        try:
            workbook = read_file(path, str(path), passwords)
        except Refused as refused:
            checked.set_aside.append(SetAside(str(path), refused.reason, refused.mend))
            continue
        result = normalise(workbook, settings)
        if isinstance(result, SetAside):
            checked.set_aside.append(result)
            continue
        read.append(result)
        if mark:
            originals[result.file] = (path, workbook.data)
    submissions, checked.superseded = newest(read, settings.wording.versions)
    checked.files = [submission.file for submission in submissions]
    for records in compared([judge(task) for task in judge_tasks(submissions, settings)], settings):
        checked.findings += records.findings
        for submission in records.submissions:
            own = [f for f in records.findings if any(place.file == submission.file for place in f.places)]
            if submission.file in originals and needs_work(own):
                path, data = originals[submission.file]
                target = _free(path)
                target.write_bytes(marked_copy(data, returned(submission, own, settings)))
                checked.marked.append(target)
    return checked


def _free(path: Path) -> Path:
    """A name for the marked copy that nothing bears yet: what somebody mended in an earlier copy is never lost."""
    stem = return_names([path.name])[path.name]
    names = (path.with_name(f"{stem}（退回修改{number}）.xlsx") for number in ("", *range(2, 1000)))
    return next(name for name in names if not name.exists())


def as_text(checked: Checked) -> Iterator[str]:
    """The findings as lines to read: file by file, in the order of its sheets and rows."""
    for aside in checked.set_aside:
        yield f"{aside.file}：{aside.reason}。{aside.mend}"
    for old in checked.superseded:
        yield f"{old.file}：是旧版本，未检查：{old.reason}"
    for file in checked.files:
        own = [f for f in checked.findings if f.places[0].file == file]
        counts = "、".join(
            f"{severity}{number}个" for severity in Severity if (number := sum(f.severity is severity for f in own))
        )
        yield f"{file}：{counts or '没有发现问题'}"
        for finding in own:
            more = f"等{len(finding.places)}处" if len(finding.places) > 1 else ""
            yield f"  {finding.severity} {finding.places[0]}{more}：{finding.message}"
            yield f"      改法：{finding.mend}（{finding.code}）"
    for path in checked.marked:
        yield f"已写出标注本：{path}"


def as_json(checked: Checked) -> Iterator[str]:
    """The findings as JSON lines; a file that could not be read is one line without a code."""
    for aside in checked.set_aside:
        unread = {"code": "", "severity": "错误", "file": aside.file, "sheet": "", "cell": "", "unit": ""}
        yield json.dumps({**unread, "message": aside.reason, "hint": aside.mend}, ensure_ascii=False)
    for finding in checked.findings:
        first = finding.places[0]
        row: dict[str, object] = {
            "code": finding.code,
            "severity": str(finding.severity),
            "file": first.file,
            "sheet": first.sheet,
            "cell": first.cell,
            "places": [{"file": p.file, "sheet": p.sheet, "cell": p.cell} for p in finding.places],
            "unit": finding.unit,
            "division": finding.division,
            "message": finding.message,
            "hint": finding.mend,
        }
        yield json.dumps(row, ensure_ascii=False)
