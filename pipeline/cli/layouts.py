"""``lianfang templates``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import pipeline
from pipeline.cli import options
from pipeline.cli.screen import DONE_WITH_ERRORS


@click.group()
def templates() -> None:
    """Word 版式。"""


@templates.command("check")
@click.option(
    "--layouts",
    type=options.PATH,
    help="自己的 Word 版式文件夹；不写则为“本机关”文件夹里的版式，没有则为随程序的版式。",
)
def check_templates(layouts: Path | None) -> None:
    """检查 Word 版式中的标记，列出写错的名称、位置和最接近的正确名称。

    退出状态：0 没有错误；1 有写错的标记；2 未能检查。
    """
    checked = pipeline.check_layouts(layouts)
    for name in checked.unknown:
        click.echo(f"“{name}”不是版式的文件名，不会被采用；可用的有：{'、'.join(checked.known)}。")
    for fault in checked.faults:
        click.echo(fault)
    if checked.faults:
        sys.exit(DONE_WITH_ERRORS)
    click.echo(f"{len(checked.layouts)}个版式的标记都正确。")
