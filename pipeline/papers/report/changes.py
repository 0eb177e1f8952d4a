"""与上期相比的变动: what changed since the last period, why levels did, and what must be looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.compare import CauseKind, Comparison, Difference, Kind, Subject
from pipeline.papers.all_units import AllUnits
from pipeline.papers.number_words import counted
from pipeline.papers.report.chapter import Part, Text, Writer
from pipeline.papers.report.frames import Frames

# How many are named one by one; the ledger has them all.
NAMED = 8


def changes(all_units: AllUnits, frames: Frames, writer: Writer) -> Iterator[Part]:
    """Nothing where there was no last period."""
    comparison = all_units.comparison
    if comparison is None:
        return
    if not comparison.differences:
        yield writer.say(writer.words.changes_none, old=comparison.old_period)
    else:
        yield from _differences(comparison, writer)
        yield from _levels(comparison, writer)
    if comparison.revisits:
        yield from _looks(comparison, writer)


def _differences(comparison: Comparison, writer: Writer) -> Iterator[Part]:
    """How many, by subject and kind; only the kinds that there are."""
    subjects = [subject for subject in Subject if any(of is subject for of, _ in comparison.counts)]
    kinds = [kind for kind in Kind if any(of is kind for _, of in comparison.counts)]
    counts = comparison.counts
    rows = [[subject, *(counts[subject, kind] or "" for kind in kinds)] for subject in subjects]
    table = writer.table(writer.words.captions.changes, ["对象", *map(str, kinds)], rows)
    parts = [(str(subject), sum(counts[subject, kind] for kind in kinds)) for subject in subjects]
    yield writer.say(writer.words.changes, old=comparison.old_period, parts=counted(parts, "处"), table=table.name)
    yield table


def _levels(comparison: Comparison, writer: Writer) -> Iterator[Part]:
    """Why levels changed, and those that went up one by one."""
    changed = [d for d in comparison.differences if d.subject is Subject.LEVEL]
    if not changed:
        return
    causes = [(f"由{kind}引起的", comparison.causes[kind]) for kind in CauseKind]
    yield writer.say(writer.words.changes_causes, count=len(changed), parts=counted(causes, "个"))
    if comparison.causes[CauseKind.RULES]:
        yield writer.say(writer.words.changes_rules, text=comparison.rules_changed)
    raised = [difference for difference in changed if difference.kind is Kind.UP]
    if raised:
        yield writer.say(writer.words.changes_raised, count=len(raised), rest=_rest(raised, writer))
        for number, difference in enumerate(raised[:NAMED], start=1):
            yield Text(f"{number}. {_raised(difference, writer)}")


def _raised(difference: Difference, writer: Writer) -> str:
    first, last = difference.causes[0], difference.causes[-1]
    return writer.words.changes_item.format(
        unit=difference.unit,
        division=difference.division,
        power=difference.power_name,
        description=difference.title.rstrip("。"),
        code=difference.code,
        before=first.before,
        after=last.after,
        why="、".join(str(cause.kind) for cause in difference.causes),
    )


def _looks(comparison: Comparison, writer: Writer) -> Iterator[Part]:
    """What must be looked at again: how many of each kind, and the first of them in a table."""
    titles = [revisit.title for revisit in comparison.revisits]
    kinds = [(title, titles.count(title)) for title in dict.fromkeys(titles)]
    rows = [
        [f"{revisit.unit}{revisit.division}", revisit.power_name or "—", revisit.title, revisit.text, revisit.ask]
        for revisit in comparison.revisits[:NAMED]
    ]
    table = writer.table(writer.words.captions.looks, ["单位、处（室）", "职权", "情形", "说明", "要求"], rows)
    yield writer.say(
        writer.words.looks,
        count=len(titles),
        parts=counted(kinds, "处"),
        table=table.name,
        rest=_rest(comparison.revisits, writer),
    )
    yield table


def _rest(named: Sequence[object], writer: Writer) -> str:
    return writer.words.changes_rest.format(count=NAMED) if len(named) > NAMED else ""
