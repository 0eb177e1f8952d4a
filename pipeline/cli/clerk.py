"""Commands for who fills a workbook: ``template``, ``check``, ``flow``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.screen import DONE, DONE_WITH_ERRORS, passwords, stop
from pipeline.commands.flow import draw_flow
from pipeline.commands.precheck import as_json, as_text, check_files
from pipeline.draft import draft
from pipeline.errors import NoFlow, SettingsError
from pipeline.intake.container import Refused
from pipeline.intake.inbox import read_file
from pipeline.render.excel.drafted import LEFTOVERS, drafted_workbook
from pipeline.render.excel.template import standard_workbook
from pipeline.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]


@click.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="写到哪个文件；默认为 input_templates 下的标准填报表。"
)
@click.option(
    "--from", "source", type=click.Path(path_type=Path), help="由旧表、自制表起草：能认出的栏目填好，其余列出。"
)
def template(output: Path | None, source: Path | None) -> None:
    """写出标准填报表；用 --from 由旧表起草。"""
    try:
        settings = load_settings()
    except SettingsError as error:
        stop(str(error))
    if source is not None:
        _draft(source, output, settings)
        return
    target = output or ROOT / "input_templates" / f"{settings.columns.template}.xlsx"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(standard_workbook(settings.columns, settings.vocabulary))
    except OSError as error:
        stop(f"无法写入“{target}”（{error.strerror}）。请换一个文件夹或关闭正打开的文件。")
    click.echo(f"已写出：{target}")


def _draft(source: Path, output: Path | None, settings: Settings) -> None:
    if not source.is_file():
        stop(f"没有这个文件：{source}")
    target = output or source.with_name(f"{source.stem}（草稿）.xlsx")
    try:
        made = draft(read_file(source, source.name), settings)
        target.write_bytes(drafted_workbook(made, settings.columns, settings.vocabulary))
    except Refused as refused:
        stop(f"{source}：{refused}")
    except OSError as error:
        stop(f"无法写入“{target}”（{error.strerror}）。请换一个文件夹或关闭正打开的文件。")
    rows = made.rows
    click.echo(f"已起草：职权{len(rows['powers'])}项、环节{len(rows['steps'])}个、风险点{len(rows['risks'])}个。")
    click.echo(f"填入原表{made.placed}格；标黄的{len(made.guesses)}格请确认。")
    if made.leftovers:
        click.echo(f"未能填入{len(made.leftovers)}处，见工作表《{LEFTOVERS}》。")
    click.echo(f"请打开 {target}，补齐带“*”的栏目，再用 lianfang check 检查。")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件…")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="文字，或一行一个 JSON。")
@click.option("--mark", is_flag=True, help="在原表旁写出标注本：错误标红、警告标黄，附问题清单。")
@click.option("--password-file", type=click.Path(path_type=Path), help="打开加密工作簿用的密码，一行一个。")
def check(files: tuple[Path, ...], form: str, mark: bool, password_file: Path | None) -> None:
    """报送前检查填报表，列出问题和改法。

    退出状态：0 没有错误；1 有错误；2 未能检查。
    """
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        stop(f"没有这个文件：{'、'.join(missing)}")
    try:
        checked = check_files(files, load_settings(), passwords(password_file), mark=mark)
    except SettingsError as error:
        stop(str(error))
    except OSError as error:
        stop(f"标注本无法写入（{error.strerror}）。请换一个文件夹或关闭正打开的文件。")
    for line in as_json(checked) if form == "json" else as_text(checked):
        click.echo(line)
    sys.exit(DONE_WITH_ERRORS if checked.errors else DONE)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--code", default="", help="职权编码；不填则画文件中的第一个流程。")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写到哪个文件（.svg、.png、.drawio、.mmd）。")
def flow(file: Path, code: str, output: Path | None) -> None:
    """画出一份填报表中一项职权的流程图；填错的环节用红色标出。

    退出状态：0 已画出且无误；1 已画出，但流程有错误；2 未能画出。
    """
    if not file.is_file():
        stop(f"没有找到文件“{file}”。")
    try:
        written, findings = draw_flow(file, code, output, load_settings())
    except (NoFlow, SettingsError) as error:
        stop(str(error))
    for path in written:
        click.echo(f"已写出：{path}")
    for finding in findings:
        click.echo(f"{'、'.join(map(str, finding.places))}：{finding.message}。{finding.mend}")
    sys.exit(DONE_WITH_ERRORS if findings else DONE)
