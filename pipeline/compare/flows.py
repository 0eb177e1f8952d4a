"""权力运行流程: which steps of a power's flow are new, gone, moved or changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.compare.fields import StepLinks, altered
from pipeline.compare.matching import Entry, Matching, Pair, by_all, by_text
from pipeline.model import Step
from pipeline.model.difference import Difference, Kind, Subject
from pipeline.view.period import HeldPower


@dataclass(frozen=True, slots=True)
class FlowChange:
    """流程变动: the differences of one power's flow, and which step of the last period is which of this one."""

    differences: tuple[Difference, ...]
    links: StepLinks


def compare_flow(old: HeldPower, new: HeldPower, fields: Mapping[str, str], least: float) -> FlowChange:
    """The flows of one power in two periods: ``fields`` (with their headings) are compared, ``least`` is likeness."""
    matching = Matching(_entries(old.flow), _entries(new.flow), "名称")
    matching.by(by_all)
    matching.by(by_text, alone=True)
    # Never by number: a step put in between moves all that follow.
    matching.by_likeness(least)
    links = StepLinks(
        {
            pair.old.number.value: pair.new.number.value
            for pair in matching.pairs
            if pair.old.number.value is not None and pair.new.number.value is not None
        },
        _names(old.flow),
        _names(new.flow),
    )
    plain = {name: heading for name, heading in fields.items() if name != "ways"}
    come = {id(entry.record) for entry in matching.come}
    by_new = {id(pair.new): pair for pair in matching.pairs}
    moved = _moved(matching.pairs, old.flow, new.flow)
    differences: list[Difference] = []
    for step in new.flow:
        if id(step) in come:
            differences.append(_difference(new, step, Kind.NEW))
        elif pair := by_new.get(id(step)):
            differences += _changed(new, pair, links, id(step) in moved, plain, fields.get("ways"))
    differences += [_difference(new, entry.record, Kind.ENDED) for entry in matching.gone]
    return FlowChange(tuple(differences), links)


def _entries(flow: Sequence[Step]) -> list[Entry[Step]]:
    return [Entry("", step.number.text, step.name, step) for step in flow]


def _names(flow: Sequence[Step]) -> dict[int, str]:
    return {step.number.value: step.name for step in flow if step.number.value is not None}


def _changed(
    power: HeldPower, pair: Pair[Step], links: StepLinks, moved: bool, plain: Mapping[str, str], ways: str | None
) -> Iterator[Difference]:
    old, new = pair.old, pair.new
    if moved:
        yield _difference(power, new, Kind.MOVED, matched=f"由第{old.number.text}环节调整为第{new.number.text}环节")
    changes = list(altered(old, new, plain))
    if ways:
        changes += links.ways(old.ways, new.ways, ways)
    if changes:
        matched = "" if old.name == new.name else pair.how
        yield _difference(power, new, Kind.CHANGED, fields=tuple(changes), matched=matched)


def _difference(power: HeldPower, step: Step, kind: Kind, **more: object) -> Difference:
    return Difference(
        Subject.STEP,
        kind,
        power.unit,
        power.division,
        power.power.code,
        power.power.name,
        step.number.text,
        step.name,
        **more,  # type: ignore[arg-type]
    )


def _moved(pairs: Sequence[Pair[Step]], old: Sequence[Step], new: Sequence[Step]) -> set[int]:
    """The steps (by identity, of this period) outside the longest run that kept its order: these were moved."""
    olds = {id(step): position for position, step in enumerate(old)}
    news = {id(step): position for position, step in enumerate(new)}
    ordered = sorted(pairs, key=lambda pair: olds[id(pair.old)])
    positions = [news[id(pair.new)] for pair in ordered]
    kept = _longest_rising(positions)
    return {id(pair.new) for index, pair in enumerate(ordered) if index not in kept}


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Indexes of a longest rising subsequence, by patience sorting."""
    tops: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(at[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        at[pile : pile + 1] = [index]
    kept: set[int] = set()
    index = at[-1] if at else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept
