"""G 流程图, the periods: what the steps take together, against what the law allows and the office has promised."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.meaning.phrases import named, says
from pipeline.model import Power, Severity, Step
from pipeline.settings.structure import PeriodLimit, PeriodRules
from pipeline.view.flowgraph import Graph
from pipeline.view.unit import Unit


def _rules(unit: Unit) -> PeriodRules:
    return unit.settings.structure.periods


def _deciding(unit: Unit, graph: Graph) -> list[int]:
    kinds = unit.settings.vocabulary.step_kinds.deciding
    return [number for number, step in graph.steps.items() if step.kind in kinds]


def _counted(step: Step, left_out: Collection[str]) -> int:
    """A step's working days; none where its period is not counted: 补正, 听证, 检验 (行政许可法第四十五条)."""
    if says(f"{step.name}{step.remark}", left_out):
        return 0
    return step.days.value or 0


def limit_of(unit: Unit, power: Power, steps: Collection[Step]) -> PeriodLimit | None:
    """The first limit of structure.toml that fits the power; special ones stand before general ones."""
    told = f"{power.name}{power.remark}" + "".join(f"{step.name}{step.procedure}" for step in steps)
    for limit in _rules(unit).limit:
        if (
            power.category in limit.categories
            and all(word in power.basis for word in limit.basis)
            and (limit.names is None or says(power.name, limit.names))
            and (limit.told is None or says(told, limit.told))
        ):
            return limit
    return None


def too_long(
    unit: Unit, graph: Graph, sources: Collection[int], targets: Collection[int], days: int
) -> tuple[int, list[Step]]:
    """The steps after the source on the longest path where they take more than so many days; (0, []) otherwise."""
    left_out = _rules(unit).not_counted
    taken, path = graph.longest(sources, targets, lambda step: _counted(step, left_out))
    if taken <= days:
        return 0, []
    return taken, [graph.steps[number] for number in path[1:]]


def in_turn(path: Collection[Step]) -> str:
    """The numbers of the steps of a path: 1→2→5."""
    return "→".join(step.number.text for step in path)


@check(
    "G515",
    Severity.WARNING,
    "办理期限超过法定期限",
    reason="最长的一条路各环节期限之和超过法律规定（如行政许可二十个工作日，行政许可法第四十二条）。",
    example="行政许可从受理到决定各环节合计 28 个工作日。",
    mend="压缩环节期限；法律法规另有规定的，在备注中写明条款并由办公室列入规则。",
)
def beyond_legal_period(unit: Unit) -> Iterator[Fault]:
    """A flow whose longest way from acceptance to decision takes longer than the law allows its kind of power."""
    for code, graph in unit.graphs.items():
        power, steps = unit.working[code]
        limit = limit_of(unit, power, steps)
        if limit is None:
            continue
        # The period runs from acceptance (行政许可法第四十二条“自受理行政许可申请之日起”), not from application.
        beginning = [n for n, step in graph.steps.items() if says(step.name, limit.since)]
        taken, path = too_long(unit, graph, beginning or graph.starts, _deciding(unit, graph), limit.days)
        if path:
            yield Fault(
                tuple(step.at("days") for step in path),
                f"职权“{power.name}”最长的路（环节 {in_turn(path)}）合计 {taken} 个工作日，"
                f"超过{limit.rule}的 {limit.days} 个工作日",
                "请压缩环节期限；法律法规另有规定的，请在备注中写明条款。",
            )


@check(
    "G516",
    Severity.WARNING,
    "办理期限超过承诺期限",
    reason="对外承诺的时限做不到，承诺就没有约束力。",
    example="备注写“承诺 10 个工作日办结”，各环节合计 14 个工作日。",
    mend="压缩环节期限，或改正承诺。",
)
def beyond_promised_period(unit: Unit) -> Iterator[Fault]:
    """A flow whose longest way from start to end takes longer than the power's remark or publicity promises."""
    promise = re.compile(_rules(unit).promise)
    for code, graph in unit.graphs.items():
        power = unit.working[code][0]
        promised = promise.search(power.remark) or promise.search(power.publicity)
        if not promised:
            continue
        taken, path = too_long(unit, graph, graph.starts, graph.ends, int(promised[1]))
        if path:
            yield Fault(
                tuple(step.at("days") for step in path),
                f"职权“{power.name}”最长的路（环节 {in_turn(path)}）合计 {taken} 个工作日，"
                f"超过承诺的 {promised[1]} 个工作日",
                "请压缩环节期限，或改正承诺。",
            )


@check(
    "G517",
    Severity.WARNING,
    "环节没有办理期限",
    reason="不写期限就可以拖；方案第二步“流程”要求写明期限。",
    example="“审查”一步的办理期限为空。",
    mend="补填工作日数；不计入期限的，在备注中写明“不计入”。",
)
def no_period(unit: Unit) -> Iterator[Fault]:
    """Steps of handling, judging and approving without a period; one fault a flow."""
    roles = unit.settings.vocabulary.step_kinds
    timed = {*roles.handling, *roles.approving, roles.fork}
    for power, steps in unit.working.values():
        bare = [
            step
            for step in steps
            if step.kind in timed and not step.days.text and not says(step.remark, _rules(unit).untimed)
        ]
        if bare:
            yield Fault(
                tuple(step.at("days") for step in bare),
                f"职权“{power.name}”的环节 {named(bare)}没有办理期限",
                "请补填工作日数；不计入期限的，请在备注中写明“不计入”。",
            )


@check(
    "G518",
    Severity.WARNING,
    "送达期限超过法定期限",
    reason="许可决定十个工作日内、处罚决定七个工作日内送达（行政许可法第四十四条，行政处罚法第六十一条）。",
    example="处罚决定书送达一步填 15 个工作日。",
    mend="改为法定期限以内。",
)
def slow_service(unit: Unit) -> Iterator[Fault]:
    """A step of serving a decision that takes longer than the law allows."""
    for rule in _rules(unit).service:
        for power, steps in unit.working.values():
            if power.category not in rule.categories:
                continue
            for step in steps:
                if says(step.name, rule.words) and (step.days.value or 0) > rule.days:
                    yield Fault(
                        (step.at("days"),),
                        f"环节 {named([step])}{step.days.value} 个工作日，超过{rule.rule}的 {rule.days} 个工作日",
                        "请改为法定期限以内。",
                    )
