"""A unit as the checks see it: its records, indexed, and the settings that they are read by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from pipeline.law.lawbook import Lawbook
from pipeline.likeness.texts import Likeness
from pipeline.meaning.persons import PersonReader
from pipeline.model import Assessment, Power, Step, UnitRecords
from pipeline.settings import Settings
from pipeline.view.flowgraph import Graph
from pipeline.view.posts import Posts
from pipeline.view.register import Register


class Unit(Register):
    """One unit (单位): what its divisions sent, and the settings to judge it by.

    Where its records have been assessed and decided on, checks can compare with levels; where a clerk checks his own
    workbook, they have not.
    """

    def __init__(self, records: UnitRecords, settings: Settings) -> None:
        super().__init__(records)
        self.settings = settings

    @cached_property
    def lawbook(self) -> Lawbook:
        """What is known of the laws that grounds are taken from."""
        return Lawbook(self.settings.laws)

    @cached_property
    def likeness(self) -> Likeness:
        """What counts as the same text and as nearly the same."""
        return Likeness(self.settings.rules.likeness)

    @cached_property
    def graphs(self) -> Mapping[str, Graph]:
        """The flows of the catalogue's powers as graphs, by power code."""
        roles = self.settings.vocabulary.step_kinds
        return {code: Graph(flow, roles.start, roles.end) for code, (_, flow) in self.working.items()}

    @cached_property
    def posts(self) -> Posts:
        """How posts are read from actors."""
        return Posts(self.settings.structure.posts, self.settings.rules.words["collective"])

    @cached_property
    def persons(self) -> PersonReader:
        """What is read of private persons in texts; what the office makes public itself is none of it."""
        return PersonReader(self.settings.guard, self.settings.rules.public.allow)

    def posts_of(self, step: Step) -> tuple[str, ...]:
        """The posts that a step is in the hands of."""
        return self.posts.of(step.actor, self.name, self.division_of(step))

    def has_discretion(self, power: Power) -> bool:
        """The division says that the power is exercised with discretion (自由裁量)."""
        return power.discretion == self.settings.vocabulary.presence.present

    def far_apart(self, assessed: Assessment) -> bool:
        """The division's own level and the one it was given are so many steps apart that it is no matter of taste."""
        scale = self.settings.vocabulary.levels.terms
        if assessed.self_assessed not in scale or assessed.level not in scale:
            return False
        apart = abs(scale.index(assessed.self_assessed) - scale.index(assessed.level))
        return bool(apart >= self.settings.structure.levels.far)
