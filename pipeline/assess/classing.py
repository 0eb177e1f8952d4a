"""定类: the class of a risk point by the plan's fields (实施方案第四步), and how sure that is.

The field as the division filled it comes first, then the power's category, then, as the last resort, the text. What
none of them settles stays unclassed, with the nearest candidates for the office to choose from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.assess.factors import Revisit
from pipeline.meaning.words import WordList
from pipeline.model import Candidate, Confidence, Power, Reason, RiskPoint, Step
from pipeline.settings.thresholds import threshold

MOST_CANDIDATES = 3

ROLES: Mapping[str, tuple[str, ...]] = {
    "declared": ("field",),
    "category": ("category", "field"),
    "text": ("field", "words"),
    "major": ("amount", "limit", "field", "lifted"),
    "conflict": ("category", "field", "expected"),
    "below": ("field", "amount", "limit"),
    "unread": ("text", "limit"),
    "unknown": ("code",),
    "none": ("category",),
}
"""What a rule of classing is for → the values that its sentence may name."""


@dataclass(frozen=True, slots=True)
class ClassRule:
    """定类规则: its code and title, how it says what it saw, and how sure a class is that rests on it."""

    code: str
    title: str
    found: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Text:
    """按文字归类: the words of each field, how much each text weighs, and how clear the outcome must be.

    ``looks`` are what is read, each with its weight. The best field must have ``least`` points, and ``lead`` more than
    the next.
    """

    words: WordList
    fields_of_word: Mapping[str, tuple[str, ...]]
    looks: tuple[tuple[Revisit, int], ...]
    least: int
    lead: int


@dataclass(frozen=True, slots=True)
class Classing:
    """定类的全部规则; ``rules`` are by role, as ROLES lists them.

    ``major`` are the thresholds of 重大, as the rule file has them; ``near_…`` say why a field is a candidate.
    """

    unclassed: str
    first: str
    class_of_field: Mapping[str, str]
    field_of_category: Mapping[str, str]
    fields_within: Mapping[str, tuple[str, ...]]
    field_when_major: Mapping[str, str]
    major: Mapping[str, Any]
    text: Text
    rules: Mapping[str, ClassRule]
    near_by_text: str
    near_by_category: str


@dataclass(frozen=True, slots=True)
class Classed:
    """定类的结果."""

    klass: str
    field: str
    confidence: Confidence
    reasons: tuple[Reason, ...]
    candidates: tuple[Candidate, ...] = ()


_ORDER = tuple(Confidence)


def classify(risk: RiskPoint, power: Power | None, flow: tuple[Step, ...], unit: str, rules: Classing) -> Classed:
    """The class of one risk point. Never guessed: what no rule settles is unclassed, with candidates."""
    if power is None:
        rule = rules.rules["unknown"]
        return Classed(rules.unclassed, "", rule.confidence, (_said(rule, code=risk.power_code),))
    if power.field in rules.class_of_field:
        rule = rules.rules["declared"]
        found = Classed("", power.field, rule.confidence, (_said(rule, field=power.field),))
    elif power.category in rules.field_of_category:
        rule = rules.rules["category"]
        field = rules.field_of_category[power.category]
        found = Classed("", field, rule.confidence, (_said(rule, category=power.category, field=field),))
    else:
        found = _by_text(risk, power, flow, rules)
        if not found.field:
            return found
    found = _by_amount(found, power, unit, rules)
    klass = rules.class_of_field[found.field]
    *first, last = found.reasons
    reasons = (*first, replace(last, evidence=f"{last.evidence}，归{klass}"))
    return _doubted(replace(found, klass=klass, reasons=reasons), power, unit, rules)


def _by_amount(found: Classed, power: Power, unit: str, rules: Classing) -> Classed:
    """An amount of 重大 lifts a field of the second class to its counterpart of the first."""
    limit = threshold(rules.major, unit, power.category)
    amount = power.amount.value
    lifted = rules.field_when_major.get(found.field)
    if lifted is None or amount is None or amount < limit:
        return found
    reason = _said(rules.rules["major"], amount=f"{amount:f}", limit=f"{limit:f}", field=found.field, lifted=lifted)
    return replace(found, field=lifted, reasons=(*found.reasons, reason))


def _doubted(found: Classed, power: Power, unit: str, rules: Classing) -> Classed:
    """Lower the confidence where the records speak against each other; the class itself stands."""
    limit = threshold(rules.major, unit, power.category)
    amount = power.amount.value
    doubts: list[tuple[str, dict[str, str]]] = []
    expected = rules.field_of_category.get(power.category)
    if expected and power.field:
        lifted = rules.field_when_major.get(expected, expected)
        if found.klass not in (rules.class_of_field[expected], rules.class_of_field[lifted]):
            doubts.append(("conflict", {"category": power.category, "field": found.field, "expected": expected}))
    if power.field == found.field in rules.field_when_major.values() and amount is not None and amount < limit:
        doubts.append(("below", {"field": found.field, "amount": f"{amount:f}", "limit": f"{limit:f}"}))
    if power.amount.unreadable and found.field in rules.field_when_major:
        doubts.append(("unread", {"text": power.amount.text, "limit": f"{limit:f}"}))
    for role, values in doubts:
        rule = rules.rules[role]
        weaker = max(found.confidence, rule.confidence, key=_ORDER.index)
        found = replace(found, confidence=weaker, reasons=(*found.reasons, _said(rule, **values)))
    return found


def _by_text(risk: RiskPoint, power: Power, flow: tuple[Step, ...], rules: Classing) -> Classed:
    """The field that the text speaks of most clearly; unclassed with the nearest candidates where none stands out."""
    within = rules.fields_within.get(power.category, tuple(rules.class_of_field))
    points: defaultdict[str, int] = defaultdict(int)
    words: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for text, weight in _texts(risk, power, flow, rules.text):
        for word in rules.text.words.affirmed(text):
            for field in rules.text.fields_of_word[word]:
                if field in within:
                    points[field] += weight
                    words[field][word] = None
    # Equal points stand in the plan's own order.
    ranked = sorted(points, key=lambda field: (-points[field], within.index(field)))
    if ranked:
        best = ranked[0]
        ahead = points[best] - (points[ranked[1]] if len(ranked) > 1 else 0)
        if points[best] >= rules.text.least and ahead >= rules.text.lead:
            rule = rules.rules["text"]
            return Classed("", best, rule.confidence, (_said(rule, field=best, words="、".join(words[best])),))
    near = [(field, rules.near_by_text.format(words="、".join(words[field]))) for field in ranked]
    if power.category in rules.fields_within:
        evidence = rules.near_by_category.format(category=power.category)
        near += [(field, evidence) for field in within if field not in points]
    candidates = tuple(Candidate(field, rules.class_of_field[field], evidence) for field, evidence in near)
    rule = rules.rules["none"]
    reason = _said(rule, category=power.category or "（未填）")
    return Classed(rules.unclassed, "", rule.confidence, (reason,), candidates[:MOST_CANDIDATES])


def _texts(risk: RiskPoint, power: Power, flow: tuple[Step, ...], text: Text) -> list[tuple[str, int]]:
    records: Mapping[str, tuple[object, ...]] = {"power": (power,), "risk": (risk,), "step": flow}
    return [(str(getattr(record, field)), weight) for (name, field), weight in text.looks for record in records[name]]


def _said(rule: ClassRule, **values: str) -> Reason:
    return Reason(rule.code, rule.title, rule.found.format(**values))
