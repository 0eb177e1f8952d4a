"""``lianfang laws``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import pipeline
from pipeline.cli import options
from pipeline.cli.screen import DONE, DONE_WITH_ERRORS


@click.group()
def laws() -> None:
    """法律法规表：核对程序所知的法律是否过时。"""


@laws.command("check")
@click.option("--against", type=options.PATH, help="文件夹：从国家法律法规数据库下载的文本（docx、txt，名称_年月日）。")
def check_laws(against: Path | None) -> None:
    """核对法律法规表；给出文本文件夹时，列出有变化的法律。

    退出状态：0 没有变化；1 有变化；2 未能核对。
    """
    found = pipeline.check_law_list(against)
    for line in (*found.changes, *found.unread):
        click.echo(line)
    click.echo(f"表中{found.listed}部，截至 {found.checked}，其中{found.unchecked}部未核对。")
    if against is not None:
        click.echo(f"与{found.texts}份文本核对：{f'{len(found.changes)}处变化' if found.changes else '没有变化'}。")
    sys.exit(DONE_WITH_ERRORS if found.changes else DONE)
