"""Each check finds its planted defect, at its cell, and is silent on the clean workbook."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from pipeline.check import CATALOGUE, check_unit
from pipeline.intake.inbox import read_file
from pipeline.model import Finding, Oddity, OddityKind, Place, Severity, Submission
from pipeline.normalise import normalise
from pipeline.settings import Settings
from pipeline.settings.rules import CheckRules, CodeRules
from tests.conftest import ROOT, Tables
from tests.planting import EVALUATIONS, FLOW, INFO, POWERS, RISKS, Plant, add, also, drop, put, several, whole

# code, what a clerk did, the cell that the finding must name (data rows start at sheet row 3)
DEFECTS: list[tuple[str, Plant, str]] = [
    ("F101", put(POWERS, 0, 4, ""), "职权目录!E3"),
    ("F101", put(INFO, 2, 1, ""), "单位信息!B4"),
    ("F101", put(RISKS, 0, 10, ""), "廉政风险自查表!K3"),
    ("F103", put(POWERS, 1, 9, "约2000万"), "职权目录!J4"),
    ("F103", put(RISKS, 0, 12, "2026年13月31日"), "廉政风险自查表!M3"),
    ("F103", also(put(FLOW, 2, 9, "下一步"), "G505"), "权力运行流程!J5"),
    ("F103", put(INFO, 5, 1, "2026.6.31"), "单位信息!B7"),
    ("F104", put(INFO, 6, 1, "2025"), "单位信息!B8"),
    ("T201", put(POWERS, 0, 3, "行政审批类"), "职权目录!D3"),
    ("T201", put(RISKS, 0, 6, "较高"), "廉政风险自查表!G3"),
    ("T201", put(RISKS, 0, 8, "一级"), "廉政风险自查表!I3"),
    ("T201", also(put(RISKS, 0, 9, "加强管理"), "H607"), "廉政风险自查表!J3"),
    ("C301", also(put(POWERS, 1, 1, "CS01-XK-001"), "R401"), "职权目录!B3"),
    ("C302", also(put(RISKS, 1, 0, "CS01-XK-001-F1"), "R403"), "廉政风险自查表!A3"),
    ("C303", also(put(FLOW, 2, 1, 2), "C306", "G504", "G505", "G509", "R402"), "权力运行流程!B4"),
    ("R401", put(RISKS, 0, 1, "CS01-XK-OO1"), "廉政风险自查表!B3"),
    ("R402", put(RISKS, 0, 2, "99"), "廉政风险自查表!C3"),
    (
        "R403",
        also(add(EVALUATIONS, ["CS01-XK-001-F9", "是", "是", "是", "可行", "2026-06-10"]), "E708"),
        "评估检查表!A6",
    ),
    ("G501", also(put(POWERS, 1, 1, "CS01-CG-002"), "H601", "R401"), "职权目录!B4"),
    ("G502", also(put(FLOW, 0, 3, "办理"), "G517"), "权力运行流程!D3"),
    ("G502", also(put(FLOW, 2, 3, "开始"), "S817"), "权力运行流程!D3"),
    ("G503", put(FLOW, 3, 3, "办理"), "权力运行流程!D6"),
    ("G504", also(put(FLOW, 2, 9, "9"), "G505"), "权力运行流程!J5"),
    ("G505", put(FLOW, 4, 9, "3"), "权力运行流程!B8"),
    ("G506", put(FLOW, 1, 9, "3"), "权力运行流程!J4"),
    ("G507", put(FLOW, 1, 9, "3；1"), "权力运行流程!J4"),
    ("G508", also(put(FLOW, 2, 9, ""), "G505"), "权力运行流程!J5"),
    ("G509", also(several(put(FLOW, 2, 9, "2"), put(FLOW, 1, 9, "齐全→3；补正→3")), "G505", "G512"), "权力运行流程!J3"),
    ("G510", put(FLOW, 1, 9, "齐全→3；齐全→1"), "权力运行流程!J4"),
    ("G511", put(FLOW, 3, 9, "1"), "权力运行流程!J6"),
    ("G512", put(FLOW, 1, 9, "齐全→3；补正→3"), "权力运行流程!J4"),
    ("G513", put(FLOW, 1, 9, "齐全→3；补正→2"), "权力运行流程!J4"),
    ("G514", put(FLOW, 5, 3, "公示"), "权力运行流程!D7"),
    ("G515", put(FLOW, 2, 7, 21), "权力运行流程!H4"),
    ("G516", put(POWERS, 1, 12, "承诺4个工作日办结"), "权力运行流程!H8"),
    ("G517", put(FLOW, 2, 7, ""), "权力运行流程!H5"),
    ("G518", several(put(FLOW, 3, 2, "送达归档"), put(FLOW, 3, 7, 15)), "权力运行流程!H6"),
    ("H601", also(drop(RISKS, 2), "R403"), "职权目录!B4"),
    ("H602", put(RISKS, 2, 9, "教育警示"), "廉政风险自查表!J5"),
    ("H604", put(RISKS, 0, 12, "2026-03-31"), "廉政风险自查表!M3"),
    ("E701", drop(EVALUATIONS, 0), "廉政风险自查表!A3"),
    ("E702", several(put(EVALUATIONS, 2, 4, ""), put(EVALUATIONS, 2, 3, "否")), "评估检查表!E5"),
]

# Codes whose defect is planted by a test of its own, here, in test_versions (A106) or in test_rulesets (T202).
PLANTED_APART = {
    "T202",
    "F102",
    "H603",
    "C304",
    "A101",
    "A102",
    "A103",
    "A104",
    "A105",
    "A106",
    "A107",
    "A108",
    "A109",
    "A110",
}


@pytest.mark.parametrize(("code", "plant", "cell"), DEFECTS)
def test_a_planted_defect_is_found_at_its_cell(
    code: str, plant: Plant, cell: str, tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    plant(tables)
    found = whole(_findings(read(tables), settings), code, plant)
    assert [str(finding.places[0]) for finding in found] == [cell]
    assert found[0].mend


def test_a_measure_copied_to_three_points_is_one_finding_with_three_places(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    for row in tables[RISKS]:
        row[10] = "加强管理"
    (finding,) = [f for f in _findings(read(tables), settings) if f.code == "H603"]
    assert len(finding.places) == 3


def test_a_code_outside_the_offices_pattern_is_warned_of(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    strict = replace(settings, rules=replace(settings.rules, codes=CodeRules(r"CS01-XK-\d{3}")))
    (finding,) = [f for f in _findings(read(tables), strict) if f.code == "C304"]
    assert "CS01-CG-001" in finding.message


def test_a_missing_required_column_is_one_finding(
    tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    path = write(tables)
    book = openpyxl.load_workbook(path)
    book[FLOW]["E1"] = "说不清的一列"
    book.save(path)
    submission = normalise(read_file(path, "一处.xlsx"), settings)
    assert isinstance(submission, Submission)
    codes = [finding.code for finding in _findings(submission, settings)]
    assert codes == ["F102"]


def test_a_clean_workbook_has_no_finding(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    assert _findings(read(tables), settings) == ()


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (OddityKind.MACROS, "A101"), (OddityKind.EXTERNAL_LINKS, "A102"), (OddityKind.UNCALCULATED, "A103"),
        (OddityKind.HIDDEN_ROWS, "A104"), (OddityKind.ERROR_VALUE, "A108"), (OddityKind.STRUCK_OUT, "A109"),
        (OddityKind.LONG_NUMBER, "A110"), (OddityKind.UNREAD_SHEETS, "A105"), (OddityKind.PASSWORD, "A107"),
    ],
)  # fmt: skip
def test_what_is_odd_about_a_file_is_a_finding(
    kind: OddityKind, code: str, tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    place = Place("一处.xlsx", "职权目录", "J4")
    (finding,) = _findings(replace(read(tables), file="一处.xlsx", oddities=(Oddity(kind, (place,)),)), settings)
    assert (finding.code, finding.places) == (code, (place,))


def test_every_check_has_a_planted_defect() -> None:
    """In this file or in one beside it: test_checks_*.py, each with its DEFECTS and its PLANTED_APART."""
    tested: set[str] = set()
    for path in (ROOT / "tests").glob("test_checks*.py"):
        module = importlib.import_module(f"tests.{path.stem}")
        tested |= {code for code, *_ in module.DEFECTS} | module.PLANTED_APART
    assert tested == set(CATALOGUE)


def test_the_rule_file_can_switch_off_and_reweigh_checks(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables[POWERS][0][4] = ""
    tables[RISKS][0][12] = "2026-03-31"
    changed = replace(settings, rules=replace(settings.rules, checks=CheckRules(("F101",), {"H604": Severity.ERROR})))
    (finding,) = _findings(read(tables), changed)
    assert (finding.code, finding.severity) == ("H604", "错误")


def _findings(submission: Submission, settings: Settings) -> tuple[Finding, ...]:
    return check_unit(submission.info.unit, (submission,), settings)
