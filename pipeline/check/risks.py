"""H 风险与措施, the risk points: every power is searched, and what is found is said so that it can be judged."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.meaning.phrases import bare, named, says
from pipeline.model import Power, Severity, Step
from pipeline.view.unit import Unit


@check(
    "H601",
    Severity.WARNING,
    "职权没有查找风险点",
    reason="方案第三步“查险”要求沿每项职权的流程查找风险点。",
    example="某项审批在自查表中没有一行。",
    mend="沿流程逐环节查找；确无风险的，请在备注中说明。",
)
def power_without_risk(unit: Unit) -> Iterator[Fault]:
    """A power that no risk point names."""
    for power in unit.powers:
        if power.code and power.code not in unit.risks_by_power:
            yield Fault(
                (power.at("code"),),
                f"职权“{power.name}”没有查找出任何风险点",
                "请沿流程逐环节查找，补填《廉政风险自查表》。",
            )


@check(
    "H605",
    Severity.HINT,
    "要害环节没有风险点",
    reason="一人决定和钱物出手的环节最易出问题，方案第三步“查险”要求沿流程逐环节查找。",
    example="“签发决定”一步由处长一人决定，自查表没有对应它的风险点。",
    mend="为该环节补列风险点；确无风险的，在备注中说明。",
)
def concern_without_risk(unit: Unit) -> Iterator[Fault]:
    """Steps of high concern that no risk point of the power names; H601 tells of powers without any."""
    for power, steps in unit.working.values():
        risks = unit.risks_by_power.get(power.code, ())
        if not risks or not all(risk.steps.value for risk in risks):
            continue
        searched = {number for risk in risks for number in risk.steps.value or ()}
        missed = [s for s in steps if s.number.value not in searched and _of_concern(unit, power, s)]
        if missed:
            yield Fault(
                tuple(step.at("number") for step in missed),
                f"职权“{power.name}”的要害环节 {named(missed)}没有对应的风险点",
                "请为这些环节补列风险点；确无风险的，请在备注中说明。",
            )


def _of_concern(unit: Unit, power: Power, step: Step) -> bool:
    """One person decides, or judges with discretion more than the form of papers, or money and goods change hands."""
    roles, words = unit.settings.vocabulary.step_kinds, unit.settings.structure.power
    judging = step.kind == roles.fork and unit.has_discretion(power) and not says(step.name, words.formal)
    if unit.posts_of(step) and (step.kind in roles.deciding or judging):
        return True
    return step.kind in (*roles.handling, *roles.approving) and says(step.name, words.money)


@check(
    "H613",
    Severity.HINT,
    "没有自评等级",
    reason="自评是定级的起点，没有自评就无从与评定对照（方案第四步“定级”）。",
    example="“自评等级”为空。",
    mend="按发生可能性和危害程度填高、中、低。",
)
def no_own_level(unit: Unit) -> Iterator[Fault]:
    """Risk points without a level of the division's own; one fault a workbook."""
    for submission in unit.submissions:
        blank = [risk for risk in submission.risks if not risk.self_level]
        if blank:
            yield Fault(
                tuple(risk.at("self_level") for risk in blank),
                f"{len(blank)} 个风险点没有自评等级",
                "请按发生可能性和危害程度填高、中、低。",
            )


@check(
    "H614",
    Severity.WARNING,
    "自评与评定相差悬殊",
    reason="按规则评定为高的自评为低（或相反），不是尺度不同，而是没有按口径自评（方案第四步“定级”）。",
    example="涉及重大资金、没有集体研究的风险点自评为低，评定为高。",
    mend="对照定级理由重新自评，或在审定时说明理由。",
)
def far_from_assessed(unit: Unit) -> Iterator[Fault]:
    """A division's own level that is so many steps of the scale away from the one assessed (structure.toml)."""
    for risk in unit.risks:
        assessed = unit.assessed.get(risk.code)
        if assessed and unit.far_apart(assessed):
            reason = assessed.reasons[-1]
            yield Fault(
                (risk.at("self_level"),),
                f"风险“{risk.code}”自评为{risk.self_level}，"
                f"按规则评定为{assessed.level}（{reason.rule} {reason.title}）",
                "请对照定级理由重新自评，或在审定时说明理由。",
            )


@check(
    "H615",
    Severity.WARNING,
    "风险描述空泛",
    reason="“存在廉政风险”之类说不出会出什么事，无从定级，也无从防控。",
    example="风险描述只写“存在廉政风险”。",
    mend="写明谁在哪一步可能怎样谋私或失职。",
)
def thin_description(unit: Unit) -> Iterator[Fault]:
    """A description in which nothing is left without the empty phrases of structure.toml."""
    empty = unit.settings.structure.empty
    for risk in unit.risks:
        if risk.description and len(bare(risk.description, empty.risk)) < empty.least:
            yield Fault(
                (risk.at("description"),),
                f"风险“{risk.code}”的描述“{risk.description}”没有说出会出什么问题",
                "请写明谁在哪一步可能怎样谋私或失职。",
            )


@check(
    "H616",
    Severity.HINT,
    "表现形式照抄风险描述",
    reason="表现形式是怎样看出来，照抄描述等于没填。",
    example="两栏一字不差。",
    mend="写明实际会表现为什么样子，如“同类申请反复要求补正”。",
)
def manifestation_repeats(unit: Unit) -> Iterator[Fault]:
    """Risk points whose manifestation is the description again; one fault a workbook."""
    for submission in unit.submissions:
        same = [r for r in submission.risks if r.manifestation and bare(r.manifestation) == bare(r.description)]
        if same:
            yield Fault(
                tuple(risk.at("manifestation") for risk in same),
                f"{len(same)} 个风险点的表现形式照抄风险描述",
                "请写明实际会表现为什么样子。",
            )


@check(
    "H617",
    Severity.HINT,
    "风险来源单一",
    reason="方案第三步“查险”要求从履行职责、制度机制、思想意识、外部环境四个方面查找。",
    example="八个风险点的来源都是“思想意识”。",
    mend="对照四个来源再查一遍。",
)
def single_source(unit: Unit) -> Iterator[Fault]:
    """A workbook with many risk points that all come from one source."""
    for submission in unit.submissions:
        sources = {risk.source for risk in submission.risks}
        if len(submission.risks) >= unit.settings.structure.levels.many_points and len(sources) == 1:
            yield Fault(
                tuple(risk.at("source") for risk in submission.risks),
                f"{len(submission.risks)} 个风险点的来源都是“{submission.risks[0].source}”",
                f"请对照{'、'.join(unit.settings.vocabulary.risk_sources.terms)}几个来源再查一遍。",
            )
