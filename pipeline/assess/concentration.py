"""权力集中度: what each post and each division holds: steps it handles, reviews and decides, money, supervision."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.meaning.phrases import says
from pipeline.model import Power, Step
from pipeline.view.unit import Unit

MONEY, SUPERVISING = "资金", "监督"


@dataclass(frozen=True, slots=True)
class Holding:
    """持有: a post's share of the powers, or a division's (``post`` is empty then).

    ``division`` is empty for a post above the divisions. ``steps`` counts by function. ``discretion`` counts, and
    ``amount`` (万元) sums, the powers that a post reviews or decides, or all powers of a division.
    """

    unit: str
    division: str
    post: str
    powers: int
    steps: Mapping[str, int]
    discretion: int
    amount: Decimal
    score: int


@dataclass(frozen=True, slots=True)
class _Held:
    """One function of one step in the hands of one post."""

    division: str
    post: str
    function: str
    power: Power


def post_holdings(unit: Unit) -> list[Holding]:
    """The unit's posts, those that hold most first by the weights of structure.toml; meetings and teams are none."""
    approving = set(unit.settings.structure.concentration.approving)
    held: defaultdict[tuple[str, str], list[_Held]] = defaultdict(list)
    for one in (*_acting(unit), *_supervising(unit)):
        held[one.division, one.post].append(one)
    return _ranked(
        _holding(unit, division, post, ones, [one.power for one in ones if one.function in approving])
        for (division, post), ones in held.items()
    )


def division_holdings(unit: Unit) -> list[Holding]:
    """The unit's divisions, those that hold most first: what is in their own posts' hands, not in those above them."""
    held: defaultdict[str, list[_Held]] = defaultdict(list)
    for one in (*_acting(unit), *_supervising(unit)):
        held[one.division].append(one)
    powers: defaultdict[str, list[Power]] = defaultdict(list)
    for power, _ in unit.working.values():
        powers[unit.division_of(power)].append(power)
    return _ranked(_holding(unit, division, "", held[division], own) for division, own in powers.items())


def functions(unit: Unit, step: Step) -> Iterator[str]:
    """The functions of a step: by its kind, and 资金 where money or goods change hands."""
    for function, kinds in unit.settings.structure.concentration.functions.items():
        if step.kind in kinds:
            yield function
    if says(f"{step.name}{step.procedure}", unit.settings.structure.power.money):
        yield MONEY


def _acting(unit: Unit) -> Iterator[_Held]:
    for power, steps in unit.working.values():
        for step in steps:
            for post in unit.posts_of(step):
                for function in functions(unit, step):
                    yield _Held(_level(unit, step, post), post, function, power)


def _level(unit: Unit, step: Step, post: str) -> str:
    """The division whose post it is; empty for a post above the divisions, which is the same for all of them."""
    return "" if says(post, unit.settings.structure.power.superiors) else unit.division_of(step)


def _supervising(unit: Unit) -> Iterator[_Held]:
    """The steps whose way of supervision names a post that acts somewhere, in the same division or above it."""
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in _acting(unit):
        names[one.division] |= dict.fromkeys(unit.posts.other_names(one.post), one.post)
    above = names[""]
    found = {division: _any_of({**above, **own}) for division, own in names.items() if above or own}
    for power, steps in unit.working.values():
        for step in steps:
            division = unit.division_of(step)
            pattern = found.get(division)
            for name in dict.fromkeys(pattern.findall(step.supervision)) if pattern else ():
                post = names[division].get(name) or above[name]
                yield _Held(_level(unit, step, post), post, SUPERVISING, power)


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    # The longest name first: 副处长 is not 处长.
    return re.compile("|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))))


def _holding(unit: Unit, division: str, post: str, held: Iterable[_Held], own: Iterable[Power]) -> Holding:
    weights = unit.settings.structure.concentration.weights
    held = list(held)
    steps = Counter(one.function for one in held)
    distinct = {power.code: power for power in own}.values()
    discretion = sum(unit.has_discretion(power) for power in distinct)
    return Holding(
        unit=unit.name,
        division=division,
        post=post,
        powers=len({one.power.code for one in held}) if post else len(distinct),
        steps=steps,
        discretion=discretion,
        amount=sum((power.amount.value or Decimal() for power in distinct), Decimal()),
        score=sum(weights[name] * count for name, count in steps.items()) + weights["裁量"] * discretion,
    )


def _ranked(holdings: Iterable[Holding]) -> list[Holding]:
    return sorted(holdings, key=lambda h: (-h.score, h.unit, h.division, h.post))
