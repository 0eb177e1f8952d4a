"""The effect of other rules, before they are used: the points whose class or level would change, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.assess.assessment import assess_unit
from pipeline.assess.rulesets import Rulesets
from pipeline.model import Assessment, Reason, Submission


@dataclass(frozen=True, slots=True)
class Shift:
    """A risk point that other rules judge otherwise; ``gone`` and ``come`` are the reasons that make the difference."""

    before: Assessment
    after: Assessment
    gone: tuple[Reason, ...]
    come: tuple[Reason, ...]


def shifts(
    units: Mapping[str, Sequence[Submission]], old: Rulesets, new: Rulesets
) -> Iterator[tuple[Assessment, Shift | None]]:
    """Each risk point as the old rules judge it, with its shift where the new ones judge otherwise."""
    for unit, submissions in units.items():
        judged = (assess_unit(unit, tuple(submissions), rulesets) for rulesets in (old, new))
        for before, after in zip(*judged, strict=True):
            if (before.klass, before.level) == (after.klass, after.level):
                yield before, None
            else:
                gone = tuple(reason for reason in before.reasons if reason not in after.reasons)
                come = tuple(reason for reason in after.reasons if reason not in before.reasons)
                yield before, Shift(before, after, gone, come)
