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
@click.option("--again", is_flag=True, help="用“收件”里保留的副本再做一遍，逐字节比较。")
@options.settings
@click.option("--previous", type=options.PATH, help="再做一遍时与哪一期比较；默认为同一输出文件夹里当时的那一期。")
@options.passwords
def verify(
    output: Path, inbox: Path | None, again: bool, rules: Path | None, office: Path | None, previous: Path | None,
    passwords: tuple[str, ...],
) -> None:  # fmt: skip
    """核对一期的输出：每个文件是否还是当时写出的内容，审定记录是否前后相接；用 --again 再做一遍来比较。

    “输出”是一期的输出文件夹，如 output/2026。退出状态：0 全部相符；1 有不符；2 未能核对。
    """
    found = pipeline.verify_output(
        output, inbox, again=again, rules=rules, office=office, previous=previous, passwords=passwords
    )
    for fault in found.faults:
        click.echo(fault)
    read = f"，收件{found.inputs}份" if inbox else ""
    result = f"{len(found.faults)}处不符" if found.faults else "全部相符"
    click.echo(f"核对文件{found.files}个、审定记录{found.decisions}条{read}：{result}。")
    sys.exit(DONE_WITH_ERRORS if found.faults else DONE)
