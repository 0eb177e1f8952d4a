"""定类定级规则的文字: each rule of a rule set in full, for ``lianfang explain``, made from the rule files."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.assess.level import Clause, FirstOf, Matrix, Points, Score
from pipeline.assess.ruleset import Ruleset

_PLACE = re.compile(r"\{\w+\}")


def rule_texts(rules: Ruleset) -> Mapping[str, str]:
    """Each rule in full, by its code, in the order in which the rules apply."""
    texts = {
        rule.code: f"{rule.code} {rule.title}\n成立时写：{without_places(rule.found)}\n把握：{rule.confidence}"
        for rule in rules.classing.written.rule.all()
    }
    manner = rules.grading.manner
    match manner:
        case Matrix():
            for rule in (manner.filled, manner.estimated):
                texts[rule.code] = f"{rule.code} {rule.title}\n成立时写：{without_places(rule.found)}"
            for points in (manner.likelihood, manner.harm):
                texts |= _point_texts(points, rules)
            texts[manner.rule.code] = f"{manner.rule.code} {manner.rule.title}\n" + "\n".join(
                f"可能性{likelihood}、危害程度{harm} → {level}" for (likelihood, harm), level in manner.grid.items()
            )
        case Score():
            texts |= _point_texts(manner.points, rules)
            texts[manner.rule.code] = f"{manner.rule.code} {manner.rule.title}\n{steps_text(manner.points)}"
        case FirstOf():
            for clause in (*manner.clauses, manner.otherwise):
                texts[clause.rule.code] = _clause_text(clause, "等级为", rules)
    for clause in rules.grading.ceilings:
        texts[clause.rule.code] = _clause_text(clause, "等级不高于", rules)
    for clause in rules.grading.floors:
        texts[clause.rule.code] = _clause_text(clause, "等级不低于", rules)
    return texts


def without_places(sentence: str) -> str:
    """A sentence for people: what stands in its places differs from point to point."""
    return _PLACE.sub("……", sentence)


def _point_texts(points: Points, rules: Ruleset) -> Mapping[str, str]:
    texts = {}
    for rule in points.rules:
        factor = rules.factors[rule.factor]
        texts[rule.rule.code] = (
            f"{rule.rule.code} {rule.rule.title}\n看什么：{factor.sees}\n成立时：{points.title}{rule.points:+d}分"
            + (f"\n怎样改变：{factor.mend}" if factor.mend else "")
        )
    return texts


def steps_text(points: Points) -> str:
    """From how many points on which grade is given."""
    steps = [f"{least}分以上为{grade}" for grade, least in points.steps]
    return "，".join([*steps, f"其余为{points.otherwise}"])


def _clause_text(clause: Clause, gives: str, rules: Ruleset) -> str:
    lines = [f"{clause.rule.code} {clause.rule.title}"]
    lines += [f"须成立：{rules.factors[name].title}——{rules.factors[name].sees}" for name in clause.when]
    lines += [f"须不成立：{rules.factors[name].title}——{rules.factors[name].sees}" for name in clause.unless]
    return "\n".join([*lines, f"结果：{gives}{clause.level}"])
