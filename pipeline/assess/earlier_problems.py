"""以往问题: what the last period's own evaluation (评估检查) found wrong with a risk point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pipeline.model import UnitRecords
from pipeline.settings import Vocabulary


def past_problems(units: Iterable[UnitRecords], vocabulary: Vocabulary) -> Mapping[str, Mapping[str, int]]:
    """Unit → risk code → how many questions of the last evaluation were answered 否 (查找、等级、措施)."""
    found: dict[str, Counter[str]] = {}
    for unit in units:
        counts = found.setdefault(unit.unit, Counter())
        for submission in unit.submissions:
            for evaluation in submission.evaluations:
                wrong = (evaluation.found, evaluation.level_right).count(vocabulary.answers.no)
                wrong += evaluation.effective == vocabulary.effects.ineffective
                counts[evaluation.risk_code] += wrong
    return found
