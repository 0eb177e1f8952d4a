"""All checks over a whole ministry's records: CPU seconds of one core, and peak memory."""

from __future__ import annotations

import time
import tracemalloc
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from pipeline.assess import Rulesets, assess_unit
from pipeline.check import check_unit, suggest_unit
from pipeline.model import Sourced, Submission, UnitRecords
from pipeline.settings import Settings

R = TypeVar("R", bound=Sourced)
POWERS, POINTS_A_POWER = 2000, 5


def ministry(examples: Sequence[Submission]) -> dict[str, tuple[Submission, ...]]:
    """Units of divisions like the examples, with files and codes of their own: 2,000 powers, 10,000 risk points."""
    copies = -(-POWERS // sum(len(submission.powers) for submission in examples))
    units: defaultdict[str, list[Submission]] = defaultdict(list)
    for number in range(copies):
        for submission in examples:
            copied = _copied(submission, f"{number:03d}")
            units[copied.info.unit].append(copied)
    return {unit: tuple(members) for unit, members in units.items()}


def _copied(submission: Submission, mark: str) -> Submission:
    file = f"{mark}/{submission.file}"

    def moved(record: R, rows_below: int = 0) -> R:
        return replace(record, row=replace(record.row, file=file, number=record.row.number + rows_below))

    many = -(-POINTS_A_POWER * len(submission.powers) // len(submission.risks))
    blocks = [(index, index * 1000) for index in range(many)]
    return replace(
        submission,
        file=file,
        info=replace(
            submission.info,
            unit=f"{submission.info.unit}{mark}",
            places={field: replace(place, file=file) for field, place in submission.info.places.items()},
        ),
        powers=tuple(replace(moved(p), code=f"{mark}{p.code}") for p in submission.powers),
        steps=tuple(replace(moved(s), power_code=f"{mark}{s.power_code}") for s in submission.steps),
        risks=tuple(
            replace(moved(r, rows), code=f"{mark}{r.code}{index}", power_code=f"{mark}{r.power_code}")
            for index, rows in blocks
            for r in submission.risks
        ),
        measures=tuple(
            replace(moved(m, rows), risk_code=f"{mark}{m.risk_code}{index}")
            for index, rows in blocks
            for m in submission.measures
        ),
        evaluations=tuple(replace(moved(e), risk_code=f"{mark}{e.risk_code}0") for e in submission.evaluations),
    )


def all_checks(examples: Sequence[Submission], settings: Settings) -> str:
    """A line: how much there was, how long it took, how much memory it needed."""
    units = ministry(examples)
    rulesets = Rulesets(settings)
    judged = {
        unit: UnitRecords(unit, unit, members, (), assess_unit(unit, members, rulesets))
        for unit, members in units.items()
    }

    def work() -> int:
        found = 0
        for unit, members in units.items():
            found += len(check_unit(unit, members, settings, judged[unit]))
            found += len(suggest_unit(unit, members, settings))
        return found

    start = time.process_time()
    found = work()
    seconds = time.process_time() - start
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    divisions = [submission for members in units.values() for submission in members]
    powers, steps, risks = (sum(len(getattr(s, name)) for s in divisions) for name in ("powers", "steps", "risks"))
    return (
        f"全部检查：{len(units)} 个单位、职权 {powers}、环节 {steps}、风险点 {risks}，发现 {found} 处，"
        f"{seconds:.1f} 秒 CPU，检查本身的内存峰值 {peak:.0f} MB"
    )
