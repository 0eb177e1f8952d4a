"""What changed since the last period: told as the office would tell it, and told apart by why."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.assess import Rulesets
from pipeline.compare import CauseKind, Comparison, Difference, Kind, Subject, compare, this_period
from pipeline.compare.matching import Entry, Matching, by_all, by_code, by_text
from pipeline.model import Basis, Decision, Opinion, PeriodRecords, Place, Read, Submission
from pipeline.normalise.todays_names import period_today
from pipeline.run.judging import judge, judge_tasks
from pipeline.settings import Law, Laws, Settings, judged_by
from tests.conftest import Tables

Period = Callable[..., PeriodRecords]
POWERS, FLOWS, RISKS, EVALUATIONS = "职权目录", "权力运行流程", "廉政风险自查表", "评估检查表"


@pytest.fixture
def period(read: Callable[[Tables], Submission], settings: Settings) -> Period:
    """A division's tables judged as a period."""

    def judged(
        tables: Tables, year: str = "2026", by: Settings | None = None, decisions: Sequence[Decision] = ()
    ) -> PeriodRecords:
        rules = by or settings
        units = [judge(task) for task in judge_tasks([read(tables)], rules)]
        decided = {decision.code: decision for decision in decisions}
        return this_period(year, [replace(unit, decisions=decided) for unit in units], rules)

    return judged


@pytest.fixture
def last(tables: Tables) -> Tables:
    """The last period's tables, to be left as they are while ``tables`` are changed."""
    return copy.deepcopy(tables)


def compared(old: PeriodRecords, new: PeriodRecords, settings: Settings) -> Comparison:
    return compare(old, new, Rulesets(judged_by(settings, new.rules)), settings)


def told(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(str(d.subject), str(d.kind), d.code or d.title) for d in comparison.differences]


def only(comparison: Comparison, subject: Subject) -> Difference:
    (difference,) = (d for d in comparison.differences if d.subject is subject)
    return difference


def test_nothing_changed_and_the_order_of_rows_is_no_change(
    period: Period, tables: Tables, last: Tables, settings: Settings
) -> None:
    for name in (POWERS, RISKS, EVALUATIONS):
        tables[name].reverse()
    comparison = compared(period(last, year="2025"), period(tables), settings)
    assert not comparison.differences and not comparison.revisits
    assert set(comparison.since.values()) == {"2025"}


def test_a_new_power_and_one_that_ended(period: Period, tables: Tables, last: Tables, settings: Settings) -> None:
    tables[POWERS][1][1:3] = ["CS01-CF-009", "违法行为处罚"]
    tables[FLOWS] = tables[FLOWS][:4]
    tables[RISKS] = tables[RISKS][:2]
    comparison = compared(period(last, year="2025"), period(tables), settings)
    assert told(comparison) == [
        ("职权", "新增", "CS01-CF-009"),
        ("职权", "取消", "CS01-CG-001"),
        ("风险点", "取消", "CS01-CG-001-F1"),
    ]


def test_a_power_with_another_code_and_name_is_still_the_same(
    period: Period, tables: Tables, last: Tables, settings: Settings
) -> None:
    last[POWERS][1][2] = "办公用品和服务采购审批"
    tables[POWERS][1][2] = "办公用品与服务采购审批"
    for name in (POWERS, FLOWS, RISKS, EVALUATIONS):
        for row in tables[name]:
            row[:] = [str(cell).replace("CG-001", "CG-108") if isinstance(cell, str) else cell for cell in row]
    comparison = compared(period(last, year="2025"), period(tables), settings)
    power = only(comparison, Subject.POWER)
    assert power.kind is Kind.CHANGED
    assert power.matched == "编码由“CS01-CG-001”改为“CS01-CG-108”，名称相似度0.91"
    assert [field.field for field in power.fields] == ["职权编码", "权力名称"]
    # Its flow and its risk point came along.
    assert told(comparison)[1:] == [("风险点", "变动", "CS01-CG-108-F1")]


def test_a_power_put_in_between_moves_the_codes_of_the_others_and_nothing_else(
    period: Period, tables: Tables, last: Tables, settings: Settings
) -> None:
    names = ["社团设立登记", "社团变更登记", "社团注销登记"]
    row = last[POWERS][0]
    last[POWERS] = [[n, f"CS01-XK-00{n}", name, *row[3:]] for n, name in enumerate(names, start=1)]
    tables[POWERS] = [[n, f"CS01-XK-00{n}", name, *row[3:]] for n, name in enumerate(["社团名称核准", *names], start=1)]
    for each in (last, tables):
        each[FLOWS], each[RISKS], each[EVALUATIONS] = [], [], []
    comparison = compared(period(last, year="2025"), period(tables), settings)
    assert [(d.kind, d.title) for d in comparison.differences if d.kind is not Kind.CHANGED] == [
        (Kind.NEW, "社团名称核准")
    ]
    assert all([f.field for f in d.fields] == ["职权编码"] for d in comparison.differences if d.kind is Kind.CHANGED)


def test_a_step_put_in_is_one_change_though_all_later_numbers_move(
    period: Period, tables: Tables, last: Tables, settings: Settings
) -> None:
    flow = tables[FLOWS]
    flow[2][1], flow[3][1], flow[2][9] = 4, 5, "5"
    flow.insert(2, ["CS01-XK-001", 3, "集体研究", "审核", "处务会议", "", "会议研究", 2, "会议纪要", "4", ""])
    tables[RISKS][1][2] = "4"
    comparison = compared(period(last, year="2025"), period(tables), settings)
    steps = [d for d in comparison.differences if d.subject is Subject.STEP]
    # The fork now leads to the new step: that is said of it, and of nothing else.
    assert [(d.kind, d.title) for d in steps] == [(Kind.CHANGED, "材料是否齐全"), (Kind.NEW, "集体研究")]
    assert [field.field for field in steps[0].fields] == ["下一环节"]
    assert not [d for d in comparison.differences if d.subject is Subject.RISK]
    assert [(revisit.rule, revisit.power_code) for revisit in comparison.revisits] == [("S3", "CS01-XK-001")]


def test_a_risk_point_that_is_found_at_another_step(
    period: Period, tables: Tables, last: Tables, settings: Settings
) -> None:
    tables[RISKS][0][2] = "3"
    risk = only(compared(period(last, year="2025"), period(tables), settings), Subject.RISK)
    assert (risk.kind, risk.code) == (Kind.CHANGED, "CS01-XK-001-F1")
    assert [field.field for field in risk.fields] == ["对应环节"]


def test_a_step_with_a_name_much_alike_is_the_same_step(
    period: Period, tables: Tables, last: Tables, settings: Settings
) -> None:
    last[FLOWS][1][2], tables[FLOWS][1][2] = "申请材料是否齐全", "申报材料是否齐全"
    step = only(compared(period(last, year="2025"), period(tables), settings), Subject.STEP)
    assert (step.kind, step.title) == (Kind.CHANGED, "申报材料是否齐全")
    assert [field.field for field in step.fields] == ["环节名称"]


def test_steps_that_moved_and_went(period: Period, tables: Tables, last: Tables, settings: Settings) -> None:
    for each in (last, tables):
        each[FLOWS] = each[FLOWS][:4]
        each[RISKS][2][2] = ""
    one, two, three, four = (row[2] for row in tables[FLOWS])
    for row, name in zip(tables[FLOWS], (three, one, two, four), strict=True):
        row[2] = name
    del tables[FLOWS][3]
    steps = [d for d in compared(period(last, year="2025"), period(tables), settings).differences
             if d.subject is Subject.STEP and d.kind is not Kind.CHANGED]  # fmt: skip
    assert [(d.kind, d.title) for d in steps] == [(Kind.MOVED, three), (Kind.ENDED, four)]


def test_levels_that_are_only_called_otherwise_today_are_no_change(
    period: Period, tables: Tables, last: Tables, settings: Settings
) -> None:
    names = {"一级": "高", "二级": "中", "三级": "低"}
    for row in last[RISKS]:
        row[8] = {today: before for before, today in names.items()}[str(row[8])]
    old = period_today(period(last, year="2025"), names)
    assert [risk.self_level for risk in old.units[0].submissions[0].risks] == [row[8] for row in tables[RISKS]]
    assert {found.self_assessed for found in old.units[0].assessments} <= set(names.values())
    assert not [d for d in compared(old, period(tables), settings).differences if d.subject is Subject.RISK]


def test_a_level_that_the_facts_raised(period: Period, tables: Tables, last: Tables, settings: Settings) -> None:
    tables[RISKS][1][6] = "高"
    comparison = compared(period(last, year="2025"), period(tables), settings)
    level = only(comparison, Subject.LEVEL)
    assert (level.kind, [cause.kind for cause in level.causes]) == (Kind.UP, [CauseKind.FACTS])
    assert "高" in level.causes[0].text and level.causes[0].before != level.causes[0].after
    assert comparison.since["测试司", "CS01-XK-001-F2"] == "2026"


def changed_matrix(settings: Settings) -> Settings:
    """The office found middle × middle too mild."""
    rules: dict[str, Any] = copy.deepcopy(dict(settings.kept_rules))
    rules["version"] = "2026.9"
    rules["level"]["matrix"]["grid"]["中"]["中"] = "高"
    return judged_by(settings, rules)


def test_a_level_that_the_rules_raised_is_told_apart_from_the_facts(
    period: Period, tables: Tables, settings: Settings
) -> None:
    old, new = period(tables, year="2025"), period(tables, by=changed_matrix(settings))
    level = only(compared(old, new, settings), Subject.LEVEL)
    assert (level.code, level.kind) == ("CS01-CG-001-F1", Kind.UP)
    assert [cause.kind for cause in level.causes] == [CauseKind.RULES]
    assert "规则文件由" in level.causes[0].text and "2026.9版" in level.causes[0].text
    # Rules and facts together: both are named, in the order that they take effect.
    tables[RISKS][2][6] = "低"
    level = only(compared(old, period(tables, by=changed_matrix(settings)), settings), Subject.LEVEL)
    assert [(cause.kind, cause.before[-1], cause.after[-1]) for cause in level.causes] == [
        (CauseKind.RULES, "中", "高"),
        (CauseKind.FACTS, "高", "低"),
    ]
    assert level.kind is Kind.DOWN


def decision(code: str, level: str) -> Decision:
    return Decision("测试司", "一处", code, Opinion.CHANGE, "", level, "情况特殊", "李主任",
                    Read("2026-06-30", date(2026, 6, 30)), Basis("", "", ""), "", Place("审定意见表.xlsx"))  # fmt: skip


def test_a_level_that_the_office_changed_and_one_that_it_no_longer_does(
    period: Period, tables: Tables, settings: Settings
) -> None:
    plain, decided = period(tables, year="2025"), period(tables, decisions=[decision("CS01-CG-001-F1", "低")])
    level = only(compared(plain, decided, settings), Subject.LEVEL)
    assert (level.kind, [cause.kind for cause in level.causes]) == (Kind.DOWN, [CauseKind.DECISION])
    assert "情况特殊" in level.causes[0].text and "李主任" in level.causes[0].text
    level = only(compared(decided, replace(plain, period="2027"), settings), Subject.LEVEL)
    assert (level.kind, level.causes[0].kind) == (Kind.UP, CauseKind.DECISION)
    assert "不再有效" in level.causes[0].text


def test_measures_done_overdue_and_put_off(period: Period, tables: Tables, last: Tables, settings: Settings) -> None:
    last["单位信息"][5][1], last["单位信息"][6][1] = "2025-05-20", "2025"
    for row in last[RISKS]:
        row[12] = "2025-12-31"
    for row in tables[RISKS][:2]:
        row[12] = "2025-12-31"
    tables[RISKS][2][12] = "2026-10-31"
    tables[EVALUATIONS][1][3] = "否"
    comparison = compared(period(last, year="2025"), period(tables), settings)
    assert told(comparison) == [
        ("防控措施", "已落实", "CS01-XK-001-F1"),
        ("防控措施", "逾期", "CS01-XK-001-F2"),
        ("防控措施", "延期", "CS01-CG-001-F1"),
    ]
    # What was done by the last period is no news in the next; what is overdue stays so.
    tables["单位信息"][6][1] = "2027"
    later = copy.deepcopy(tables)
    later["单位信息"][5][1] = "2027-05-20"
    again = compared(period(tables), period(later, year="2027"), settings)
    assert ("防控措施", "已落实", "CS01-XK-001-F1") not in told(again)
    assert ("防控措施", "逾期", "CS01-XK-001-F2") in told(again)


def test_a_measure_that_another_has_replaced_was_done_or_given_up(
    period: Period, tables: Tables, last: Tables, settings: Settings
) -> None:
    last["单位信息"][5][1], last["单位信息"][6][1] = "2025-05-20", "2025"
    last[RISKS][0][12] = "2025-12-31"
    tables[RISKS][0][10], tables[RISKS][2][10] = "窗口人员定期轮岗", "引入第三方评审"
    comparison = compared(period(last, year="2025"), period(tables), settings)
    measures = [(str(d.kind), d.title) for d in comparison.differences if d.subject is Subject.MEASURE]
    assert measures == [
        ("已落实", "一次性告知并留痕"),
        ("新增", "窗口人员定期轮岗"),
        ("取消", "制定需求论证办法"),
        ("新增", "引入第三方评审"),
    ]


def test_renamed_divisions_and_units_are_not_new_ones(
    period: Period, tables: Tables, last: Tables, settings: Settings
) -> None:
    tables["单位信息"][1][1] = "综合一处"
    comparison = compared(period(last, year="2025"), period(tables), settings)
    assert told(comparison) == [("处室", "更名", "综合一处")]
    assert [(revisit.rule, revisit.division) for revisit in comparison.revisits] == [("S4", "综合一处")]
    tables["单位信息"][0][1], tables["单位信息"][1][1] = "测试局", "一处"
    comparison = compared(period(last, year="2025"), period(tables), settings)
    assert told(comparison) == [("处室", "更名", "测试局")]


def test_a_power_handed_over_to_another_unit_is_neither_ended_nor_new(
    period: Period, tables: Tables, settings: Settings
) -> None:
    def of_unit(unit: str, code: str, powers: Sequence[str]) -> Tables:
        """The rows of these powers, in the hands of this unit; the licence bears the unit's own code."""
        made = copy.deepcopy(tables)
        made["单位信息"][0][1] = unit
        for name, place in ((POWERS, 1), (FLOWS, 0), (RISKS, 1), (EVALUATIONS, 0)):
            made[name] = [row for row in made[name] if any(str(row[place]).startswith(power) for power in powers)]
            for row in made[name]:
                row[:] = [cell.replace("CS01-XK", code) if isinstance(cell, str) else cell for cell in row]
        return made

    def both(year: str, one: Sequence[str], other: Sequence[str]) -> PeriodRecords:
        first, second = period(of_unit("甲司", "CS01-XK", one), year), period(of_unit("乙司", "CS02-XK", other), year)
        return replace(first, units=(*first.units, *second.units))

    licence, buying = "CS01-XK-001", "CS01-CG-001"
    comparison = compared(
        both("2025", [licence, buying], [licence]), both("2026", [licence], [licence, buying]), settings
    )
    power = only(comparison, Subject.POWER)
    assert (power.kind, power.unit, power.code) == (Kind.CHANGED, "乙司", buying)
    assert [(field.before, field.after) for field in power.fields] == [("甲司一处", "乙司一处")]


def test_a_level_that_stands_for_years_with_findings_is_to_be_looked_at(
    period: Period, tables: Tables, settings: Settings
) -> None:
    old = period(tables, year="2025")
    old = replace(old, since={("测试司", "CS01-CG-001-F1"): "2024", ("测试司", "CS01-XK-001-F1"): "2024"})
    comparison = compared(old, period(tables), settings)
    (revisit,) = comparison.revisits
    # Both have stood since 2024; only one of them is still said to be only partly in check.
    assert (revisit.rule, revisit.code) == ("S5", "CS01-CG-001-F1")
    assert "部分有效" in revisit.text and "2024" in revisit.text


def test_a_changed_basis_with_unchanged_points_is_to_be_looked_at(
    period: Period, tables: Tables, last: Tables, settings: Settings
) -> None:
    tables[POWERS][0][4] = "《测试条例》第八条"
    comparison = compared(period(last, year="2025"), period(tables), settings)
    assert [revisit.rule for revisit in comparison.revisits] == ["S1"]
    tables[RISKS][0][4] = "选择性受理申请材料"
    assert not compared(period(last, year="2025"), period(tables), settings).revisits


def test_a_cited_law_that_changed_since_the_last_report_is_named(
    period: Period, tables: Tables, last: Tables, settings: Settings
) -> None:
    last["单位信息"][5][1] = "2025-05-20"
    old = Law("测试条例", "行政法规", "修订", effective=date(2025, 9, 1))
    gone = Law("采购办法", "部门规章", "废止", effective=date(2026, 1, 1), successor="新采购办法")
    for law, of, says in (
        (old, "CS01-XK-001", "《测试条例》的现行文本自2025-09-01起施行"),
        (gone, "CS01-CG-001", "《采购办法》自2026-01-01起废止，由《新采购办法》取代"),
    ):
        by = replace(settings, laws=Laws(date(2026, 1, 1), (law,)))
        (revisit,) = compared(period(last, year="2025"), period(tables, by=by), by).revisits
        assert (revisit.rule, revisit.power_code) == ("S6", of) and says in revisit.text
    # What was in force when the division last reported is no news.
    known = replace(settings, laws=Laws(date(2026, 1, 1), (replace(old, effective=date(2025, 5, 20)),)))
    assert not compared(period(last, year="2025"), period(tables, by=known), known).revisits


def test_an_older_output_without_its_rules_is_judged_again(period: Period, tables: Tables, settings: Settings) -> None:
    old = replace(period(tables, year="2025"), rules_digest="", rules={})
    level = only(compared(old, period(tables, by=changed_matrix(settings)), settings), Subject.LEVEL)
    assert [cause.kind for cause in level.causes] == [CauseKind.RULES]


def test_two_powers_of_one_code_are_each_matched_once(
    period: Period, tables: Tables, last: Tables, settings: Settings
) -> None:
    for each in (last, tables):
        each[POWERS].append(list(each[POWERS][0]))
    assert compared(period(last, year="2025"), period(tables), settings).differences == ()
    tables[POWERS].pop()
    assert told(compared(period(last, year="2025"), period(tables), settings)) == [("职权", "取消", "CS01-XK-001")]


@given(
    st.lists(st.tuples(st.sampled_from("甲乙"), st.text("0123", max_size=2), st.text("审批登记许可", max_size=6))),
    st.randoms(use_true_random=False),
)
def test_nothing_is_matched_twice_or_lost(rows: list[tuple[str, str, str]], random: object) -> None:
    """Whatever the codes and texts, each entry is in one pair or left over; equal ones are never left."""
    old = [Entry(home, code, text, (0, n)) for n, (home, code, text) in enumerate(rows)]
    shuffled = [Entry(home, code, text, (1, n)) for n, (home, code, text) in enumerate(rows)]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    new = shuffled[: len(rows) // 2 + 1]
    matching = Matching(old, new, "名称")
    matching.by(by_all)
    matching.by(by_text, alone=True)
    matching.by(by_code)
    matching.by_likeness(0.7)
    left = [entry.record for entry in matching.gone]
    assert sorted([pair.old for pair in matching.pairs] + left) == [entry.record for entry in old]
    come = [entry.record for entry in matching.come]
    assert sorted([pair.new for pair in matching.pairs] + come) == sorted(entry.record for entry in new)
    # All of this period's rows were there in the last.
    assert not come
