"""相似: one measure of likeness; a name is only suggested where it is clear which one was meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.check import check_unit
from pipeline.likeness.ratio import nearest, ratio
from pipeline.likeness.spelling import Spellings, code_keys, name_keys
from pipeline.likeness.texts import difference
from pipeline.model import Submission
from pipeline.settings import Settings
from tests.conftest import Tables
from tests.planting import RISKS


def test_likeness_is_the_share_of_characters_in_common() -> None:
    assert ratio("测试采购", "测试采购（修订）") == pytest.approx(2 * 4 / 12)
    assert (ratio("甲", "甲"), ratio("甲", "乙"), ratio("乙甲", "甲乙")) == (1, 0, 0.5)


@pytest.mark.parametrize(
    ("written", "known", "meant"),
    [
        ("dayz", ("days", "money"), "days"),
        ("Days", ("days", "money"), "days"),
        # Two are as near as each other, or nearly so.
        ("登记处", ("登记室", "登记科"), ""),
        ("colum", ("colour", "column", "columns"), "column"),
        ("colum", ("colums", "colume"), ""),
        # Another figure is another thing, though all else agrees.
        ("XM-05", ("XM-01",), ""),
        ("登记二处", ("登记一处",), ""),
        ("S801", ("S802", "S803"), ""),
        ("S0801", ("S801", "S802"), "S801"),
        ("全然不同", ("days",), ""),
        ("days", (), ""),
    ],
)
def test_a_name_is_suggested_where_one_is_clearly_nearest(written: str, known: tuple[str, ...], meant: str) -> None:
    assert nearest(written, known) == meant


def test_two_ways_to_write_one_term_do_not_stand_in_each_others_way() -> None:
    assert nearest("审批类", {"审批": "行政许可", "审批事": "行政许可", "行政处罚": "行政处罚"}) == "行政许可"


KNOWN = ("CS01-XK-001", "CS01-XK-002", "CS01-XK-011", "CS01-CF-001")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("CS01-XK-OO1", "CS01-XK-001"),
        ("cs01-xk-001", "CS01-XK-001"),
        ("CS01XK001", "CS01-XK-001"),
        ("CS01—XK—01", "CS01-XK-001"),
        ("CS01-XJ-001", "CS01-XK-001"),
        # The next number is no slip of the pen, nor is a kind that two codes are as near to.
        ("CS01-XK-005", None),
        ("CS01-XK-003", None),
        ("CS01-XF-001", None),
        ("CS02-XK-001", None),
        ("XK-9", None),
    ],
)
def test_a_code_is_suggested_for_a_slip_and_not_for_another_number(written: str, meant: str | None) -> None:
    assert Spellings(KNOWN, code_keys).meant(written) == meant


def test_of_codes_that_look_alike_none_is_suggested() -> None:
    assert Spellings(("AO-1", "A0-1"), code_keys).meant("Ao-1") is None
    assert Spellings(("XM-01", "XM-02", "XM-03"), code_keys).meant("XM-05") is None
    # Short codes differ by one letter, and both are right.
    assert Spellings(("XK-1",), code_keys).meant("XZ-1") is None


def test_of_laws_that_a_misspelt_name_is_as_near_to_none_is_meant() -> None:
    laws = ("社会团体登记管理条例", "社会组织登记管理条例")
    assert Spellings(laws, name_keys).meant("社会团休登记管理条例") == laws[0]
    assert Spellings(laws, name_keys).meant("社会团体登管记理条例") == laws[0]
    near = ("甲城市房屋管理条例", "乙城市房屋管理条例")
    assert Spellings(near, name_keys).meant("丙城市房屋管理条例") is None


def test_a_reference_to_the_next_number_asks_no_question(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables[RISKS][0][1] = "CS01-XK-005"
    (finding,) = [f for f in check_unit("测试司", (read(tables),), settings) if f.code == "R401"]
    assert "CS01-XK-005" in finding.message and "是否为" not in finding.message


def test_what_differs_is_told_in_words() -> None:
    assert difference("日常监测评价", "日常监测评估") == "仅“评价”与“评估”不同"
    assert difference("社会团体成立审批", "社会团体成立的审批") == "仅多“的”"
    assert difference("核准登记", "审批登记") == "仅“核准”与“审批”不同"
    assert difference("甲", "甲") == "一字不差"
