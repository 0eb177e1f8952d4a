"""All units as the checks between them see them: each power's key, and what is compared; nothing more is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.law.citations import citations
from pipeline.likeness.texts import Likeness
from pipeline.model import Power, RiskPoint, Submission, UnitRecords
from pipeline.settings import Settings
from pipeline.view.unit import Unit


@dataclass(frozen=True, slots=True)
class Held:
    """A power in the hands of one unit, with its longest way in working days and its gravest self-assessed point."""

    unit: str
    division: str
    key: str
    power: Power
    days: int
    gravest: RiskPoint | None

    @property
    def laws(self) -> frozenset[str]:
        """The laws that the power rests on, by name."""
        return frozenset(one.law for one in citations(self.power.basis))

    @property
    def level(self) -> str:
        """自评等级: the highest of the power's points; empty where none is given."""
        return self.gravest.self_level if self.gravest else ""


class Units:
    """全部单位: the powers of all units, and where each workbook belongs."""

    def __init__(self, units: Mapping[str, tuple[Submission, ...]], settings: Settings) -> None:
        self.settings = settings
        self.names = tuple(units)
        self.submissions = tuple(submission for members in units.values() for submission in members)
        self.powers = tuple(
            held
            for name, members in units.items()
            for held in _held(Unit(UnitRecords.unjudged(name, members), settings))
        )

    def whence(self, file: str) -> tuple[str, str]:
        """The unit and division of a workbook."""
        return self._origins[file]

    @cached_property
    def _origins(self) -> Mapping[str, tuple[str, str]]:
        return {one.file: (one.info.unit, one.info.division) for one in self.submissions}

    @cached_property
    def alike(self) -> tuple[tuple[Held, ...], ...]:
        """Groups of powers that are the same or nearly so, in the hands of two or more units."""
        likeness = Likeness(self.settings.rules.likeness)
        keys = list(dict.fromkeys(held.key for held in self.powers if held.key))
        joined = _joined(keys, ((keys[near.first], keys[near.second]) for near in likeness.near(keys)))
        groups: defaultdict[str, list[Held]] = defaultdict(list)
        for held in self.powers:
            if held.key:
                groups[joined[held.key]].append(held)
        return tuple(tuple(group) for group in groups.values() if len({held.unit for held in group}) > 1)


def _held(unit: Unit) -> Iterator[Held]:
    levels = unit.settings.vocabulary.levels.terms
    for power in unit.powers:
        graph = unit.graphs.get(power.code)
        days = graph.longest(graph.starts, graph.ends, lambda step: step.days.value or 0)[0] if graph else 0
        points = [risk for risk in unit.risks_by_power.get(power.code, ()) if risk.self_level in levels]
        yield Held(
            unit=unit.name,
            division=unit.division_of(power),
            key=unit.likeness.key(power.name),
            power=power,
            days=days,
            gravest=min(points, key=lambda risk: levels.index(risk.self_level), default=None),
        )


def _joined(keys: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each key with the one that stands for all that are joined to it, directly or by others."""
    heads = {key: key for key in keys}

    def head(key: str) -> str:
        while heads[key] != key:
            heads[key] = key = heads[heads[key]]
        return key

    for first, second in pairs:
        heads[head(second)] = head(first)
    return {key: head(key) for key in heads}
