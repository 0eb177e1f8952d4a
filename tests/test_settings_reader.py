"""A settings file is read whole or refused: every fault by file and line, with the nearest name that is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from importlib import resources
from typing import Annotated

import pytest

from pipeline.errors import SettingsError
from pipeline.settings.faults import Faults, Place
from pipeline.settings.layers import layered
from pipeline.settings.marks import Between, Filled, Key, Of, OneOf, Places, Regex
from pipeline.settings.reader import read
from pipeline.settings.tomlfile import TomlFile, line_of, parsed


class Colour(StrEnum):
    RED = "红"
    BLUE = "蓝"


@dataclass(frozen=True, slots=True)
class Limit:
    days: int
    rule: Annotated[str, Filled()] = "无"
    since: Annotated[tuple[str, ...], Key("from")] = ()


@dataclass(frozen=True, slots=True)
class Shop:
    name: str
    share: Annotated[Decimal, Between(0, 1)]
    open: bool
    founded: date
    colour: Colour
    kind: Annotated[str, OneOf("大", "小")]
    says: Annotated[str, Places("price")]
    code: Annotated[str, Regex()]
    goods: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    prices: Mapping[str, int]
    terms: Mapping[Annotated[str, Of("术语")], Annotated[str, Of("术语")]]
    words: str | tuple[str, ...]
    main: Limit
    limit: tuple[Limit, ...] = ()
    note: str | None = None

    def faults_at(self, place: Place) -> None:
        if self.main.days > 99:
            (place / "main" / "days").wrong("太久")


SHOP = """\
name = "店"
share = 0.25
open = true
founded = 2020-02-03
colour = "蓝"
kind = "大"
says = "{price}元"
code = 'a+'
goods = ["甲",
  "乙",
]
groups = [["甲"], ["乙", "丙"]]
words = ["丁"]
[prices]
"甲" = 1
[terms]
"左" = "右"
[main]
days = 3
[[limit]]
days = 1
from = ["受理"]
[[limit]]
days = 2
rule = "第二条"
"""


def shop(*texts: str) -> Shop:
    files = [parsed(f"{number}.toml", text.encode()) for number, text in enumerate(texts, start=1)]
    faults = Faults()
    found = read(Shop, layered(*files, named={"limit": "rule"}), faults, {"术语": ("左", "右")})
    faults.stop()
    return found


def refused(*texts: str) -> list[str]:
    with pytest.raises(SettingsError) as error:
        shop(*texts)
    return str(error.value).splitlines()


def test_every_kind_of_value_is_read_as_its_field_says() -> None:
    assert shop(SHOP) == Shop(
        name="店",
        share=Decimal("0.25"),
        open=True,
        founded=date(2020, 2, 3),
        colour=Colour.BLUE,
        kind="大",
        says="{price}元",
        code="a+",
        goods=("甲", "乙"),
        groups=(("甲",), ("乙", "丙")),
        prices={"甲": 1},
        terms={"左": "右"},
        words=("丁",),
        main=Limit(3),
        limit=(Limit(1, since=("受理",)), Limit(2, "第二条")),
    )


# What is changed, where it is told, and how.
FAULTS = [
    ('"店"', "7", 1, "“name”应为文字，现在是 7"),
    ("0.25", "true", 2, "“share”应为数字，现在是 true"),
    ("0.25", "1.5", 2, "“share”应为0到1，现在是 1.5"),
    ("0.25", "nan", 2, "“share”应为数字，现在是 nan"),
    ("open = true", "open = 1", 3, "“open”应为 true 或 false，现在是 1"),
    ("2020-02-03", "2020-02-03T01:00:00", 4, "“founded”应为日期，现在是 2020-02-03 01:00:00"),
    ('"蓝"', '"绿"', 5, "“绿”不存在，可用的有：红、蓝"),
    ('"大"', '"中"', 6, "“中”不存在，可用的有：大、小"),
    ("{price}", "{prize}", 7, "“says”中的 {prize} 没有内容，可用的有：price"),
    ("{price}", "{price", 7, "“says”中的花括号不成对"),
    ("'a+'", "'a('", 8, "“code”的正则表达式有误：missing ), unterminated subpattern at position 1"),
    ('  "乙"', "  2", 10, "“goods”第2项应为文字，现在是 2"),
    ('["乙", "丙"]', '"乙"', 12, "“groups”第2项应为列表，现在是“乙”"),
    ('"甲" = 1', '"甲" = "一"', 15, "“甲”应为整数，现在是“一”"),
    ('"左" = "右"', '"左" = "前"', 17, "“前”不存在，可用的有：左、右"),
    ('"左" = "右"', '"上" = "右"', 17, "“上”不存在，可用的有：左、右"),
    ("[main]\ndays = 3", "[main]\ndays = 100", 19, "太久"),
    ("[main]\ndays = 3", "[main]", 18, "缺少“days”（整数）"),
    ("[main]\ndays = 3", "[main]\ndayz = 3", 19, "不认识的设置“dayz”，是否为“days”？"),
    ("[main]\ndays = 3", "[[main]]\ndays = 3", 18, "“main”应为一组设置，现在是列表"),
    ('"第二条"', '" "', 25, "“rule”不能为空"),
    ('"第二条"', "false", 25, "“rule”应为文字，现在是 false"),
    ("[prices]", "[price]", 14, "不认识的设置“price”，是否为“prices”？"),
    ("days = 1\n", 'days = 1\nfrom_ = "甲"\n', 22, "不认识的设置“from_”，是否为“from”？"),
]


@pytest.mark.parametrize(("old", "new", "line", "told"), FAULTS)
def test_a_fault_is_told_at_its_line(old: str, new: str, line: int, told: str) -> None:
    assert f"设置文件 1.toml 第{line}行：{told}" in refused(SHOP.replace(old, new, 1))


def test_all_faults_are_told_at_once() -> None:
    assert len(refused(SHOP.replace('"店"', "7").replace("true", "1").replace("days", "dayz"))) == 8


def test_an_office_writes_the_one_key_that_it_changes() -> None:
    assert shop(SHOP, '[main]\nrule = "新"').main == Limit(3, "新")
    assert shop(SHOP, '[prices]\n"乙" = 2').prices == {"甲": 1, "乙": 2}


def test_a_list_that_an_office_writes_stands_in_place_of_the_one_that_ships() -> None:
    assert shop(SHOP, 'goods = ["丙"]').goods == ("丙",)
    assert shop(SHOP, 'groups = [["丙"]]').groups == (("丙",),)


def test_an_office_takes_an_entry_out_of_a_table_by_false() -> None:
    assert shop(SHOP, '[prices]\n"甲" = false').prices == {}


def test_entries_that_have_names_are_laid_over_by_name() -> None:
    own = '[[limit]]\nrule = "第二条"\ndays = 5\n[[limit]]\nrule = "第三条"\ndays = 7'
    assert [limit.days for limit in shop(SHOP, own).limit] == [1, 5, 7]
    assert refused(SHOP, own.replace("5", '"五"')) == ["设置文件 2.toml 第3行：“days”应为整数，现在是“五”"]


def test_a_fault_is_told_in_the_file_that_wrote_it() -> None:
    assert refused(SHOP, "[main]\ndays = 100") == ["设置文件 2.toml 第2行：太久"]
    assert refused(SHOP, "# 本机关\n\n[main]\nrule = 1") == ["设置文件 2.toml 第4行：“rule”应为文字，现在是 1"]
    # What the office left as it was is told of in the file that ships.
    assert refused(SHOP.replace("days = 3", "days = true"), '[main]\nrule = "新"') == [
        "设置文件 1.toml 第19行：“days”应为整数，现在是 true"
    ]


def test_the_file_on_top_counts() -> None:
    assert shop(SHOP, "[main]\ndays = 5", "[main]\ndays = 7").main.days == 7
    assert refused(SHOP, "[main]\ndays = true", "[main]\ndays = false") == [
        "设置文件 3.toml 第2行：“days”应为整数，现在是 false"
    ]


def test_the_line_of_a_key_is_found_past_values_of_several_lines() -> None:
    text = (
        'a = [\n  "x = 1",\n]\n[t]\n# b = 2\nb = """\nc = 3\n"""\nc = 4\n[[l]]\n"k.k" = 1\n[[l]]\n[l.m]\nn = 1\n'
        "[d.e]\nf.g = { h = 1, i = [2, # ]\n  3] }\n'q\"' = '#'\n\"\\u4e00\" = 1979-05-27 07:32:00\nz = ''''''\n"
    )
    places = {
        ("a",): 1, ("a", 0): 2, ("t",): 4, ("t", "b"): 6, ("t", "c"): 9, ("l", 0, "k.k"): 11, ("l", 1): 12,
        ("l", 1, "m", "n"): 14, ("l", 1, "missing"): 12, ("nowhere",): 0, ("d", "e", "f", "g", "h"): 16,
        ("d", "e", "f", "g", "i", 1): 17, ("d", "e", 'q"'): 18, ("d", "e", "一"): 19, ("d", "e", "z"): 20,
    }  # fmt: skip
    assert {path: line_of(text, path) for path in places} == places


def test_every_key_of_every_file_that_ships_has_a_line() -> None:
    def paths(value: object, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return [path, *(one for key, entry in inner for one in paths(entry, (*path, key)))]

    for file in resources.files("pipeline").joinpath("data").iterdir():
        if file.name.endswith(".toml"):
            toml: TomlFile = parsed(file.name, file.read_bytes())
            lines = toml.text.splitlines()
            for path in paths(dict(toml.content), ())[1:]:
                key = next(str(part) for part in reversed(path) if isinstance(part, str))
                line = lines[line_of(toml.text, path) - 1]
                assert line_of(toml.text, path), path
                assert key in line or isinstance(path[-1], int), path
