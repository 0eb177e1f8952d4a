"""``lianfang explain``."""

from __future__ import annotations

from pathlib import Path

import click

import pipeline
from pipeline.cli import options


@click.command()
@click.argument("code", default="", metavar="[编号]")
@options.settings
def explain(code: str, rules: Path | None, office: Path | None) -> None:
    """说明一项检查或定级规则；不写编号则列出全部。"""
    click.echo(pipeline.explain(code, rules=rules, office=office))
