"""说明: a check or a level rule in full, or the catalogue of both, from their own data."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.assess import Ruleset, Rulesets
from pipeline.assess.rule_texts import rule_texts
from pipeline.check import CATALOGUE, FAMILIES, Check
from pipeline.errors import BadRequest
from pipeline.run.in_force import settings_in_force
from pipeline.run.request import StrPath


def explain(code: str = "", *, rules: StrPath | None = None, office: StrPath | None = None) -> str:
    """What a check or a level rule means, why, and how to mend; without a code, all codes, a line each.

    Raises BadRequest where no such code exists, SettingsError.
    """
    rulesets = Rulesets(settings_in_force(rules, office)).all()
    if not code:
        return _catalogue(rulesets)
    text = _in_full(code.upper(), rulesets)
    if not text:
        raise BadRequest(f"没有编号为“{code}”的检查或规则。运行 lianfang explain 可列出全部。")
    return text


def _in_full(code: str, rulesets: Mapping[str, Ruleset]) -> str:
    """A check or a level rule in full; empty where no such code exists."""
    if code in CATALOGUE:
        return _check(CATALOGUE[code])
    texts = [rule_texts(rules).get(code) for rules in rulesets.values()]
    return "\n\n".join(dict.fromkeys(text for text in texts if text))


def _catalogue(rulesets: Mapping[str, Ruleset]) -> str:
    """All codes, a line each, by family."""
    lines: list[str] = []
    for family in (family for family in FAMILIES if family.checks):
        lines.append(family.title)
        lines += [f"  {check.code}  {check.severity}  {check.title}" for check in family.checks]
    for rules in rulesets.values():
        lines.append(f"定类定级规则：{rules.name}")
        lines += [f"  {text.splitlines()[0]}" for text in rule_texts(rules).values()]
    return "\n".join(lines)


def _check(check: Check) -> str:
    return (
        f"{check.code} {check.title}（{check.severity}）\n"
        f"为什么：{check.reason}\n例：{check.example}\n怎样改：{check.mend}"
    )
