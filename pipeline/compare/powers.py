"""职权: which are new, ended or changed; which divisions and units are only called otherwise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.compare.fields import altered, headings
from pipeline.compare.matching import Entry, Matching, Pair, anywhere, by_all, by_code, by_text
from pipeline.likeness.ratio import ratio
from pipeline.model.difference import Difference, FieldChange, Kind, Revisit, Subject
from pipeline.settings import Settings
from pipeline.view.period import HeldPower, Period


@dataclass(frozen=True, slots=True)
class MatchedPowers:
    """对应好的职权: the pairs, what ended and what is new, and the units' names of the last period in this one's."""

    pairs: tuple[Pair[HeldPower], ...]
    ended: tuple[HeldPower, ...]
    new: tuple[HeldPower, ...]
    units: Mapping[str, str]


def match_powers(old: Period, new: Period, settings: Settings) -> MatchedPowers:
    """Powers by code and name, then by name, by code, by likeness; at last across units (划转)."""
    units = _renamed_units(old.names, new.names, settings.compare.likeness.renamed)
    matching = Matching(
        (Entry(units.get(held.unit, held.unit), held.power.code, held.power.name, held) for held in old.powers),
        (Entry(held.unit, held.power.code, held.power.name, held) for held in new.powers),
        "名称",
    )
    matching.by(by_all)
    # Names before codes: where a power was put in between, all later ones may have moved on by a number.
    matching.by(by_text, alone=True)
    matching.by(by_code)
    matching.by_likeness(settings.compare.likeness.powers)
    matching.by(anywhere, alone=True)
    return MatchedPowers(
        tuple(matching.pairs),
        tuple(entry.record for entry in matching.gone),
        tuple(entry.record for entry in matching.come),
        units,
    )


def power_differences(new: Period, matched: MatchedPowers, settings: Settings) -> list[Difference]:
    """New, ended and changed powers. That a whole division is called otherwise is no change of each of its powers."""
    reporting = set(new.divisions)
    differences = [_difference(held, Kind.NEW) for held in matched.new]
    differences += [_difference(held, Kind.ENDED) for held in matched.ended]
    fields = headings(settings, "powers")
    for pair in matched.pairs:
        changes = list(altered(pair.old.power, pair.new.power, fields))
        if pair.old.power.code != pair.new.power.code:
            heading = settings.columns.heading("powers", "code")
            changes.insert(0, FieldChange(heading, pair.old.power.code, pair.new.power.code))
        before = (matched.units.get(pair.old.unit, pair.old.unit), pair.old.division)
        after = (pair.new.unit, pair.new.division)
        if before != after and before in reporting:
            changes.insert(0, FieldChange("填报处室", "".join(before), "".join(after)))
        if changes:
            differences.append(_difference(pair.new, Kind.CHANGED, tuple(changes), pair.how))
    return differences


def division_differences(
    old: Period, new: Period, matched: MatchedPowers, settings: Settings
) -> tuple[list[Difference], list[Revisit]]:
    """Divisions that are new, gone or renamed; a renamed one is to be looked at again."""
    before, after = old.divisions, new.divisions
    gone = [place for place in before if (matched.units.get(place[0], place[0]), place[1]) not in set(after)]
    fresh = dict.fromkeys(after)
    for unit, division in before:
        fresh.pop((matched.units.get(unit, unit), division), None)
    moves: defaultdict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for pair in matched.pairs:
        moves[pair.old.unit, pair.old.division][pair.new.unit, pair.new.division] += 1
    held = Counter((power.unit, power.division) for power in old.powers)
    rule = settings.compare.look.division
    differences: list[Difference] = []
    revisits: list[Revisit] = []

    def renamed(target: tuple[str, str], change: FieldChange, how: str, count: int) -> None:
        differences.append(_division(target, Kind.RENAMED, (change,), how))
        why = rule.text.format(before=change.before, after=change.after, count=count)
        revisits.append(Revisit(rule.code, rule.title, *target, "", "", "", why, rule.ask))

    for unit, called in matched.units.items():
        count = sum(pair.old.unit == unit for pair in matched.pairs)
        renamed((called, ""), FieldChange("单位名称", unit, called), f"{count}项职权相同", count)
    for place in gone:
        target, count = moves[place].most_common(1)[0] if moves[place] else (place, 0)
        if count < held[place] * settings.compare.likeness.renamed or not count:
            differences.append(_division(place, Kind.ENDED))
            continue
        text = f"职权{held[place]}项中{count}项相同，名称相似度{ratio(place[1], target[1]):.2f}"
        renamed(target, FieldChange("填报处室", "".join(place), "".join(target)), text, count)
        fresh.pop(target, None)
    differences += [_division(place, Kind.NEW) for place in fresh]
    return differences, revisits


def _renamed_units(old: Mapping[str, set[str]], new: Mapping[str, set[str]], least: float) -> dict[str, str]:
    """A unit that is no longer there → the new one that has most of its powers, by their names."""
    unclaimed = [unit for unit in new if unit not in old]
    renamed: dict[str, str] = {}
    for unit in old:
        if unit in new or not unclaimed:
            continue
        best = max(unclaimed, key=lambda other: len(old[unit] & new[other]))
        # By the smaller of the two: a unit that took over others, or gave powers away, is still the same one.
        if len(old[unit] & new[best]) >= max(1, min(len(old[unit]), len(new[best])) * least):
            renamed[unit] = best
            unclaimed.remove(best)
    return renamed


def _difference(held: HeldPower, kind: Kind, fields: tuple[FieldChange, ...] = (), matched: str = "") -> Difference:
    power = held.power
    return Difference(
        Subject.POWER,
        kind,
        held.unit,
        held.division,
        power.code,
        power.name,
        power.code,
        power.name,
        fields,
        (),
        matched,
    )


def _division(
    place: tuple[str, str], kind: Kind, fields: tuple[FieldChange, ...] = (), matched: str = ""
) -> Difference:
    return Difference(Subject.DIVISION, kind, *place, "", "", "", place[1] or place[0], fields, (), matched)
