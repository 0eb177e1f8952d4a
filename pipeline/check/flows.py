"""G 流程图: each power's steps form a graph that leads from one start to an end."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.meaning.phrases import named
from pipeline.model import Severity, Step
from pipeline.view.unit import Unit


def _flows(unit: Unit) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """Flows of powers that exist; the rest is R401's matter."""
    for code, (_, steps) in unit.working.items():
        yield code, steps


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
    start = unit.settings.vocabulary.step_kinds.start
    for code, steps in _flows(unit):
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
    end = unit.settings.vocabulary.step_kinds.end
    for code, steps in _flows(unit):
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
    for _, steps in _flows(unit):
        numbers = {step.number.value for step in steps}
        for step in steps:
            wrong = [branch.target for branch in step.ways.value or () if branch.target not in numbers]
            if wrong:
                yield Fault(
                    (step.at("ways"),),
                    f"环节 {named([step])}的下一环节 {'、'.join(map(str, wrong))} 不在本流程中",
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
    """Steps that no path from the start reaches; one fault a flow. Silent where there is no start (G502)."""
    start = unit.settings.vocabulary.step_kinds.start
    for code, graph in unit.graphs.items():
        lost = [step for number, step in graph.steps.items() if number not in graph.reached]
        if graph.starts and lost:
            yield Fault(
                tuple(step.at("number") for step in lost),
                f"职权“{code}”的环节 {named(lost)}从“{start}”无法到达",
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
    fork = unit.settings.vocabulary.step_kinds.fork
    for _, steps in _flows(unit):
        for step in steps:
            if step.kind == fork and not step.ways.unreadable and len(step.ways.value or ()) < 2:
                yield Fault(
                    (step.at("ways"),),
                    f"判断环节 {named([step])}只有 {len(step.ways.value or ())} 个去向",
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
    for _, steps in _flows(unit):
        for step in steps:
            ways = step.ways.value or ()
            if len(ways) > 1 and not all(branch.label for branch in ways):
                yield Fault(
                    (step.at("ways"),),
                    f"环节 {named([step])}有 {len(ways)} 个去向，但没有都注明条件",
                    "请给每个去向加上条件，如“通过→4；不通过→2”。",
                )


@check(
    "G508",
    Severity.ERROR,
    "环节走不到办结",
    reason="断头环节没有去处，办到这里就停了。",
    example="“退回补正”没有填写下一环节。",
    mend="补填“下一环节”，使每个环节都能走到“办结”。",
)
def stuck_step(unit: Unit) -> Iterator[Fault]:
    """Steps without a way out that are no end; one fault a flow. Silent where there is no end (G503).

    A way that cannot be read (F103) or leads to no step (G504) is told there.
    """
    end = unit.settings.vocabulary.step_kinds.end
    for code, graph in unit.graphs.items():
        stuck = [step for number in graph.dead_ends if not (step := graph.steps[number]).ways.text]
        if graph.ends and stuck:
            yield Fault(
                tuple(step.at("ways") for step in stuck),
                f"职权“{code}”的环节 {named(stuck)}没有下一环节，走不到“{end}”",
                f"请补填“下一环节”，使每个环节都能走到“{end}”。",
            )


@check(
    "G509",
    Severity.ERROR,
    "循环没有出口",
    reason="几个环节互相指来指去，进去就出不来，事情永远办不完。",
    example="“审核”指向“补正”，“补正”又只指回“审核”。",
    mend="给其中一个环节加上通向后续环节的去向。",
)
def loop_without_exit(unit: Unit) -> Iterator[Fault]:
    """Steps from which one only goes round; one fault a flow. Silent where there is no end (G503)."""
    for code, graph in unit.graphs.items():
        trapped = [graph.steps[number] for number in graph.trapped]
        if graph.ends and trapped:
            yield Fault(
                tuple(step.at("ways") for step in trapped),
                f"职权“{code}”的环节 {named(trapped)}只在彼此之间循环，没有出口",
                "请给其中一个环节加上通向后续环节的去向。",
            )


@check(
    "G510",
    Severity.WARNING,
    "两个去向的条件相同",
    reason="同样的结果指向不同环节，不知道该走哪条。",
    example="下一环节填“通过→4；通过→2”。",
    mend="核对每个去向的条件，如“通过→4；不通过→2”。",
)
def same_labels(unit: Unit) -> Iterator[Fault]:
    """A step of whose ways two bear the same label and lead to different steps."""
    for _, steps in _flows(unit):
        for step in steps:
            ways = set(step.ways.value or ())
            labels = [branch.label for branch in ways if branch.label]
            if len(set(labels)) < len(labels):
                twice = next(label for label in labels if labels.count(label) > 1)
                yield Fault(
                    (step.at("ways"),),
                    f"环节 {named([step])}有不止一个“{twice}”的去向",
                    "请核对每个去向的条件，如“通过→4；不通过→2”。",
                )


@check(
    "G511",
    Severity.WARNING,
    "办结之后还有下一环节",
    reason="办结是终点；还要往下办的就不是办结。",
    example="第 5 步类型为“办结”，下一环节填 6。",
    mend="删去它的“下一环节”，或改正环节类型。",
)
def way_out_of_an_end(unit: Unit) -> Iterator[Fault]:
    """A step of type 办结 with a way out."""
    end = unit.settings.vocabulary.step_kinds.end
    for _, steps in _flows(unit):
        for step in steps:
            if step.kind == end and step.ways.value:
                yield Fault(
                    (step.at("ways"),),
                    f"环节 {named([step])}的类型是“{end}”，却还有下一环节",
                    "请删去它的“下一环节”，或改正环节类型。",
                )


@check(
    "G512",
    Severity.WARNING,
    "判断的各种结果去向相同",
    reason="不论什么结果都走同一步，判断就没有意义，多半是去向填错。",
    example="下一环节填“通过→4；不通过→4”。",
    mend="写明不同结果各往哪里走。",
)
def fork_without_choice(unit: Unit) -> Iterator[Fault]:
    """A step of type 判断 all of whose ways lead to one and the same step."""
    fork = unit.settings.vocabulary.step_kinds.fork
    for _, steps in _flows(unit):
        for step in steps:
            ways = step.ways.value or ()
            if step.kind == fork and len(ways) > 1 and len({branch.target for branch in ways}) == 1:
                yield Fault(
                    (step.at("ways"),),
                    f"判断环节 {named([step])}的各种结果都走到环节 {ways[0].target}",
                    "请写明不同结果各往哪里走。",
                )


@check(
    "G513",
    Severity.WARNING,
    "下一环节指向自己",
    reason="环节不能接在自己后面，多半是序号填错。",
    example="第 3 步的下一环节填 3。",
    mend="改成真正的下一环节；需要重办的，写明退回哪一步。",
)
def way_to_itself(unit: Unit) -> Iterator[Fault]:
    """A step with a way to its own number."""
    for _, steps in _flows(unit):
        for step in steps:
            if any(branch.target == step.number.value for branch in step.ways.value or ()):
                yield Fault(
                    (step.at("ways"),),
                    f"环节 {named([step])}的下一环节指向自己",
                    "请改成真正的下一环节；需要重办的，写明退回哪一步。",
                )


@check(
    "G514",
    Severity.WARNING,
    "流程中没有实际办理的环节",
    reason="只有开始和办结的流程看不出权力怎样运行（方案第二步“流程”）。",
    example="流程只有“收到申请”和“归档”两步。",
    mend="补填受理、审查、审核、决定等环节。",
)
def empty_flow(unit: Unit) -> Iterator[Fault]:
    """A flow with a start and an end and no step of handling, judging or approving between them.

    Where the kind of a step could not be read, that is found by itself (T201).
    """
    roles = unit.settings.vocabulary.step_kinds
    working = {*roles.handling, *roles.approving, roles.fork}
    for code, steps in _flows(unit):
        unread = any(step.kind and step.kind not in unit.settings.vocabulary.step_kinds.terms for step in steps)
        if not unread and not any(step.kind in working for step in steps):
            yield Fault(
                tuple(step.at("kind") for step in steps),
                f"职权“{code}”的流程只有环节 {named(steps)}，没有办理、审核或决定环节",
                "请补填受理、审查、审核、决定等环节。",
            )
