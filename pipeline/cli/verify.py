"""``lianfang verify``: an output held against its own manifest."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import pipeline
from pipeline.cli import options
from pipeline.cli.screen import DONE, DONE_WITH_ERRORS


@click.command()
@click.argument("output", type=options.PATH, metavar="输出")
@click.option("--inbox", type=options.PATH, help="收件箱文件夹；给出时也核对它是否还是当时读取的内容。")
def verify(output: Path, inbox: Path | None) -> None:
    """核对一期的输出：每个文件是否还是当时写出的内容，审定记录是否前后相接。

    “输出”是一期的输出文件夹，如 output/2026。退出状态：0 全部相符；1 有不符；2 未能核对。
    """
    found = pipeline.verify_output(output, inbox)
    for fault in found.faults:
        click.echo(fault)
    read = f"，收件{found.inputs}份" if inbox else ""
    result = f"{len(found.faults)}处不符" if found.faults else "全部相符"
    click.echo(f"核对文件{found.files}个、审定记录{found.decisions}条{read}：{result}。")
    sys.exit(DONE_WITH_ERRORS if found.faults else DONE)
