"""风险点: which are new, gone or changed along the powers that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.compare.fields import NO_LINKS, StepLinks, altered, headings
from pipeline.compare.matching import Entry, Matching, Pair, anywhere, by_all, by_code, by_text
from pipeline.compare.powers import MatchedPowers
from pipeline.model.difference import Difference, FieldChange, Kind, Subject
from pipeline.settings import Settings
from pipeline.view.period import Period
from pipeline.view.point import Point

Code = tuple[str, str]


@dataclass(frozen=True, slots=True)
class MatchedPoints:
    """对应好的风险点."""

    pairs: tuple[Pair[Point], ...]
    ended: tuple[Point, ...]
    new: tuple[Point, ...]


def match_points(old: Period, new: Period, powers: MatchedPowers, settings: Settings) -> MatchedPoints:
    """Points of the same power by code and description, description, code, likeness; at last by code across powers."""
    called = {(p.old.unit, p.old.power.code): (p.new.unit, p.new.power.code) for p in powers.pairs}

    def home(point: Point) -> Code:
        place = (point.unit, point.risk.power_code)
        return called.get(place, (powers.units.get(*place[:1], point.unit), place[1]))

    matching = Matching(
        (Entry(home(point), point.risk.code, point.risk.description, point) for point in old.points),
        (
            Entry((point.unit, point.risk.power_code), point.risk.code, point.risk.description, point)
            for point in new.points
        ),
        "描述",
    )
    matching.by(by_all)
    matching.by(by_text, alone=True)
    matching.by(by_code)
    matching.by_likeness(settings.compare.likeness.risks)
    matching.by(anywhere, alone=True)
    return MatchedPoints(
        tuple(matching.pairs),
        tuple(entry.record for entry in matching.gone),
        tuple(entry.record for entry in matching.come),
    )


def point_differences(
    matched: MatchedPoints, names: Mapping[Code, str], links: Mapping[Code, StepLinks], settings: Settings
) -> list[Difference]:
    """New, ended and changed points; ``links`` are the steps in both periods, by the power that they belong to now."""
    fields = headings(settings, "risks")
    code = settings.columns.heading("risks", "code")
    differences = [difference(point, names, Subject.RISK, Kind.NEW) for point in matched.new]
    differences += [difference(point, names, Subject.RISK, Kind.ENDED) for point in matched.ended]
    for pair in matched.pairs:
        old, risk = pair.old.risk, pair.new.risk
        changes = [FieldChange(code, old.code, risk.code)] if old.code != risk.code else []
        changes += altered(old, risk, {name: heading for name, heading in fields.items() if name != "steps"})
        if "steps" in fields:
            place = (pair.new.unit, risk.power_code)
            changes += links.get(place, NO_LINKS).steps(old.steps, risk.steps, fields["steps"])
        if changes:
            differences.append(difference(pair.new, names, Subject.RISK, Kind.CHANGED, tuple(changes), pair.how))
    return differences


def difference(
    point: Point,
    names: Mapping[Code, str],
    subject: Subject,
    kind: Kind,
    fields: tuple[FieldChange, ...] = (),
    matched: str = "",
) -> Difference:
    """A difference of this point; ``names`` are the powers' names by unit and code."""
    risk = point.risk
    name = names.get((point.unit, risk.power_code), "")
    return Difference(
        subject,
        kind,
        point.unit,
        point.division,
        risk.power_code,
        name,
        risk.code,
        risk.description,
        fields,
        (),
        matched,
    )
