"""定类: the class of a risk point by the plan's fields (实施方案第四步), and how sure that is.

The field as the division filled it comes first, then the power's category, then, as the last resort, the text. What
none of them settles stays unclassed, with the nearest candidates for the office to choose from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.assess.factors import Look
from pipeline.meaning.words import WordList
from pipeline.model import Candidate, Confidence, Power, Reason, RiskPoint, Step
from pipeline.settings.classing import ClassRule, ClassRules, MajorRules

MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Text:
    """按文字归类: the words of each field, how much each text weighs, and how clear the outcome must be.

    ``looks`` are what is read, each with its weight. The best field must have ``least`` points, and ``lead`` more than
    the next.
    """

    words: WordList
    fields_of_word: Mapping[str, tuple[str, ...]]
    looks: tuple[tuple[Look, int], ...]
    least: int
    lead: int


@dataclass(frozen=True, slots=True)
class Classing:
    """定类的全部规则, as the rule file has them, with what is asked of them often."""

    written: ClassRules
    major: MajorRules
    class_of_field: Mapping[str, str]
    text: Text

    @property
    def unclassed(self) -> str:
        """The word for no class (未归类)."""
        return self.written.none


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
        rule = rules.written.rule.unknown
        return Classed(rules.unclassed, "", rule.confidence, (_said(rule, code=risk.power_code),))
    if power.field in rules.class_of_field:
        rule = rules.written.rule.declared
        found = Classed("", power.field, rule.confidence, (_said(rule, field=power.field),))
    elif power.category in rules.written.by_category:
        rule = rules.written.rule.category
        field = rules.written.by_category[power.category]
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
    limit = rules.major.of(unit, power.category)
    amount = power.amount.value
    lifted = rules.written.when_major.get(found.field)
    if lifted is None or amount is None or amount < limit:
        return found
    reason = _said(rules.written.rule.major, amount=f"{amount:f}", limit=f"{limit:f}", field=found.field, lifted=lifted)
    return replace(found, field=lifted, reasons=(*found.reasons, reason))


def _doubted(found: Classed, power: Power, unit: str, rules: Classing) -> Classed:
    """Lower the confidence where the records speak against each other; the class itself stands."""
    limit = rules.major.of(unit, power.category)
    amount = power.amount.value
    roles = rules.written.rule
    doubts: list[tuple[ClassRule, dict[str, str]]] = []
    expected = rules.written.by_category.get(power.category)
    if expected and power.field:
        lifted = rules.written.when_major.get(expected, expected)
        # Either is as expected: which of the two it is, the amount says.
        if found.klass not in (rules.class_of_field[expected], rules.class_of_field[lifted]):
            said = {"category": power.category, "field": found.field, "expected": expected}
            doubts.append((roles.conflict, said))
    if power.field == found.field in rules.written.when_major.values() and amount is not None and amount < limit:
        doubts.append((roles.below, {"field": found.field, "amount": f"{amount:f}", "limit": f"{limit:f}"}))
    if power.amount.unreadable and found.field in rules.written.when_major:
        doubts.append((roles.unread, {"text": power.amount.text, "limit": f"{limit:f}"}))
    for rule, values in doubts:
        weaker = max(found.confidence, rule.confidence, key=_ORDER.index)
        found = replace(found, confidence=weaker, reasons=(*found.reasons, _said(rule, **values)))
    return found


def _by_text(risk: RiskPoint, power: Power, flow: tuple[Step, ...], rules: Classing) -> Classed:
    """The field that the text speaks of most clearly; unclassed with the nearest candidates where none stands out."""
    within = rules.written.within.get(power.category, tuple(rules.class_of_field))
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
            rule = rules.written.rule.text
            return Classed("", best, rule.confidence, (_said(rule, field=best, words="、".join(words[best])),))
    near = [(field, rules.written.near.text.format(words="、".join(words[field]))) for field in ranked]
    if power.category in rules.written.within:
        evidence = rules.written.near.category.format(category=power.category)
        near += [(field, evidence) for field in within if field not in points]
    candidates = tuple(Candidate(field, rules.class_of_field[field], evidence) for field, evidence in near)
    rule = rules.written.rule.none
    reason = _said(rule, category=power.category or "（未填）")
    return Classed(rules.unclassed, "", rule.confidence, (reason,), candidates[:MOST_CANDIDATES])


def _texts(risk: RiskPoint, power: Power, flow: tuple[Step, ...], text: Text) -> list[tuple[str, int]]:
    records: Mapping[str, tuple[object, ...]] = {"power": (power,), "risk": (risk,), "step": flow}
    return [(str(getattr(record, field)), weight) for (name, field), weight in text.looks for record in records[name]]


def _said(rule: ClassRule, **values: str) -> Reason:
    return Reason(rule.code, rule.title, rule.found.format(**values))
