"""What ``lianfang explain`` and docs/checks.md say: the catalogue of checks and the level rules, from their data."""

from __future__ import annotations

from pipeline.assess import Ruleset
from pipeline.check import CATALOGUE, FAMILIES, Check


def explain_code(code: str, rules: Ruleset) -> str | None:
    """A check or a level rule in full; None where no such code exists."""
    if code in CATALOGUE:
        return _check(CATALOGUE[code])
    return _level_rules(rules).get(code)


def explain_catalogue(rules: Ruleset) -> str:
    """All codes, a line each, by family."""
    lines: list[str] = []
    for family in (family for family in FAMILIES if family.checks):
        lines.append(family.title)
        lines += [f"  {check.code}  {check.severity}  {check.title}" for check in family.checks]
    lines.append("定级规则")
    lines += [f"  {text.splitlines()[0]}" for text in _level_rules(rules).values()]
    return "\n".join(lines)


def catalogue_page() -> str:
    """docs/checks.md."""
    parts = ["# 检查目录\n\n本页由程序中的检查目录生成（`make docs`），请勿手改。\n"]
    for family in (family for family in FAMILIES if family.checks):
        parts.append(f"## {family.letter} {family.title}\n")
        parts += [
            f"### {check.code} {check.title}\n\n"
            f"- 严重程度：{check.severity}\n- 为什么：{check.reason}\n"
            f"- 例：{check.example}\n- 怎样改：{check.mend}\n"
            for check in family.checks
        ]
    return "\n".join(parts)


def _check(check: Check) -> str:
    return (
        f"{check.code} {check.title}（{check.severity}）\n"
        f"为什么：{check.reason}\n例：{check.example}\n怎样改：{check.mend}"
    )


def _level_rules(rules: Ruleset) -> dict[str, str]:
    texts = {
        "K1": "K1 按所填涉及领域归类\n涉及领域在规则文件 [class.fields] 中，按其归入一类或二类。",
        "K2": "K2 按权力类别推定领域\n未填涉及领域时，按规则文件 [class.by_category] 推定。",
        "K3": "K3 金额达到重大标准\n涉及金额达到 [major] 的标准时，二类领域按 [class.when_major] 上升为一类领域。",
        "K9": "K9 无法归类\n没有依据归类的，记为未归类，列入审定意见表，绝不猜测。",
        "Z1": "Z1 处室填报\n处室填了发生可能性、危害程度的，以填报为准。",
        "Z2": "Z2 按规则估计\n处室未填的，按下列各规则计分估计。",
        rules.matrix_rule: f"{rules.matrix_rule} {rules.matrix_title}\n"
        + "\n".join(
            f"可能性{row} × 危害{column} → {rules.matrix[row, column]}"
            for row in rules.levels
            for column in rules.levels
        ),
    }
    for estimate in (rules.likelihood, rules.harm):
        for rule in estimate.rules:
            texts[rule.code] = f"{rule.code} {rule.title}\n成立时，{estimate.name}估计分 {rule.points:+d}。"
    for floor in rules.floors:
        texts[floor.code] = f"{floor.code} {floor.title}\n条件全部成立时，等级不低于{floor.level}。"
    return texts
