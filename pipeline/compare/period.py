"""This period's records in the form that a last period's are read back in."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import PeriodRecords, UnitRecords
from pipeline.settings import Settings, rules_digest
from pipeline.version import VERSION


def this_period(period: str, units: Sequence[UnitRecords], settings: Settings) -> PeriodRecords:
    """The records of a run that is under way."""
    return PeriodRecords(
        period=period,
        program=VERSION,
        rules_version=settings.rules.version,
        rules_digest=rules_digest(settings.kept_rules),
        rules=settings.kept_rules,
        units=tuple(units),
    )
