"""Class: by the field, the category, the amount and, last, the text; never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.assess import Rulesets
from pipeline.assess.rule_texts import rule_texts
from pipeline.meaning.words import Grammar, WordList
from pipeline.model import Confidence
from pipeline.settings import judged_by, load_settings
from tests.points import RISK, amount, assessed, submission

RULESETS = Rulesets(load_settings())

# Rule → power and risk as filled, the class, how sure, and the evidence.
GOLDEN: dict[str, tuple[dict[str, Any], str, Confidence, str]] = {
    "K1": ({"power": {"field": "行政审批"}}, "一类", Confidence.HIGH, "涉及领域“行政审批”，归一类"),
    "K2": (
        {"power": {"field": "", "category": "行政处罚"}},
        "一类", Confidence.MIDDLE, "权力类别“行政处罚”对应“行政处罚”，归一类",
    ),
    "K3": (
        {"power": {"field": "单位财务", "category": "财务管理", "amount": amount("800")}},
        "一类", Confidence.HIGH,
        "涉及金额800万元，达到重大标准500万元，“单位财务”按“重大资金、物资的分配使用”，归一类",
    ),
    "K4": (
        {"power": {"field": "", "category": "干部人事", "name": "军队转业干部接收安置"}},
        "一类", Confidence.LOW, "涉及领域未填、类别不能推定，文字提到“接收安置”，按“人员安置”，归一类",
    ),
    "K5": (
        {"power": {"field": "资产管理", "category": "行政许可"}},
        "二类", Confidence.MIDDLE, "所填“资产管理”与权力类别“行政许可”通常对应的“行政审批”不属同一类，请核",
    ),
    "K6": (
        {"power": {"field": "重大项目的审批和实施", "category": "项目管理", "amount": amount("40")}},
        "一类", Confidence.MIDDLE, "填为“重大项目的审批和实施”，涉及金额40万元未达重大标准300万元，请核",
    ),
    "K7": (
        {"power": {"field": "单位财务", "category": "财务管理", "amount": amount("约2000万")}},
        "二类", Confidence.MIDDLE, "涉及金额写作“约2000万”，无法与重大标准500万元比较，请核",
    ),
    "K8": ({"risk": {"power_code": "OO1"}}, "未归类", Confidence.NONE, "职权编码“OO1”不在职权目录中"),
    "K9": (
        {"power": {"field": ""}},
        "未归类", Confidence.NONE, "涉及领域未填，权力类别“其他行政权力”没有对应领域，文字也不足以判断",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", GOLDEN)
def test_a_class_rule_says_what_it_saw_and_how_sure_it_is(code: str) -> None:
    changes, klass, confidence, evidence = GOLDEN[code]
    found = assessed(submission(**changes), RULESETS)
    assert (found.klass, found.confidence) == (klass, confidence)
    assert (code, evidence) in [(reason.rule, reason.evidence) for reason in found.reasons]


def test_every_class_rule_has_a_golden_case() -> None:
    assert {code for code in rule_texts(RULESETS.named("")) if code.startswith("K")} == set(GOLDEN)


def test_each_of_the_plans_fields_has_its_class() -> None:
    settings = load_settings()
    assert set(RULESETS.named("").class_of_field) == set(settings.vocabulary["涉及领域"].terms)
    for field, klass in RULESETS.named("").class_of_field.items():
        assert assessed(submission(power={"field": field}), RULESETS).klass == klass


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("处级干部选拔任用", "干部选拔使用"),
        ("公务员考试录用", "人员安排"),
        ("机关经费报销", "单位财务"),
        ("取缔非法组织", "行政处罚"),
        ("固定资产盘点", "资产管理"),
        ("年度检查及抽查", "行政监督"),
        ("基本建设项目安排", "重大项目的审批和实施"),
    ],
)
def test_the_name_of_a_power_is_enough_where_it_is_clear(name: str, field: str) -> None:
    found = assessed(submission(power={"field": "", "name": name}), RULESETS)
    assert (found.field, found.confidence) == (field, Confidence.LOW)


def test_what_points_both_ways_is_not_guessed_but_names_the_candidates() -> None:
    found = assessed(submission(power={"field": "", "name": "处罚登记"}), RULESETS)
    assert (found.klass, found.field) == ("未归类", "")
    assert [(near.field, near.klass) for near in found.candidates] == [("行政审批", "一类"), ("行政处罚", "一类")]
    assert found.candidates[1].evidence == "文字提到“处罚”"


def test_a_category_that_only_narrows_names_its_fields_as_candidates() -> None:
    found = assessed(submission(power={"field": "", "category": "干部人事", "name": "职称评审"}), RULESETS)
    assert [near.field for near in found.candidates] == ["干部选拔使用", "人员安置", "人员安排"]


def test_no_more_than_three_candidates_are_named() -> None:
    found = assessed(submission(power={"field": "", "name": "审批、处罚、报销、资产处置、公开招聘"}), RULESETS)
    assert found.klass == "未归类"
    assert len(found.candidates) == 3


def test_a_denied_word_is_not_counted_for_a_class() -> None:
    denied = {"field": "", "name": "政策解读", "remark": "不涉及行政审批、处罚"}
    assert assessed(submission(power=denied), RULESETS).candidates == ()


def test_thresholds_go_by_unit_then_category() -> None:
    plan = load_settings()
    major = {
        "default": 500, "by_category": {"物资采购": 200},
        "by_unit": {"小单位": {"default": 50, "物资采购": 10}},
    }  # fmt: skip
    rulesets = Rulesets(judged_by(plan, {**plan.kept_rules, "major": major}))

    def classed(unit: str, category: str, text: str) -> str:
        power = {"category": category, "field": "单位财务", "amount": amount(text)}
        return assessed(submission(power=power, unit=unit), rulesets).klass

    assert classed("大单位", "物资采购", "199") == "二类"
    assert classed("大单位", "物资采购", "200") == "一类"
    assert classed("大单位", "财务管理", "499") == "二类"
    assert classed("小单位", "财务管理", "50") == "一类"
    assert classed("小单位", "物资采购", "10") == "一类"
    assert classed("小单位", "物资采购", "9") == "二类"


GRAMMAR = Grammar(("不涉及", "没有"), ("无关",), ("但", "仅"), ("资金盘",))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("涉及资金", ("资金",)),
        ("不涉及资金", ()),
        ("不涉及资金、物资", ()),
        ("不涉及资金，涉及物资", ("物资",)),
        ("不涉及资金但涉及物资", ("物资",)),
        ("本事项与资金无关", ()),
        ("与资金无关，物资另行分配", ("物资",)),
        ("打击资金盘", ()),
        ("资金、物资、资金", ("资金", "物资")),
        ("", ()),
    ],
)
def test_words_count_where_they_are_affirmed(text: str, words: tuple[str, ...]) -> None:
    assert WordList(("资金", "物资"), GRAMMAR).affirmed(text) == words


def test_of_two_words_the_longer_one_counts() -> None:
    assert WordList(("项目", "重大项目"), GRAMMAR).affirmed("重大项目审批") == ("重大项目",)


def test_the_risk_of_the_point_is_read_too_but_does_not_settle_a_class_alone() -> None:
    found = assessed(submission(power={"field": ""}, risk={"description": "审批随意"}), RULESETS)
    assert found.klass == "未归类"
    assert [near.field for near in found.candidates] == ["行政审批"]
    assert RISK.description not in found.candidates[0].evidence
