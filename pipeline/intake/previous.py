"""The records of an earlier period, read back from the output that it left: ``<output>/<period>/data``."""

from __future__ import annotations

import gc
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import UnreadablePeriod
from pipeline.intake.recorded import Line, record
from pipeline.model import (
    Assessment,
    Basis,
    Decision,
    Evaluation,
    Finding,
    Measure,
    Opinion,
    PeriodFigures,
    PeriodRecords,
    Place,
    Power,
    Read,
    RiskPoint,
    Severity,
    Sourced,
    Step,
    Submission,
    UnitInfo,
    UnitRecords,
)

# Without these, every record would seem new; the others may be missing from an older output.
NEEDED = ("powers", "steps", "risks", "measures", "levels")
KINDS: Mapping[str, type[Sourced]] = {
    "powers": Power,
    "steps": Step,
    "risks": RiskPoint,
    "measures": Measure,
    "evaluations": Evaluation,
}
# How a line of levels.jsonl calls the fields of an Assessment.
LEVEL_KEYS = {"risk_code": "risk", "power_code": "power", "klass": "class"}
T = TypeVar("T")
_WRONG = (ValueError, TypeError, KeyError, AttributeError)


def earlier_periods(out: Path, period: str) -> list[Path]:
    """The output folders of the years before ``period``, oldest first."""
    if not (out.is_dir() and period.isdecimal()):
        return []
    years = (folder for folder in out.iterdir() if len(folder.name) == 4 and folder.name.isdecimal())
    return sorted(folder for folder in years if folder.name < period and (folder / "data").is_dir())


def read_period(folder: Path) -> PeriodRecords:
    """All records of the period whose output, or whose output's ``data``, is ``folder``. Raises UnreadablePeriod."""
    data = _data(folder)
    run = _object(data / "run.json")
    rules = run.get("rules") or {}
    with _uncollected():
        levels = _levels(data)
        units = tuple(_units(data, levels))
    return PeriodRecords(
        period=str(run.get("period") or folder.resolve().name),
        program=str(run.get("program") or ""),
        rules_version=str(rules.get("version") or ""),
        rules_digest=str(rules.get("sha256") or ""),
        rules=_object(data / "rules.json"),
        units=units,
        since={(level.assessment.unit, level.assessment.risk_code): level.since for level in levels if level.since},
    )


def read_figures(folder: Path) -> PeriodFigures:
    """A period's figures from its run.json alone. Raises UnreadablePeriod."""
    path = _data(folder) / "run.json"
    run = _object(path)
    counts = run.get("counts") or {}
    try:
        return PeriodFigures(
            period=str(run.get("period") or folder.resolve().name),
            powers=int(counts.get("powers") or 0),
            risks=int(counts.get("risks") or 0),
            levels={str(level): int(count) for level, count in (counts.get("levels") or {}).items()},
            errors=int((counts.get("findings") or {}).get(Severity.ERROR, 0)),
        )
    except _WRONG as error:
        raise UnreadablePeriod(f"“{path}”内容有误。请重新生成那一期。") from error


def _data(folder: Path) -> Path:
    for data in (folder / "data", folder):
        if (data / "powers.jsonl").is_file():
            return data
    raise UnreadablePeriod(
        f"“{folder}”不是一期的输出文件夹（其中没有 data/powers.jsonl）。请指定如 output/2025 的文件夹。"
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: there are none, and it would walk the growing pile of records many times."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Level:
    assessment: Assessment
    decision: Decision | None
    since: str


def _units(data: Path, levels: list[_Level]) -> Iterator[UnitRecords]:
    """Each unit's records, in the order that they were written in."""
    tables = {name: _by_workbook(data, name, kind) for name, kind in KINDS.items()}
    infos = {_workbook(line): info for line, info in _records(data, "divisions", UnitInfo)}
    submissions: defaultdict[str, list[Submission]] = defaultdict(list)
    for workbook in dict.fromkeys([*infos, *(key for table in tables.values() for key in table)]):
        unit, division, file = workbook
        rows = {name: tuple(tables[name].get(workbook, ())) for name in KINDS}
        info = infos.get(workbook) or UnitInfo(unit, division, "", "", "", Read(), "", {})
        submissions[unit].append(
            Submission(
                file,
                info,
                template_version="",
                powers=rows["powers"],
                steps=rows["steps"],
                risks=rows["risks"],
                measures=rows["measures"],
                evaluations=rows["evaluations"],
                changes=(),
                missing_columns=(),
            )
        )
    findings: defaultdict[str, list[Finding]] = defaultdict(list)
    for _, finding in _parsed(data, "findings", _finding):
        findings[finding.unit].append(finding)
    of_unit: defaultdict[str, list[_Level]] = defaultdict(list)
    for level in levels:
        of_unit[level.assessment.unit].append(level)
    for unit, members in submissions.items():
        codes = [risk.code for member in members for risk in member.risks]
        if codes != [level.assessment.risk_code for level in of_unit[unit]]:
            raise UnreadablePeriod(f"“{data}”中 risks.jsonl 与 levels.jsonl 对不上（{unit}）。请重新生成那一期。")
        yield UnitRecords(
            unit,
            unit,
            tuple(members),
            tuple(findings[unit]),
            tuple(level.assessment for level in of_unit[unit]),
            decisions={level.decision.code: level.decision for level in of_unit[unit] if level.decision},
        )


def _levels(data: Path) -> list[_Level]:
    # Accepted suggestions have levels too, but no division has declared them: no line of risks.jsonl is theirs.
    return [level for line, level in _parsed(data, "levels", _level) if not line.get("suggested")]


def _level(line: Line) -> _Level:
    assessment = record(Assessment, line, LEVEL_KEYS)
    decided = line.get("decided")
    decision = decided and Decision(
        unit=assessment.unit,
        division=assessment.division,
        code=assessment.risk_code,
        opinion=Opinion(decided["opinion"]),
        klass=str(decided["class"]),
        level=str(decided["level"]),
        reason=str(decided["reason"]),
        decided_by=str(decided["by"]),
        decided_on=Read(decided["on"] or "", date.fromisoformat(decided["on"]) if decided["on"] else None),
        basis=Basis(assessment.facts, assessment.klass, assessment.level),
        period="",
        place=Place(""),
    )
    return _Level(assessment, decision or None, str(line.get("since") or ""))


def _finding(line: Line) -> Finding:
    return Finding(
        code=str(line["code"]),
        title=str(line.get("title", "")),
        severity=Severity(line["severity"]),
        unit=str(line["unit"]),
        division=str(line["division"]),
        places=tuple(Place(p["file"], p["sheet"], p["cell"]) for p in line["places"]),
        message=str(line["message"]),
        mend=str(line["hint"]),
    )


def _by_workbook(data: Path, name: str, kind: type[Sourced]) -> dict[tuple[str, str, str], list[Any]]:
    rows: defaultdict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for line, row in _records(data, name, kind):
        rows[_workbook(line)].append(row)
    return rows


def _workbook(line: Line) -> tuple[str, str, str]:
    return str(line.get("unit", "")), str(line.get("division", "")), str(line.get("file", ""))


def _records(data: Path, name: str, kind: type[T]) -> Iterator[tuple[Line, T]]:
    return _parsed(data, name, lambda line: record(kind, line, {}))


def _parsed(data: Path, name: str, build: Callable[[Line], T]) -> Iterator[tuple[Line, T]]:
    """Each line of a table, and what ``build`` makes of it."""
    path = data / f"{name}.jsonl"
    if not path.exists() and name not in NEEDED:
        return
    read = 0
    try:
        with path.open(encoding="utf-8") as file:
            for text in file:
                line = json.loads(text)
                yield line, build(line)
                read += 1
    except OSError as error:
        raise UnreadablePeriod(f"“{path}”无法读取（{error.strerror}）。请重新生成那一期，或指定另一期。") from error
    except _WRONG as error:
        raise UnreadablePeriod(f"“{path}”第{read + 1}行内容有误。请重新生成那一期，或指定另一期。") from error


def _object(path: Path) -> Mapping[str, Any]:
    """The object that a JSON file holds; nothing where there is no such file."""
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadablePeriod(f"“{path}”无法读取或内容有误。请重新生成那一期，或指定另一期。") from error
    return content if isinstance(content, dict) else {}
