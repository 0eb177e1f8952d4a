"""二、清权和流程情况: what powers there are, how much discretion and money, and how they run."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.papers.all_units import AllUnits
from pipeline.papers.graph import Graph, GraphKind, Series
from pipeline.papers.number_words import amount, counted, share
from pipeline.papers.report.chapter import Part, Writer
from pipeline.papers.report.frames import Frames


def powers(all_units: AllUnits, frames: Frames, writer: Writer) -> Iterator[Part]:
    """Powers by category, discretion and money; then their flows."""
    if not all_units.powers:
        return
    yield writer.heading(writer.words.headings.categories)
    terms = all_units.settings.vocabulary.power_categories
    internal = sum(power.category in terms.internal for power in all_units.powers)
    known = frames.powers[frames.powers["权力类别"].isin(terms.terms)]
    counts = known["权力类别"].value_counts(sort=False)
    top = counts.sort_values(ascending=False, kind="stable").head(3)
    everything = len(all_units.powers)
    present = all_units.settings.vocabulary.presence.present
    graph = writer.figure(_by_category(frames, terms.terms, present, writer))
    yield writer.say(
        writer.words.powers,
        public=len(known) - internal,
        public_share=share(len(known) - internal, everything),
        internal=internal,
        internal_share=share(internal, everything),
        top=counted([(str(name), count) for name, count in top.items()], "项"),
        figure=graph.name,
    )
    if len(known) < everything:
        yield writer.say(writer.words.powers_unknown, count=everything - len(known))
    discretion = int((frames.powers["自由裁量"] == present).sum())
    if discretion == everything:
        yield writer.say(writer.words.discretion_all)
    elif discretion:
        yield writer.say(writer.words.discretion, count=discretion, share=share(discretion, everything))
    amounts = [power.amount.value for power in all_units.powers if power.amount.value]
    if amounts:
        yield writer.say(writer.words.money, count=len(amounts), amount=amount(sum(amounts, Decimal())))
    yield graph
    yield from _flows(all_units, writer)


def _by_category(frames: Frames, known: tuple[str, ...], present: str, writer: Writer) -> Graph:
    counts = frames.powers["权力类别"].value_counts(sort=False)
    names = [*(name for name in known if name in counts), *(name for name in counts.index if name not in known)]
    with_discretion = frames.powers[frames.powers["自由裁量"] == present]["权力类别"].value_counts()
    free = [int(with_discretion.get(name, 0)) for name in names]
    other = [int(counts[name]) - number for name, number in zip(names, free, strict=True)]
    series = (Series(writer.words.discretion_some, tuple(free)), Series(writer.words.discretion_other, tuple(other)))
    return Graph(GraphKind.STACKED, writer.words.captions.categories, "项", tuple(names), series)


def _flows(all_units: AllUnits, writer: Writer) -> Iterator[Part]:
    flows = [
        (len(flow), register.name, power.name)
        for register in all_units.registers
        for power in register.powers
        if (flow := register.flow_of(power))
    ]
    if not flows:
        return
    yield writer.heading(writer.words.headings.flows)
    steps = [s for register in all_units.registers for power in register.powers for s in register.flow_of(power)]
    most, unit, name = max(flows, key=lambda flow: flow[0])
    yield writer.say(
        writer.words.flows, flows=len(flows), average=f"{len(steps) / len(flows):.1f}", unit=unit, power=name, most=most
    )
    watched = sum(bool(step.supervision) for step in steps)
    if watched == len(steps):
        yield writer.say(writer.words.supervision_all, count=watched)
    else:
        yield writer.say(
            writer.words.supervision, count=watched, share=share(watched, len(steps)), bare=len(steps) - watched
        )
    if len(flows) < len(all_units.powers):
        yield writer.say(writer.words.flows_missing, count=len(all_units.powers) - len(flows))
