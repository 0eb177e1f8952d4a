"""D 重复: the same said twice, or nearly the same, within one unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from pipeline.check.catalogue import Fault, check, short
from pipeline.likeness.texts import difference
from pipeline.model import Power, RiskPoint, Severity, Sourced, Step
from pipeline.view.unit import Unit

S = TypeVar("S", bound=Sourced)

# Fewer characters are a phrase that anybody would choose.
_SHORTEST_COPY = 8
_MOST_NAMED = 5


def _groups(rows: Iterable[S], key: Callable[[S], Hashable | None]) -> Iterator[list[S]]:
    """Rows with the same key, where there are several; rows whose key is None are left out."""
    groups: defaultdict[Hashable, list[S]] = defaultdict(list)
    for row in rows:
        value = key(row)
        if value is not None:
            groups[value].append(row)
    yield from (group for group in groups.values() if len(group) > 1)


def _named(unit: Unit, powers: Iterable[Power]) -> str:
    """The powers by division and name; the first few where there are many."""
    names = [f"{unit.division_of(power)}“{power.name}”" for power in powers]
    return "、".join(names[:_MOST_NAMED]) + (f"等 {len(names)} 项" if len(names) > _MOST_NAMED else "")


@check(
    "D101",
    Severity.WARNING,
    "同一职权列了两次",
    reason="一项权力列成两项，责任就分到两处，谁也不负全责；总目录的项数也不实。",
    example="甲处列“社团成立核准”，乙处列“社会团体设立审批”。",
    mend="合并为一项，或在名称中写明两项的分别（对象、层级、环节）。",
)
def same_power(unit: Unit) -> Iterator[Fault]:
    """Powers of one unit whose names agree once synonyms are made one; the same code twice is C301's matter."""
    for powers in _groups(unit.powers, lambda power: unit.likeness.key(power.name) or None):
        if len({power.code for power in powers}) > 1:
            differs = difference(powers[0].name, powers[1].name)
            yield Fault(
                tuple(power.at("name") for power in powers),
                f"{_named(unit, powers)}疑为同一职权：名称{differs}",
                "确属同一职权的请合并，不同的请在名称中写明分别。",
            )


@check(
    "D102",
    Severity.HINT,
    "职权名称相近",
    reason="名称只差一两个字的两项权力，常是同一项的两种写法，或分工不清。",
    example="“养老机构服务质量日常监测评价”与“养老机构服务质量日常监测评估”。",
    mend="核对是否同一项；不是的，把分别写进名称。",
)
def near_power(unit: Unit) -> Iterator[Fault]:
    """Powers of one unit whose names nearly agree, with what differs."""
    names: dict[str, Power] = {}
    for power in unit.powers:
        names.setdefault(unit.likeness.key(power.name), power)
    keys, powers = list(names), list(names.values())
    for near in unit.likeness.near(keys):
        pair = (powers[near.first], powers[near.second])
        yield Fault(
            tuple(power.at("name") for power in pair),
            f"{_named(unit, pair)}名称相近（相似度 {near.score:.2f}；{difference(pair[0].name, pair[1].name)}）",
            "确属同一职权的请合并，不同的请在名称中写明分别。",
        )


@check(
    "D103",
    Severity.WARNING,
    "同一职权的风险点重复",
    reason="同一句话列成两个风险点，数目虚增，定级和评估也重复。",
    example="某项许可的 F1、F3 风险描述一字不差。",
    mend="合并为一个，或写明各自的环节和表现。",
)
def same_risk(unit: Unit) -> Iterator[Fault]:
    """Risk points of one power with the same description and manifestation."""

    def key(risk: RiskPoint) -> Hashable | None:
        return (risk.power_code, risk.description, risk.manifestation) if risk.description else None

    for risks in _groups(unit.risks, key):
        codes = "、".join(risk.code for risk in risks)
        yield Fault(
            tuple(risk.at("description") for risk in risks),
            f"风险点 {codes} 的描述和表现一字不差：“{short(risks[0].description)}”",
            "请合并为一个，或写明各自的环节和表现。",
        )


@check(
    "D104",
    Severity.HINT,
    "风险点描述相近",
    reason="同一职权下只差几个字的风险点，多半是同一个风险。",
    example="“审核把关不严，放宽条件”与“审核把关不够严，放宽条件”。",
    mend="合并，或写明分别。",
)
def near_risk(unit: Unit) -> Iterator[Fault]:
    """Risk points of one power whose descriptions nearly agree."""
    for risks in unit.risks_by_power.values():
        for near in unit.likeness.near([risk.description for risk in risks]):
            pair = (risks[near.first], risks[near.second])
            yield Fault(
                tuple(risk.at("description") for risk in pair),
                f"风险点 {pair[0].code} 与 {pair[1].code} 描述相近（相似度 {near.score:.2f}；{near.difference}）",
                "确属同一风险的请合并，不同的请写明分别。",
            )


@check(
    "D105",
    Severity.HINT,
    "同一风险描述套用多项职权",
    reason="放在哪项权力上都能说的风险，等于没有查找；风险应从这项权力的流程中找。",
    example="三项以上职权的风险描述都是“工作人员责任心不强，把关不严”。",
    mend="结合每项职权的环节写明具体会出什么问题。",
)
def copied_risk(unit: Unit) -> Iterator[Fault]:
    """A description that stands word for word under three or more powers."""

    def key(risk: RiskPoint) -> Hashable | None:
        return risk.description if len(risk.description) >= _SHORTEST_COPY else None

    for risks in _groups(unit.risks, key):
        powers = {risk.power_code for risk in risks}
        if len(powers) >= 3:
            yield Fault(
                tuple(risk.at("description") for risk in risks),
                f"风险描述“{short(risks[0].description)}”原样用于 {len(powers)} 项职权",
                "请结合每项职权的环节写明具体会出什么问题。",
            )


@check(
    "D106",
    Severity.WARNING,
    "流程中有重复的环节",
    reason="同一流程里名称、主体、程序都相同的两个环节，多半是粘贴时多了一行。",
    example="第 3 步和第 4 步都是“审核岗—材料审核—核对原件”。",
    mend="删去多余的一行并改正“下一环节”，或写明两步的分别。",
)
def same_step(unit: Unit) -> Iterator[Fault]:
    """Steps of one flow that agree in name, kind, actor and procedure."""

    def key(step: Step) -> Hashable | None:
        return (step.power_code, step.name, step.kind, step.actor, step.procedure) if step.procedure else None

    for steps in _groups(unit.steps, key):
        yield Fault(
            tuple(step.at("name") for step in steps),
            f"职权“{steps[0].power_code}”的环节 {'、'.join(step.number.text for step in steps)} 完全相同："
            f"“{steps[0].name}”",
            "请删去多余的一行并改正“下一环节”，或写明两步的分别。",
        )


@check(
    "D107",
    Severity.HINT,
    "两项职权的流程一字不差",
    reason="照抄来的流程不反映这项权力实际怎样运行，风险也就查不准。",
    example="采购和资产处置的各个环节名称、主体、程序完全相同。",
    mend="按各自的实际做法填写；确实共用一套流程的，在备注中说明。",
)
def copied_flow(unit: Unit) -> Iterator[Fault]:
    """Flows of three or more steps that agree in every name, actor and procedure."""
    codes: defaultdict[Hashable, list[str]] = defaultdict(list)
    for code, steps in unit.flows.items():
        # Two steps, 受理 and 办结, are the same everywhere.
        if len(steps) >= 3:
            codes[tuple((step.name, step.actor, step.procedure) for step in steps)].append(code)
    for same in codes.values():
        if len(same) > 1:
            yield Fault(
                tuple(unit.flows[code][0].at("power_code") for code in same),
                f"职权 {'、'.join(same)} 的流程一字不差",
                "请按各自的实际做法填写；确实共用一套流程的，请在备注中说明。",
            )


@check(
    "D108",
    Severity.HINT,
    "办理程序千篇一律",
    reason="每一步都写“按规定办理”，看不出怎样办，也就看不出风险。",
    example="五个以上环节的“办理程序”都是“按照有关规定认真办理”。",
    mend="写明这一步具体做什么、看什么材料、留什么记录。",
)
def copied_procedure(unit: Unit) -> Iterator[Fault]:
    """A procedure that stands word for word on five or more steps of a workbook with different names."""
    yield from _copied(unit, "procedure", "办理程序", 5, "请写明这一步具体做什么、看什么材料、留什么记录。")


@check(
    "D109",
    Severity.HINT,
    "监督方式千篇一律",
    reason="处处都是同一句监督方式，多半没有落到环节上。",
    example="十个以上环节的“监督方式”都是“接受上级监督检查”。",
    mend="写明这一步由谁、怎样、何时监督。",
)
def copied_supervision(unit: Unit) -> Iterator[Fault]:
    """A way of supervision that stands word for word on ten or more steps of a workbook with different names."""
    # Twice as many as of procedures: who supervises changes less from step to step than what is done.
    yield from _copied(unit, "supervision", "监督方式", 10, "请写明这一步由谁、怎样、何时监督。")


def _copied(unit: Unit, field: str, heading: str, least: int, mend: str) -> Iterator[Fault]:
    for steps in _groups(
        unit.steps, lambda step: (step.row.file, getattr(step, field)) if getattr(step, field) else None
    ):
        if len({step.name for step in steps}) >= least:
            yield Fault(
                tuple(step.at(field) for step in steps),
                f"{heading}“{short(getattr(steps[0], field))}”原样用于 {len(steps)} 个环节",
                mend,
            )
