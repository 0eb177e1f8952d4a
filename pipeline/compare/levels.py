"""风险等级: which went up or down, and why: the facts, the rules, or the office's decision.

A change of rules is told from a change of facts by judging the last period's facts once more by this period's rules:
from the old level to that one, the rules led; from that one to the new level, the facts did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.assess import Rulesets, assess_unit
from pipeline.compare.matching import Pair
from pipeline.compare.points import Code, MatchedPoints, difference
from pipeline.model import Assessment, Reason
from pipeline.model.difference import Cause, CauseKind, Difference, Kind, Subject
from pipeline.view.period import Period
from pipeline.view.point import Point


def level_differences(
    old: Period, matched: MatchedPoints, names: Mapping[Code, str], rules: Rulesets, rules_text: str
) -> list[Difference]:
    """A difference for each point whose standing class or level is another; ``rules_text`` says how the rules changed,
    empty where they did not, so that nothing need be judged again.
    """
    changed = [pair for pair in matched.pairs if pair.old.standing != pair.new.standing]
    judged = _judged_again(old, changed, rules) if rules_text else {}
    return [
        replace(
            difference(pair.new, names, Subject.LEVEL, _kind(pair, rules.named("").levels)),
            causes=tuple(_causes(pair, judged.get(id(pair.old), pair.old.assessment), rules_text)),
        )
        for pair in changed
    ]


def _judged_again(old: Period, changed: Sequence[Pair[Point]], rules: Rulesets) -> dict[int, Assessment]:
    """The last period's points (by identity) as this period's rules judge them; only the units that need it."""
    wanted = {pair.old.unit for pair in changed}
    again = {
        unit.unit: iter(assess_unit(unit.unit, unit.submissions, rules))
        for unit in old.records.units
        if unit.unit in wanted
    }
    # Both stand in the order of units, files and rows.
    return {id(point): next(again[point.unit]) for point in old.points if point.unit in wanted}


def _kind(pair: Pair[Point], levels: Sequence[str]) -> Kind:
    (_, before), (_, after) = pair.old.standing, pair.new.standing
    if before == after or before not in levels or after not in levels:
        return Kind.RECLASSED
    # The scale runs from the highest level down.
    return Kind.UP if levels.index(after) < levels.index(before) else Kind.DOWN


def _causes(pair: Pair[Point], judged: Assessment, rules_text: str) -> Iterator[Cause]:
    old, new = pair.old, pair.new
    under_new_rules = (judged.klass, judged.level)
    if old.computed != under_new_rules:
        moves = _moves(old.assessment.reasons, judged.reasons)
        yield _cause(CauseKind.RULES, old.computed, under_new_rules, f"{rules_text}；{moves}")
    if under_new_rules != new.computed:
        text = _moves(judged.reasons, new.assessment.reasons)
        yield _cause(CauseKind.FACTS, under_new_rules, new.computed, text)
    # A decision that only keeps the level (维持) is the cause of nothing.
    if _overruled(old) != _overruled(new):
        yield _cause(CauseKind.DECISION, old.standing, new.standing, _decision(pair))


def _overruled(point: Point) -> tuple[str, str] | None:
    """The class and level that the office put in place of the computed ones."""
    return point.standing if point.standing != point.computed else None


def _cause(kind: CauseKind, before: tuple[str, str], after: tuple[str, str], text: str) -> Cause:
    return Cause(kind, "·".join(before), "·".join(after), text)


def _moves(before: Sequence[Reason], after: Sequence[Reason]) -> str:
    """The reasons that are no longer there, and those that have come."""
    gone = [reason for reason in before if reason not in after]
    come = [reason for reason in after if reason not in before]
    parts = [(word, reasons) for word, reasons in (("原为", gone), ("现为", come)) if reasons]
    return "；".join(word + "、".join(f"{r.evidence}（{r.rule}）" for r in reasons) for word, reasons in parts)


def _decision(pair: Pair[Point]) -> str:
    new = pair.new.decision
    if new is None:
        return f"上期审定（{'·'.join(pair.old.standing)}）本期不再有效"
    by = f"（{new.decided_by}）" if new.decided_by else ""
    return f"审定意见“{new.opinion}”{by}：{new.reason}"
