"""变动情况: what a comparison with the last period says, as rows for people."""

from __future__ import annotations

from collections.abc import Iterator

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
