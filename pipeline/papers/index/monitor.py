"""监测: the counts of the index page, each with the filter that lists the points behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from pipeline.compare import Difference, Subject
from pipeline.model import Measure, PeriodFigures, Severity
from pipeline.papers.all_units import AllUnits
from pipeline.papers.decision_sheet import why
from pipeline.papers.due import held_measures, overdue
from pipeline.view.point import Point

SHADES = 5


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a grid: the filter's key, its title, its values in order, and a point's value."""

    key: str
    title: str
    values: tuple[str, ...]
    of: Callable[[Point], str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One count; ``high`` of them are of the highest level; ``shade`` 0–5 by its share of the greatest count."""

    count: int
    high: int
    shade: int
    query: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a grid: its name, its cells, and their sum."""

    name: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class Grid:
    """交叉表."""

    down: Axis
    across: Axis
    lines: tuple[Line, ...]
    totals: Line


@dataclass(frozen=True, slots=True)
class Overdue:
    """逾期措施: a measure whose day has passed without effect."""

    point: Point
    measure: Measure
    due: date
    days: int

    @property
    def query(self) -> str:
        """The filter that lists its point."""
        return urlencode({"unit": self.point.submission.info.unit, "code": self.point.risk.code})


@dataclass(frozen=True, slots=True)
class Bar:
    """One period of the trend: its figures, and each level's share of the greatest number of points, in percent."""

    figures: PeriodFigures
    parts: tuple[tuple[str, int, float], ...]


class Monitor:
    """What the index page counts."""

    def __init__(self, all_units: AllUnits) -> None:
        self._whole = all_units
        rules = all_units.rules
        classes = (*dict.fromkeys(rules.class_of_field.values()), rules.unclassed)
        fields = (*rules.class_of_field, rules.unclassed)
        grades = all_units.settings.vocabulary.grades.terms
        self._level = Axis("level", "等级", rules.levels, lambda point: point.level)
        self._klass = Axis("klass", "类别", classes, lambda point: point.klass)
        self._field = Axis("field", "涉及领域", fields, all_units.field_of)
        self._unit = Axis("unit", "单位", tuple(r.name for r in all_units.registers), lambda p: p.submission.info.unit)
        self._likelihood = Axis("likelihood", "发生可能性", grades, lambda point: point.assessment.likelihood)
        self._harm = Axis("harm", "危害程度", grades, lambda point: point.assessment.harm)

    @cached_property
    def heat(self) -> Grid:
        """单位 × 涉及领域."""
        return self._grid(self._unit, self._field)

    @cached_property
    def classes(self) -> Grid:
        """类别 × 等级."""
        return self._grid(self._klass, self._level)

    @cached_property
    def matrix(self) -> Grid:
        """发生可能性 × 危害程度, as assessed; points that a rule set does not grade so are in no cell."""
        return self._grid(self._likelihood, self._harm)

    @property
    def as_of(self) -> date | None:
        """The day that measures are overdue by."""
        return self._whole.as_of

    @cached_property
    def asked(self) -> int:
        """How many points wait for the office's judgement (the reasons are those of the decision sheet)."""
        return sum(point.decision is None and bool(why(point, self._whole.rules)) for point in self._whole.points)

    @cached_property
    def overdue(self) -> tuple[Overdue, ...]:
        """Measures whose day has passed without effect, the oldest first."""
        return tuple(
            Overdue(held.point, held.measure, held.measure.due.value, -held.days)
            for held in overdue(held_measures(self._whole))
            if held.measure.due.value and held.days
        )

    @cached_property
    def trend(self) -> tuple[Bar, ...]:
        """All periods, this one last."""
        all_units = self._whole
        levels = Counter(point.level for point in all_units.points)
        errors = sum(finding.severity is Severity.ERROR for finding in all_units.findings)
        now = PeriodFigures(all_units.period, len(all_units.powers), len(all_units.points), levels, errors)
        periods = [figures for figures in all_units.trend if figures.period != all_units.period] + [now]
        greatest = max((figures.risks for figures in periods), default=0) or 1
        return tuple(
            Bar(
                figures,
                tuple(
                    (level, figures.levels.get(level, 0), figures.levels.get(level, 0) * 100 / greatest)
                    for level in all_units.rules.levels
                ),
            )
            for figures in periods
        )

    @cached_property
    def level_changes(self) -> tuple[Difference, ...]:
        """Points whose class or level changed since the last period."""
        comparison = self._whole.comparison
        return tuple(d for d in comparison.differences if d.subject is Subject.LEVEL) if comparison else ()

    def _grid(self, down: Axis, across: Axis) -> Grid:
        highest = self._whole.rules.levels[0]
        counts: Counter[tuple[str, str]] = Counter()
        high: Counter[tuple[str, str]] = Counter()
        for point in self._whole.points:
            place = (down.of(point), across.of(point))
            counts[place] += 1
            high[place] += point.level == highest
        greatest = max(counts.values(), default=1)

        def cell(rows: Sequence[str], columns: Sequence[str], query: dict[str, str], shaded: bool = False) -> Cell:
            places = [(row, column) for row in rows for column in columns]
            count = sum(counts[place] for place in places)
            # Rounded up, so that a single point is seen.
            shade = -(-count * SHADES // greatest) if shaded else 0
            return Cell(count, sum(high[place] for place in places), shade, urlencode(query))

        def line(name: str, rows: Sequence[str], query: dict[str, str], shaded: bool) -> Line:
            return Line(
                name,
                tuple(cell(rows, [column], query | {across.key: column}, shaded) for column in across.values),
                cell(rows, across.values, query),
            )

        lines = tuple(line(row, [row], {down.key: row}, shaded=True) for row in down.values)
        return Grid(down, across, lines, line("合计", down.values, {}, shaded=False))
