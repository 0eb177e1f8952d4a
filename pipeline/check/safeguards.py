"""S 权力结构, what keeps a power within bounds: criteria, supervision, publicity, collective and lawful procedure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.check.catalogue import Fault, Suggests, Weakness, check
from pipeline.check.separation import is_major
from pipeline.meaning.phrases import named, says
from pipeline.model import Power, Severity, Step
from pipeline.settings import StepKinds
from pipeline.settings.structure import PowerWords
from pipeline.settings.vocabulary import MeasureRole
from pipeline.view.unit import Unit


def _words(unit: Unit) -> PowerWords:
    return unit.settings.structure.power


def _kinds(unit: Unit) -> StepKinds:
    return unit.settings.vocabulary.step_kinds


def _told(unit: Unit, power: Power, steps: Collection[Step]) -> str:
    """All that is said of how a power is used: its remark, its flow, and the measures against its risks."""
    measures = (m.text for risk in unit.risks_by_power.get(power.code, ()) for m in unit.measures_of(risk))
    flow = (text for s in steps for text in (s.name, s.actor, s.condition, s.procedure, s.supervision, s.remark))
    return "\n".join((power.remark, *flow, *measures))


def _kind_of_measure(unit: Unit, power: Power, role: MeasureRole) -> bool:
    """A measure of that kind stands against some risk of the power."""
    (kind,) = unit.settings.vocabulary.measure_kinds.of(role)
    risks = unit.risks_by_power.get(power.code, ())
    return any(kind in measure.kinds for risk in risks for measure in unit.measures_of(risk))


@check(
    "S811",
    Severity.WARNING,
    "有自由裁量但没有裁量标准",
    reason="裁量没有标准，同样的事可以有不同的处理，是自由裁量权过大（方案第五步“规范裁量”）。",
    example="“自由裁量”填有，流程和措施中找不到裁量基准、分级标准或细则。",
    mend="在流程中写明依据什么标准裁量，或列为风险点并写明规范裁量的措施。",
    suggests=Suggests("“{power}”有自由裁量，但没有裁量标准，处理轻重可能因人而异。", (MeasureRole.BOUND,)),
)
def discretion_without_criteria(unit: Unit) -> Iterator[Fault]:
    """A power with discretion whose flow and measures name no standard to go by; a measure of the kind is one."""
    for power, steps in unit.working.values():
        if not unit.has_discretion(power) or _kind_of_measure(unit, power, MeasureRole.BOUND):
            continue
        if not says(_told(unit, power, steps), _words(unit).criteria):
            judging = [step for step in steps if step.kind in (*_kinds(unit).approving, _kinds(unit).fork)]
            yield Fault(
                (power.at("discretion"),),
                f"职权“{power.name}”有自由裁量，但流程和措施中没有写明裁量标准",
                "请写明依据什么标准裁量，或列为风险点并写明规范裁量的措施。",
                Weakness(power, tuple(judging)),
            )


@check(
    "S812",
    Severity.HINT,
    "裁量涉及资金而没有限额",
    reason="金额可以自定又没有上限，是自由裁量权过大。",
    example="有自由裁量、涉及金额 50 万元，流程中没有限额、额度或比例。",
    mend="写明单笔或总额的上限、定额或计算公式。",
    suggests=Suggests("“{power}”涉及资金又有自由裁量，但没有限额或计算标准。", (MeasureRole.BOUND,)),
)
def discretion_over_money_without_cap(unit: Unit) -> Iterator[Fault]:
    """A power with discretion over an amount, of which nothing names a cap; where S811 holds, it says so."""
    words = _words(unit)
    for power, steps in unit.working.values():
        if not unit.has_discretion(power) or not power.amount.value:
            continue
        told = _told(unit, power, steps)
        if says(told, words.criteria) and not says(told, words.caps):
            yield Fault(
                (power.at("amount"),),
                f"职权“{power.name}”有自由裁量并涉及金额 {power.amount.value:f} 万元，但没有限额",
                "请在流程中写明上限、定额或计算公式。",
                Weakness(power, _money_steps(unit, steps)),
            )


def _money_steps(unit: Unit, steps: Collection[Step]) -> tuple[Step, ...]:
    return tuple(step for step in steps if says(f"{step.name}{step.procedure}", _words(unit).money))


@check(
    "S813",
    Severity.WARNING,
    "资金环节没有监督方式",
    reason="钱物出手的环节无人监督，是监督缺位。",
    example="“拨付资金”一步的监督方式为空。",
    mend="写明由谁用什么办法监督，如双人复核、系统留痕、抽查凭证。",
    suggests=Suggests("“{power}”的资金、物资经手环节没有监督方式。", (MeasureRole.WATCH, MeasureRole.BALANCE)),
)
def money_without_supervision(unit: Unit) -> Iterator[Fault]:
    """Steps where money or goods change hands, without a way of supervision; one fault a flow."""
    for power, steps in unit.working.values():
        bare = tuple(step for step in _money_steps(unit, steps) if not step.supervision)
        if bare:
            yield Fault(
                tuple(step.at("supervision") for step in bare),
                f"职权“{power.name}”经手资金物资的环节 {named(bare)}没有监督方式",
                "请写明由谁用什么办法监督。",
                Weakness(power, bare),
            )


@check(
    "S814",
    Severity.WARNING,
    "审批环节没有监督方式",
    reason="审核、决定是权力的要害，没有监督方式就是监督缺位；方案第二步“流程”要求写明监督方式。",
    example="“决定”环节的监督方式为空。",
    mend="写明由谁用什么办法监督，如会议纪要、意见留痕、机关纪委抽查。",
    suggests=Suggests("“{power}”的审核、决定环节没有监督方式。", (MeasureRole.WATCH, MeasureRole.BALANCE)),
)
def approval_without_supervision(unit: Unit) -> Iterator[Fault]:
    """Approving steps without a way of supervision, but those about money (S813); one fault a flow."""
    for power, steps in unit.working.values():
        money = _money_steps(unit, steps)
        bare = tuple(s for s in steps if s.kind in _kinds(unit).approving and not s.supervision and s not in money)
        if bare:
            yield Fault(
                tuple(step.at("supervision") for step in bare),
                f"职权“{power.name}”审批环节 {named(bare)}没有监督方式",
                "请写明由谁用什么办法监督。",
                Weakness(power, bare),
            )


@check(
    "S815",
    Severity.WARNING,
    "对外职权没有公开方式",
    reason="对外行使的权力应当公开依据、条件、程序和结果（政府信息公开条例第二十条）。",
    example="行政许可的“公开方式”为空，流程中也没有公示环节。",
    mend="填写公开方式；依法不公开的，在备注中说明依据。",
    suggests=Suggests("“{power}”对外行使，但没有公开方式，缺少社会监督。", (MeasureRole.REFORM,)),
)
def not_public(unit: Unit) -> Iterator[Fault]:
    """A power exercised outwards without a way of publicity, without a step of publishing and without a word why."""
    terms = unit.settings.vocabulary.power_categories
    for powers in unit.powers_by_code.values():
        power = powers[0]
        outward = power.category in terms.terms and power.category not in terms.internal
        steps = unit.flows.get(power.code, ())
        published = any(step.kind in _kinds(unit).publishing for step in steps)
        if outward and not power.publicity and not published and "公开" not in power.remark:
            yield Fault(
                (power.at("publicity"),),
                f"职权“{power.name}”属“{power.category}”，没有公开方式",
                "请填写公开方式；依法不公开的，请在备注中说明依据。",
                Weakness(power),
            )


@check(
    "S816",
    Severity.WARNING,
    "重大事项没有集体研究",
    reason="重大决策、重要干部任免、重大项目安排和大额度资金使用（三重一大）须集体研究决定。",
    example="涉及金额 1000 万元的采购由分管领导一人签批。",
    mend="在流程中写明哪一步由哪个会议集体研究。",
    suggests=Suggests("“{power}”属重大事项，流程中没有集体研究，可能由个人说了算。", (MeasureRole.BALANCE,)),
)
def major_without_meeting(unit: Unit) -> Iterator[Fault]:
    """A power of 三重一大, by its field or its amount, whose flow names no meeting."""
    words, meetings = _words(unit), unit.settings.rules.words["collective"]
    for power, steps in unit.working.values():
        if power.field not in words.collective_fields and not is_major(unit, power):
            continue
        if not any(says(f"{step.name}{step.actor}", meetings) for step in steps):
            deciding = tuple(step for step in steps if step.kind in _kinds(unit).deciding)
            why = f"涉及领域“{power.field}”" if power.field in words.collective_fields else "涉及金额达到重大标准"
            yield Fault(
                (power.at("name"),),
                f"职权“{power.name}”{why}，流程中没有集体研究",
                "请在流程中写明哪一步由哪个会议集体研究。",
                Weakness(power, deciding),
            )


@check(
    "S817",
    Severity.WARNING,
    "没有决定环节",
    reason="许可、处罚等须由行政机关作出决定；流程中看不到谁决定，责任无从落实。",
    example="行政许可的流程从“受理”直接到“办结”。",
    mend="把作出决定的一步的环节类型改为“决定”。",
)
def no_decision(unit: Unit) -> Iterator[Fault]:
    """A power that ends in an administrative decision, whose flow has no deciding step."""
    for power, steps in unit.working.values():
        if power.category in _words(unit).decided and not any(s.kind in _kinds(unit).deciding for s in steps):
            yield Fault(
                tuple(step.at("kind") for step in steps),
                f"职权“{power.name}”属“{power.category}”，流程中没有决定环节",
                "请把作出决定的一步的环节类型改为“决定”。",
            )


def _lacking(unit: Unit, code: str, what: str, mend: str) -> Iterator[Fault]:
    """Powers whose flow does not say what the law asks of their category (structure.toml, [[procedure]])."""
    for asked in unit.settings.structure.procedure:
        if asked.check != code:
            continue
        for power, steps in unit.working.values():
            if power.category in asked.categories and not says(_told(unit, power, steps), asked.words):
                deciding = tuple(step for step in steps if step.kind in _kinds(unit).deciding)
                yield Fault(
                    (power.at("name"),),
                    f"职权“{power.name}”的流程中{what}（{asked.rule}）",
                    mend,
                    Weakness(power, deciding),
                )


@check(
    "S821",
    Severity.WARNING,
    "没有告知和听取陈述申辩",
    reason="处罚、强制须告知当事人并听取陈述、申辩（行政处罚法第四十四条、第四十五条，行政强制法第八条、第十八条）。",
    example="处罚流程从调查直接到决定。",
    mend="在决定前写明告知和听取陈述申辩的环节。",
    suggests=Suggests("“{power}”的流程中没有告知和听取陈述申辩，当事人权利缺少保障。", (MeasureRole.REFORM,)),
)
def no_hearing_of_the_party(unit: Unit) -> Iterator[Fault]:
    """A penalty or coercion whose flow does not hear the party."""
    yield from _lacking(unit, "S821", "没有告知和听取陈述申辩", "请在决定前写明告知和听取陈述申辩的环节。")


@check(
    "S822",
    Severity.HINT,
    "处罚没有听证途径",
    reason="较大数额罚款、停业、吊销等处罚须告知听证权利（行政处罚法第六十三条）。",
    example="处罚流程中没有“听证”二字。",
    mend="写明符合条件的怎样告知和组织听证；不作这几种处罚的，在备注中说明。",
    suggests=Suggests("“{power}”的流程中没有听证途径。", (MeasureRole.REFORM,)),
)
def no_formal_hearing(unit: Unit) -> Iterator[Fault]:
    """A penalty whose flow nowhere speaks of a hearing."""
    yield from _lacking(unit, "S822", "没有听证途径", "请写明符合条件的怎样告知和组织听证。")


@check(
    "S823",
    Severity.WARNING,
    "没有告知复议诉讼",
    reason="处罚决定、不予许可决定须告知复议、诉讼的途径和期限（行政处罚法第五十九条，行政许可法第三十八条）。",
    example="不予许可的文书只写理由，没有救济途径。",
    mend="在送达环节写明告知申请行政复议、提起行政诉讼的途径和期限。",
    suggests=Suggests("“{power}”的流程中没有告知复议、诉讼途径，当事人难以寻求救济。", (MeasureRole.REFORM,)),
)
def no_remedy(unit: Unit) -> Iterator[Fault]:
    """A penalty, coercion or licence whose flow names no way to appeal."""
    yield from _lacking(unit, "S823", "没有告知复议、诉讼的途径", "请在送达环节写明告知复议、诉讼的途径和期限。")


@check(
    "S824",
    Severity.HINT,
    "处罚没有法制审核",
    reason="重大处罚决定前须经法制审核，未经审核不得作出决定（行政处罚法第五十八条）。",
    example="处罚流程中没有法制审核一步。",
    mend="写明法制审核由谁在哪一步进行；不涉及法定情形的，在备注中说明。",
    suggests=Suggests("“{power}”的流程中没有法制审核。", (MeasureRole.REFORM, MeasureRole.BALANCE)),
)
def no_legal_review(unit: Unit) -> Iterator[Fault]:
    """A penalty whose flow has no legal review."""
    yield from _lacking(unit, "S824", "没有法制审核", "请写明法制审核由谁在哪一步进行。")


@check(
    "S825",
    Severity.WARNING,
    "执法没有写明两人以上",
    reason="处罚、强制须由两名以上执法人员实施（行政处罚法第四十二条，行政强制法第十八条）。",
    example="调查取证一步没有写明人数。",
    mend="在调查、检查、执行的环节写明两名以上执法人员。",
    suggests=Suggests("“{power}”的执法环节没有写明两人以上，可能一人执法。", (MeasureRole.BALANCE,)),
)
def single_officer(unit: Unit) -> Iterator[Fault]:
    """A penalty or coercion whose flow does not ask for two officers."""
    yield from _lacking(unit, "S825", "没有写明两名以上执法人员", "请在调查、检查、执行的环节写明两名以上执法人员。")
