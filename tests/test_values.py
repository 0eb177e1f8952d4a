"""Cells to values: what people type is understood or left alone, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Branch, Read
from pipeline.normalise.values import (
    read_amount,
    read_date,
    read_days,
    read_due,
    read_int,
    read_steps,
    read_ways,
    text_of,
)
from pipeline.settings import Settings, load_settings


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("120", "120"), ("1,200.5", "1200.5"), ("２０００", "2000"), ("2000万", "2000"), ("3亿元", "30000"),
        ("50000元", "5"), ("0", "0"), ("两千万", "2000"), ("五十万元", "50"), ("三亿", "30000"), ("五千元", "0.5"),
        ("1.5億元", "15000"),
    ],
)  # fmt: skip
def test_amounts_are_read_in_ten_thousands(text: str, value: str) -> None:
    assert read_amount(text).value == Decimal(value)


@pytest.mark.parametrize("text", ["约2000万", "两千多万", "2000-3000", "若干", "-5", "2000美元"])
def test_an_amount_that_cannot_be_read_is_never_zero(text: str) -> None:
    read = read_amount(text)
    assert read.value is None
    assert read.unreadable
    assert read.text == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-31",
        "2026.5.31",
        "2026/5/31",
        "2026年5月31日",
        "2026年05月31日",
        "２０２６.5.31",
        "20260531",
        "2026年5月31号",
        "二〇二六年五月三十一日",
        "2026 - 5 - 31",
        "46173",
        "2026-05-31 00:00:00",
    ],
)
def test_dates_are_read_as_people_write_them(text: str) -> None:
    assert read_date(text).value == date(2026, 5, 31)


@pytest.mark.parametrize("text", ["2026年13月31日", "2026.6.31", "五月底", "2026-05", "20261331", "5月31日", "长期"])
def test_what_is_no_date_stays_as_written(text: str) -> None:
    assert read_date(text).value is None
    assert read_date(text).text == text


def test_ways_name_their_targets() -> None:
    assert read_ways("通过→4；不通过→2").value == (Branch("通过", 4), Branch("不通过", 2))
    assert read_ways("3").value == (Branch("", 3),)
    assert read_ways("").value == ()
    assert read_ways("齐全 -> 3; 不齐全 -> 2").value == (Branch("齐全", 3), Branch("不齐全", 2))
    assert read_ways("报局长").unreadable


def test_steps_may_be_listed_or_spanned() -> None:
    assert read_steps("3、5").value == (3, 5)
    assert read_steps("3-5").value == (3, 4, 5)
    assert read_steps("").value == ()
    assert read_steps("全部").unreadable


def test_whole_numbers() -> None:
    assert read_int("３.0").value == 3
    assert read_int("3.5").unreadable
    assert read_int("③").value == 3
    assert read_int("十二").value == 12
    assert read_int("若干").unreadable


@pytest.mark.parametrize(
    ("text", "days", "rule"),
    [
        ("5", 5, ""), ("５", 5, ""), ("5个工作日", 5, "期限写法统一"), ("二十个工作日", 20, "期限写法统一"),
        ("15日", 15, "第八十二条"), ("三十日", 30, "第八十二条"), ("一个月", 21, "20.67"), ("3個月", 62, "20.67"),
        ("半年", 124, "248"), ("两周", 10, "一周"), ("60个自然日", 41, "自然日"), ("当场", 0, "用语"),
    ],
)  # fmt: skip
def test_periods_become_working_days_by_a_named_rule(settings: Settings, text: str, days: int, rule: str) -> None:
    read, named = read_days(text, settings.reading)
    assert read.value == days
    assert rule in named


@pytest.mark.parametrize("text", ["5-10个工作日", "约15日", "尽快", "法定期限", "个月", "-3日"])
def test_a_period_that_cannot_be_read_is_never_guessed(settings: Settings, text: str) -> None:
    assert read_days(text, settings.reading)[0].unreadable


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年12月", "2026-12-31"), ("2026.2", "2026-02-28"), ("2028年2月底", "2028-02-29"),
        ("2026年底前", "2026-12-31"), ("2026年上半年", "2026-06-30"), ("2026年第三季度", "2026-09-30"),
        ("2026-10-31", "2026-10-31"),
    ],
)  # fmt: skip
def test_a_due_date_given_to_the_month_is_its_last_day(settings: Settings, text: str, day: str) -> None:
    read, rule = read_due(text, settings.reading)
    assert read.value == date.fromisoformat(day)
    assert rule


@pytest.mark.parametrize("text", ["长期", "2026年13月", "近期", "12月底", ""])
def test_a_due_date_that_says_no_day_stays_as_written(settings: Settings, text: str) -> None:
    assert read_due(text, settings.reading)[0] == Read(text)


@given(st.text())
def test_any_text_is_read_without_a_crash_and_kept(text: str) -> None:
    for reader in (read_amount, read_date, read_int, read_steps, read_ways):
        assert reader(text).text == text
    reading = load_settings().reading
    assert read_days(text, reading)[0].text == text
    assert read_due(text, reading)[0].text == text


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_a_cells_text_holds_no_character_that_a_document_cannot(text: str) -> None:
    seen = text_of(text)
    assert all(character in "\t\n" or ord(character) >= 0x20 for character in seen)
    assert len(seen) <= len(text)
