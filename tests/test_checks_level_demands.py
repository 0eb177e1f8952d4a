"""M: what the level that stands asks of measures, of those who answer, and of what the office has accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.assess.decisions import WrittenDecisions
from pipeline.model import Finding, Submission
from pipeline.run.judging import JudgeTask, judge
from pipeline.settings import Settings
from tests.conftest import Tables
from tests.planting import RISKS, Plant

DEFECTS: list[tuple[str, Plant, str]] = []
# M903 needs a decision of the office: tests/test_decisions.py.
PLANTED_APART = {"M901", "M902", "M903"}


def found(code: str, submission: Submission, settings: Settings) -> list[Finding]:
    records = judge(JudgeTask(settings, "测试司", "测试司", (submission,), WrittenDecisions()))
    return [finding for finding in records.findings if finding.code == code]


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ("规范裁量", "须有2种以上措施，现有1种"),
        ("健全制度、教育警示", "须有1种以上约束性措施（分权制衡、规范裁量、科技监控），现有0种"),
        ("健全制度、科技监控", ""),
    ],
)
def test_a_high_risk_of_the_first_class_needs_two_kinds_one_of_them_structural(
    kinds: str, message: str, tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables[RISKS][0][9] = kinds
    findings = found("M901", read(tables), settings)
    assert [str(finding.places[0]) for finding in findings] == (["廉政风险自查表!J3"] if message else [])
    for finding in findings:
        assert message in finding.message
        assert "可参考：【" in finding.mend


def test_who_answers_is_of_the_rank_that_the_level_asks_for(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    ranks = {"高": "主要领导", "中": "分管领导", "低": "部门负责人"}
    asked = replace(settings, rules=replace(settings.rules, answer=ranks))
    tables[RISKS][0][11] = "副司长李某"  # high: a deputy is no head
    tables[RISKS][1][11] = "司长王某"  # middle: a head is more than enough
    tables[RISKS][2][11] = "一处处长"  # middle
    findings = found("M902", read(tables), asked)
    assert {str(place) for finding in findings for place in finding.places} == {
        "廉政风险自查表!L3", "廉政风险自查表!L5",
    }  # fmt: skip
    assert not found(
        "M902", read(tables), replace(settings, rules=replace(settings.rules, answer=dict.fromkeys(ranks, "")))
    )
