"""C 编码: a code means one thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.check.unit import Unit
from pipeline.model import Place, Severity


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
    pattern = unit.settings.rules["codes"]["power"]
    if not pattern:
        return
    for power in unit.powers:
        if power.code and not re.fullmatch(pattern, power.code):
            yield Fault((power.at("code"),), f"职权编码“{power.code}”不合编码规则", "请按本机关编码规则改正。")
