"""The longest way through a flow, and the periods that the law allows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.check import check_unit
from pipeline.model import Branch, Read, Row, Step, Submission
from pipeline.settings import Settings
from pipeline.view.flowgraph import Graph
from tests.conftest import Tables
from tests.planting import FLOW, POWERS


def graph(ways: dict[int, list[int]], days: dict[int, int]) -> Graph:
    """A flow from its ways and periods: the first number starts it, those without ways end it."""
    kinds = {number: "办理" if targets else "办结" for number, targets in ways.items()} | {min(ways): "开始"}
    row = Row("一处.xlsx", FLOW, 3, {})
    steps = [
        Step(
            row, "CS01", Read(str(number), number), f"环节{number}", kinds[number], "", "", "",
            Read("", days.get(number)), "", Read("", tuple(Branch("", target) for target in targets)), "",
        )
        for number, targets in ways.items()
    ]  # fmt: skip
    return Graph(steps, "开始", "办结")


def longest(flow: Graph) -> tuple[int, list[int]]:
    return flow.longest(flow.starts, flow.ends, lambda step: step.days.value or 0)


def test_the_longest_way_takes_the_slower_branch() -> None:
    flow = graph({1: [2, 3], 2: [4], 3: [4], 4: []}, {2: 5, 3: 8, 4: 1})
    assert longest(flow) == (9, [1, 3, 4])


def test_what_is_sent_back_counts_once() -> None:
    flow = graph({1: [2], 2: [3], 3: [2, 4], 4: [1, 5], 5: []}, {2: 5, 3: 2, 4: 3, 5: 1})
    assert longest(flow) == (11, [1, 2, 3, 4, 5])


def test_a_flow_of_ten_thousand_steps_is_walked() -> None:
    length = 10_000
    flow = graph(
        {n: [n + 1] if n < length else [] for n in range(1, length + 1)}, dict.fromkeys(range(2, length + 1), 1)
    )
    assert longest(flow)[0] == length - 1
    assert not flow.trapped and len(flow.leading) == length


def test_a_loop_without_an_exit_traps_whoever_enters() -> None:
    flow = graph({1: [2, 5], 2: [3], 3: [4], 4: [3], 5: []}, {})
    assert flow.trapped == [2, 3, 4]
    assert flow.dead_ends == []


@pytest.mark.parametrize(
    ("name", "basis", "remark", "days", "found"),
    [
        ("测试许可", "《测试条例》第六条", "", 19, False),
        ("测试许可", "《测试条例》第六条", "", 20, True),
        # 行政许可法第四十二条第二款: forty-five days where several organs decide together.
        ("测试许可", "《测试条例》第六条", "与有关部门联合办理", 44, False),
        ("测试许可", "《测试条例》第六条", "与有关部门联合办理", 45, True),
        # 社会团体登记管理条例第十二条: sixty days, 41 working days.
        ("社会团体成立登记", "《社会团体登记管理条例》第十二条", "", 40, False),
        ("社会团体成立登记", "《社会团体登记管理条例》第十二条", "", 41, True),
        ("社会团体变更登记", "《社会团体登记管理条例》第十八条", "", 41, True),
    ],
)
def test_the_legal_period_is_that_of_the_kind_of_power(
    name: str, basis: str, remark: str, days: int, found: bool,
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings,
) -> None:  # fmt: skip
    tables[POWERS][0][2], tables[POWERS][0][4], tables[POWERS][0][12] = name, basis, remark
    # One day of judging comes before it.
    tables[FLOW][2][7] = days
    findings = [f for f in check_unit("测试司", (read(tables),), settings) if f.code == "G515"]
    assert bool(findings) is found


def test_hearings_and_expertise_do_not_count(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables[FLOW][1][2], tables[FLOW][1][7] = "专家评审是否通过", 30
    assert not [f for f in check_unit("测试司", (read(tables),), settings) if f.code == "G515"]
