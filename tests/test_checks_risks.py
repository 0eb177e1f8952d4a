"""Risk points, measures and evaluations (H, E): each planted mistake is found at its cell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.assess import Rulesets, assess_unit
from pipeline.check import check_unit
from pipeline.model import Finding, Submission, UnitRecords
from pipeline.settings import Settings
from tests.conftest import Tables
from tests.planting import EVALUATIONS, FLOW, POWERS, RISKS, Plant, also, put, several, whole

# The clean licence on 重大 money without a meeting, its risk graded by the rules: high.
MAJOR = several(put(POWERS, 0, 8, "重大项目的审批和实施"), put(POWERS, 0, 9, 900), put(POWERS, 0, 11, ""))
GRADED_HIGH = several(MAJOR, put(RISKS, 0, 6, ""), put(RISKS, 0, 7, ""), put(RISKS, 0, 8, "低"))


def many_risks(source: str) -> Plant:
    """Five risk points of one source."""

    def plant(tables: Tables) -> None:
        for number in range(2, 5):
            tables[RISKS].append([*tables[RISKS][0][:]])
            tables[RISKS][-1][0] = f"CS01-XK-001-F{number + 1}"
        for row in tables[RISKS]:
            row[3] = source

    return plant


def many_evaluations(tables: Tables) -> None:
    """Eight evaluations that call everything right."""
    tables[EVALUATIONS] = [
        [f"CS01-XK-001-F{n}", "是", "是", "是", f"第{n}条意见可行", "2026-06-10"] for n in range(1, 9)
    ]


DEFECTS: list[tuple[str, Plant, str]] = [
    ("H605", put(RISKS, 1, 2, "2"), "权力运行流程!B5"),
    # Who judges with discretion, and not only whether the papers are complete.
    ("H605", several(put(RISKS, 0, 2, "3"), put(FLOW, 1, 2, "是否符合条件")), "权力运行流程!B4"),
    ("H606", put(RISKS, 0, 10, "1.加强管理；2.严格把关。"), "廉政风险自查表!K3"),
    ("H607", put(RISKS, 1, 9, "科技监控"), "廉政风险自查表!J4"),
    ("H608", put(RISKS, 1, 8, "高"), "廉政风险自查表!J4"),
    ("H609", also(put(RISKS, 1, 11, "处负责人 王一"), "M902"), "廉政风险自查表!L4"),
    ("H610", also(put(RISKS, 0, 11, "审批处"), "M902"), "廉政风险自查表!L3"),
    ("H610", also(put(RISKS, 0, 11, "全体人员"), "M902"), "廉政风险自查表!L3"),
    ("H611", put(RISKS, 0, 12, ""), "廉政风险自查表!M3"),
    ("H612", put(RISKS, 2, 12, "长期"), "廉政风险自查表!M5"),
    ("H613", put(RISKS, 0, 8, ""), "廉政风险自查表!I3"),
    ("H614", also(GRADED_HIGH, "E713", "S812", "S815", "S816"), "廉政风险自查表!I3"),
    ("H615", put(RISKS, 0, 4, "存在一定的廉政风险。"), "廉政风险自查表!E3"),
    ("H616", put(RISKS, 0, 5, "选择性受理。"), "廉政风险自查表!F3"),
    ("H617", also(many_risks("履行职责"), "D103", "E701", "H603", "H607"), "廉政风险自查表!D3"),
    ("H618", put(RISKS, 0, 12, "2030-12-31"), "廉政风险自查表!M3"),
    ("E703", several(put(EVALUATIONS, 0, 3, "否"), put(EVALUATIONS, 0, 4, "措施可行")), "评估检查表!E3"),
    ("E704", put(EVALUATIONS, 0, 5, "2026-03-01"), "评估检查表!F3"),
    ("E705", several(put(EVALUATIONS, 0, 2, "否"), put(EVALUATIONS, 0, 4, "可再研究")), "评估检查表!E3"),
    ("E706", also(put(EVALUATIONS, 1, 0, "CS01-XK-001-F1"), "E701"), "评估检查表!A3"),
    ("E707", put(EVALUATIONS, 0, 1, "否"), "评估检查表!B3"),
    ("E708", put(EVALUATIONS, 2, 4, "可行。"), "评估检查表!E3"),
    ("E709", put(EVALUATIONS, 0, 2, ""), "评估检查表!C3"),
    ("E710", put(EVALUATIONS, 0, 5, ""), "评估检查表!F3"),
    ("E711", put(EVALUATIONS, 0, 4, "措施未落实"), "评估检查表!D3"),
    ("E712", put(EVALUATIONS, 2, 4, ""), "评估检查表!E5"),
    ("E713", also(GRADED_HIGH, "H614", "S812", "S815", "S816"), "评估检查表!C3"),
    ("E714", also(many_evaluations, "E701", "E708", "R403"), "评估检查表!D3"),
]
PLANTED_APART: set[str] = set()


@pytest.mark.parametrize(("code", "plant", "cell"), DEFECTS)
def test_a_planted_mistake_is_found_at_its_cell(
    code: str, plant: Plant, cell: str,
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings,
) -> None:  # fmt: skip
    plant(tables)
    found = whole(_judged(read(tables), settings), code, plant)
    assert [str(finding.places[0]) for finding in found] == [cell]
    assert found[0].mend


def test_a_clean_workbook_stays_clean_when_it_is_assessed(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    assert _judged(read(tables), settings) == ()


@pytest.mark.parametrize(
    ("source", "kinds", "fits"),
    [
        ("思想意识", "教育警示、科技监控", True), ("思想意识", "健全制度", False),
        ("外部环境", "科技监控", True), ("外部环境", "规范裁量", False),
        ("履行职责", "规范裁量", True), ("履行职责", "教育警示", False),
        ("制度机制", "健全制度", True), ("制度机制", "科技监控", False),
    ],
)  # fmt: skip
def test_measures_fit_the_source_by_the_table(
    source: str, kinds: str, fits: bool,
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings,
) -> None:  # fmt: skip
    tables[RISKS][1][3], tables[RISKS][1][9] = source, kinds
    codes = [finding.code for finding in _judged(read(tables), settings)]
    assert ("H607" not in codes) is fits


def test_a_measure_that_says_what_is_done_is_not_empty(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables[RISKS][0][10] = "严格执行双人核对，每月抽查一成"
    assert "H606" not in {finding.code for finding in _judged(read(tables), settings)}


def test_a_risk_point_of_the_whole_power_is_one_of_every_step(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables[RISKS][1][2] = ""
    assert "H605" not in {finding.code for finding in _judged(read(tables), settings)}


def _judged(submission: Submission, settings: Settings) -> tuple[Finding, ...]:
    assessments = assess_unit("测试司", (submission,), Rulesets(settings))
    judged = UnitRecords("测试司", "测试司", (submission,), (), assessments)
    return check_unit("测试司", (submission,), settings, judged)
