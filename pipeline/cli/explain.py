"""``lianfang explain``."""

from __future__ import annotations

from pathlib import Path

import click

import pipeline
from pipeline.cli import options


@click.command()
@click.argument("code", default="")
@options.rules
def explain(code: str, rules: Path | None) -> None:
    """说明一项检查或定级规则；不写编号则列出全部。"""
    click.echo(pipeline.explain(code, rules=rules))
