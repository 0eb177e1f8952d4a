"""G 流程图: each power's steps form a graph that leads from one start to an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.check.catalogue import Fault, check
from pipeline.check.unit import Unit
from pipeline.model import Severity, Step


def _kinds(unit: Unit) -> Mapping[str, str]:
    roles = unit.settings.vocabulary["环节类型"].roles
    return {name: str(roles[name]) for name in ("start", "fork", "end")}


def _known_flows(unit: Unit) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """Flows of powers that exist; the rest is R401's matter."""
    for code, steps in unit.flows.items():
        if code in unit.powers_by_code:
            yield code, steps


def _reached(starts: Iterable[int], ways: Mapping[int, list[int]]) -> set[int]:
    seen = set(starts)
    stack = list(seen)
    while stack:
        for target in ways.get(stack.pop(), []):
            if target not in seen:
                seen.add(target)
                stack.append(target)
    return seen


def _ways(steps: Iterable[Step]) -> dict[int, list[int]]:
    ways: dict[int, list[int]] = {}
    for step in steps:
        if step.number.value is not None:
            ways.setdefault(step.number.value, []).extend(branch.target for branch in step.ways.value or ())
    return ways


@check(
    "G501",
    Severity.ERROR,
    "职权没有流程",
    reason="每项职权都应绘制权力运行流程图（方案第二步“流程”）。",
    example="《职权目录》有该职权，《权力运行流程》没有它的环节。",
    mend="在《权力运行流程》中补填各环节。",
)
def power_without_flow(unit: Unit) -> Iterator[Fault]:
    """A power that has no step."""
    for power in unit.powers:
        if power.code and power.code not in unit.flows:
            yield Fault(
                (power.at("code"),), f"职权“{power.name}”没有填写运行流程", "请在《权力运行流程》中补填它的各个环节。"
            )


@check(
    "G502",
    Severity.ERROR,
    "流程没有或不止一个开始",
    reason="流程图须从一个起点读起。",
    example="第一步的环节类型填成“办理”。",
    mend="把第一个环节的类型改为“开始”，其余改为相应类型。",
)
def not_one_start(unit: Unit) -> Iterator[Fault]:
    """A flow with no step of type 开始, or with several."""
    start = _kinds(unit)["start"]
    for code, steps in _known_flows(unit):
        starts = [step for step in steps if step.kind == start]
        if not starts:
            yield Fault(
                (steps[0].at("kind"),), f"职权“{code}”的流程没有“{start}”环节", f"请把起始环节的类型改为“{start}”。"
            )
        elif len(starts) > 1:
            yield Fault(
                tuple(step.at("kind") for step in starts),
                f"职权“{code}”的流程有 {len(starts)} 个“{start}”环节",
                f"一个流程只保留一个“{start}”。",
            )


@check(
    "G503",
    Severity.ERROR,
    "流程没有办结",
    reason="没有终点的流程不完整，期限也无从计算。",
    example="最后一步填成“办理”。",
    mend="把最后环节的类型改为“办结”。",
)
def no_end(unit: Unit) -> Iterator[Fault]:
    """A flow without any step of type 办结."""
    end = _kinds(unit)["end"]
    for code, steps in _known_flows(unit):
        if not any(step.kind == end for step in steps):
            yield Fault(
                (steps[-1].at("kind"),), f"职权“{code}”的流程没有“{end}”环节", f"请把终点环节的类型改为“{end}”。"
            )


@check(
    "G504",
    Severity.ERROR,
    "下一环节不存在",
    reason="指向不存在的环节，流程图在这里断开。",
    example="流程共 8 步，“下一环节”填 9。",
    mend="改成本流程已有的环节序号。",
)
def dangling_way(unit: Unit) -> Iterator[Fault]:
    """A way to a step number that the flow does not have."""
    for _, steps in _known_flows(unit):
        numbers = {step.number.value for step in steps}
        for step in steps:
            wrong = [branch.target for branch in step.ways.value or () if branch.target not in numbers]
            if wrong:
                yield Fault(
                    (step.at("ways"),),
                    f"环节 {step.number.text}“{step.name}”的下一环节 {'、'.join(map(str, wrong))} 不在本流程中",
                    "请改成本流程已有的环节序号。",
                )


@check(
    "G505",
    Severity.ERROR,
    "环节无法到达",
    reason="从开始走不到的环节是孤立的，多半是漏填了“下一环节”。",
    example="没有任何环节的“下一环节”指向第 6 步。",
    mend="补上指向它的“下一环节”，或删去多余环节。",
)
def unreachable_step(unit: Unit) -> Iterator[Fault]:
    """A step that no path from the start reaches; silent where there is no start (G502 says so)."""
    start = _kinds(unit)["start"]
    for _, steps in _known_flows(unit):
        starts = [step.number.value for step in steps if step.kind == start and step.number.value is not None]
        if not starts:
            continue
        reached = _reached(starts, _ways(steps))
        for step in steps:
            if step.number.value is not None and step.number.value not in reached:
                yield Fault(
                    (step.at("number"),),
                    f"环节 {step.number.text}“{step.name}”从“{start}”无法到达",
                    "请在上一环节的“下一环节”中写上它的序号，或删去多余环节。",
                )


@check(
    "G506",
    Severity.ERROR,
    "判断少于两个去向",
    reason="判断必有两种以上结果，只有一个去向就不是判断。",
    example="“材料是否齐全”的下一环节只填 4。",
    mend="写明每种结果的去向，如“齐全→4；不齐全→2”。",
)
def fork_with_one_way(unit: Unit) -> Iterator[Fault]:
    """A step of type 判断 with fewer than two ways out."""
    fork = _kinds(unit)["fork"]
    for _, steps in _known_flows(unit):
        for step in steps:
            if step.kind == fork and not step.ways.unreadable and len(step.ways.value or ()) < 2:
                yield Fault(
                    (step.at("ways"),),
                    f"判断环节 {step.number.text}“{step.name}”只有 {len(step.ways.value or ())} 个去向",
                    "请写明每种结果的去向，如“通过→4；不通过→2”。",
                )


@check(
    "G507",
    Severity.WARNING,
    "分支没有注明条件",
    reason="流程图上看不出在什么情况下走哪条路。",
    example="下一环节填“4；2”。",
    mend="给每个去向加上条件，如“通过→4；不通过→2”。",
)
def unlabelled_ways(unit: Unit) -> Iterator[Fault]:
    """A step with several ways of which one has no label."""
    for _, steps in _known_flows(unit):
        for step in steps:
            ways = step.ways.value or ()
            if len(ways) > 1 and not all(branch.label for branch in ways):
                yield Fault(
                    (step.at("ways"),),
                    f"环节 {step.number.text}“{step.name}”有 {len(ways)} 个去向，但没有都注明条件",
                    "请给每个去向加上条件，如“通过→4；不通过→2”。",
                )


@check(
    "G508",
    Severity.ERROR,
    "环节走不到办结",
    reason="走进去出不来，是断头环节或没有出口的循环。",
    example="“退回补正”没有填写下一环节。",
    mend="补填“下一环节”，使每个环节都能走到“办结”。",
)
def stuck_step(unit: Unit) -> Iterator[Fault]:
    """A step from which no end can be reached; one fault for a flow. Silent where there is no end (G503)."""
    end = _kinds(unit)["end"]
    for code, steps in _known_flows(unit):
        ends = [step.number.value for step in steps if step.kind == end and step.number.value is not None]
        if not ends:
            continue
        back: dict[int, list[int]] = {}
        for number, targets in _ways(steps).items():
            for target in targets:
                back.setdefault(target, []).append(number)
        leading = _reached(ends, back)
        stuck = [step for step in steps if step.number.value is not None and step.number.value not in leading]
        if stuck:
            yield Fault(
                tuple(step.at("ways") for step in stuck),
                f"职权“{code}”的环节 {'、'.join(step.number.text for step in stuck)} 走不到“{end}”",
                f"请补填“下一环节”，使每个环节都能走到“{end}”。",
            )
