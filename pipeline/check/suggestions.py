"""系统提示: structural weaknesses that no clerk has declared, as risk points for the office to take up or drop."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.catalogue import CATALOGUE, Check, Suggests, Weakness
from pipeline.model import Place, Suggestion
from pipeline.view.unit import Unit


def suggestions(unit: Unit) -> Iterator[Suggestion]:
    """A suggestion for each weakness that a check ``suggests``, but where a declared risk point answers it already."""
    off = unit.settings.rules.checks.off
    for check in CATALOGUE.values():
        if check.suggests is None or check.code in off:
            continue
        for fault in check.function(unit):
            if fault.weakness and not _declared(unit, fault.weakness, _kinds(unit, check.suggests)):
                yield _suggestion(unit, check, fault.weakness, fault.places)


def _kinds(unit: Unit, suggests: Suggests) -> tuple[str, ...]:
    return unit.settings.vocabulary.measure_kinds.of(*suggests.measures)


def _declared(unit: Unit, weakness: Weakness, kinds: tuple[str, ...]) -> bool:
    """A risk point at these steps has a measure of a fitting kind.

    The plan names the kinds of measure by the weakness that they answer (第五步“防控”: 分权制衡 answers 权力过于集中),
    so a measure of that kind says that the clerk has seen it. A risk point without steps stands for the whole power.
    """
    numbers = {step.number.value for step in weakness.steps}
    for risk in unit.risks_by_power.get(weakness.power.code, ()):
        at_steps = not numbers or not risk.steps.value or numbers.intersection(risk.steps.value)
        if at_steps and any(kind in kinds for measure in unit.measures_of(risk) for kind in measure.kinds):
            return True
    return False


def _suggestion(unit: Unit, check: Check, weakness: Weakness, places: tuple[Place, ...]) -> Suggestion:
    assert check.suggests is not None
    power = weakness.power
    return Suggestion(
        code=f"XT-{check.code}-{power.code}",
        rule=check.code,
        unit=unit.name,
        division=unit.division_of(power),
        power_code=power.code,
        source=unit.settings.vocabulary.risk_sources.system,
        description=check.suggests.risk.format(power=power.name, posts="、".join(weakness.posts)),
        steps=tuple(step.number.value for step in weakness.steps if step.number.value is not None),
        posts=weakness.posts,
        measure_kinds=_kinds(unit, check.suggests),
        places=places,
    )
