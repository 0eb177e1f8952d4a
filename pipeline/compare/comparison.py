"""Two periods compared, in the order of the work: divisions, powers, flows, points, levels, measures, looks."""

from __future__ import annotations

from pipeline.assess import Rulesets
from pipeline.compare.fields import headings
from pipeline.compare.flows import compare_flow
from pipeline.compare.levels import level_differences
from pipeline.compare.measures import measure_differences
from pipeline.compare.points import Code, MatchedPoints, match_points, point_differences
from pipeline.compare.powers import division_differences, match_powers, power_differences
from pipeline.compare.revisits import revisits
from pipeline.model import PeriodRecords
from pipeline.model.difference import Comparison, Difference, Subject
from pipeline.settings import Settings
from pipeline.view.period import Period


def compare(last: PeriodRecords, this: PeriodRecords, rules: Rulesets, settings: Settings) -> Comparison:
    """What changed from the last period to this one. ``rules`` are this period's, already typed."""
    old, new = Period(last), Period(this)
    powers = match_powers(old, new, settings)
    divisions, called_otherwise = division_differences(old, new, powers, settings)
    fields, least = headings(settings, "steps"), settings.compare.likeness.steps
    flows = {
        (pair.new.unit, pair.new.power.code): compare_flow(pair.old, pair.new, fields, least) for pair in powers.pairs
    }
    links = {place: flow.links for place, flow in flows.items()}
    points = match_points(old, new, powers, settings)
    names: dict[Code, str] = {
        (held.unit, held.power.code): held.power.name for period in (old, new) for held in period.powers
    }
    rules_text = _rules_text(last, this)
    differences = [
        *divisions,
        *power_differences(new, powers, settings),
        *(change for flow in flows.values() for change in flow.differences),
        *point_differences(points, names, links, settings),
        *level_differences(old, points, names, rules, rules_text),
        *measure_differences(points, names, settings),
    ]
    since = _since(last, this, points)
    again = revisits(powers, points, differences, since, this.period, settings)
    return Comparison(
        old_period=last.period,
        new_period=this.period,
        rules_changed=rules_text,
        differences=tuple(_in_order(differences, new, old)),
        revisits=(*called_otherwise, *again),
        since=since,
    )


def _rules_text(last: PeriodRecords, this: PeriodRecords) -> str:
    """How what judges has changed: the rule file, or the program that applies it; empty where neither did."""
    if not last.rules_digest:
        return "上期没有留存规则文件"
    if last.rules_digest != this.rules_digest:
        if last.rules_version == this.rules_version:
            return f"规则文件有改动（版本号仍为{this.rules_version}）"
        return f"规则文件由{last.rules_version}版改为{this.rules_version}版"
    return f"定级程序由{last.program}版改为{this.program}版" if last.program != this.program else ""


def _since(last: PeriodRecords, this: PeriodRecords, points: MatchedPoints) -> dict[Code, str]:
    """Since when each point's class and level have stood; handed on from period to period."""
    since = {(point.unit, point.risk.code): this.period for point in points.new}
    for pair in points.pairs:
        old = (pair.old.unit, pair.old.risk.code)
        stands = pair.old.standing == pair.new.standing
        since[pair.new.unit, pair.new.risk.code] = last.since.get(old, last.period) if stands else this.period
    return since


def _in_order(differences: list[Difference], new: Period, old: Period) -> list[Difference]:
    """By unit, power and subject, in the order of this period's workbooks; what ended stands after what is there."""
    units = {unit: rank for rank, unit in enumerate(dict.fromkeys([*new.names, *old.names]))}
    powers = {
        place: rank
        for rank, place in enumerate(
            dict.fromkeys((held.unit, held.power.code) for period in (new, old) for held in period.powers)
        )
    }
    subjects = {subject: rank for rank, subject in enumerate(Subject)}

    def place(difference: Difference) -> tuple[int, int, int]:
        # What belongs to no power, a division, stands before its unit's powers; an unknown code after them.
        rank = powers.get((difference.unit, difference.power_code), len(powers)) if difference.power_code else -1
        return units.get(difference.unit, len(units)), rank, subjects[difference.subject]

    return sorted(differences, key=place)
