"""``lianfang diff``: two outputs compared, as text for people or one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pipeline.assess import Rulesets
from pipeline.compare import Comparison, Difference, Subject, compare
from pipeline.errors import SettingsError
from pipeline.intake.previous import read_period
from pipeline.model import PeriodRecords
from pipeline.papers.changes import cause_text, change_lines, change_text
from pipeline.papers.numbers import counted
from pipeline.settings import Settings, judged_by


def compare_outputs(old: Path, new: Path, settings: Settings) -> Comparison:
    """Compare two output folders, by the rules that the newer one was judged by.

    Raises UnreadablePeriod where a folder holds no records that can be read, SettingsError where its rules are not.
    """
    last, this = read_period(old), read_period(new)
    return compare(last, this, _rules(this, settings), settings)


def _rules(this: PeriodRecords, settings: Settings) -> Rulesets:
    """The rules kept with the newer output; the present ones where it kept none, or kept them in an older form."""
    try:
        return Rulesets(judged_by(settings, this.rules)).all_read()
    except (SettingsError, KeyError, TypeError, AttributeError):
        return Rulesets(settings).all_read()


def as_json(comparison: Comparison) -> Iterator[str]:
    """The lines of data/changes.jsonl."""
    return (json.dumps(line, ensure_ascii=False) for line in change_lines(comparison))


def as_text(comparison: Comparison) -> Iterator[str]:
    """What must be looked at again, then every difference by unit, then the counts."""
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
    named = difference.title.replace("\n", " ")
    of = "" if difference.subject is Subject.POWER or not difference.power_name else f"（{difference.power_name}）"
    yield f"  [{difference.subject}·{difference.kind}] {difference.code} {named}{of}".replace("]  ", "] ")
    for text in (difference.matched, change_text(difference), cause_text(difference)):
        yield from (f"    {line}" for line in text.splitlines())
