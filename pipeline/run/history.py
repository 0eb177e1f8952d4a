"""Earlier periods of a run: the last one's records, to compare with, and the figures of all, for the trend."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UnreadablePeriod
from pipeline.intake.previous import earlier_periods, read_figures, read_period
from pipeline.model import PeriodFigures, PeriodRecords
from pipeline.normalise.todays_names import figures_today, level_names, period_today
from pipeline.settings import Vocabulary


@dataclass(frozen=True, slots=True)
class History:
    """往期: ``last`` is None where there is no earlier period, or it cannot be read; ``notes`` then say why."""

    last: PeriodRecords | None
    trend: tuple[PeriodFigures, ...]
    notes: tuple[str, ...]


def read_history(previous: Path | None, out: Path, period: str, vocabulary: Vocabulary) -> History:
    """The period to compare with: ``previous``, else the newest below ``out`` that is earlier than ``period``.

    What levels were called then is told in the names of today (``vocabulary``).

    Raises UnreadablePeriod where ``previous`` was asked for by name and cannot be read; an output that merely lies
    there and cannot be read is noted, and the run goes on without it.
    """
    folders = earlier_periods(out, period)
    notes: list[str] = []
    names = level_names(vocabulary)
    last = None
    if previous is not None:
        last = period_today(read_period(previous), names)
    elif folders:
        try:
            last = period_today(read_period(folders[-1]), names)
        except UnreadablePeriod as unreadable:
            notes.append(f"本期没有与上期比较：{unreadable}")
    trend: dict[str, PeriodFigures] = {}
    for folder in [*folders, *([previous] if previous else [])]:
        try:
            figures = figures_today(read_figures(folder), names)
        except UnreadablePeriod as unreadable:
            notes.append(f"历年趋势缺一期：{unreadable}")
        else:
            trend[figures.period] = figures
    return History(last, tuple(trend[name] for name in sorted(trend)), tuple(dict.fromkeys(notes)))
