"""须重新审视: what the changes of this period ask to be looked at again; the rules are in ``data/compare.toml``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.check.laws import REPEALED
from pipeline.compare.matching import Pair
from pipeline.compare.points import Code, MatchedPoints
from pipeline.compare.powers import MatchedPowers
from pipeline.law.citations import citations
from pipeline.law.lawbook import Lawbook
from pipeline.model.difference import Difference, Revisit, Subject
from pipeline.settings import Settings
from pipeline.settings.compare import EvaluationWords, LawRevisit, RevisitRule, RevisitRules, StaleRevisit
from pipeline.view.period import HeldPower
from pipeline.view.point import Point


def revisits(
    powers: MatchedPowers,
    points: MatchedPoints,
    differences: Sequence[Difference],
    since: Mapping[Code, str],
    period: str,
    settings: Settings,
) -> list[Revisit]:
    """Powers that changed while none of their risk points did; levels that stand for years with findings."""
    rules = settings.compare.look
    of_power = _by_power(differences)
    lawbook = Lawbook(settings.laws)
    held = defaultdict(list)
    for pair in points.pairs:
        held[pair.new.unit, pair.new.risk.power_code].append(pair.new)
    found: list[Revisit] = []
    for power in powers.pairs:
        place = (power.new.unit, power.new.power.code)
        changes = of_power.get(place, [])
        found += _laws(power, lawbook, rules.law)
        if held[place] and not any(change.subject is Subject.RISK for change in changes):
            found += _untouched(power, changes, len(held[place]), rules, settings)
    names = {(power.new.unit, power.new.power.code): power.new.power.name for power in powers.pairs}
    for pair in points.pairs:
        found += _stale(pair.new, names, since, period, rules.stale, settings.compare.evaluation)
    return found


def _by_power(differences: Sequence[Difference]) -> Mapping[Code, list[Difference]]:
    found: defaultdict[Code, list[Difference]] = defaultdict(list)
    for difference in differences:
        found[difference.unit, difference.power_code].append(difference)
    return found


def _untouched(
    pair: Pair[HeldPower], changes: Sequence[Difference], count: int, rules: RevisitRules, settings: Settings
) -> Iterator[Revisit]:
    """The power changed, and its risk points are as they were."""
    fields = {field.field for change in changes if change.subject is Subject.POWER for field in change.fields}
    heading = settings.columns.heading
    if heading("powers", "basis") in fields:
        yield _revisit(rules.basis, pair.new, count=count)
    content = [heading("powers", name) for name in rules.content.fields if heading("powers", name) in fields]
    if content:
        yield _revisit(rules.content, pair.new, fields="、".join(content), count=count)
    steps = [change for change in changes if change.subject is Subject.STEP]
    if steps:
        yield _revisit(rules.flow, pair.new, changes=len(steps), count=count)


def _laws(pair: Pair[HeldPower], lawbook: Lawbook, rule: LawRevisit) -> Iterator[Revisit]:
    """A cited law came into force anew, or was repealed, after the division's last report (``data/laws.toml``)."""
    last, this = pair.old.reported_on, pair.new.reported_on
    if last is None or this is None:
        return
    said = []
    for citation in citations(pair.new.power.basis):
        law = lawbook.find(citation)
        if law is not None and law.effective is not None and last < law.effective <= this:
            form = rule.changed if law.status != REPEALED else rule.replaced if law.successor else rule.repealed
            said.append(form.format(name=law.name, date=law.effective, successor=law.successor))
    if said:
        yield _revisit(rule, pair.new, last=last, laws="；".join(dict.fromkeys(said)))


def _revisit(rule: RevisitRule, held: HeldPower, **facts: object) -> Revisit:
    text = rule.text.format(**facts)
    return Revisit(
        rule.code, rule.title, held.unit, held.division, held.power.code, held.power.name, "", text, rule.ask
    )


def _stale(
    point: Point,
    names: Mapping[Code, str],
    since: Mapping[Code, str],
    period: str,
    rule: StaleRevisit,
    evaluation: EvaluationWords,
) -> Iterator[Revisit]:
    """The level has stood for years, and something is still wrong with the point."""
    first = since[point.unit, point.risk.code]
    if not (first.isdecimal() and period.isdecimal()) or int(period) - int(first) < rule.years:
        return
    evidence = [f"{finding.code} {finding.title}" for finding in point.findings]
    if point.evaluation is not None and point.evaluation.effective not in ("", evaluation.effective):
        evidence.append(f"评估措施是否有效为“{point.evaluation.effective}”")
    if point.evaluation is not None and point.evaluation.found not in ("", evaluation.found):
        evidence.append(f"评估查找是否准确为“{point.evaluation.found}”")
    if evidence:
        name = names.get((point.unit, point.risk.power_code), "")
        text = rule.text.format(since=first, evidence="；".join(dict.fromkeys(evidence)))
        yield Revisit(
            rule.code, rule.title, point.unit, point.division, point.risk.power_code, name, point.risk.code, text,
            rule.ask,
        )  # fmt: skip
