"""The command ``lianfang``: parse, call, print."""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import click

from pipeline import __version__
from pipeline.assess import load_ruleset
from pipeline.explain import explain_catalogue, explain_code
from pipeline.flow import NoFlow, draw_flow
from pipeline.model import Severity
from pipeline.publish import UnwritableOutput
from pipeline.render.pdf import engine
from pipeline.render.template import standard_workbook
from pipeline.render.word import LayoutError
from pipeline.run import Job, NothingToDo, Run, make_reports
from pipeline.settings import SettingsError, load_settings

ROOT = Path(__file__).resolve().parent.parent
DONE, DONE_WITH_ERRORS, COULD_NOT_RUN = 0, 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", prog_name="廉防", message="%(prog)s %(version)s", help="显示版本。")
def main() -> None:
    """廉防：把各处室填报的工作簿变成廉政风险防控的正式公文。"""


@main.command()
@click.option(
    "--inbox", type=click.Path(path_type=Path), default=Path("inbox"), show_default=True, help="收件箱文件夹。"
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True, help="输出文件夹。")
@click.option("--period", default="", help="年度，如 2026；不填则取填报表中最多的年度。")
@click.option("--layouts", type=click.Path(path_type=Path), default=ROOT / "templates_docx", help="Word 版式文件夹。")
@click.option("--no-pdf", is_flag=True, help="只出 docx，不出 PDF。")
@click.option("--workers", type=click.IntRange(1), default=os.cpu_count() or 1, help="并行数，默认为处理器核数。")
@click.option("--quiet", is_flag=True, help="不显示进度和汇总表。")
def reports(inbox: Path, out: Path, period: str, layouts: Path, no_pdf: bool, workers: int, quiet: bool) -> None:
    """读取收件箱中的全部填报表，生成全部公文。

    退出状态：0 完成且无误；1 完成，但有填报错误；2 未能运行。
    """
    if period and not (period.isdecimal() and len(period) == 4):
        _stop(f"年度“{period}”不是四位数年份。请填如 2026。")
    pdf = not no_pdf
    if pdf and engine() is None:
        pdf = False
        _say("没有找到 LibreOffice，本次只出 docx。要出 PDF，请安装 libreoffice-writer-nogui。", quiet)
    job = Job(inbox, out, layouts, period, str(date.today().year), pdf, workers)
    try:
        run = make_reports(job, lambda line: _say(line, quiet))
    except (NothingToDo, SettingsError, LayoutError, UnwritableOutput) as error:
        _stop(str(error))
    if not quiet:
        _summary(run)
    sys.exit(DONE_WITH_ERRORS if run.errors else DONE)


@main.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="写到哪个文件；默认为 input_templates 下的标准填报表。"
)
def template(output: Path | None) -> None:
    """写出标准填报表。"""
    try:
        settings = load_settings()
    except SettingsError as error:
        _stop(str(error))
    target = output or ROOT / "input_templates" / f"{settings.columns.template}.xlsx"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(standard_workbook(settings.columns, settings.vocabulary))
    except OSError as error:
        _stop(f"无法写入“{target}”（{error.strerror}）。请换一个文件夹或关闭正打开的文件。")
    click.echo(f"已写出：{target}")


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """说明一项检查或定级规则；不写编号则列出全部。"""
    try:
        settings = load_settings()
        rules = load_ruleset(settings.rules, settings.vocabulary)
    except SettingsError as error:
        _stop(str(error))
    if code is None:
        click.echo(explain_catalogue(rules))
        return
    text = explain_code(code.upper(), rules)
    if text is None:
        _stop(f"没有编号为“{code}”的检查或规则。运行 lianfang explain 可列出全部。")
    click.echo(text)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--code", default="", help="职权编码；不填则画文件中的第一个流程。")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写到哪个文件（.svg、.png、.drawio、.mmd）。")
def flow(file: Path, code: str, output: Path | None) -> None:
    """画出一份填报表中一项职权的流程图；填错的环节用红色标出。

    退出状态：0 已画出且无误；1 已画出，但流程有错误；2 未能画出。
    """
    if not file.is_file():
        _stop(f"没有找到文件“{file}”。")
    try:
        written, findings = draw_flow(file, code, output, load_settings())
    except (NoFlow, SettingsError) as error:
        _stop(str(error))
    for path in written:
        click.echo(f"已写出：{path}")
    for finding in findings:
        click.echo(f"{'、'.join(map(str, finding.places))}：{finding.message}。{finding.mend}")
    sys.exit(DONE_WITH_ERRORS if findings else DONE)


def _summary(run: Run) -> None:
    """The table at the end of a run: who sent what, what is wrong, where to start."""
    errors: Counter[tuple[str, Severity]] = Counter((f.unit, f.severity) for f in run.findings)
    rows = [["单位", "处室", "职权", "风险点", *Severity]]
    for register in run.registers:
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
        click.echo(_padded(row[0], 24) + "".join(_padded(cell, 8, right=True) for cell in row[1:]))
    for aside in run.set_aside:
        click.echo(f"未能处理：{aside.file}：{aside.reason}。{aside.mend}")
    for note in run.notes:
        click.echo(note)
    click.echo(f"\n完成，用时 {sum(run.seconds.values()):.1f} 秒。请打开 {run.target / 'index.html'}")


def _padded(text: str, width: int, *, right: bool = False) -> str:
    """Text padded to a width in half-width columns; a Chinese character takes two."""
    space = " " * max(1, width - sum(2 if ord(character) > 0x2E7F else 1 for character in text))
    return space + text if right else text + space


def _say(line: str, quiet: bool) -> None:
    if not quiet:
        click.echo(line)


def _stop(message: str) -> None:
    """One clear line, status 2."""
    click.echo(message, err=True)
    sys.exit(COULD_NOT_RUN)
