"""The facts that rules speak of.

A factor looks at one risk point and gives its evidence, or "" where it does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.model import Power, RiskPoint, Step


@dataclass(frozen=True, slots=True)
class Facts:
    """事实: a risk point with its power and flow, its class, and the thresholds that apply."""

    risk: RiskPoint
    power: Power | None
    flow: tuple[Step, ...]
    at_risk: tuple[Step, ...]
    klass: str
    first_class: str
    is_major: bool
    collective_words: tuple[str, ...]


Factor = Callable[[Facts], str]


def discretion(facts: Facts) -> str:
    """The power leaves discretion (自由裁量: 有)."""
    return "自由裁量为“有”" if facts.power and facts.power.discretion == "有" else ""


def same_actor(facts: Facts) -> str:
    """One and the same actor both handles and decides or checks in the flow."""
    handling = {step.actor for step in facts.flow if step.kind == "办理" and step.actor}
    deciding = {step.actor for step in facts.flow if step.kind in ("审核", "决定") and step.actor}
    both = sorted(handling & deciding)
    return f"“{'、'.join(both)}”既办理又审核或决定" if both else ""


def no_supervision(facts: Facts) -> str:
    """A step at which the risk stands names no way of supervision."""
    bare = [step for step in facts.at_risk if not step.supervision]
    return "、".join(f"环节{step.number.text}“{step.name}”" for step in bare) + "未写监督方式" if bare else ""


def not_public(facts: Facts) -> str:
    """The power names no way of making it public."""
    return "公开方式未填" if facts.power and not facts.power.publicity else ""


def collective(facts: Facts) -> str:
    """The flow holds a step of collective decision (集体研究)."""
    for step in facts.flow:
        for word in facts.collective_words:
            if word in step.name or word in step.actor:
                return f"环节{step.number.text}“{step.name}”（{step.actor}）"
    return ""


def no_collective(facts: Facts) -> str:
    """The flow is there, and no step of it is a collective decision."""
    return "流程中没有集体研究环节" if facts.flow and not collective(facts) else ""


def first_class(facts: Facts) -> str:
    """The risk point is of the first class (一类)."""
    return f"属{facts.klass}" if facts.klass == facts.first_class else ""


def major_amount(facts: Facts) -> str:
    """The amount reaches the threshold of 重大."""
    return f"涉及金额{facts.power.amount.value:f}万元，达到重大标准" if facts.power and facts.is_major else ""


def any_amount(facts: Facts) -> str:
    """Money or goods are involved."""
    if facts.power and facts.power.amount.value:
        return f"涉及金额{facts.power.amount.value:f}万元"
    return ""


FACTORS: Mapping[str, Factor] = {
    factor.__name__: factor
    for factor in (
        discretion,
        same_actor,
        no_supervision,
        not_public,
        collective,
        no_collective,
        first_class,
        major_amount,
        any_amount,
    )
}
