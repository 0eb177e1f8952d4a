"""The records of an earlier period, read back from the output that it left: ``<output>/<period>/data``."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import UnreadablePeriod
from pipeline.model import PeriodFigures, PeriodRecords, Severity
from pipeline.records import TABLES, Damaged, Disagreement, Tables, period_of

# The tables that no comparison needs.
PASSED_OVER = ("suggestions", "changes")
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
        try:
            units, since = period_of(_tables(data))
        except Disagreement as found:
            raise UnreadablePeriod(
                f"“{data}”中 risks.jsonl 与 levels.jsonl 对不上（{found.unit}）。请重新生成那一期。"
            ) from found
    return PeriodRecords(
        period=str(run.get("period") or folder.resolve().name),
        program=str(run.get("program") or ""),
        rules_version=str(rules.get("version") or ""),
        rules_digest=str(rules.get("sha256") or ""),
        rules=_object(data / "rules.json"),
        units=units,
        since=since,
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


def _tables(data: Path) -> Tables:
    """The tables that are there; decisions that an older output did not keep apart are None."""
    tables = {name: _records(data, name) for name in TABLES if name not in PASSED_OVER}
    return Tables(**{name: records for name, records in tables.items() if records is not None or name == "decisions"})


def _records(data: Path, name: str) -> Any:
    """The records of one table; None where an older output does not have it."""
    path, table = data / f"{name}.jsonl", TABLES[name]
    if not path.exists() and not table.needed:
        return None
    try:
        with path.open("rb") as lines:
            return tuple(table.read(lines))
    except OSError as error:
        raise UnreadablePeriod(f"“{path}”无法读取（{error.strerror}）。请重新生成那一期，或指定另一期。") from error
    except Damaged as damaged:
        raise UnreadablePeriod(f"“{path}”第{damaged.number}行内容有误。请重新生成那一期，或指定另一期。") from damaged


def _object(path: Path) -> Mapping[str, Any]:
    """The object that a JSON file holds; nothing where there is no such file."""
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadablePeriod(f"“{path}”无法读取或内容有误。请重新生成那一期，或指定另一期。") from error
    return content if isinstance(content, dict) else {}
