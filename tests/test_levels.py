"""Level: each rule by a golden case, properties over many records, and what would lower it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.assess import Rulesets, assess_unit
from pipeline.assess.level import Clause, FirstOf, Grading, Rule, State
from pipeline.assess.rule_texts import rule_texts
from pipeline.model import Assessment, Branch, Read, Submission
from pipeline.settings import load_settings
from tests.conftest import Tables
from tests.points import END, STEP, amount, assessed, submission

RULESETS = Rulesets(load_settings())
GRADES = ("高", "中", "低")
MEETING = replace(STEP, number=Read("3", 3), name="处务会研究", kind="审核", actor="处务会")
FIRST = {"field": "行政审批"}

# Rule → what to change in a plain point, and the evidence that the rule then gives.
GOLDEN: dict[str, tuple[dict[str, Any], str]] = {
    "L1": ({"power": {"discretion": "有"}}, "自由裁量为“有”（+2分）"),
    "L2": ({"steps": {"actor": "处长"}}, "“处长”既办理又审核或决定（+2分）"),
    "L3": ({"steps": {"supervision": ""}}, "环节1“受理”未写监督方式（+1分）"),
    "L4": ({"power": {"publicity": ""}}, "公开方式未填（+1分）"),
    "L5": ({"power": {"remark": "每月办理一批"}}, "写有“每月”（+1分）"),
    "L6": ({"risk": {"manifestation": "去年审计指出超标准支出"}}, "写有“审计指出”（+2分）"),
    "L8": ({"evaluation": {"effective": "否"}}, "评估检查认为措施无效（+1分）"),
    "L11": ({"more_steps": (MEETING,)}, "环节3“处务会研究”有“处务会”（-1分）"),
    "L12": ({"steps": {"procedure": "双人核对"}}, "环节1“受理”写有“双人”（-1分）"),
    "L13": ({"steps": {"supervision": "全程留痕"}}, "环节1“受理”写有“留痕”（-1分）"),
    "L14": ({"evaluation": {"effective": "是"}}, "评估检查认为措施有效（-1分）"),
    "D1": ({"power": FIRST}, "属一类（+2分）"),
    "D2": ({"power": {"amount": amount("600")}}, "涉及金额600万元，达到重大标准500万元（+2分）"),
    "D3": ({"power": {"amount": amount("0.5")}}, "涉及金额0.5万元（+1分）"),
    "D4": ({"power": {"amount": amount("100")}}, "涉及金额100万元，在100万元以上（+1分）"),
    "D5": ({"power": {"counterpart": "困难群众"}}, "行使对象为“困难群众”（+1分）"),
    "Z1": ({"risk": {"likelihood": "高"}}, "发生可能性填报为高"),
    "Z2": ({}, "危害程度合计0分，估为低"),
    "M1": ({}, "可能性低、危害程度低，等级为低"),
    "G1": (
        {"risk": {"likelihood": "高", "harm": "高"}, "more_steps": (MEETING,)},
        "属二类；环节3“处务会研究”有“处务会”；不涉及资金物资；没有自由裁量，不高于中",
    ),
    "B1": (
        {"power": {**FIRST, "amount": amount("800")}, "risk": {"likelihood": "低", "harm": "低"}},
        "属一类；涉及金额800万元，达到重大标准500万元，不低于中",
    ),
    "B2": (
        {"power": {**FIRST, "discretion": "有"}, "risk": {"likelihood": "低", "harm": "低"}},
        "属一类；自由裁量为“有”；流程中没有集体研究环节，不低于中",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", GOLDEN)
def test_a_rule_says_what_it_saw(code: str) -> None:
    changes, evidence = GOLDEN[code]
    found = assessed(submission(**changes), RULESETS)
    assert (code, evidence) in [(reason.rule, reason.evidence) for reason in found.reasons]


def test_every_rule_of_the_plan_about_levels_has_a_golden_case() -> None:
    codes = {code for code in rule_texts(RULESETS.named("")) if not code.startswith("K")}
    # L7 rests on the last period's records, and has a test of its own.
    assert codes == {*GOLDEN, "L7"}


def test_problems_of_the_last_period_count() -> None:
    found = assessed(submission(), RULESETS, {"A-F1": 2})
    assert ("L7", "上期记有问题2处（+1分）") in [(reason.rule, reason.evidence) for reason in found.reasons]


@pytest.mark.parametrize(
    ("likelihood", "harm", "level", "score"),
    [("高", "高", "高", 9), ("高", "低", "中", 3), ("中", "中", "中", 4), ("中", "低", "低", 2), ("低", "高", "中", 3),
     ("低", "低", "低", 1)],
)  # fmt: skip
def test_the_matrix_gives_level_and_score(likelihood: str, harm: str, level: str, score: int) -> None:
    found = assessed(submission(risk={"likelihood": likelihood, "harm": harm}), RULESETS)
    assert (found.level, found.score) == (level, score)


def test_a_denied_word_is_no_reason() -> None:
    plain = assessed(submission(steps={"supervision": "处长抽查，没有系统留痕"}), RULESETS)
    assert "L13" not in [reason.rule for reason in plain.reasons]


def test_a_risk_without_steps_stands_for_the_whole_power() -> None:
    bare = replace(STEP, number=Read("3", 3), name="归档", supervision="")
    found = assessed(submission(risk={"steps": Read()}, more_steps=(bare,)), RULESETS)
    assert "环节3“归档”未写监督方式（+1分）" in [reason.evidence for reason in found.reasons]


def test_a_high_level_says_what_would_lower_it() -> None:
    low = {"likelihood": "低", "harm": "低"}
    found = assessed(submission(power={**FIRST, "discretion": "有"}, risk=low), RULESETS)
    assert found.level == "中"
    assert [str(remedy) for remedy in found.remedies] == [
        "若取消自由裁量、按统一标准办理，则为低",
        "若增加集体研究环节，则为低",
    ]


def test_where_no_single_change_is_enough_two_together_are_named() -> None:
    grave = {"discretion": "有", "publicity": "", "counterpart": "群众", **FIRST}
    found = assessed(submission(power=grave, risk={"harm": "高"}, steps={"actor": "处长", "supervision": ""}), RULESETS)
    assert found.level == "高"
    assert str(found.remedies[0]) == "若危害程度降为低，则为中"
    filled = {"likelihood": "中", "harm": "中"}
    pair = assessed(submission(power={**FIRST, "discretion": "有"}, risk=filled), RULESETS)
    assert str(pair.remedies[0]) == "若取消自由裁量、按统一标准办理，并发生可能性降为低，则为低"


def test_the_lowest_level_has_nothing_to_lower() -> None:
    found = assessed(submission(), RULESETS)
    assert (found.level, found.remedies) == ("低", ())


def test_the_order_of_rows_changes_no_level(tables: Tables, read: Callable[[Tables], Submission]) -> None:
    def levels() -> dict[str, Assessment]:
        return {a.risk_code: a for a in assess_unit("测试司", (read(tables),), RULESETS)}

    before = levels()
    for name in ("职权目录", "权力运行流程", "廉政风险自查表", "评估检查表"):
        tables[name].reverse()
    after = levels()
    assert {code: (a.klass, a.level, a.score, a.remedies) for code, a in after.items()} == {
        code: (a.klass, a.level, a.score, a.remedies) for code, a in before.items()
    }


# ---- properties: facts as switches, each a change of the records that only this switch makes ----

GRAVER: dict[str, dict[str, dict[str, Any]]] = {
    "discretion": {"power": {"discretion": "有"}},
    "not_public": {"power": {"publicity": ""}},
    "no_supervision": {"steps": {"supervision": ""}},
    "same_actor": {"steps": {"actor": "处长"}},
    "past_trouble": {"risk": {"manifestation": "审计发现挪用、暗箱操作"}},
    "unlimited": {"risk": {"description": "裁量没有上限"}},
    "weak_rules": {"risk": {"source": "制度机制"}},
    "first_class": {"power": FIRST},
    "money": {"power": {"amount": amount("900")}},
    "category": {"power": {"category": "行政许可"}},
    "people": {"power": {"counterpart": "群众"}},
}
LIGHTER: dict[str, dict[str, Any]] = {
    "collective": {"more_steps": (MEETING,)},
    "two_person": {"steps": {"procedure": "双人核对"}},
    "trace": {"steps": {"condition": "", "procedure": "系统留痕"}},
    "measures_work": {"evaluation": {"effective": "是"}},
}
MENDS: dict[str, dict[str, Any]] = {
    "取消自由裁量、按统一标准办理": {"power": {"discretion": "无"}},
    "办理与审核、决定分开": {"steps": {"actor": "另设岗"}},
    "给涉险环节定出监督方式": {"steps": {"supervision": "处长抽查"}},
    "公开办理情况": {"power": {"publicity": "网站"}},
    "增加集体研究环节": {"more_steps": (MEETING,)},
    "涉险环节改由两人以上办理": {"steps": {"procedure": "双人核对"}},
    "涉险环节纳入系统留痕": {"steps": {"procedure": "系统留痕"}},
    "措施落实并经评估有效": {"evaluation": {"effective": "是"}},
    "更换无效的措施": {"evaluation": {"effective": "部分有效"}},
    "给裁量定出标准和上限": {"risk": {"description": "把关不严"}},
    "健全制度": {"risk": {"source": "履行职责"}},
}


def merged(*changes: dict[str, Any]) -> dict[str, Any]:
    all_units: dict[str, Any] = {}
    for change in changes:
        for name, value in change.items():
            if isinstance(value, dict):
                before = all_units.get(name, {})
                # What is added to a step's procedure stands beside what is written there.
                added = {"procedure": before["procedure"] + "，" + value["procedure"]} if _both(before, value) else {}
                all_units[name] = {**before, **value, **added}
            else:
                all_units[name] = value
    return all_units


def _both(before: dict[str, Any], value: dict[str, Any]) -> bool:
    return "procedure" in before and "procedure" in value


facts = st.tuples(
    st.sets(st.sampled_from(sorted(GRAVER))), st.sets(st.sampled_from(sorted(LIGHTER)), max_size=2),
    st.sampled_from(("", *GRADES)), st.sampled_from(("", *GRADES)), st.sampled_from(sorted(RULESETS.all())),
)  # fmt: skip
Drawn = tuple[set[str], set[str], str, str, str]


def built(drawn: Drawn, *more: dict[str, Any]) -> Assessment:
    graver, lighter, likelihood, harm, rules = drawn
    filled = {"risk": {"likelihood": likelihood, "harm": harm}}
    changes = merged(filled, *(GRAVER[name] for name in sorted(graver)), *(LIGHTER[n] for n in sorted(lighter)), *more)
    return assessed(submission(**changes, rules=rules), RULESETS)


def rank(found: Assessment) -> int:
    """0 is the highest level."""
    return GRADES.index(found.level)


@given(facts, st.sampled_from(sorted(GRAVER)))
def test_a_graver_fact_never_lowers_a_level(drawn: Drawn, fact: str) -> None:
    # The class is not a matter of the level alone: with an amount or a field it may move; the level still only rises.
    assert rank(built(drawn, GRAVER[fact])) <= rank(built(drawn))


@given(facts, st.sampled_from(sorted(LIGHTER)))
def test_supervision_and_collective_decision_never_raise_a_level(drawn: Drawn, fact: str) -> None:
    assert rank(built(drawn, LIGHTER[fact])) >= rank(built(drawn))


@hypothesis_settings(max_examples=200)
@given(facts)
def test_what_is_said_to_lower_a_level_does_so_when_it_is_done(drawn: Drawn) -> None:
    found = built(drawn)
    for remedy in found.remedies:
        done: list[dict[str, Any]] = []
        for change in remedy.change.split("，并"):
            name, is_grade, grade = change.partition("降为")
            field = {"发生可能性": "likelihood", "危害程度": "harm"}.get(name, "")
            done.append({"risk": {field: grade}} if is_grade else MENDS[change])
        assert built(drawn, *done).level == remedy.level, remedy
        assert rank(built(drawn, *done)) > rank(found)


def test_a_step_without_ways_or_a_power_without_flow_is_no_trouble() -> None:
    lone = submission(steps={"ways": Read("2", (Branch("", 2),))})
    assert assessed(replace(lone, steps=()), RULESETS).level in GRADES
    assert assessed(replace(lone, powers=(), steps=(END,)), RULESETS).klass == "未归类"


def test_where_a_ceiling_and_a_floor_meet_the_graver_level_stands() -> None:
    """An office may write a floor for the very points that a ceiling holds down: 两者相遇，以底线为准."""
    shipped = RULESETS.named("").grading
    (ceiling,) = shipped.ceilings
    both = replace(shipped, floors=(replace(ceiling, level="高"),))
    held_down = State("高", "高", frozenset(ceiling.when))
    assert shipped.of(held_down).level == ceiling.level == "中"
    assert both.of(held_down).level == "高"


def test_a_bound_that_the_level_keeps_already_is_no_reason_for_it() -> None:
    def clause(code: str, level: str) -> Clause:
        return Clause(Rule(code, code, "{level}"), (), (), level)

    def rules_used(level: str, bound: str) -> list[str]:
        manner = FirstOf((), clause("定级", level), GRADES)
        grading = Grading(GRADES, GRADES, manner, (clause("上限", bound),), (clause("下限", bound),))
        grade = grading.of(State("", "", frozenset()))
        assert grade.level == bound
        return [used.rule.code for used in grade.used]

    assert rules_used("中", "中") == ["定级"]
    assert rules_used("高", "中") == ["定级", "上限"]
    assert rules_used("低", "中") == ["定级", "下限"]
