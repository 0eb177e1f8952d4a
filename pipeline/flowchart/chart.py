"""权力运行流程图: what a power's chart shows. Boxes, arrows and marks; no geometry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from pipeline.model import RiskPoint, Step

View: TypeAlias = Literal["普通图", "泳道图"]

# A way's label longer than this is cut in the chart; the flow atlas says it in full below the chart.
LABEL_LIMIT = 36


@dataclass(frozen=True, slots=True)
class Mark:
    """风险标记: a risk point's number, class and level at a step. Internal edition only."""

    number: int
    klass: str
    level: str

    @property
    def sign(self) -> str:
        """A sign whose form says the level and whose filling the class: readable in black and white."""
        filled, hollow = _SIGNS.get(self.level, _OTHER_SIGNS)
        return filled if self.klass == "一类" else hollow

    def __str__(self) -> str:
        return f"{self.sign}{self.number}"


# Level → the sign of a point of the first class, the sign of any other.
_SIGNS: Mapping[str, tuple[str, str]] = {"高": ("▲", "△"), "中": ("◆", "◇"), "低": ("●", "○")}
_OTHER_SIGNS = ("■", "□")
SIGNS = frozenset("".join(sign for pair in (*_SIGNS.values(), _OTHER_SIGNS) for sign in pair))


@dataclass(frozen=True, slots=True)
class Node:
    """框: one step. ``fault`` is what is wrong with it, shown in red to the clerk who draws his own flow."""

    key: str
    number: str
    name: str
    kind: str
    actor: str = ""
    period: str = ""
    supervision: str = ""
    phase: str = ""
    marks: tuple[Mark, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """箭线: a way from one step to another, with its label (通过, 不通过; mostly empty)."""

    origin: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """流程图: one power's chart, in the order of its steps, and the views it may be drawn in, the best one first.

    The first view is taken, unless it needs more than ``extra_pages`` pages more than the next.
    """

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    views: tuple[View, ...] = ("普通图",)
    extra_pages: int = 0


def marks_by_step(risks: Iterable[tuple[RiskPoint, Mark]]) -> dict[int, tuple[Mark, ...]]:
    """Step number → the marks of the risk points that stand at the step, in the order of the points."""
    at: defaultdict[int, list[Mark]] = defaultdict(list)
    for risk, mark in risks:
        for step in dict.fromkeys(risk.steps.value or ()):
            at[step].append(mark)
    return {step: tuple(marks) for step, marks in at.items()}


def chart(
    title: str,
    steps: Sequence[Step],
    marks: Mapping[int, tuple[Mark, ...]],
    *,
    view: str = "",
    extra_pages: int = 0,
    faults: Mapping[int, str] | None = None,
) -> Chart:
    """A chart of the steps that have a number; where two share one, the first stands (a finding names the other).

    ``view`` is what the workbook asks for (流程图式). Without ``faults`` (step number → what is wrong with the step)
    ways to steps that do not exist are left out: a finding names them. With them, such a step is drawn too, so that
    its clerk sees where the way leads to nothing.
    """
    by_number: dict[int, Step] = {}
    for step in steps:
        if step.number.value is not None:
            by_number.setdefault(step.number.value, step)
    nodes = [
        Node(
            key=f"s{number}",
            number=str(number),
            name=step.name,
            kind=step.kind,
            actor=step.actor,
            period=f"{step.days.value}个工作日" if step.days.value is not None else step.days.text,
            supervision=step.supervision,
            phase=step.phase,
            marks=marks.get(number, ()),
            fault=(faults or {}).get(number, ""),
        )
        for number, step in by_number.items()
    ]
    ways = [(number, branch) for number, step in by_number.items() for branch in step.ways.value or ()]
    if faults is not None:
        missing = dict.fromkeys(branch.target for _, branch in ways if branch.target not in by_number)
        nodes += [Node(f"s{number}", str(number), "", "", fault="没有这个环节") for number in missing]
    known = {node.key for node in nodes}
    edges = dict.fromkeys(
        Edge(f"s{number}", f"s{branch.target}", branch.label) for number, branch in ways if f"s{branch.target}" in known
    )
    return Chart(title, tuple(nodes), tuple(edges), views_of(steps, view), extra_pages)


def views_of(steps: Iterable[Step], asked: str = "") -> tuple[View, ...]:
    """The view that the workbook asks for; else 泳道图 where more than one actor has a hand in it.

    Many actors can leave each lane so little room that the chart runs over page after page: then 普通图 has to do.
    """
    known: tuple[View, ...] = get_args(View)
    if wanted := tuple(view for view in known if view == asked):
        return wanted
    return ("泳道图", "普通图") if len({step.actor for step in steps}) > 1 else ("普通图",)
