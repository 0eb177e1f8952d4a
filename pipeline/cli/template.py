"""``lianfang template``."""

from __future__ import annotations

from pathlib import Path

import click

import pipeline
from pipeline.cli import options


@click.command()
@click.option("-o", "--output", type=options.PATH, help="写到哪个文件；默认为 input_templates 下的标准填报表。")
@click.option("--from", "source", type=options.PATH, help="由旧表、自制表起草：能认出的栏目填好，其余列出。")
@options.settings
def template(output: Path | None, source: Path | None, rules: Path | None, office: Path | None) -> None:
    """写出标准填报表；用 --from 由旧表起草。"""
    if source is None:
        click.echo(f"已写出：{pipeline.write_template(output, rules=rules, office=office)}")
        return
    drafted = pipeline.draft_from(source, output, rules=rules, office=office)
    click.echo(f"已起草：职权{drafted.powers}项、环节{drafted.steps}个、风险点{drafted.risks}个。")
    click.echo(f"填入原表{drafted.placed}格；标黄的{len(drafted.guesses)}格请确认。")
    if drafted.leftovers:
        from pipeline.render.excel.drafted import LEFTOVERS

        click.echo(f"未能填入{len(drafted.leftovers)}处，见工作表《{LEFTOVERS}》。")
    click.echo(f"请打开 {drafted.file}，补齐带“*”的栏目，再用 lianfang check 检查。")
