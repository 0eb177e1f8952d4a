"""``lianfang levels``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import pipeline
from pipeline.cli import options
from pipeline.cli.screen import DONE, DONE_WITH_ERRORS

if TYPE_CHECKING:
    from pipeline.model import Assessment, Reason
    from pipeline.run.effect import Effect


@click.command()
@click.option("--rules", type=options.PATH, help="打算换用的规则文件；不写则看本机关的文件夹改变什么。")
@options.office
@options.inbox
@click.option("--instead-of", type=options.PATH, help="现用的规则文件；不写则为本机关文件夹或随程序的规则。")
@options.in_lines
@options.passwords
def levels(
    rules: Path | None, office: Path | None, inbox: Path, instead_of: Path | None, form: str, passwords: tuple[str, ...]
) -> None:
    """换用规则之前，列出类别或等级会变的风险点：从什么变成什么，因为哪条规则。

    退出状态：0 没有变动；1 有变动；2 规则文件有错或没有收件。
    """
    effect = pipeline.effect_of_rules(rules, inbox, instead_of=instead_of, office=office, passwords=passwords)
    for line in _as_json(effect) if form == "json" else _as_text(effect):
        click.echo(line)
    sys.exit(DONE_WITH_ERRORS if effect.shifts else DONE)


def _as_text(effect: Effect) -> Iterator[str]:
    """Each point that would change, from what to what, by which rules; then the counts."""
    for shift in effect.shifts:
        old, new = shift.before, shift.after
        yield f"{new.unit}{new.division}　{new.risk_code}：{_standing(old)} → {_standing(new)}"
        yield from (f"    原按 {_line(reason)}" for reason in shift.gone)
        yield from (f"    现按 {_line(reason)}" for reason in shift.come)
    for aside in effect.set_aside:
        yield f"未能处理：{aside.file}：{aside.reason}"
    moves = Counter((_standing(shift.before), _standing(shift.after)) for shift in effect.shifts)
    yield f"按“{effect.rules}”，{effect.points}个风险点中有{len(effect.shifts)}个的类别或等级会变。"
    yield from (f"  {old} → {new}：{count}个" for (old, new), count in sorted(moves.items()))


def _as_json(effect: Effect) -> Iterator[str]:
    """A JSON object for each point that would change."""
    for shift in effect.shifts:
        row = {
            "unit": shift.after.unit,
            "division": shift.after.division,
            "risk": shift.after.risk_code,
            "power": shift.after.power_code,
            "before": _plain(shift.before, shift.gone),
            "after": _plain(shift.after, shift.come),
        }
        yield json.dumps(row, ensure_ascii=False)


def _plain(found: Assessment, reasons: Sequence[Reason]) -> dict[str, Any]:
    return {
        "class": found.klass,
        "level": found.level,
        "score": found.score,
        "rules": found.rules,
        "reasons": [{"rule": r.rule, "title": r.title, "evidence": r.evidence} for r in reasons],
    }


def _standing(found: Assessment) -> str:
    return f"{found.klass}{found.level}"


def _line(reason: Reason) -> str:
    return f"{reason.rule} {reason.title}：{reason.evidence}"
