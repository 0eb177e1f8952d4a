"""数据框: all units as data frames, a row a power, risk point, measure or finding; counted, never written to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.papers.all_units import AllUnits

if TYPE_CHECKING:
    import pandas as pd

UNFILLED = "（未填）"


class Frames:
    """数据框: columns bear the names that tables show."""

    def __init__(self, all_units: AllUnits) -> None:
        self._whole = all_units

    @cached_property
    def powers(self) -> pd.DataFrame:
        """单位, 权力类别, 自由裁量, 金额 (万元, 0 where none)."""
        rows = (
            (register.name, power.category or UNFILLED, power.discretion, float(power.amount.value or 0))
            for register in self._whole.registers
            for power in register.powers
        )
        return _frame(rows, columns=["单位", "权力类别", "自由裁量", "金额"])

    @cached_property
    def points(self) -> pd.DataFrame:
        """单位, 处（室）, 类别 and 等级 as they stand, 风险来源, 涉及领域, 可能性 and 危害 as assessed."""
        rows = (
            (
                point.submission.info.unit,
                point.submission.info.division,
                point.klass,
                point.level,
                point.risk.source or UNFILLED,
                self._whole.field_of(point),
            )
            for point in self._whole.points
        )
        return _frame(rows, columns=["单位", "处（室）", "类别", "等级", "风险来源", "涉及领域"])

    @cached_property
    def measures(self) -> pd.DataFrame:
        """A row a measure and kind: 风险来源, 措施类型."""
        rows = (
            (point.risk.source, kind)
            for point in self._whole.points
            for measure in point.measures
            if measure.text
            for kind in measure.kinds
        )
        return _frame(rows, columns=["风险来源", "措施类型"])

    @cached_property
    def findings(self) -> pd.DataFrame:
        """单位, 处（室）, 程度, 编号."""
        rows = ((f.unit, f.division, str(f.severity), f.code) for f in self._whole.findings)
        return _frame(rows, columns=["单位", "处（室）", "程度", "编号"])


def crossed(frame: pd.DataFrame, by: str, across: str, rows: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """How often each pair occurs: a row of counts for each of ``rows``, a column for each of ``columns``, in order."""
    # Imported here: pandas takes half a second to load, and only the report and the brief need it.
    import pandas as pd

    counts = pd.crosstab(frame[by], frame[across])
    return counts.reindex(index=list(rows), columns=list(columns), fill_value=0)


def _frame(rows: Iterator[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=columns)


def with_totals(counts: pd.DataFrame) -> list[list[object]]:
    """The counts as rows of a table: the row's name, its counts, their sum; below, the sum of each column."""
    rows: list[list[object]] = [[name, *map(int, values), int(sum(values))] for name, values in _rows(counts)]
    totals = [int(total) for total in counts.sum()]
    return [*rows, ["合计", *totals, sum(totals)]]


def _rows(counts: pd.DataFrame) -> list[tuple[str, list[int]]]:
    return [(str(name), [int(value) for value in row]) for name, row in zip(counts.index, counts.values, strict=True)]
