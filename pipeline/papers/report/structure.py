"""权力结构: where power is concentrated, and the risk points that the structure shows and nobody declared."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.assess.concentration import Holding
from pipeline.papers.all_units import AllUnits
from pipeline.papers.number_words import enumeration
from pipeline.papers.report.chapter import Part, Writer
from pipeline.papers.report.frames import Frames
from pipeline.papers.structure import divisions, matrix, matrix_heads, opinion, posts, suggested

# How many are named in a sentence, and listed in the table of suggestions; the ledger has them all.
NAMED = 3
LISTED = 20


def structure(all_units: AllUnits, frames: Frames, writer: Writer) -> Iterator[Part]:
    """Posts and divisions by what they hold; suggestions with what the office said of each."""
    held = posts(all_units)
    if not held:
        return
    settings = all_units.settings
    limits, heads = settings.structure.concentration, matrix_heads(settings)
    yield writer.heading(writer.words.headings.concentration)
    by_post = writer.table(
        writer.words.captions.posts,
        ["单位、处（室）", "岗位", *heads],
        [[f"{h.unit}{h.division}", h.post, *matrix(h, settings)] for h in held[: limits.posts]],
    )
    yield writer.say(writer.words.concentration, top=enumeration(map(_name, held[:NAMED])), table=by_post.name)
    both = [h for h in held if h.steps.get(limits.handling) and h.steps.get(limits.deciding)]
    if both:
        yield writer.say(writer.words.concentration_both, count=len(both), names=enumeration(map(_name, both[:NAMED])))
    yield by_post
    by_division = writer.table(
        writer.words.captions.divisions,
        ["单位", "处（室）", *heads],
        [[h.unit, h.division, *matrix(h, settings)] for h in divisions(all_units)[: limits.divisions]],
    )
    yield writer.say(writer.words.concentration_divisions, table=by_division.name)
    yield by_division
    yield from _suggested(all_units, writer)


def _name(holding: Holding) -> str:
    return f"{holding.unit}{holding.division}“{holding.post}”"


def _suggested(all_units: AllUnits, writer: Writer) -> Iterator[Part]:
    found = list(suggested(all_units))
    yield writer.heading(writer.words.headings.suggested)
    if not found:
        yield writer.say(writer.words.suggested_none)
        return
    table = writer.table(
        writer.words.captions.suggested,
        ["单位、处（室）", "职权", "系统提示的风险点", "环节", "建议的措施类型", "审定意见"],
        [
            [
                f"{suggestion.unit}{suggestion.division}",
                point.power_name,
                suggestion.description,
                "、".join(map(str, suggestion.steps)) or "—",
                "、".join(suggestion.measure_kinds),
                opinion(point),
            ]
            for suggestion, point in found[:LISTED]
        ],
    )
    rest = writer.words.suggested_rest.format(count=LISTED) if len(found) > LISTED else ""
    yield writer.say(writer.words.suggested, count=len(found), table=table.name, rest=rest)
    yield table
