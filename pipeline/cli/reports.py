"""``lianfang reports``: the main job, and the table at its end."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from pipeline.cli.screen import DONE, DONE_WITH_ERRORS, padded, passwords, say, stop
from pipeline.errors import (
    BadDecisions,
    BadList,
    LayoutError,
    NothingToDo,
    SettingsError,
    UnreadablePeriod,
    UnwritableOutput,
)
from pipeline.intake.expected import expected_divisions, find_list
from pipeline.model import Severity
from pipeline.normalise.values import read_date
from pipeline.render.pdf.engine import engine
from pipeline.render.word.document import SHIPPED
from pipeline.run.order import Job, Run, make_reports

SHOWN_FAULTS = 20


@click.command()
@click.option(
    "--inbox", type=click.Path(path_type=Path), default=Path("inbox"), show_default=True, help="收件箱文件夹。"
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True, help="输出文件夹。")
@click.option("--period", default="", help="年度，如 2026；不填则取填报表中最多的年度。")
@click.option(
    "--layouts", type=click.Path(path_type=Path), default=SHIPPED, help="自己的 Word 版式文件夹；其中没有的用原来的。"
)
@click.option("--no-pdf", is_flag=True, help="只出 docx，不出 PDF。")
@click.option("--pdfa", is_flag=True, help="PDF 按 PDF/A-2b（ISO 19005-2）输出，供归档。")
@click.option("--workers", type=click.IntRange(1), default=os.cpu_count() or 1, help="并行数，默认为处理器核数。")
@click.option("--quiet", is_flag=True, help="不显示进度和汇总表。")
@click.option(
    "--units", type=click.Path(path_type=Path), help="应报名单；默认用收件箱中的 units.toml 或 应报单位.xlsx（如有）。"
)
@click.option("--password-file", type=click.Path(path_type=Path), help="打开加密工作簿用的密码，一行一个。")
@click.option(
    "--previous", type=click.Path(path_type=Path),
    help="与哪一期的输出比较，如 output/2025；默认为输出文件夹中最近的较早一期（如有）。",
)  # fmt: skip
@click.option("--rules", type=click.Path(path_type=Path), help="本机关的规则文件；没有写到的部分仍按随程序的规则。")
@click.option(
    "--reviews", "decision_sheets", type=click.Path(path_type=Path), multiple=True,
    help="填好的审定意见表，可多次给出；放在收件箱里的、直接在上次输出中填写的不必给出。",
)  # fmt: skip
@click.option("--as-of", default="", help="截至日，如 2026-09-30，用于判断措施逾期；不填则取填报表中最近的日期。")
def reports(
    inbox: Path, out: Path, period: str, layouts: Path, no_pdf: bool, workers: int, quiet: bool, units: Path | None,
    password_file: Path | None, rules: Path | None, previous: Path | None, decision_sheets: tuple[Path, ...],
    pdfa: bool, as_of: str,
) -> None:  # fmt: skip
    """读取收件箱中的全部填报表，生成全部公文。

    退出状态：0 完成且无误；1 完成，但有填报错误；2 未能运行。
    """
    if period and not (period.isdecimal() and len(period) == 4):
        stop(f"年度“{period}”不是四位数年份。请填如 2026。")
    pdf = not no_pdf
    if pdf and engine() is None:
        pdf = False
        say("没有找到 LibreOffice，本次只出 docx。要出 PDF，请安装 libreoffice-writer-nogui。", quiet)
    known = passwords(password_file)
    day = read_date(as_of).value
    if as_of and day is None:
        stop(f"截至日“{as_of}”不是日期。请填如 2026-09-30。")
    for sheet in decision_sheets:
        if not sheet.is_file():
            stop(f"没有这份审定意见表：{sheet}")
    try:
        listed = units or find_list(inbox)
        expected = expected_divisions(listed) if listed else ()
        job = Job(inbox, out, layouts, period, str(date.today().year), pdf, workers, known, expected, rules,
                  previous, decision_sheets, pdfa, day)  # fmt: skip
        run = make_reports(job, lambda line: say(line, quiet))
    except (
        NothingToDo,
        BadList,
        SettingsError,
        LayoutError,
        UnreadablePeriod,
        UnwritableOutput,
        BadDecisions,
    ) as error:
        stop(str(error))
    if not quiet:
        _summary(run)
    sys.exit(DONE_WITH_ERRORS if run.errors else DONE)


def _summary(run: Run) -> None:
    """The table at the end of a run: who sent what, what is wrong, where to start."""
    errors: Counter[tuple[str, Severity]] = Counter((f.unit, f.severity) for f in run.all_units.findings)
    rows = [["单位", "处室", "职权", "风险点", *Severity]]
    for register in run.all_units.registers:
        rows.append(
            [
                register.unit,
                str(len(register.submissions)),
                str(len(register.powers)),
                str(len(register.points)),
                *(str(errors[register.unit, severity]) for severity in Severity),
            ]
        )
    click.echo("")
    for row in rows:
        click.echo(padded(row[0], 24) + "".join(padded(cell, 8, right=True) for cell in row[1:]))
    for aside in run.all_units.set_aside:
        kind = "未能处理" if aside.severity is Severity.ERROR else "请留意"
        click.echo(f"{kind}：{aside.file}：{aside.reason}。{aside.mend}")
    for line in _decision_lines(run):
        click.echo(line)
    for old in run.all_units.superseded:
        click.echo(f"旧版本：{old.file}：{old.reason}")
    for absence in run.all_units.attended.absent:
        click.echo(f"未报送：{absence.unit}{absence.division}")
    for note in run.notes:
        click.echo(note)
    click.echo(f"\n完成，用时 {sum(run.seconds.values()):.1f} 秒。请打开 {run.target / 'index.html'}")


def _decision_lines(run: Run) -> Iterator[str]:
    """What of the office's decisions is not applied; the first ones, where there are many."""
    faults = run.all_units.decision_faults
    for fault in faults[:SHOWN_FAULTS]:
        about = f"{fault.unit} {fault.code}".strip()
        place = f"{fault.place.file} {fault.place}" if fault.place.sheet else fault.place.file
        yield f"审定意见：{about}（{place}）：{fault.message}。{fault.mend}"
    if len(faults) > SHOWN_FAULTS:
        yield f"审定意见：另有{len(faults) - SHOWN_FAULTS}条，见首页“审定”。"
