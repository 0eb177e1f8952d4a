"""Class and level: stated rules, reasons with the words or figures matched, nothing guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.assess import Ruleset, assess_unit, load_ruleset
from pipeline.assess.assessment import _assess
from pipeline.model import Assessment, Branch, Power, Read, RiskPoint, Row, Step, Submission
from pipeline.settings import Settings, SettingsError, load_settings
from tests.conftest import Tables

ROW = Row("x.xlsx", "表", 3, {})
RULES = load_ruleset(load_settings().rules, load_settings().vocabulary)
GRADES = ("高", "中", "低")


def assessed(tables: Tables, read: Callable[[Tables], Submission], rules: Ruleset) -> list[Assessment]:
    submission = read(tables)
    return list(assess_unit("测试司", (submission,), rules))


@pytest.mark.parametrize(
    ("likelihood", "harm", "level"),
    [
        ("高", "高", "高"),
        ("高", "低", "中"),
        ("中", "中", "中"),
        ("中", "低", "低"),
        ("低", "高", "中"),
        ("低", "低", "低"),
    ],
)
def test_the_matrix_gives_the_level(
    likelihood: str, harm: str, level: str, tables: Tables, read: Callable[[Tables], Submission], rules: Ruleset
) -> None:
    tables["廉政风险自查表"][2][6:8] = [likelihood, harm]
    found = assessed(tables, read, rules)[2]
    assert found.level == level
    assert f"可能性{likelihood}、危害程度{harm}" in found.reasons[-1].evidence


@pytest.mark.parametrize(
    ("field", "category", "amount", "klass", "rule"),
    [
        ("行政审批", "行政许可", None, "一类", "K1"),
        ("资产管理", "资产管理", None, "二类", "K1"),
        ("", "行政处罚", None, "一类", "K2"),
        ("单位财务", "财务管理", 800, "一类", "K3"),
        ("单位财务", "财务管理", 499, "二类", "K1"),
        ("", "其他行政权力", None, "未归类", "K9"),
    ],
)
def test_class_by_field_category_and_amount(
    field: str,
    category: str,
    amount: int | None,
    klass: str,
    rule: str,
    tables: Tables,
    read: Callable[[Tables], Submission],
    rules: Ruleset,
) -> None:
    tables["职权目录"][0][3] = category
    tables["职权目录"][0][8:10] = [field, amount]
    found = assessed(tables, read, rules)[0]
    assert found.klass == klass
    assert rule in [reason.rule for reason in found.reasons]


def test_an_unreadable_amount_does_not_count_as_none(
    tables: Tables, read: Callable[[Tables], Submission], rules: Ruleset
) -> None:
    tables["职权目录"][1][9] = "约2000万"
    found = assessed(tables, read, rules)[2]
    assert found.klass == "二类"
    assert not any("0万元" in reason.evidence for reason in found.reasons)


def test_a_blank_grade_is_estimated_and_says_from_what(
    tables: Tables, read: Callable[[Tables], Submission], rules: Ruleset
) -> None:
    tables["廉政风险自查表"][0][6] = None
    found = assessed(tables, read, rules)[0]
    assert ("L1", "自由裁量为“有”（+2分）") in [(reason.rule, reason.evidence) for reason in found.reasons]
    assert found.likelihood == "中"


def test_first_class_discretion_without_collective_decision_is_at_least_middle(
    tables: Tables, read: Callable[[Tables], Submission], rules: Ruleset
) -> None:
    found = assessed(tables, read, rules)[1]  # likelihood 低, harm 中: low by the matrix
    assert found.level == "中"
    assert found.reasons[-1].rule == "B2"


def test_a_risk_of_an_unknown_power_is_not_guessed(
    tables: Tables, read: Callable[[Tables], Submission], rules: Ruleset
) -> None:
    tables["廉政风险自查表"][0][1] = "CS01-XK-OO1"
    found = assessed(tables, read, rules)[0]
    assert found.klass == "未归类"


def test_the_order_of_rows_changes_no_level(
    tables: Tables, read: Callable[[Tables], Submission], rules: Ruleset
) -> None:
    before = {a.risk_code: (a.klass, a.level) for a in assessed(tables, read, rules)}
    for name in ("职权目录", "权力运行流程", "廉政风险自查表"):
        tables[name].reverse()
    assert {a.risk_code: (a.klass, a.level) for a in assessed(tables, read, rules)} == before


def _rank(discretion: str, supervision: str, likelihood: str, harm: str) -> int:
    none: Read[int] = Read()
    power = Power(ROW, "A", "甲", "行政许可", "", "", "", "", "行政审批", Read(), discretion, "网站", "")
    flow = (
        Step(ROW, "A", Read("1", 1), "办", "办理", "甲岗", "", "", none, supervision, Read("2", (Branch("", 2),)), ""),
        Step(ROW, "A", Read("2", 2), "定", "决定", "乙岗", "", "", none, supervision, Read("", ()), ""),
    )
    risk = RiskPoint(ROW, "A-F1", "A", Read("1", (1,)), "履行职责", "", "", likelihood, harm, "")
    return RULES.levels.index(_assess("司", "处", risk, power, flow, RULES).level)


@hypothesis_settings(deadline=None)
@given(st.sampled_from(("", *GRADES)), st.sampled_from(("", *GRADES)), st.sampled_from(("", "抽查")))
def test_discretion_never_lowers_a_level(likelihood: str, harm: str, supervision: str) -> None:
    # Index 0 is the highest level.
    assert _rank("有", supervision, likelihood, harm) <= _rank("无", supervision, likelihood, harm)


@hypothesis_settings(deadline=None)
@given(st.sampled_from(("", *GRADES)), st.sampled_from(("", *GRADES)), st.sampled_from(("有", "无")))
def test_supervision_never_raises_a_level(likelihood: str, harm: str, discretion: str) -> None:
    assert _rank(discretion, "抽查", likelihood, harm) >= _rank(discretion, "", likelihood, harm)


def test_a_rule_file_that_makes_no_sense_is_refused_in_plain_words(settings: Settings) -> None:
    broken = {**settings.rules, "floor": [{"code": "B9", "title": "x", "factors": ["moonlight"], "level": "中"}]}
    with pytest.raises(SettingsError, match="moonlight"):
        load_ruleset(broken, settings.vocabulary)
    without = {key: value for key, value in settings.rules.items() if key != "matrix"}
    with pytest.raises(SettingsError, match="matrix"):
        load_ruleset(without, settings.vocabulary)
