"""Two outputs compared, whenever somebody asks."""

from __future__ import annotations

from pathlib import Path

from pipeline.assess import Rulesets
from pipeline.compare import Comparison, compare
from pipeline.errors import SettingsError
from pipeline.intake.previous import read_period
from pipeline.model import PeriodRecords
from pipeline.normalise.todays_names import level_names, period_today
from pipeline.run.in_force import settings_in_force
from pipeline.run.request import StrPath
from pipeline.settings import Settings, judged_by


def compare_periods(
    old: StrPath, new: StrPath, *, rules: StrPath | None = None, office: StrPath | None = None
) -> Comparison:
    """Compare two output folders (output/2025, output/2026), by the rules that the newer one was judged by.

    ``rules`` stand in where it kept none. Raises UnreadablePeriod where a folder holds no records that can be read,
    SettingsError.
    """
    settings = settings_in_force(rules, office)
    names = level_names(settings.vocabulary)
    last, this = (period_today(read_period(Path(folder)), names) for folder in (old, new))
    return compare(last, this, _rules(this, settings), settings)


def _rules(this: PeriodRecords, settings: Settings) -> Rulesets:
    """The rules kept with the newer output; the present ones where it kept none, or kept them in an older form."""
    try:
        return Rulesets(judged_by(settings, this.rules)).all_read()
    except SettingsError:
        return Rulesets(settings).all_read()
