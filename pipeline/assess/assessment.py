"""One risk point's class and level, with every rule that took part."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from pipeline.assess.factors import FACTORS, Facts
from pipeline.assess.ruleset import Estimate, Ruleset
from pipeline.model import Assessment, Power, Reason, RiskPoint, Step, Submission


def assess_unit(unit: str, submissions: tuple[Submission, ...], rules: Ruleset) -> tuple[Assessment, ...]:
    """An Assessment for each risk point of the unit, in the order of files and rows."""
    powers: dict[str, Power] = {}
    flows: defaultdict[str, list[Step]] = defaultdict(list)
    for submission in submissions:
        for power in submission.powers:
            powers.setdefault(power.code, power)
        for step in submission.steps:
            flows[step.power_code].append(step)
    return tuple(
        _assess(
            unit,
            submission.info.division,
            risk,
            powers.get(risk.power_code),
            tuple(flows.get(risk.power_code, ())),
            rules,
        )
        for submission in submissions
        for risk in submission.risks
    )


def _assess(
    unit: str, division: str, risk: RiskPoint, power: Power | None, flow: tuple[Step, ...], rules: Ruleset
) -> Assessment:
    klass, class_reasons = _klass(power, rules)
    numbers = risk.steps.value or ()
    facts = Facts(
        risk=risk,
        power=power,
        flow=flow,
        at_risk=tuple(step for step in flow if step.number.value in numbers),
        klass=klass,
        first_class=rules.first_class,
        is_major=_is_major(power, rules),
        collective_words=rules.collective_words,
    )
    likelihood, likelihood_reasons = _grade(risk.likelihood, rules.likelihood, facts, rules)
    harm, harm_reasons = _grade(risk.harm, rules.harm, facts, rules)
    level = rules.matrix[likelihood, harm]
    reasons = [
        *class_reasons,
        *likelihood_reasons,
        *harm_reasons,
        Reason(rules.matrix_rule, rules.matrix_title, f"可能性{likelihood}、危害程度{harm}，等级为{level}"),
    ]
    for floor in rules.floors:
        evidence = [FACTORS[name](facts) for name in floor.factors]
        # The scale runs from the highest level down.
        if all(evidence) and rules.levels.index(floor.level) < rules.levels.index(level):
            level = floor.level
            reasons.append(Reason(floor.code, floor.title, "；".join(evidence)))
    return Assessment(
        unit=unit,
        division=division,
        risk_code=risk.code,
        power_code=risk.power_code,
        klass=klass,
        level=level,
        likelihood=likelihood,
        harm=harm,
        reasons=tuple(reasons),
        self_assessed=risk.self_level,
    )


def _is_major(power: Power | None, rules: Ruleset) -> bool:
    amount = power.amount.value if power else None
    return power is not None and amount is not None and amount >= rules.major(power.category)


def _klass(power: Power | None, rules: Ruleset) -> tuple[str, tuple[Reason, ...]]:
    """Class by the plan's fields: as declared, else by category; an amount of 重大 lifts the field. Never guessed."""
    if power is None:
        return rules.unclassed, (Reason("K9", "无法归类", "职权编码不在职权目录中"),)
    if power.field in rules.class_of_field:
        field, reason = power.field, Reason("K1", "按所填涉及领域归类", f"涉及领域“{power.field}”")
    elif power.category in rules.field_of_category:
        field = rules.field_of_category[power.category]
        reason = Reason("K2", "按权力类别推定领域", f"权力类别“{power.category}”对应“{field}”")
    else:
        return rules.unclassed, (
            Reason("K9", "无法归类，交审定", f"涉及领域未填，权力类别“{power.category}”没有对应领域"),
        )
    reasons = [reason]
    if _is_major(power, rules) and field in rules.field_when_major:
        lifted = rules.field_when_major[field]
        evidence = (
            f"涉及金额{power.amount.value:f}万元，达到重大标准{rules.major(power.category):f}万元，"
            f"“{field}”按“{lifted}”"
        )
        reasons.append(Reason("K3", "金额达到重大标准", evidence))
        field = lifted
    klass = rules.class_of_field[field]
    return klass, (*reasons[:-1], replace(reasons[-1], evidence=f"{reasons[-1].evidence}，归{klass}"))


def _grade(filled: str, estimate: Estimate, facts: Facts, rules: Ruleset) -> tuple[str, tuple[Reason, ...]]:
    """A grade as filled; where it is blank or not of the scale, estimated from the rules that hold."""
    if filled in rules.levels:
        return filled, (Reason("Z1", f"处室填报的{estimate.name}", f"{estimate.name}填报为{filled}"),)
    matched = [(rule, FACTORS[rule.factor](facts)) for rule in estimate.rules]
    holding = [(rule, evidence) for rule, evidence in matched if evidence]
    points = sum(rule.points for rule, _ in holding)
    grade = next((level for level, least in estimate.steps if points >= least), estimate.otherwise)
    why = "未填" if not filled else f"所填“{filled}”不在等级词表中"
    return grade, (
        *(Reason(rule.code, rule.title, f"{evidence}（{rule.points:+d}分）") for rule, evidence in holding),
        Reason("Z2", f"{estimate.name}{why}，按规则估计", f"合计{points}分，估为{grade}"),
    )
