"""F, T, C, R: what is filled in but cannot be meant is found at its cell, and its mended form is clean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.check import check_unit
from pipeline.model import Finding, Submission
from pipeline.settings import Settings
from tests.conftest import Tables
from tests.planting import FLOW, INFO, POWERS, RISKS, Plant, add, also, put, several, whole

Read = Callable[[Tables], Submission]

# code, the mistake, the cells of the finding, and the same rightly filled in
DEFECTS: list[tuple[str, Plant, list[str], Plant]] = [
    ("F105", also(put(POWERS, 1, 4, "同上"), "B103"), ["职权目录!E4"], put(POWERS, 1, 4, "《采购办法》第四条")),
    ("F105", several(put(FLOW, 1, 4, "略"), put(FLOW, 3, 4, "略")),
     ["权力运行流程!E4", "权力运行流程!E6"], put(POWERS, 0, 12, "无")),
    ("F106", put(INFO, 3, 1, "5812O"), ["单位信息!B5"], put(INFO, 3, 1, "（010）58120001转6、13800000000")),
    ("F107", put(INFO, 4, 1, "王一"), ["单位信息!B6", "单位信息!B4"], put(INFO, 4, 1, "王乙")),
    ("F108", also(put(RISKS, 0, 12, "2206-12-31"), "H618"), ["廉政风险自查表!M3"], put(RISKS, 0, 12, "2027-12-31")),
    ("F109", put(POWERS, 1, 9, 186000000), ["职权目录!J4"], put(POWERS, 1, 9, 18600)),
    ("F110", several(put(POWERS, 1, 2, "1.测试采购"), put(FLOW, 0, 2, "提出申请。")),
     ["职权目录!C4", "权力运行流程!C3"],
     put(POWERS, 1, 2, "5G基站采购")),
    ("F111", put(POWERS, 0, 2, "行政审批"), ["职权目录!C3"], put(POWERS, 0, 2, "公墓审批")),
    ("F112", also(several(put(POWERS, 0, 12, "#REF!"), put(RISKS, 0, 4, "锟斤拷")), "H615"),
     ["职权目录!M3", "廉政风险自查表!E3"],
     put(POWERS, 0, 12, "详见问答？")),
    ("T203", also(put(FLOW, 2, 8, "商请工商行政管理局核查"), "S807"),
     ["权力运行流程!I5"], put(FLOW, 2, 8, "商请市场监督管理局核查")),
    ("C305", several(put(RISKS, 1, 0, "CS01-CG-001-F2"), put("评估检查表", 1, 0, "CS01-CG-001-F2")),
     ["廉政风险自查表!A4", "廉政风险自查表!B4"], several(put(RISKS, 1, 0, "F-2"), put("评估检查表", 1, 0, "F-2"))),
    ("C306", several(put(FLOW, 6, 1, 4), put(FLOW, 5, 9, "4")), ["权力运行流程!B9"], put(FLOW, 6, 2, "验收")),
]  # fmt: skip

PLANTED_APART = {"R404", "R405"}


@pytest.mark.parametrize(("code", "plant", "cells", "right"), DEFECTS)
def test_a_mistake_is_found_at_its_cells_and_its_mended_form_is_clean(
    code: str, plant: Plant, cells: list[str], right: Plant, tables: Tables, read: Read, settings: Settings
) -> None:
    mended = {sheet: [list(row) for row in rows] for sheet, rows in tables.items()}
    plant(tables)
    (finding,) = whole(_findings(read(tables), settings), code, plant)
    assert [str(place) for place in finding.places] == cells
    assert finding.mend
    right(mended)
    assert [finding.code for finding in _findings(read(mended), settings) if finding.code[0] in "FTCR"] == []


def test_rows_in_the_sheet_of_another_division_are_one_finding(tables: Tables, read: Read, settings: Settings) -> None:
    first, second = _two_divisions(tables, read)
    strayed = replace(second, steps=tuple(replace(one, power_code="CS01-XK-001") for one in second.steps))
    findings = check_unit("测试司", (first, strayed), settings)
    (finding,) = [finding for finding in findings if finding.code == "R404"]
    assert {place.file for place in finding.places} == {"二处.xlsx"} and len(finding.places) == 3
    assert "一处的《职权目录》" in finding.message
    assert "R404" not in [finding.code for finding in check_unit("测试司", (first, second), settings)]


def test_a_power_put_down_to_another_division_is_found(tables: Tables, read: Read, settings: Settings) -> None:
    first, second = _two_divisions(tables, read)
    wrong = replace(second, powers=tuple(replace(one, department="一处") for one in second.powers))
    codes = [finding.code for finding in check_unit("测试司", (first, wrong), settings)]
    assert codes.count("R405") == 1
    assert "R405" not in [finding.code for finding in check_unit("测试司", (first, second), settings)]


def test_thirty_references_broken_by_one_code_are_one_finding(tables: Tables, read: Read, settings: Settings) -> None:
    for number in range(30):
        add(FLOW, ["CS01-XK-OO1", number + 10, f"第{number}步", "办理", "岗", "", "做", 1, "查", "4", ""])(tables)
    (finding,) = [finding for finding in _findings(read(tables), settings) if finding.code == "R401"]
    assert len(finding.places) == 30
    assert "是否为“CS01-XK-001”" in finding.message


def _two_divisions(tables: Tables, read: Read) -> tuple[Submission, Submission]:
    """The clean workbook, and a second division's with its own power."""
    first = read(tables)
    tables[INFO][1][1] = "二处"
    tables[POWERS] = [[1, "CS02-CG-001", "车辆采购", *tables[POWERS][1][3:5], "二处", *tables[POWERS][1][6:]]]
    tables[FLOW] = [["CS02-CG-001", *row[1:]] for row in tables[FLOW][4:]]
    tables[RISKS], tables["评估检查表"] = [], []
    second = read(tables)

    def moved(rows: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(replace(one, row=replace(one.row, file="二处.xlsx")) for one in rows)

    return first, replace(second, file="二处.xlsx", powers=moved(second.powers), steps=moved(second.steps))


def _findings(submission: Submission, settings: Settings) -> tuple[Finding, ...]:
    return check_unit(submission.info.unit, (submission,), settings)
