"""D 重复: what is said twice is found, what only looks alike is not; in linear time."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.check import check_unit
from pipeline.likeness.texts import Likeness
from pipeline.model import Finding, Submission
from pipeline.settings import Settings
from tests.conftest import CLEAN, Tables
from tests.planting import FLOW, POWERS, RISKS, Plant, add, also, put, several, whole

Read = Callable[[Tables], Submission]


def power(number: int, name: str) -> Plant:
    """One more power."""
    basis = "《测试条例》第七条"
    return add(
        POWERS, [9, f"CS01-JC-{number:03}", name, "行政检查", basis, "一处", "检查岗", "", "", None, "有", "公开", ""]
    )


def risk(number: int, power_code: str, description: str, manifestation: str = "") -> Plant:
    return add(
        RISKS,
        [f"{power_code}-F{number}", power_code, "2", "履行职责", description, manifestation, "中", "中", "中",
         "规范裁量", f"措施{number}", "处长", "长期"],
    )  # fmt: skip


def step(number: int, name: str, actor: str, procedure: str, supervision: str = "") -> Plant:
    return add(
        FLOW, ["CS01-XK-001", number, name, "办理", actor, "", procedure, 1, supervision or f"监督{number}", "4", ""]
    )


LONG = "养老机构服务质量日常监测评价"
LAX = "对申请人提交的材料把关"
CODES = ("CS01-XK-001", "CS01-CG-001")

# code, the defect, where it must be found, and its clean counterpart
DEFECTS: list[tuple[str, Plant, list[str], Plant]] = [
    ("D101", also(power(1, "测试核准"), "G501", "H601"), ["职权目录!C3", "职权目录!C5"], power(1, "测试检查")),
    ("D101", also(several(power(1, "社团成立登记核准"), power(2, "社会团体设立登记审批")), "G501", "H601"),
     ["职权目录!C5", "职权目录!C6"],
     several(power(1, "社会团体成立登记"), power(2, "社会团体注销登记"))),
    ("D102", also(several(power(1, LONG), power(2, LONG[:-1] + "估")), "G501", "H601"), ["职权目录!C5", "职权目录!C6"],
     several(power(1, "省级" + LONG), power(2, "市级" + LONG))),
    ("D103", also(risk(3, "CS01-XK-001", "选择性受理", "告知不一致"), "E701", "H606"),
     ["廉政风险自查表!E3", "廉政风险自查表!E6"],
     risk(3, "CS01-XK-001", "选择性受理", "故意拖延")),
    ("D104", also(several(risk(3, "CS01-XK-001", LAX + "不够严格"), risk(4, "CS01-XK-001", LAX + "不严格")),
          "E701", "H606"),
     ["廉政风险自查表!E6", "廉政风险自查表!E7"],
     several(risk(3, "CS01-XK-001", LAX + "不严格"), risk(4, "CS01-CG-001", LAX + "不够严格"))),
    ("D105", also(several(power(1, "甲"), *(risk(8, code, "工作人员责任心不强") for code in (*CODES, "CS01-JC-001"))),
          "E701", "F111", "G501", "H603", "H606"),
     ["廉政风险自查表!E6", "廉政风险自查表!E7", "廉政风险自查表!E8"],
     several(*(risk(8, code, "工作人员责任心不强") for code in CODES))),
    ("D106", also(several(step(5, "复核材料", "复核岗", "核对原件"), step(6, "复核材料", "复核岗", "核对原件")),
          "G505"),
     ["权力运行流程!C10", "权力运行流程!C11"],
     several(step(5, "复核材料", "复核岗", "核对原件"), step(6, "复核材料", "处长", "核对原件"))),
    ("D107", also(several(power(1, "乙"), *(add(FLOW, ["CS01-JC-001", *row[1:]]) for row in CLEAN[FLOW][4:])),
          "F111", "H601", "S811"),
     ["权力运行流程!A7", "权力运行流程!A10"], put(FLOW, 4, 6, "填写需求单")),
    ("D108", also(several(*(put(FLOW, row, 6, "按规定办理") for row in range(5))), "S823"),
     [f"权力运行流程!G{row}" for row in range(3, 8)],
     several(*(put(FLOW, row, 6, "按规定办理") for row in range(4)))),
    ("D109", also(several(*(step(row, f"第{row}步", "岗", f"做{row}", "上级监督") for row in range(10, 20))),
          "C306", "G505"),
     [f"权力运行流程!I{row}" for row in range(10, 20)],
     several(*(step(row, f"第{row}步", "岗", f"做{row}", "上级监督") for row in range(10, 19)))),
]  # fmt: skip

PLANTED_APART: set[str] = set()


@pytest.mark.parametrize(("code", "plant", "cells", "clean"), DEFECTS)
def test_what_is_said_twice_is_found_and_its_clean_counterpart_is_not(
    code: str, plant: Plant, cells: list[str], clean: Plant, tables: Tables, read: Read, settings: Settings
) -> None:
    untouched = {sheet: [list(row) for row in rows] for sheet, rows in tables.items()}
    plant(tables)
    (finding,) = whole(check_unit("测试司", (read(tables),), settings), code, plant)
    assert [str(place) for place in finding.places] == cells
    clean(untouched)
    assert _duplicates(read(untouched), settings) == []


def test_a_near_name_is_explained(tables: Tables, read: Read, settings: Settings) -> None:
    several(power(1, LONG), power(2, LONG[:-1] + "估"))(tables)
    (finding,) = _duplicates(read(tables), settings)
    assert "相似度 0.93；仅“评价”与“评估”不同" in finding.message


def test_one_power_in_two_divisions_names_both(tables: Tables, read: Read, settings: Settings) -> None:
    first = read(tables)
    tables["单位信息"][1][1] = "二处"
    tables[POWERS][0][1:3] = ["CS02-XK-001", "测试核准"]
    # The second workbook is another file of the same unit.
    second = read(tables)
    rows = tuple(replace(one, row=replace(one.row, file="二处.xlsx")) for one in second.powers[:1])
    findings = check_unit("测试司", (first, replace(second, file="二处.xlsx", powers=rows)), settings)
    (finding,) = [finding for finding in findings if finding.code == "D101"]
    assert "一处“测试许可”、二处“测试核准”" in finding.message
    assert [place.file for place in finding.places] == [first.file, "二处.xlsx"]


def test_near_names_are_found_as_comparing_all_pairs_would(settings: Settings) -> None:
    """The filing under rare pairs loses no pair that a comparison of each with each finds."""
    draw = random.Random(7)
    likeness = Likeness(replace(settings.rules.likeness, telling=("※",)))
    characters = "养老机构服务质量登记慈善组织公开募捐资格"
    texts = ["".join(draw.choices(characters, k=14)) for _ in range(40)]
    texts += [text[:at] + "新" + text[at + 1 :] for text in texts for at in (3, 9)]
    found = {(near.first, near.second) for near in likeness.near(texts)}
    assert {(index, 40 + 2 * index) for index in range(40)} <= found
    assert {(index, 41 + 2 * index) for index in range(40)} <= found
    for near in likeness.near(texts):
        assert sum(a == b for a, b in zip(texts[near.first], texts[near.second], strict=True)) >= 12


def _duplicates(submission: Submission, settings: Settings) -> list[Finding]:
    findings = check_unit(submission.info.unit, (submission,), settings)
    return [finding for finding in findings if finding.code.startswith("D")]
