"""What ``lianfang explain`` and docs/checks.md say: the catalogue of checks and the level rules, from their data."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.assess import Ruleset, Rulesets
from pipeline.check import CATALOGUE, FAMILIES, Check
from pipeline.commands.levelrules import levels_page, rule_texts
from pipeline.settings import load_settings


def explain_code(code: str, rulesets: Mapping[str, Ruleset]) -> str | None:
    """A check or a level rule in full; None where no such code exists."""
    if code in CATALOGUE:
        return _check(CATALOGUE[code])
    texts = [rule_texts(rules).get(code) for rules in rulesets.values()]
    return "\n\n".join(dict.fromkeys(text for text in texts if text)) or None


def explain_catalogue(rulesets: Mapping[str, Ruleset]) -> str:
    """All codes, a line each, by family."""
    lines: list[str] = []
    for family in (family for family in FAMILIES if family.checks):
        lines.append(family.title)
        lines += [f"  {check.code}  {check.severity}  {check.title}" for check in family.checks]
    for rules in rulesets.values():
        lines.append(f"定类定级规则：{rules.name}")
        lines += [f"  {text.splitlines()[0]}" for text in rule_texts(rules).values()]
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


def level_rules_page() -> str:
    """docs/levels.md."""
    return levels_page(Rulesets(load_settings()).all())


def _check(check: Check) -> str:
    return (
        f"{check.code} {check.title}（{check.severity}）\n"
        f"为什么：{check.reason}\n例：{check.example}\n怎样改：{check.mend}"
    )
