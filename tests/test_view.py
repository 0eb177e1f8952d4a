"""One view of a unit's records: what belongs together by code and by row, and which class and level stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from pipeline.assess import Rulesets, assess_unit
from pipeline.check import check_unit
from pipeline.model import Basis, Decision, Opinion, PeriodRecords, Place, Read, Submission, UnitRecords
from pipeline.settings import Settings
from pipeline.view.period import Period
from pipeline.view.register import Register
from tests.conftest import Tables
from tests.planting import EVALUATIONS, FLOW, POWERS, RISKS

THIRD = "CS01-CG-001-F1"
Judge = Callable[[Tables], UnitRecords]


@pytest.fixture
def judge(read: Callable[[Tables], Submission], settings: Settings) -> Judge:
    """Tables to the records of a unit, assessed and checked."""

    def records(tables: Tables) -> UnitRecords:
        submissions = (read(tables),)
        found = assess_unit("测试司", submissions, Rulesets(settings))
        return UnitRecords("测试司", "测试司", submissions, check_unit("测试司", submissions, settings), found)

    return records


def decided(records: UnitRecords, opinion: Opinion, klass: str, level: str) -> UnitRecords:
    """The office's decision on the third point."""
    (found,) = [found for found in records.assessments if found.risk_code == THIRD]
    on = Read("2026-06-30", date(2026, 6, 30))
    basis = Basis(found.facts, found.klass, found.level)
    decision = Decision("测试司", "一处", THIRD, opinion, klass, level, "理由", "张三", on, basis, "2026", Place(""))
    return replace(records, decisions={THIRD: decision})


@pytest.mark.parametrize(
    ("opinion", "klass", "level"),
    [
        (Opinion.KEEP, "", ""),
        (Opinion.CHANGE, "", "高"),
        (Opinion.CHANGE, "一类", ""),
        (Opinion.CHANGE, "一类", "高"),
        (Opinion.DROP, "", "低"),
    ],
)
def test_what_the_office_decided_stands_and_what_it_left_open_stands_as_computed(
    opinion: Opinion, klass: str, level: str, tables: Tables, judge: Judge
) -> None:
    records = judge(tables)
    (before,) = [point for point in Register(records).points if point.risk.code == THIRD]
    assert before.standing == before.computed
    after = decided(records, opinion, klass, level)
    stands = (klass or before.assessment.klass, level or before.assessment.level)
    (point,) = [point for point in Register(after).points if point.risk.code == THIRD]
    assert (point.klass, point.level) == point.standing == stands
    assert point.computed == before.computed
    # The period that is compared is served by the same view.
    period = Period(PeriodRecords("2026", "", "", "", {}, (after,)))
    assert {one.risk.code: one.standing for one in period.points}[THIRD] == stands


def test_a_point_has_its_power_measures_evaluation_and_findings(tables: Tables, judge: Judge) -> None:
    tables[RISKS][2][4] = ""
    tables[EVALUATIONS].append([THIRD, "否", "否", "否", "第二次评估", "2026-06-11"])
    register = Register(judge(tables))
    (point,) = [point for point in register.declared if point.risk.code == THIRD]
    row = point.risk.row
    assert point.power is not None and point.power.name == "测试采购"
    assert [measure.row.number for measure in point.measures] == [row.number]
    # Of two evaluations of one point the first counts; that there are two is a finding of its own.
    assert point.evaluation is not None and point.evaluation.found == "是"
    here = [f for f in register.records.findings if any(p.cell == row.at("description").cell for p in f.places)]
    assert here and set(here) <= set(point.findings)
    assert (point.unit, point.division) == ("测试司", "一处") and point.reported_on is not None


def test_rows_without_a_code_belong_to_nobody(tables: Tables, judge: Judge) -> None:
    """An empty code is no code: a step, a point and a power that lack one are not one another's."""
    code = str(tables[POWERS][1][1])
    tables[POWERS][1][1] = ""
    for row in tables[FLOW]:
        row[0] = "" if row[0] == code else row[0]
    tables[RISKS][2][1] = ""
    register = Register(judge(tables))
    (power,) = [power for power in register.powers if not power.code]
    assert [step for step in register.steps if not step.power_code]
    assert not register.flow_of(power) and not register.shares_its_code(power)
    (point,) = [point for point in register.declared if not point.risk.power_code]
    assert point.power is None
    assert "" not in register.points_by_power and "" not in register.working


def test_nothing_is_rated_before_it_is_assessed(tables: Tables, read: Callable[[Tables], Submission]) -> None:
    register = Register(UnitRecords.unjudged("测试司", (read(tables),)))
    assert register.declared == register.points == () and len(register.risks) == 3
