"""权力运行流程图: what a power's chart shows. Boxes, arrows and marks; no geometry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import RiskPoint, Step


@dataclass(frozen=True, slots=True)
class Node:
    """框: one step. ``note`` is the small line (办理主体，期限); ``mark`` the risk mark, empty in public charts."""

    key: str
    number: str
    name: str
    kind: str
    note: str
    mark: str


@dataclass(frozen=True, slots=True)
class Edge:
    """箭线: a way from one step to another, with its label (通过, 不通过; mostly empty)."""

    origin: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """流程图: one power's chart, in the order of its steps."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def marks_by_step(risks: Iterable[RiskPoint], numbers: Mapping[str, int]) -> dict[int, str]:
    """Step number → “★1、2”: the points' numbers (by risk code) of those that stand at the step."""
    at: defaultdict[int, list[int]] = defaultdict(list)
    for risk in risks:
        for step in dict.fromkeys(risk.steps.value or ()):
            at[step].append(numbers[risk.code])
    return {step: "★" + "、".join(map(str, dict.fromkeys(points))) for step, points in at.items()}


def chart(title: str, steps: Sequence[Step], marks: Mapping[int, str]) -> Chart:
    """A chart of the steps that have a number; where two share one, the first stands (a finding names the other).

    Ways to steps that do not exist are left out: a finding names them.
    """
    by_number: dict[int, Step] = {}
    for step in steps:
        if step.number.value is not None:
            by_number.setdefault(step.number.value, step)
    nodes = tuple(
        Node(f"s{number}", str(number), step.name, step.kind, _note(step), marks.get(number, ""))
        for number, step in by_number.items()
    )
    edges = tuple(
        dict.fromkeys(
            Edge(f"s{number}", f"s{branch.target}", branch.label)
            for number, step in by_number.items()
            for branch in step.ways.value or ()
            if branch.target in by_number
        )
    )
    return Chart(title, nodes, edges)


def _note(step: Step) -> str:
    days = f"{step.days.value}个工作日" if step.days.value is not None else step.days.text
    return "，".join(part for part in (step.actor, days) if part)
