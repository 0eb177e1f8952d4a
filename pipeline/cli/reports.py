"""``lianfang reports``: the main job, and the table at its end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

import pipeline
from pipeline.cli import options
from pipeline.cli.screen import DONE, DONE_WITH_ERRORS, padded

if TYPE_CHECKING:
    from pipeline.run.job import Run

SHOWN_FAULTS = 20


@click.command()
@options.inbox
@click.option("--out", type=options.PATH, default=Path("output"), show_default=True, help="输出文件夹。")
@click.option("--period", default="", help="年度，如 2026；不填则取填报表中最多的年度。")
@click.option(
    "--layouts", type=options.PATH, help="自己的 Word 版式文件夹，默认为“本机关”文件夹里的版式；其中没有的用原来的。"
)
@click.option("--no-pdf", is_flag=True, help="只出 docx，不出 PDF。")
@click.option("--pdfa", is_flag=True, help="PDF 按 PDF/A-2b（ISO 19005-2）输出，供归档。")
@click.option("--workers", type=click.IntRange(1), help="并行数，默认为处理器核数。")
@click.option("--wait", is_flag=True, help="另一次运行正在写同一个输出文件夹时，等它完成；不加则说明后退出。")
@click.option("--no-keep", is_flag=True, help="不在输出文件夹的“收件”中保留来件的副本。")
@click.option("--quiet", is_flag=True, help="不显示进度和汇总表。")
@click.option("--units", type=options.PATH, help="应报名单；默认用收件箱中的 units.toml 或 应报单位.xlsx（如有）。")
@options.passwords
@click.option(
    "--previous", type=options.PATH,
    help="与哪一期的输出比较，如 output/2025；默认为输出文件夹中最近的较早一期（如有）。",
)  # fmt: skip
@options.settings
@click.option(
    "--reviews", "decision_sheets", type=options.PATH, multiple=True,
    help="填好的审定意见表，可多次给出；放在收件箱里的、直接在上次输出中填写的不必给出。",
)  # fmt: skip
@click.option("--as-of", default="", help="截至日，如 2026-09-30，用于判断措施逾期；不填则取填报表中最近的日期。")
def reports(
    inbox: Path, out: Path, period: str, layouts: Path | None, no_pdf: bool, pdfa: bool, workers: int | None,
    wait: bool, no_keep: bool, quiet: bool, units: Path | None, passwords: tuple[str, ...], previous: Path | None,
    rules: Path | None, office: Path | None, decision_sheets: tuple[Path, ...], as_of: str,
) -> None:  # fmt: skip
    """读取收件箱中的全部填报表，生成全部公文。

    退出状态：0 完成且无误；1 完成，但有填报错误；2 未能运行。
    """
    run = pipeline.make_reports(
        inbox, out, period=period, rules=rules, office=office, units=units, previous=previous,
        decision_sheets=decision_sheets, as_of=as_of, layouts=layouts, passwords=passwords,
        pdf=not no_pdf, pdfa=pdfa, workers=workers, wait=wait, keep=not no_keep,
        progress=_silent if quiet else click.echo,
    )  # fmt: skip
    if not quiet:
        _summary(run)
    sys.exit(DONE_WITH_ERRORS if run.errors else DONE)


def _silent(line: str) -> None:
    """Nothing is said of the progress."""


def _summary(run: Run) -> None:
    """The table at the end of a run: who sent what, what is wrong, where to start."""
    errors: Counter[tuple[str, pipeline.Severity]] = Counter((f.unit, f.severity) for f in run.all_units.findings)
    rows = [["单位", "处室", "职权", "风险点", *pipeline.Severity]]
    for register in run.all_units.registers:
        rows.append(
            [
                register.name,
                str(len(register.submissions)),
                str(len(register.powers)),
                str(len(register.points)),
                *(str(errors[register.name, severity]) for severity in pipeline.Severity),
            ]
        )
    click.echo("")
    for row in rows:
        click.echo(padded(row[0], 24) + "".join(padded(cell, 8, right=True) for cell in row[1:]))
    for aside in run.all_units.set_aside:
        kind = "未能处理" if aside.severity is pipeline.Severity.ERROR else "请留意"
        click.echo(f"{kind}：{aside.file}：{aside.reason}。{aside.mend}")
    for sheet in run.all_units.used_sheets:
        click.echo(f"审定意见表：{sheet}")
    for line in _decision_lines(run):
        click.echo(line)
    for old in run.all_units.superseded:
        click.echo(f"旧版本：{old.file}：{old.reason}")
    for unread in run.all_units.attended.unread:
        click.echo(f"已报送，未能读取：{unread.unit}{unread.division}（{unread.file}）")
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
