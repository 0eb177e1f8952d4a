"""公开版: what the plan makes public, and nothing else.

All faces of the public edition (Word, PDF, web page, open data) are composed from ``shown_powers``, and none of them
is given more of a power than ``PublicPower`` holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model import Branch, Power, Step
from pipeline.papers.all_units import AllUnits
from pipeline.papers.paper import Edition
from pipeline.settings import Settings
from pipeline.view.point import Point
from pipeline.view.register import Register

# Where the faces stand that are made of all units together; the page's charts lie beside it, a folder a unit.
WEB_PAGE = f"{Edition.PUBLIC}/index.html"
CHARTS = f"{Edition.PUBLIC}/流程图"
OPEN_DATA = f"{Edition.PUBLIC}/开放数据"


class Standing(StrEnum):
    """稿: how far a public document has come; only what was decided (审定) may be published."""

    DRAFT = "送审稿"
    DECIDED = "审定稿"


@dataclass(frozen=True, slots=True)
class PublicStep:
    """环节 as the public sees it."""

    number: str
    name: str
    kind: str
    phase: str
    actor: str
    condition: str
    procedure: str
    days: str
    supervision: str
    next: str
    working_days: int | None
    ways: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class PublicPower:
    """职权 as the public sees it; ``chart`` is its chart's key in the unit's book of flowcharts, empty without one."""

    code: str
    name: str
    category: str
    basis: str
    department: str
    post: str
    counterpart: str
    chart: str
    steps: tuple[PublicStep, ...]


@dataclass(frozen=True, slots=True)
class PublicUnit:
    """单位 with its public powers; ``file_name`` is the folder that its charts lie in."""

    name: str
    file_name: str
    powers: tuple[PublicPower, ...]


@dataclass(frozen=True, slots=True)
class PublicRegister:
    """What the web page and the open data say: the public powers of all units that have any."""

    title: str
    period: str
    standing: Standing
    units: tuple[PublicUnit, ...]

    @property
    def powers(self) -> tuple[PublicPower, ...]:
        """All powers, in the order of the units."""
        return tuple(power for unit in self.units for power in unit.powers)

    @property
    def categories(self) -> tuple[tuple[str, int], ...]:
        """The categories that have powers, with their numbers, the largest first."""
        return tuple(Counter(power.category for power in self.powers).most_common())


def is_public(kind: str, settings: Settings) -> bool:
    """Whether a kind of document goes into the public edition (rules.toml, [public] kinds)."""
    return kind in settings.rules.public.kinds


def shown_powers(register: Register, settings: Settings, edition: Edition) -> list[Power]:
    """The powers that an edition may show: the public edition shows only those of the public categories."""
    if edition is Edition.INTERNAL:
        return list(register.powers)
    public = public_categories(settings)
    return [power for power in register.powers if power.category in public]


def shown_points(register: Register, settings: Settings, edition: Edition) -> list[Point]:
    """The risk points that an edition may show, where it shows any: those of the powers that it shows."""
    if edition is Edition.INTERNAL:
        return list(register.points)
    public = public_categories(settings)
    return [point for point in register.points if point.power and point.power.category in public]


def public_categories(settings: Settings) -> tuple[str, ...]:
    """The categories of powers that go public, in their order; a power of no known category does not."""
    terms = settings.vocabulary.power_categories
    return tuple(category for category in terms.terms if category not in terms.internal)


def standing(registers: Sequence[Register], settings: Settings) -> Standing:
    """审定稿 where the office has decided on every risk point of the powers shown, and on one at least."""
    shown = {
        (register.name, power.code)
        for register in registers
        for power in shown_powers(register, settings, Edition.PUBLIC)
    }
    points = [
        point for register in registers for point in register.points if (register.name, point.risk.power_code) in shown
    ]
    decided = bool(points) and all(point.decision for point in points)
    return Standing.DECIDED if decided else Standing.DRAFT


def titled(title: str, edition: Edition, registers: Sequence[Register], settings: Settings) -> str:
    """A paper's title; a public one that waits for decisions says so itself, wherever it may get to."""
    if edition is Edition.INTERNAL or standing(registers, settings) is Standing.DECIDED:
        return title
    return f"{title}（{Standing.DRAFT}）"


def public_powers(register: Register, settings: Settings) -> tuple[PublicPower, ...]:
    """One unit's powers for the web page and the open data, numbered as in its book of flowcharts."""
    with_flows = is_public("权力运行流程图", settings)
    powers = []
    for number, power in enumerate(shown_powers(register, settings, Edition.PUBLIC), start=1):
        steps = register.flow_of(power) if with_flows else ()
        powers.append(
            PublicPower(
                code=power.code,
                name=power.name,
                category=power.category,
                basis=power.basis,
                department=power.department,
                post=power.post,
                counterpart=power.counterpart,
                chart=f"{number:02d}" if steps else "",
                steps=tuple(map(_step, steps)),
            )
        )
    return tuple(powers)


def public_register(all_units: AllUnits) -> PublicRegister | None:
    """The public powers of all units; None where the rules make no catalogue public, or no unit has such a power."""
    if not is_public("职权目录", all_units.settings):
        return None
    units = [
        PublicUnit(register.name, register.file_name, public_powers(register, all_units.settings))
        for register in all_units.registers
    ]
    shown = tuple(unit for unit in units if unit.powers)
    title = all_units.settings.wording.titles.public
    standing_of_all = standing(all_units.registers, all_units.settings)
    return PublicRegister(title, all_units.period, standing_of_all, shown) if shown else None


def public_texts(all_units: AllUnits) -> Iterator[str]:
    """Everything that the clerks wrote into fields which go public, and the units' names."""
    for register in all_units.registers:
        yield register.name
        for power in public_powers(register, all_units.settings):
            yield from (power.code, power.name, power.category, power.basis, power.department, power.post)
            yield power.counterpart
            for step in power.steps:
                yield from (step.name, step.phase, step.actor, step.condition, step.procedure, step.days)
                yield from (step.supervision, step.next)


def _step(step: Step) -> PublicStep:
    return PublicStep(
        number=step.number.text,
        name=step.name,
        kind=step.kind,
        phase=step.phase,
        actor=step.actor,
        condition=step.condition,
        procedure=step.procedure,
        days=step.days.text,
        supervision=step.supervision,
        next=step.ways.text,
        working_days=step.days.value,
        ways=step.ways.value or (),
    )
