"""``lianfang flow``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import pipeline
from pipeline.cli import options
from pipeline.cli.screen import DONE, DONE_WITH_ERRORS


@click.command()
@click.argument("file", type=options.PATH, metavar="文件")
@click.option("--code", default="", help="职权编码；不填则画文件中的第一个流程。")
@click.option("-o", "--output", type=options.PATH, help="写到哪个文件（.svg、.png、.drawio、.mmd）。")
@options.settings
def flow(file: Path, code: str, output: Path | None, rules: Path | None, office: Path | None) -> None:
    """画出一份填报表中一项职权的流程图；填错的环节用红色标出。

    退出状态：0 已画出且无误；1 已画出，但流程有错误；2 未能画出。
    """
    drawn = pipeline.draw_flow(file, code, output, rules=rules, office=office)
    for path in drawn.files:
        click.echo(f"已写出：{path}")
    for finding in drawn.findings:
        click.echo(f"{'、'.join(map(str, finding.places))}：{finding.message}。{finding.mend}")
    sys.exit(DONE_WITH_ERRORS if drawn.findings else DONE)
