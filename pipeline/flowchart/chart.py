"""权力运行流程图: what a power's chart shows. Boxes, arrows and marks; no geometry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pipeline.model import RiskPoint, Step

View: TypeAlias = Literal["plain", "laned"]
"""图式: 普通图, or 泳道图 with a lane for each actor."""

Part: TypeAlias = Literal["start", "work", "fork", "end"]
"""What a step is in its flow: it begins it, forks it (判断) or ends it (办结); all else is work."""

# A way's label longer than this is cut in the chart; the flow atlas says it in full below the chart.
LABEL_LIMIT = 36


@dataclass(frozen=True, slots=True)
class Mark:
    """风险标记: a risk point's number, its level as a rank (0 is the highest), and whether its class is the first.

    Internal edition only.
    """

    number: int
    rank: int
    first_class: bool

    @property
    def sign(self) -> str:
        """A sign whose form says the level and whose filling the class: readable in black and white."""
        filled, hollow = SIGNS_BY_RANK[min(self.rank, len(SIGNS_BY_RANK) - 1)]
        return filled if self.first_class else hollow

    def __str__(self) -> str:
        return f"{self.sign}{self.number}"


SIGNS_BY_RANK = (("▲", "△"), ("◆", "◇"), ("●", "○"), ("■", "□"))
"""By the rank of the level, the last for all below: the sign of a point of the first class, the sign of any other."""
SIGNS = frozenset(sign for pair in SIGNS_BY_RANK for sign in pair)


@dataclass(frozen=True, slots=True)
class ChartTerms:
    """图中用语: the office's own words that a chart must know: step kinds, views, and what its legend calls the marks.

    ``levels`` are the names of levels in the legend (高风险), highest first; ``classes`` says what filled and hollow
    signs mean.
    """

    start: str
    fork: str
    end: str
    plain: str
    laned: str
    levels: tuple[str, ...]
    classes: str

    def part(self, kind: str) -> Part:
        """What a step of this kind (环节类型) is in its flow."""
        parts: Mapping[str, Part] = {self.start: "start", self.fork: "fork", self.end: "end"}
        return parts.get(kind, "work")

    def view(self, name: str) -> View | None:
        """The view of this name (流程图式); None where it is none."""
        views: Mapping[str, View] = {self.plain: "plain", self.laned: "laned"}
        return views.get(name)


@dataclass(frozen=True, slots=True)
class Node:
    """框: one step. ``fault`` is what is wrong with it, shown in red to the clerk who draws his own flow.

    ``missing``: no step has this number, though a way leads to it.
    """

    key: str
    number: str
    name: str
    part: Part
    actor: str = ""
    period: str = ""
    supervision: str = ""
    phase: str = ""
    marks: tuple[Mark, ...] = ()
    fault: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """箭线: a way from one step to another, with its label (通过, 不通过; mostly empty)."""

    origin: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """流程图: one power's chart, in the order of its steps, and the views it may be drawn in, the best one first.

    The first view is taken, unless it needs more than ``extra_pages`` pages more than the next. ``levels`` and
    ``classes`` are the words of the legend for the marks.
    """

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    views: tuple[View, ...] = ("plain",)
    extra_pages: int = 0
    levels: tuple[str, ...] = ()
    classes: str = ""


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
    terms: ChartTerms,
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
            part=terms.part(step.kind),
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
        nodes += [Node(f"s{n}", str(n), "", "work", fault="没有这个环节", missing=True) for n in missing]
    known = {node.key for node in nodes}
    edges = dict.fromkeys(
        Edge(f"s{number}", f"s{branch.target}", branch.label) for number, branch in ways if f"s{branch.target}" in known
    )
    views = views_of(steps, terms.view(view))
    return Chart(title, tuple(nodes), tuple(edges), views, extra_pages, terms.levels, terms.classes)


def views_of(steps: Iterable[Step], asked: View | None = None) -> tuple[View, ...]:
    """The view that the workbook asks for; else 泳道图 where more than one actor has a hand in it.

    Many actors can leave each lane so little room that the chart runs over page after page: then 普通图 has to do.
    """
    if asked:
        return (asked,)
    return ("laned", "plain") if len({step.actor for step in steps}) > 1 else ("plain",)
