"""``lianfang check``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

import pipeline
from pipeline.cli import options
from pipeline.cli.screen import DONE, DONE_WITH_ERRORS

if TYPE_CHECKING:
    from pipeline.run.precheck import Checked


@click.command()
@click.argument("files", nargs=-1, required=True, type=options.PATH, metavar="文件…")
@options.in_lines
@click.option("--mark", is_flag=True, help="在原表旁写出标注本：错误标红、警告标黄，附问题清单。")
@options.settings
@options.passwords
def check(
    files: tuple[Path, ...], form: str, mark: bool, rules: Path | None, office: Path | None, passwords: tuple[str, ...]
) -> None:
    """报送前检查填报表，列出问题和改法。

    退出状态：0 没有错误；1 有错误；2 未能检查。
    """
    checked = pipeline.check_workbooks(files, rules=rules, office=office, passwords=passwords, mark=mark)
    for line in _as_json(checked) if form == "json" else _as_text(checked):
        click.echo(line)
    sys.exit(DONE_WITH_ERRORS if checked.errors else DONE)


def _as_text(checked: Checked) -> Iterator[str]:
    """The findings as lines to read: file by file, in the order of its sheets and rows."""
    for aside in checked.set_aside:
        yield f"{aside.file}：{aside.reason}。{aside.mend}"
    for old in checked.superseded:
        yield f"{old.file}：是旧版本，未检查：{old.reason}"
    for file in checked.files:
        own = [f for f in checked.findings if f.places[0].file == file]
        numbers = {severity: sum(f.severity is severity for f in own) for severity in pipeline.Severity}
        counts = "、".join(f"{severity}{number}个" for severity, number in numbers.items() if number)
        yield f"{file}：{counts or '没有发现问题'}"
        for finding in own:
            more = f"等{len(finding.places)}处" if len(finding.places) > 1 else ""
            yield f"  {finding.severity} {finding.places[0]}{more}：{finding.message}"
            yield f"      改法：{finding.mend}（{finding.code}）"
    yield from checked.notes
    yield from checked.remarks
    for path in checked.marked:
        yield f"已写出标注本：{path}"


def _as_json(checked: Checked) -> Iterator[str]:
    """The findings as JSON lines; a file that could not be read is one line without a code."""
    from pipeline.records import finding_lines

    for aside in checked.set_aside:
        unread = {"code": "", "severity": "错误", "file": aside.file, "sheet": "", "cell": "", "unit": ""}
        yield json.dumps({**unread, "message": aside.reason, "hint": aside.mend}, ensure_ascii=False)
    yield from finding_lines(checked.findings)
