"""``lianfang diff``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

import pipeline
from pipeline.cli import options
from pipeline.cli.screen import DONE, DONE_WITH_ERRORS

if TYPE_CHECKING:
    from pipeline.compare import Comparison, Difference


@click.command()
@click.argument("old", type=options.PATH, metavar="上期")
@click.argument("new", type=options.PATH, metavar="本期")
@options.in_lines
@options.settings
def diff(old: Path, new: Path, form: str, rules: Path | None, office: Path | None) -> None:
    """比较两期的输出（如 output/2025 output/2026）：职权、流程、风险点、等级、措施各有什么变动。

    退出状态：0 没有变动；1 有变动；2 未能比较。
    """
    comparison = pipeline.compare_periods(old, new, rules=rules, office=office)
    for line in _as_json(comparison) if form == "json" else _as_text(comparison):
        click.echo(line)
    sys.exit(DONE_WITH_ERRORS if comparison.differences else DONE)


def _as_json(comparison: Comparison) -> Iterator[str]:
    """The lines of data/changes.jsonl."""
    from pipeline.records import TABLES, changes_of

    return TABLES["changes"].lines(changes_of(comparison))


def _as_text(comparison: Comparison) -> Iterator[str]:
    """What must be looked at again, then every difference by unit, then the counts."""
    from pipeline.compare import Subject
    from pipeline.papers.number_words import counted

    yield f"{comparison.old_period} → {comparison.new_period}"
    if comparison.rules_changed:
        yield comparison.rules_changed
    if comparison.revisits:
        yield f"\n须重新审视（{len(comparison.revisits)}）"
        for revisit in comparison.revisits:
            name = f"“{revisit.power_name}”" if revisit.power_name else ""
            code = revisit.code or revisit.power_code
            yield f"  {revisit.rule} {revisit.title}　{revisit.unit}{revisit.division}{name}{code and f'（{code}）'}"
            yield f"    {revisit.text}；{revisit.ask}。"
    for unit, differences in groupby(comparison.differences, key=lambda difference: difference.unit):
        yield f"\n{unit}"
        for difference in differences:
            yield from _lines(difference)
    yield ""
    for subject in Subject:
        kinds = [(str(kind), count) for (of, kind), count in comparison.counts.items() if of is subject]
        if kinds:
            yield f"{subject}：{counted(kinds, '')}"
    if not comparison.differences:
        yield "没有变动。"


def _lines(difference: Difference) -> Iterator[str]:
    from pipeline.compare import Subject
    from pipeline.papers.changes import cause_text, change_text

    named = difference.title.replace("\n", " ")
    of = "" if difference.subject is Subject.POWER or not difference.power_name else f"（{difference.power_name}）"
    yield f"  [{difference.subject}·{difference.kind}] {difference.code} {named}{of}".replace("]  ", "] ")
    for text in (difference.matched, change_text(difference), cause_text(difference)):
        yield from (f"    {line}" for line in text.splitlines())
