"""Power structure (S): each weakness that is planted is found at its cell, and what nobody declared is suggested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.check import check_unit, suggest_unit
from pipeline.model import Submission, Suggestion
from pipeline.settings import Settings
from pipeline.settings.rules import CheckRules
from tests.conftest import Tables
from tests.planting import FLOW, POWERS, RISKS, Plant, also, put, several, whole

# What makes a penalty or a coercion of the clean licence, lawful in its procedure.
LAWFUL = "两名执法人员调查，法制审核，听取陈述申辩，可以要求听证，告知复议诉讼"


def all_by(post: str) -> Plant:
    """Every step of the clean licence in the hands of one post."""
    return several(*(put(FLOW, row, 4, post) for row in range(4)))


def penalty(category: str, *missing: str) -> Plant:
    """The licence as a penalty or coercion, without the words named."""
    told = LAWFUL
    for word in missing:
        told = told.replace(word, "")
    return several(put(POWERS, 0, 3, category), put(FLOW, 2, 6, told))


DEFECTS: list[tuple[str, Plant, str]] = [
    ("S801", several(put(FLOW, 1, 3, "办理"), put(FLOW, 1, 4, "一处处长")), "权力运行流程!E4"),
    ("S802", all_by("许可岗"), "权力运行流程!E3"),
    ("S803", several(put(FLOW, 1, 3, "办理"), put(FLOW, 1, 9, "3")), "权力运行流程!E5"),
    (
        "S804",
        also(several(put(FLOW, 4, 3, "办理"), put(FLOW, 4, 4, "处长"), put(FLOW, 5, 8, "处负责人抽查")), "G502"),
        "权力运行流程!E5",
    ),
    ("S805", also(put(FLOW, 2, 8, "处长按月抽查"), "S807"), "权力运行流程!I5"),
    ("S806", put(FLOW, 2, 4, "审批处"), "权力运行流程!E5"),
    ("S807", put(FLOW, 2, 8, "系统留痕"), "权力运行流程!E5"),
    ("S811", several(put(RISKS, 0, 9, "科技监控"), put(FLOW, 1, 6, "核对")), "职权目录!K3"),
    ("S812", put(POWERS, 0, 9, 20), "职权目录!J3"),
    ("S813", several(put(FLOW, 6, 2, "付款办结"), put(FLOW, 6, 8, "")), "权力运行流程!I9"),
    ("S814", put(FLOW, 5, 8, ""), "权力运行流程!I8"),
    ("S815", put(POWERS, 0, 11, ""), "职权目录!L3"),
    ("S816", put(POWERS, 0, 8, "干部选拔使用"), "职权目录!C3"),
    ("S816", also(put(POWERS, 0, 9, 500), "S812"), "职权目录!C3"),
    ("S817", put(FLOW, 2, 3, "审核"), "权力运行流程!D3"),
    ("S821", penalty("行政处罚", "陈述申辩"), "职权目录!C3"),
    ("S821", penalty("行政强制", "陈述申辩"), "职权目录!C3"),
    ("S822", penalty("行政处罚", "听证"), "职权目录!C3"),
    ("S823", penalty("行政处罚", "复议诉讼"), "职权目录!C3"),
    ("S823", put(FLOW, 2, 6, "审核"), "职权目录!C3"),
    ("S824", penalty("行政处罚", "法制审核"), "职权目录!C3"),
    ("S825", penalty("行政强制", "两名执法人员"), "职权目录!C3"),
]
PLANTED_APART: set[str] = set()


@pytest.mark.parametrize(("code", "plant", "cell"), DEFECTS)
def test_a_planted_weakness_is_found_at_its_cell(
    code: str, plant: Plant, cell: str, tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    plant(tables)
    found = whole(check_unit("测试司", (read(tables),), settings), code, plant)
    assert [str(finding.places[0]) for finding in found] == [cell]
    assert found[0].mend


@pytest.mark.parametrize("category", ["行政处罚", "行政强制"])
def test_a_lawful_procedure_gives_no_finding(
    category: str, tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    penalty(category)(tables)
    assert not [f for f in check_unit("测试司", (read(tables),), settings) if f.code.startswith("S")]


def test_a_meeting_a_team_and_a_department_are_no_single_hand(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    for actor in ("局长办公会", "审查组", "审批处"):
        tables[FLOW][1][3:5] = ["办理", actor]
        tables[FLOW][2][4] = actor
        codes = {f.code for f in check_unit("测试司", (read(tables),), settings)}
        assert not codes & {"S801", "S802", "S803"}, actor


@pytest.mark.parametrize(
    ("handles", "decides"),
    [("副处长", "处长"), ("一处副处长", "一处处长"), ("副局长", "局长"), ("处长助理", "处长"), ("处长", "副处长")],
)
def test_a_deputy_is_not_his_chief(
    handles: str, decides: str, tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables[FLOW][1][3:5] = ["办理", handles]
    tables[FLOW][2][4] = decides
    codes = {f.code for f in check_unit("测试司", (read(tables),), settings)}
    assert not codes & {"S801", "S802"}
    tables[FLOW][1][4] = decides
    assert "S801" in {f.code for f in check_unit("测试司", (read(tables),), settings)}


def test_a_weakness_that_nobody_declared_is_suggested_once(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables[FLOW][4][3:5] = ["办理", "采购岗"]
    tables[FLOW][5][4] = "一处采购岗"
    (suggestion,) = _suggestions(tables, read, settings)
    assert (suggestion.code, suggestion.rule, suggestion.division) == ("XT-S801-CS01-CG-001", "S801", "一处")
    assert (suggestion.steps, suggestion.posts, suggestion.measure_kinds) == ((1, 2), ("采购岗",), ("分权制衡",))
    assert "测试采购" in suggestion.description
    assert [str(place) for place in suggestion.places] == ["权力运行流程!E7", "权力运行流程!E8"]


def test_what_a_declared_risk_point_answers_is_not_suggested(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables[FLOW][4][3:5] = ["办理", "采购岗"]
    tables[FLOW][5][4] = "采购岗"
    tables[RISKS][2][9] = "分权制衡"
    assert _suggestions(tables, read, settings) == ()
    # A point at other steps of the power answers nothing here.
    tables[RISKS][2][2] = "3"
    assert [suggestion.rule for suggestion in _suggestions(tables, read, settings)] == ["S801"]


def test_a_check_that_is_switched_off_suggests_nothing(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables[POWERS][0][11] = ""
    assert [s.rule for s in _suggestions(tables, read, settings)] == ["S815"]
    off = replace(settings.rules, checks=CheckRules(("S815",), {}))
    assert suggest_unit("测试司", (read(tables),), replace(settings, rules=off)) == ()


def _suggestions(tables: Tables, read: Callable[[Tables], Submission], settings: Settings) -> tuple[Suggestion, ...]:
    return suggest_unit("测试司", (read(tables),), settings)
