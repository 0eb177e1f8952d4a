"""data/*.jsonl: every record for machines, one JSON object a line, English keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.model import Branch, Decision, Finding, Place, Read, Row, Sourced, Suggestion, UnitInfo
from pipeline.papers.all_units import AllUnits
from pipeline.papers.changes import change_lines
from pipeline.settings import rules_file
from pipeline.view.register import Point


def data_files(all_units: AllUnits) -> dict[str, str]:
    """File name → its lines: records, findings, levels, decisions; the rules; what changed since the last period."""
    tables: dict[str, Iterable[dict[str, Any]]] = {
        name: _records(all_units, name) for name in ("powers", "steps", "risks", "measures", "evaluations")
    }
    tables["divisions"] = (_fields(s.info) | {"file": s.file} for s in all_units.submissions)
    tables["findings"] = map(_finding, all_units.findings)
    since = all_units.comparison.since if all_units.comparison else {}
    tables["levels"] = (
        _level(point) | {"since": since.get((point.assessment.unit, point.risk.code), all_units.period)}
        for point in all_units.points
    )
    tables["suggestions"] = map(_suggestion, all_units.suggestions)
    tables["decisions"] = _decisions(all_units)
    files = {f"{name}.jsonl": "".join(map(_line, rows)) for name, rows in tables.items()}
    if all_units.comparison:
        files["changes.jsonl"] = "".join(map(_line, change_lines(all_units.comparison)))
    return files | {"rules.json": rules_file(all_units.settings.rules)}


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _records(all_units: AllUnits, name: str) -> Iterator[dict[str, Any]]:
    for submission in all_units.submissions:
        for record in getattr(submission, name):
            yield {"unit": submission.info.unit, "division": submission.info.division, **_fields(record)}


def _fields(record: Sourced | UnitInfo) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, Row):
            values |= {"file": value.file, "sheet": value.sheet, "row": value.number}
        elif isinstance(value, Read):
            values[field.name] = _plain(value.value)
            # The text stands beside the value, so that what could not be read is not lost.
            values[f"{field.name}_text"] = value.text
        elif not isinstance(value, Mapping):
            values[field.name] = _plain(value)
    return values


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case Branch():
            return {"label": value.label, "target": value.target}
        case tuple():
            return [_plain(item) for item in value]
        case _:
            return value


def _finding(finding: Finding) -> dict[str, Any]:
    first = finding.places[0]
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "file": first.file,
        "sheet": first.sheet,
        "cell": first.cell,
        "places": [_place(place) for place in finding.places],
        "unit": finding.unit,
        "division": finding.division,
        "message": finding.message,
        "hint": finding.mend,
    }


def _place(place: Place) -> dict[str, str]:
    return {"file": place.file, "sheet": place.sheet, "cell": place.cell}


def _level(point: Point) -> dict[str, Any]:
    assessment = point.assessment
    return {
        "unit": assessment.unit,
        "division": assessment.division,
        "risk": assessment.risk_code,
        "power": assessment.power_code,
        "class": assessment.klass,
        "field": assessment.field,
        "confidence": str(assessment.confidence),
        "candidates": [
            {"field": near.field, "class": near.klass, "evidence": near.evidence} for near in assessment.candidates
        ],
        "level": assessment.level,
        "score": assessment.score,
        "likelihood": assessment.likelihood,
        "harm": assessment.harm,
        "reasons": [
            {"rule": reason.rule, "title": reason.title, "evidence": reason.evidence} for reason in assessment.reasons
        ],
        "remedies": [{"change": remedy.change, "level": remedy.level} for remedy in assessment.remedies],
        "rules": assessment.rules,
        "self_assessed": assessment.self_assessed,
        "facts": assessment.facts,
        "suggested": point.suggested,
        "decided": point.decision and _decision(point.decision),
    }


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "code": suggestion.code,
        "rule": suggestion.rule,
        "unit": suggestion.unit,
        "division": suggestion.division,
        "power": suggestion.power_code,
        "source": suggestion.source,
        "description": suggestion.description,
        "steps": list(suggestion.steps),
        "posts": list(suggestion.posts),
        "measure_kinds": list(suggestion.measure_kinds),
        "places": [_place(place) for place in suggestion.places],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "opinion": str(decision.opinion),
        "class": decision.klass,
        "level": decision.level,
        "reason": decision.reason,
        "by": decision.decided_by,
        "on": _plain(decision.decided_on.value),
    }


def _decisions(all_units: AllUnits) -> Iterator[dict[str, Any]]:
    """All decisions, in force or not: the next run reads them, whether or not the decision sheet is there."""
    for register in all_units.registers:
        records = register.records
        yield from (_kept(decision, True) for decision in records.decisions.values())
        yield from (_kept(decision, False) for decision in records.lapsed.values())
    yield from (_kept(decision, False) for decision in all_units.absent_decisions)


def _kept(decision: Decision, in_force: bool) -> dict[str, Any]:
    basis, place = decision.basis, decision.place
    return {
        "unit": decision.unit,
        "division": decision.division,
        "code": decision.code,
        **_decision(decision),
        "in_force": in_force,
        "basis": {"facts": basis.facts, "class": basis.klass, "level": basis.level},
        "period": decision.period,
        **_place(place),
    }
