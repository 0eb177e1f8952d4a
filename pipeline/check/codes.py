"""C 编码: a code means one thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.model import Place, Severity
from pipeline.view.unit import Unit


@check(
    "C301",
    Severity.ERROR,
    "职权编码重复",
    reason="流程和风险点靠编码找到职权，一码两用就分不清属于哪一项。",
    example="两项职权都用 SZ01-XK-001。",
    mend="给其中一项另编一码，并同步改正流程表和自查表。",
)
def duplicate_power_code(unit: Unit) -> Iterator[Fault]:
    """One code on two powers of a unit."""
    for code, powers in unit.powers_by_code.items():
        if len(powers) > 1:
            yield Fault(
                tuple(power.at("code") for power in powers),
                f"职权编码“{code}”被 {len(powers)} 项职权使用：{'、'.join(f'“{power.name}”' for power in powers)}",
                "请保证编码在本单位内不重复，并同步改正流程表、自查表中的编码。",
            )


@check(
    "C302",
    Severity.ERROR,
    "风险编号重复",
    reason="定级、审定、评估都按风险编号对应，重号会张冠李戴。",
    example="两个风险点都编为 SZ01-XK-001-F1。",
    mend="给其中一个另编一号。",
)
def duplicate_risk_code(unit: Unit) -> Iterator[Fault]:
    """One code on two risk points of a unit."""
    for code, risks in unit.risks_by_code.items():
        if len(risks) > 1:
            yield Fault(
                tuple(risk.at("code") for risk in risks),
                f"风险编号“{code}”重复使用 {len(risks)} 次",
                "请给重复的风险点另编编号，并同步改正评估检查表。",
            )


@check(
    "C303",
    Severity.ERROR,
    "环节序号重复",
    reason="下一环节按序号指向，同一流程内序号重复，流程图就画不对。",
    example="同一职权有两个环节都是第 3 步。",
    mend="重排环节序号，并同步改正“下一环节”。",
)
def duplicate_step_number(unit: Unit) -> Iterator[Fault]:
    """One number on two steps of a flow."""
    for code, steps in unit.flows.items():
        places: defaultdict[int, list[Place]] = defaultdict(list)
        for step in steps:
            if step.number.value is not None:
                places[step.number.value].append(step.at("number"))
        for number, cells in places.items():
            if len(cells) > 1:
                yield Fault(
                    tuple(cells),
                    f"职权“{code}”的流程中环节序号 {number} 出现 {len(cells)} 次",
                    "请重排环节序号，并核对“下一环节”和自查表的“对应环节”。",
                )


@check(
    "C304",
    Severity.WARNING,
    "职权编码不合本机关编码规则",
    reason="规则文件规定了编码的构成，不合规则的编码无法与权责清单对应。",
    example="规则要求 2 位字母加 8 位数字，填成“001”。",
    mend="按本机关编码规则改正。",
)
def odd_power_code(unit: Unit) -> Iterator[Fault]:
    """A code that the rule file's pattern does not fit; off where no pattern is given."""
    pattern = unit.settings.rules.codes.power
    if not pattern:
        return
    for power in unit.powers:
        if power.code and not re.fullmatch(pattern, power.code):
            yield Fault((power.at("code"),), f"职权编码“{power.code}”不合编码规则", "请按本机关编码规则改正。")


@check(
    "C305",
    Severity.WARNING,
    "风险编号与职权编码对不上",
    reason="本处室的风险编号都以职权编码开头，这一个以别的职权编码开头，多半是抄错了行。",
    example="SZ01-XK-002-F1 填在职权 SZ01-XK-001 下。",
    mend="核对风险点属于哪项职权，改正编号或职权编码。",
)
def risk_code_of_another_power(unit: Unit) -> Iterator[Fault]:
    """A risk code that begins with the code of another power than its own; unknown powers are R401's matter."""
    for risk in unit.risks:
        if risk.power_code not in unit.powers_by_code or risk.code.startswith(risk.power_code):
            continue
        starts = [risk.code[:end] for end in range(len(risk.code), 2, -1)]
        other = next((start for start in starts if start in unit.powers_by_code), None)
        if other:
            yield Fault(
                (risk.at("code"), risk.at("power_code")),
                f"风险编号“{risk.code}”以职权“{other}”开头，却填在职权“{risk.power_code}”下",
                "请核对风险点属于哪项职权，改正编号或职权编码。",
            )


@check(
    "C306",
    Severity.HINT,
    "环节序号不连续",
    reason="中间缺号多半是漏了一行，或删行以后没有重排，“下一环节”容易指错。",
    example="环节序号是 1、2、4。",
    mend="从 1 起连续编号，并同步改正“下一环节”和自查表的“对应环节”。",
)
def gap_in_steps(unit: Unit) -> Iterator[Fault]:
    """A flow whose numbers do not run from 1 without gaps."""
    for code, steps in unit.flows.items():
        numbers = {step.number.value: step for step in reversed(steps) if step.number.value is not None}
        counted = sum(number > 0 for number in numbers)
        missing = [number for number in range(1, min(counted + 1, 1000)) if number not in numbers]
        if counted < len(numbers):
            yield Fault(
                (numbers[0].at("number"),),
                f"职权“{code}”的环节序号从 0 编起",
                "请从 1 起连续编号，并同步改正“下一环节”和自查表的“对应环节”。",
            )
        elif missing:
            after = next(step for number, step in sorted(numbers.items()) if number > missing[0])
            yield Fault(
                (after.at("number"),),
                f"职权“{code}”的环节序号缺 {missing[0]}（共 {len(numbers)} 个环节，最大序号 {max(numbers)}）",
                "请从 1 起连续编号，并同步改正“下一环节”和自查表的“对应环节”。",
            )
