"""Kept records: what a run writes into data/ is read back as the same records, of this version and of earlier ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from pipeline.intake.previous import read_period
from pipeline.model import Decision, Evaluation, Finding, Measure, Power, Read, RiskPoint, Row, Step, Suggestion
from pipeline.records import TABLES, Damaged, Tables, tables_of
from pipeline.records.codec import TEXTLESS, UNWRITTEN
from pipeline.records.tables import Declared, Differing, Found, Kept, Rated, Revisiting, Workbook
from tests.conftest import ROOT

# What is left out by design, and comes back empty: nothing else may be lost.
LEFT_OUT = {("Row", "columns"), ("UnitInfo", "places"), ("Finding", "title")}
LINES: Mapping[str, tuple[Any, ...]] = {
    "powers": (Declared[Power],),
    "steps": (Declared[Step],),
    "risks": (Declared[RiskPoint],),
    "measures": (Declared[Measure],),
    "evaluations": (Declared[Evaluation],),
    "divisions": (Workbook,),
    "findings": (Found,),
    "levels": (Rated,),
    "suggestions": (Suggestion,),
    "decisions": (Kept,),
    "changes": (Differing, Revisiting),
}
# A number in a cell has no more than fifteen digits; these have more.
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=6)
PERIODS = [ROOT / "examples" / "previous" / "2025", ROOT / "tests" / "kept" / "0.1.0"]


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if origin is UnionType:
        return st.one_of(*map(values, arguments))
    if origin is Literal:
        return st.just(arguments[0])
    if origin is Mapping:
        return st.just({})
    if origin is Read:
        return st.builds(Read, st.text(), st.none() | values(arguments[0]))
    if is_dataclass(origin or hint):
        return records(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    plain = {
        str: st.text(), int: st.integers(0, 10**9), bool: st.booleans(), Decimal: NUMBERS, date: st.dates(),
        type(None): st.none(),
    }  # fmt: skip
    return plain[hint]


def records(kind: Any) -> st.SearchStrategy[Any]:
    """Any record of a kind, what is not written left empty."""
    owner = get_origin(kind) or kind
    given = dict(zip(getattr(owner, "__parameters__", ()), get_args(kind), strict=True))
    hints = {field.name: given.get(hint := get_type_hints(owner)[field.name], hint) for field in fields(owner)}
    named = {name: values(hint) for name, hint in hints.items()}
    if owner is Finding:
        named["title"] = st.just("")
    if owner is Decision:
        named["decided_on"] = st.dates().map(lambda day: Read(day.isoformat(), day))
    return st.builds(owner, **named)


def lines(text: str) -> list[bytes]:
    return [f"{line}\n".encode() for line in text.split("\n")[:-1]]


@pytest.mark.parametrize("name", LINES)
def test_any_records_come_back_from_their_lines_as_they_were(name: str) -> None:
    @hypothesis(suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.one_of(*map(records, LINES[name])), max_size=4))
    def there_and_back(rows: list[Any]) -> None:
        assert list(TABLES[name].read(lines(TABLES[name].text(rows)))) == rows

    there_and_back()


@hypothesis(suppress_health_check=[HealthCheck.too_slow])
@given(records(Found))
def test_a_line_is_laid_out_as_python_does_it(found: Found) -> None:
    (line,) = TABLES["findings"].lines([found])
    assert line == json.dumps(json.loads(line), ensure_ascii=False)


def test_only_what_is_named_is_left_out() -> None:
    assert {(kind.__name__, name) for kind, names in UNWRITTEN.items() for name in names} == LEFT_OUT
    assert {Decision: {"decided_on"}} == TEXTLESS
    assert set(LINES) == set(TABLES) == {field.name for field in fields(Tables)}


@pytest.mark.parametrize("folder", PERIODS, ids=lambda folder: folder.name)
def test_a_period_that_was_kept_is_read_and_written_again_byte_for_byte(folder: Path) -> None:
    for path in sorted((folder / "data").glob("*.jsonl")):
        table = TABLES[path.stem]
        with path.open("rb") as kept:
            assert table.text(table.read(kept)).encode() == path.read_bytes(), path.name


def test_a_kept_period_gives_its_decisions_those_that_wait_too() -> None:
    (unit,) = read_period(PERIODS[1]).units
    assert {code: decision.level for code, decision in unit.decisions.items()} == {
        "CS01-XK-001-F2": "中",
        "XT-S801-CS01-CG-001": "",
    }
    assert list(unit.lapsed) == ["CS01-XK-001-F1"]
    again = tables_of([unit], "2026")
    assert TABLES["decisions"].text(again.decisions or ()) == (PERIODS[1] / "data" / "decisions.jsonl").read_text(
        "utf-8"
    )


def test_an_output_that_kept_decisions_beside_the_levels_only_still_has_them(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for path in (PERIODS[1] / "data").iterdir():
        if path.name != "decisions.jsonl":
            (tmp_path / "data" / path.name).write_bytes(path.read_bytes())
    (unit,) = read_period(tmp_path).units
    assert {code: (d.level, d.decided_by, d.decided_on.value) for code, d in unit.decisions.items()} == {
        "CS01-XK-001-F2": ("中", "张三", date(2026, 6, 30))
    }


def test_what_an_older_program_did_not_write_has_its_default_and_what_a_newer_one_added_is_passed_over() -> None:
    path = ROOT / "tests" / "kept" / "0.1.0" / "data" / "levels.jsonl"
    newer = [json.loads(line) | {"colour": "red"} for line in path.read_text("utf-8").splitlines()]
    first = [
        {key: line[key] for key in line if key not in ("field", "candidates", "score", "remedies", "facts", "since")}
        for line in newer
    ]
    rated = list(TABLES["levels"].read(json.dumps(line).encode() for line in newer + first))
    assert [one.assessment.level for one in rated[:4]] == [one.assessment.level for one in rated[4:]]
    assert (rated[4].assessment.score, rated[4].assessment.remedies, rated[4].since) == (0, (), "")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line | {"row": "三"},
        lambda line: line | {"name": 3},
        lambda line: line | {"amount": "很多"},
        lambda line: {key: value for key, value in line.items() if key != "code"},
        lambda line: [line],
        lambda line: None,
    ],
)
def test_a_line_that_is_no_record_is_named_by_its_number(spoil: Any) -> None:
    power = Power(Row("一处.xlsx", "职权目录", 3, {}), "A1", "", "", "", "", "", "", "", Read(), "", "", "")
    text = TABLES["powers"].text([Declared("测试司", "一处", power)] * 2)
    first, second = (json.loads(line) for line in text.splitlines())
    read = TABLES["powers"].read(json.dumps(line).encode() for line in (first, spoil(second)))
    assert next(read).record == power
    with pytest.raises(Damaged) as damaged:
        next(read)
    assert damaged.value.number == 2
