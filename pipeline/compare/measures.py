"""防控措施: which are new, gone, done, put off or overdue.

The date that counts is the division's own reporting date of this period: the program asks no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.compare.fields import altered, headings
from pipeline.compare.matching import Entry, Matching, Pair, by_text
from pipeline.compare.points import Code, MatchedPoints, difference
from pipeline.model import Measure
from pipeline.model.difference import Difference, FieldChange, Kind, Subject
from pipeline.settings import Settings
from pipeline.view.point import Point


def measure_differences(matched: MatchedPoints, names: Mapping[Code, str], settings: Settings) -> list[Difference]:
    """The measures of each point that is there in both periods; those of new and ended points go with them."""
    fields = headings(settings, "measures")
    return [change for pair in matched.pairs for change in _of_point(pair, names, fields, settings)]


def _of_point(
    pair: Pair[Point], names: Mapping[Code, str], fields: Mapping[str, str], settings: Settings
) -> Iterator[Difference]:
    matching = Matching(_entries(pair.old), _entries(pair.new), "措施")
    matching.by(by_text, alone=True)
    matching.by_likeness(settings.compare.likeness.measures)

    def change(measure: Measure, kind: Kind, changes: tuple[FieldChange, ...] = (), how: str = "") -> Difference:
        return replace(difference(pair.new, names, Subject.MEASURE, kind, changes, how), title=measure.text)

    for found in matching.pairs:
        kind = _kind(found, pair, settings)
        changes = tuple(altered(found.old, found.new, fields))
        if kind or changes:
            yield change(found.new, kind or Kind.CHANGED, changes, found.how)
    for entry in matching.gone:
        done = _due(entry.record, pair.new) and _effective(pair.new, settings)
        yield change(entry.record, Kind.DONE if done else Kind.ENDED)
    for entry in matching.come:
        yield change(entry.record, Kind.NEW)


def _kind(found: Pair[Measure], point: Pair[Point], settings: Settings) -> Kind | None:
    """What became of a measure that had a date; what was done by the last period already is no news."""
    before, after = found.old.due.value, found.new.due.value
    # First of all: what was put off in time is not overdue by its old date.
    if before and after and after > before:
        return Kind.PUT_OFF
    if not _due(found.old, point.new):
        return None
    if not _effective(point.new, settings):
        return Kind.OVERDUE
    return None if _due(found.old, point.old) and _effective(point.old, settings) else Kind.DONE


def _due(measure: Measure, point: Point) -> bool:
    due = measure.due.value
    return due is not None and point.reported_on is not None and due < point.reported_on


def _effective(point: Point, settings: Settings) -> bool:
    """The unit's own evaluation of this period says that the measures work."""
    return point.evaluation is not None and point.evaluation.effective == settings.compare.evaluation.effective


def _entries(point: Point) -> list[Entry[Measure]]:
    return [Entry("", "", measure.text, measure) for measure in point.measures if measure.text]
