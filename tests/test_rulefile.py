"""A rule file is refused where it cannot be used: which file, which line, what is wrong; all faults in one pass."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.assess import Rulesets
from pipeline.errors import SettingsError
from pipeline.settings import load_settings
from pipeline.settings.tomlfile import line_of
from tests.conftest import ROOT
from tests.points import assessed, submission

PLAN = (ROOT / "pipeline" / "data" / "rules.toml").read_text("utf-8")


def refused(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as error:
        Rulesets(load_settings(path)).all()
    return str(error.value)


# What is changed in the plan's own file, and what the office is told.
FAULTS = [
    ("points = 2", 'points = "二"', "“points”应为整数，现在是 '二'"),
    ("points = 2", "points = -2", "“discretion”是加重因素，分值应为正数"),
    ('factor = "discretion"', 'factor = "moonlight"', "“moonlight”不存在，可用的有：first_class、"),
    ('code = "L2"', 'code = "L1"', "“L1”重复，已被另一条规则使用"),
    ('code = "L2"', 'code = "K1"', "“K1”重复，已被另一条规则使用"),
    ('"中" = { "高" = "高", "中" = "中", "低" = "低" }', '"中" = { "高" = "高", "中" = "中" }', "缺少“低”"),
    ('"低" = { "高" = "中", "中" = "低", "低" = "低" }\n[', "[", "缺少“低”"),
    ('"低" = { "高" = "中"', '"低" = { "高" = "极低"', "“极低”不存在，可用的有：高、中、低"),
    ('"高" = { "高" = "高", "中" = "高"', '"高" = { "高" = "低", "中" = "高"', "应不低于它"),
    ('"高" = 3, "中" = 1 }', '"高" = 30, "中" = 1 }', "“高”永远达不到：各条规则加起来最多11分，这里要30分"),
    ('steps = { "高" = 3, "中" = 1 }', 'steps = { "高" = 3, "中" = 3 }', "否则永远估不到“中”"),
    ('steps = { "高" = 3, "中" = 1 }', 'steps = { "高" = 3, "中" = -9 }', "“低”永远达不到"),
    ('unless = ["collective"]', 'unless = ["first_class"]', "“first_class”是加重因素，写在这里会使风险越重等级越低"),
    ('unless = ["collective"]', 'when_not = ["collective"]', "不认识的设置“when_not”，这里可用的有："),
    ('level = "中"\nfound = "不低于{level}"', 'level = "低"\nfound = "不低于{level}"', "永远不起作用"),
    ('found = "不低于{level}"', 'found = "不低于{grade}"', "{grade} 没有内容，可用的有：level"),
    ('found = "不低于{level}"', 'found = "不低于{level"', "“found”中的花括号不成对"),
    ('look = ["power.discretion"]', 'look = ["power.mood"]', "“power.mood”不是可看的栏目"),
    ("blank = true", 'blank = true\nwords = ["甲"]', "且只写一种"),
    ('figure = "涉及金额"', 'figure = "体重"', "“体重”不存在，可用的有：涉及金额、"),
    ('structure = "same_actor"', 'structure = "one_hand"', "“one_hand”不存在"),
    ("raises = true\nlook", "look", "缺少“raises”（true 或 false）"),
    ('"行政许可" = "行政审批"', '"行政许可" = "行政批准"', "“行政批准”不存在，可用的有：重大资金、物资的分配使用、"),
    ('"行政许可" = "行政审批"', '"行政批准" = "行政审批"', "“行政批准”不存在"),
    ("default = 500", 'default = "五百"', "“default”应为数字，现在是 '五百'"),
    ('[answer]\n"高" = "主要领导"', "[answer]", "缺少“高”"),
    ('manner = "matrix"', 'manner = "dice"', "“dice”不存在，可用的有：matrix、score、first"),
    ("\n[units]", '\n[units]\n"某司" = "六条标准"', "“六条标准”不存在，可用的有：五条标准、后果与权力类型"),
    ("\n[sets]", '\n[sets]\n"自订" = "自订.toml"', "定级规则“自订”的文件 自订.toml 不在规则文件旁边"),
    ('[scales."等级"]', '[scales."等级"]\n"一级" = "极高"', "“极高”不存在，可用的有：高、中、低"),
    ("\n[units]", "\n[unitz]", "“unitz”不存在"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), FAULTS)
def test_a_fault_is_told_with_its_line(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in PLAN
    before = PLAN[: PLAN.index(old)]
    for name in ("五条标准", "后果与权力类型"):
        (tmp_path / f"{name}.toml").write_bytes((ROOT / "pipeline" / "data" / "rules" / f"{name}.toml").read_bytes())
    message = refused(tmp_path / "本机关.toml", PLAN.replace(old, new, 1))
    line = next(line for line in message.splitlines() if told in line)
    at = re.match(r"规则文件 本机关\.toml 第(\d+)行：", line)
    assert at, message
    # The line itself, or the head of the table that lacks something.
    assert before.count("\n") - 10 <= int(at[1]) <= before.count("\n") + new.count("\n") + 1


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    message = refused(tmp_path / "r.toml", "[answer]\n高 = 1\n[majr]\n[major]\ndefault = true\n".replace("高", '"高"'))
    unknown, *others = message.splitlines()
    assert unknown.startswith("规则文件 r.toml 第3行：“majr”不存在，可用的有：name、version、")
    assert others == [
        "规则文件 r.toml 第5行：“default”应为数字，现在是 True",
        "规则文件 r.toml 第2行：“高”应为文字，现在是 1",
        "规则文件 r.toml 第1行：缺少“中”（文字）",
        "规则文件 r.toml 第1行：缺少“低”（文字）",
    ]  # fmt: skip


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    assert "r.toml 第2行：格式有误" in refused(tmp_path / "r.toml", 'version = "1"\nname = 甲\n')


def test_a_file_that_is_not_there_or_not_utf8_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="无法读取"):
        load_settings(tmp_path / "没有.toml")
    (tmp_path / "gbk.toml").write_bytes('name = "甲"'.encode("gbk"))
    with pytest.raises(SettingsError, match="不是 UTF-8"):
        load_settings(tmp_path / "gbk.toml")


def test_a_file_with_one_part_leaves_the_rest_as_it_was(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[answer]\n"高" = "书记"\n"中" = "副书记"\n"低" = "处长"\n', "utf-8")
    rules = Rulesets(load_settings(own)).named("")
    plan = Rulesets(load_settings()).named("")
    assert rules.answers["高"] == "书记"
    assert (rules.grading, rules.classing.class_of_field) == (plan.grading, plan.classing.class_of_field)


def test_a_single_factor_may_be_changed(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[factor.people]\ntitle = "关系老人"\nraises = true\nlook = ["power.counterpart"]\nequals = ["老人"]\n'
        'found = "对象是{value}"\n',
        "utf-8",
    )
    rulesets = Rulesets(load_settings(own))
    assert list(rulesets.named("").factors) == list(Rulesets(load_settings()).named("").factors)
    found = assessed(submission(power={"counterpart": "老人"}), rulesets)
    assert "对象是老人（+1分）" in [reason.evidence for reason in found.reasons]


def test_the_line_of_a_key_is_found_past_values_of_several_lines() -> None:
    text = 'a = [\n  "x = 1",\n]\n[t]\n# b = 2\nb = """\nc = 3\n"""\nc = 4\n[[l]]\n"k.k" = 1\n[[l]]\n[l.m]\nn = 1\n'
    assert line_of(text, ("a",)) == 1
    assert line_of(text, ("t", "b")) == 6
    assert line_of(text, ("t", "c")) == 9
    assert line_of(text, ("l", 0, "k.k")) == 11
    assert line_of(text, ("l", 1, "m", "n")) == 14
    assert line_of(text, ("l", 1, "missing")) == 12
    assert line_of(text, ("nowhere",)) == 0
