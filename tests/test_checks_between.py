"""X 单位之间: what two units do differently is found in both their places; what they do alike is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pipeline.check import check_between, check_unit
from pipeline.intake.inbox import read_file
from pipeline.model import Finding, Severity, Submission
from pipeline.normalise import normalise
from pipeline.run.order import carry_out
from pipeline.settings import Settings
from tests.conftest import CLEAN, Tables, job
from tests.planting import FLOW, INFO, POWERS, RISKS, Plant, put, several

ReadUnits = Callable[..., Mapping[str, tuple[Submission, ...]]]


def unit_tables(number: int, *plants: Plant) -> Tables:
    """The clean division under another unit's name, with codes of its own."""
    tables = {
        sheet: [
            [str(cell).replace("CS01", f"CS0{number}") if "CS01" in str(cell) else cell for cell in row] for row in rows
        ]
        for sheet, rows in CLEAN.items()
    }
    tables[INFO][0][1] = f"测试{'甲乙丙丁'[number - 1]}司"
    for plant in plants:
        plant(tables)
    return tables


@pytest.fixture
def read_units(write: Callable[..., Path], settings: Settings) -> ReadUnits:
    """One workbook a unit, written and read back; unit i from the i-th plants."""

    def read(*planted: tuple[Plant, ...]) -> Mapping[str, tuple[Submission, ...]]:
        units: dict[str, tuple[Submission, ...]] = {}
        for number, plants in enumerate(planted, start=1):
            path = write(unit_tables(number, *plants), f"inbox/{number}.xlsx")
            submission = normalise(read_file(path, path.name), settings)
            assert isinstance(submission, Submission)
            units[submission.info.unit] = (submission,)
        return units

    return read


# One power in place of both, so that nothing else is shared between the units.
OTHER = several(put(POWERS, 1, 2, "办公用房调配"), *(put(RISKS, row, 4, f"情形{row}") for row in range(3)))
NEAR = "养老机构服务质量日常监测评价"
TEXTS = ("收受服务对象礼品礼金消费卡", "泄露评审专家名单和评分细则", "以审批权换取子女入学就业等利益")
COPIES = several(*(put(RISKS, row, 4, text) for row, text in enumerate(TEXTS)))

# code, what each unit did, the unit and cells of the finding (its own first), and a clean second unit
DEFECTS: list[tuple[str, list[tuple[Plant, ...]], list[tuple[str, list[str]]], tuple[Plant, ...]]] = [
    ("X101", [(OTHER,), (OTHER, put(POWERS, 1, 2, "甲")), (put(POWERS, 0, 2, "乙"), put(POWERS, 1, 2, "丙")),
              (put(POWERS, 0, 2, "丁"), put(POWERS, 1, 2, "戊"))],
     [("测试甲司", ["职权目录!C3", "职权目录!C3"]), ("测试乙司", ["职权目录!C3", "职权目录!C3"])],
     (put(POWERS, 0, 2, "己"), put(POWERS, 1, 2, "甲"))),
    ("X102", [(), (), (put(POWERS, 0, 3, "行政确认"),)],
     [("测试丙司", ["职权目录!D3", "职权目录!D3", "职权目录!D3"])], ()),
    ("X103", [(), (put(POWERS, 1, 8, "资产管理"),)],
     [("测试甲司", ["职权目录!I4", "职权目录!I4"]), ("测试乙司", ["职权目录!I4", "职权目录!I4"])], ()),
    ("X104", [(), (), (put(POWERS, 0, 10, "无"),)],
     [("测试丙司", ["职权目录!K3", "职权目录!K3", "职权目录!K3"])], ()),
    ("X105", [(), (put(FLOW, 2, 7, 18),)], [("测试乙司", ["职权目录!B3", "职权目录!B3"])], (put(FLOW, 2, 7, 6),)),
    ("X106", [(), (put(RISKS, 0, 8, "低"),)], [("测试乙司", ["廉政风险自查表!I3", "廉政风险自查表!I3"])],
     (put(RISKS, 0, 8, "中"),)),
    ("X107", [(), (put(POWERS, 0, 4, "《另一条例》第一条"),)],
     [("测试甲司", ["职权目录!E3", "职权目录!E3"]), ("测试乙司", ["职权目录!E3", "职权目录!E3"])],
     (put(POWERS, 0, 4, "《测试条例》第九条；《另一条例》第一条"),)),
    ("X108", [(), (put(POWERS, 0, 1, "CS01-XK-001"),)],
     [("测试甲司", ["职权目录!B3"]), ("测试乙司", ["职权目录!B3"])], ()),
    ("X109", [(COPIES,), (COPIES,)],
     [("测试甲司", [f"廉政风险自查表!E{row}" for row in (3, 4, 5)]),
      ("测试乙司", [f"廉政风险自查表!E{row}" for row in (3, 4, 5)])],
     (put(RISKS, 0, 4, TEXTS[0]), put(RISKS, 1, 4, TEXTS[1]))),
]  # fmt: skip

PLANTED_APART: set[str] = set()


@pytest.mark.parametrize(("code", "planted", "expected", "clean"), DEFECTS)
def test_a_difference_is_found_with_the_places_of_both(
    code: str,
    planted: list[tuple[Plant, ...]],
    expected: list[tuple[str, list[str]]],
    clean: tuple[Plant, ...],
    read_units: ReadUnits,
    settings: Settings,
) -> None:
    found = [finding for finding in _between(read_units(*planted), settings) if finding.code == code]
    assert [(finding.unit, [str(place) for place in finding.places]) for finding in found] == expected
    assert all(finding.places[0].file == f"{'甲乙丙丁'.index(finding.unit[2]) + 1}.xlsx" for finding in found)
    mended = [planted[0], clean, *(planted[2:] if code == "X101" else [])]
    assert code not in [finding.code for finding in _between(read_units(*mended), settings)]


def test_units_that_do_alike_have_no_finding(read_units: ReadUnits, settings: Settings) -> None:
    assert _between(read_units((), (), ()), settings) == []


def test_near_names_are_compared_and_both_are_named(read_units: ReadUnits, settings: Settings) -> None:
    units = read_units((put(POWERS, 0, 2, NEAR),), (put(POWERS, 0, 2, NEAR[:-1] + "估"), put(POWERS, 0, 10, "无")))
    found = [finding for finding in _between(units, settings) if finding.code == "X104"]
    assert f"测试乙司一处“{NEAR[:-1]}估”（职权目录!K3）填“无”" in found[0].message


def test_a_run_returns_the_workbook_that_stands_alone(write: Callable[..., Path], tmp_path: Path) -> None:
    for number in (1, 2, 3):
        plants = [put(POWERS, 0, 10, "无")] if number == 3 else []
        write(unit_tables(number, *plants), f"inbox/{number}.xlsx")
    run = carry_out(job(tmp_path / "inbox", tmp_path / "out"), lambda line: None)
    (finding,) = [finding for finding in run.all_units.findings if finding.code.startswith("X")]
    assert (finding.code, finding.unit, finding.severity) == ("X104", "测试丙司", Severity.WARNING)
    returned = [path.name for path in (run.target / "退回修改").rglob("*.xlsx")]
    assert returned == ["3（退回修改）.xlsx"]


def test_checks_between_units_keep_still_where_there_is_one(read_units: ReadUnits, settings: Settings) -> None:
    ((name, submissions),) = read_units(()).items()
    assert not check_between({name: submissions}, settings)
    assert not [finding for finding in check_unit(name, submissions, settings) if finding.code.startswith("X")]


def _between(units: Mapping[str, tuple[Submission, ...]], settings: Settings) -> list[Finding]:
    return [finding for findings in check_between(units, settings).values() for finding in findings]
