"""今名: records of an earlier run that call the levels as they were called then, in the names of today.

An office that renames its levels (本机关/vocabulary.toml) has not changed a single one: a comparison must not say so,
and no decision may lapse for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from pipeline.model import Assessment, Decision, PeriodFigures, PeriodRecords, Submission, UnitRecords
from pipeline.settings import Vocabulary

Names = Mapping[str, str]


def level_names(vocabulary: Vocabulary) -> Names:
    """Other names of levels → the name of today."""
    return vocabulary.levels.synonyms


def period_today(records: PeriodRecords, names: Names) -> PeriodRecords:
    """All records of a period."""
    return replace(records, units=tuple(_unit(unit, names) for unit in records.units))


def figures_today(figures: PeriodFigures, names: Names) -> PeriodFigures:
    """The figures of a period."""
    levels: Counter[str] = Counter()
    for level, count in figures.levels.items():
        levels[names.get(level, level)] += count
    return replace(figures, levels=dict(levels))


def decision_today(decision: Decision, names: Names) -> Decision:
    """A decision, and what it rests on."""
    if decision.level not in names and decision.basis.level not in names:
        return decision
    basis = replace(decision.basis, level=names.get(decision.basis.level, decision.basis.level))
    return replace(decision, level=names.get(decision.level, decision.level), basis=basis)


def _unit(unit: UnitRecords, names: Names) -> UnitRecords:
    return replace(
        unit,
        submissions=tuple(_submission(submission, names) for submission in unit.submissions),
        assessments=tuple(_assessment(found, names) for found in unit.assessments),
        suggested=tuple(_assessment(found, names) for found in unit.suggested),
        decisions={code: decision_today(decision, names) for code, decision in unit.decisions.items()},
        lapsed={code: decision_today(decision, names) for code, decision in unit.lapsed.items()},
    )


def _submission(submission: Submission, names: Names) -> Submission:
    if not any(risk.self_level in names for risk in submission.risks):
        return submission
    risks = (replace(risk, self_level=names.get(risk.self_level, risk.self_level)) for risk in submission.risks)
    return replace(submission, risks=tuple(risks))


def _assessment(found: Assessment, names: Names) -> Assessment:
    if found.level not in names and found.self_assessed not in names:
        return found
    return replace(
        found,
        level=names.get(found.level, found.level),
        self_assessed=names.get(found.self_assessed, found.self_assessed),
    )
