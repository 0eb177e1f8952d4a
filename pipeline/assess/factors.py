"""The facts that rules speak of, as the rule file names them ([factor.…]).

A factor looks at one risk point and gives its evidence (the words or figures it saw), or "" where it does not hold.
How a factor looks is one of a few ways: a value equals one of some, holds some words, is blank, reaches a number; or,
where the way the records hang together is meant, one of the structures at the end of this file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.meaning.words import WordList
from pipeline.model import Evaluation, Measure, Power, Read, RiskPoint, Sourced, Step
from pipeline.settings import StepKinds
from pipeline.settings.factors import AMOUNT, Structure

Look = tuple[str, str]
"""What a factor looks at: the record, and its field."""


def look_of(text: str) -> Look:
    """``power.discretion`` as a record and its field."""
    record, _, field = text.partition(".")
    return record, field


OF_POWER = frozenset({"power", "step"})
"""Records that are the same for all risk points of a power."""


@dataclass(frozen=True, slots=True)
class Facts:
    """事实: one risk point with what belongs to it, its class, and the counts and thresholds that apply.

    ``counts`` holds figures by the names of COUNTS; ``major`` is the threshold of 重大 in 万元.
    """

    risk: RiskPoint
    power: Power | None
    flow: tuple[Step, ...]
    risk_steps: tuple[Step, ...]
    measures: tuple[Measure, ...]
    evaluation: Evaluation | None
    klass: str
    major: Decimal
    counts: Mapping[str, int]

    def records(self, name: str) -> tuple[Sourced, ...]:
        """The records that a factor looks at, by the names of RECORDS."""
        match name:
            case "power":
                return (self.power,) if self.power else ()
            case "step":
                return self.flow
            case "risk_step":
                return self.risk_steps
            case "risk":
                return (self.risk,)
            case "measure":
                return self.measures
            case _:
                return (self.evaluation,) if self.evaluation else ()

    @property
    def amount(self) -> Decimal | None:
        """The power's amount in 万元; None where there is none or it cannot be read."""
        return self.power.amount.value if self.power else None


Evidence = Callable[[Facts], str]


@dataclass(frozen=True, slots=True)
class Factor:
    """因素: a fact that rules may rest on.

    ``raises``: it makes a risk graver (加重), else lighter (减轻). ``sees`` says what it looks at, ``lacking`` that it
    does not hold; ``mend`` says how an office would make a grave one go away, or a light one come about
    ("增加集体研究环节"), and is empty where it cannot. ``of_power``: it is the same for all risk points of a power.
    """

    name: str
    title: str
    raises: bool
    sees: str
    lacking: str
    mend: str
    of_power: bool
    evidence: Evidence


def equals(looks: tuple[Look, ...], values: tuple[str, ...], found: str) -> Evidence:
    """One of the fields has one of the values."""
    wanted = frozenset(values)

    def evidence(facts: Facts) -> str:
        for place, texts in _seen(facts, looks):
            for text in texts:
                if text in wanted:
                    return found.format(place=place, value=text)
        return ""

    return evidence


def blank(looks: tuple[Look, ...], found: str) -> Evidence:
    """One of the fields is blank; a record that is not there at all is not blank."""

    def evidence(facts: Facts) -> str:
        places = [place for place, texts in _seen(facts, looks) if not any(texts)]
        return found.format(place="、".join(dict.fromkeys(places))) if places else ""

    return evidence


def words(looks: tuple[Look, ...], listed: WordList, found: str) -> Evidence:
    """One of the fields affirms one of the words."""

    def evidence(facts: Facts) -> str:
        for place, texts in _seen(facts, looks):
            for text in texts:
                if affirmed := listed.affirmed(text):
                    return found.format(place=place, value=text, word="、".join(affirmed))
        return ""

    return evidence


def at_least(figure: str, least: Decimal, found: str) -> Evidence:
    """A figure reaches a number; an amount that is missing or unreadable reaches none."""

    def evidence(facts: Facts) -> str:
        number = facts.amount if figure == AMOUNT else Decimal(facts.counts[figure])
        return found.format(value=f"{number:f}", limit=f"{least:f}") if number is not None and number >= least else ""

    return evidence


def klass_is(klass: str, found: str) -> Evidence:
    """The risk point is of this class."""
    return lambda facts: found.format(value=facts.klass) if facts.klass == klass else ""


def _seen(facts: Facts, looks: tuple[Look, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each field that is looked at: how to name its place, and its texts."""
    for record, field in looks:
        for one in facts.records(record):
            value = getattr(one, field)
            if isinstance(value, Read):
                texts: tuple[str, ...] = (value.text,)
            else:
                texts = value if isinstance(value, tuple) else (value,)
            place = f"环节{one.number.text}“{one.name}”" if isinstance(one, Step) else ""
            yield place, texts


def _major(found: str, _kinds: StepKinds) -> Evidence:
    """The amount reaches the threshold of 重大."""

    def evidence(facts: Facts) -> str:
        reached = facts.amount is not None and facts.amount >= facts.major
        return found.format(value=f"{facts.amount:f}", limit=f"{facts.major:f}") if reached else ""

    return evidence


def _same_actor(found: str, kinds: StepKinds) -> Evidence:
    """One and the same actor both handles and decides or checks in the flow."""

    def evidence(facts: Facts) -> str:
        handling = {step.actor for step in facts.flow if step.kind in kinds.handling and step.actor}
        deciding = {step.actor for step in facts.flow if step.kind in kinds.approving and step.actor}
        return found.format(value="、".join(sorted(handling & deciding))) if handling & deciding else ""

    return evidence


STRUCTURES: Mapping[Structure, tuple[Callable[[str, StepKinds], Evidence], str]] = {
    Structure.MAJOR_AMOUNT: (_major, "涉及金额达到重大标准"),
    Structure.SAME_ACTOR: (_same_actor, "流程中有一个主体既办理，又审核或决定"),
}
"""What hangs on how the records stand together: the function, and what it looks at."""
