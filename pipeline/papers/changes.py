"""变动情况: what a comparison with the last period says, as rows for people and as lines for machines."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from pipeline.compare import Comparison, Difference

SHEET = "变动情况"
HEADS = (
    "单位", "处室", "对象", "变动", "职权编码", "权力名称", "编号", "内容", "改动的栏目", "原因", "对应依据",
)  # fmt: skip


def change_text(difference: Difference) -> str:
    """What changed, a line a field, and for a level from what to what."""
    lines = [f"{field.field}：由“{field.before}”改为“{field.after}”" for field in difference.fields]
    return "\n".join(lines)


def cause_text(difference: Difference) -> str:
    """Why a level changed, a line a cause in the order that they took effect."""
    return "\n".join(f"{cause.kind}（{cause.before} → {cause.after}）：{cause.text}" for cause in difference.causes)


def change_rows(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    """Rows under HEADS for the ledger: what must be looked at again first, then every difference."""
    for revisit in comparison.revisits:
        yield (
            revisit.unit, revisit.division, "须重新审视", revisit.title,
            revisit.power_code, revisit.power_name, revisit.code,
            f"{revisit.rule} {revisit.text}", "", revisit.ask, "",
        )  # fmt: skip
    for d in comparison.differences:
        yield (
            d.unit, d.division, str(d.subject), str(d.kind), d.power_code, d.power_name, d.code, d.title,
            change_text(d), cause_text(d), d.matched,
        )  # fmt: skip


def change_lines(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """Objects for data/changes.jsonl: ``type`` is "difference" or "look"."""
    for d in comparison.differences:
        yield {
            "type": "difference",
            "from": comparison.old_period,
            "to": comparison.new_period,
            "subject": key(d.subject),
            "kind": key(d.kind),
            "unit": d.unit,
            "division": d.division,
            "power": d.power_code,
            "power_name": d.power_name,
            "code": d.code,
            "title": d.title,
            "fields": [{"field": f.field, "before": f.before, "after": f.after} for f in d.fields],
            "causes": [{"kind": key(c.kind), "before": c.before, "after": c.after, "text": c.text} for c in d.causes],
            "matched": d.matched,
        }
    for revisit in comparison.revisits:
        yield {
            "type": "look",
            "from": comparison.old_period,
            "to": comparison.new_period,
            "rule": revisit.rule,
            "title": revisit.title,
            "unit": revisit.unit,
            "division": revisit.division,
            "power": revisit.power_code,
            "power_name": revisit.power_name,
            "code": revisit.code,
            "text": revisit.text,
            "ask": revisit.ask,
        }


def key(member: Enum) -> str:
    """The English word that machines read: a change of the Chinese one changes no file that a program reads."""
    return member.name.lower()
