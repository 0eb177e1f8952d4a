"""A rule file is refused where it cannot be used: which file, which line, what is wrong; all faults in one pass."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.assess import Rulesets
from pipeline.assess.level import Matrix
from pipeline.errors import SettingsError
from pipeline.settings import load_settings
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
    ("points = 2", 'points = "二"', "“points”应为整数，现在是“二”"),
    ("points = 2", "points = -2", "“discretion”是加重因素，分值应为正数"),
    ('factor = "discretion"', 'factor = "moonlight"', "“moonlight”不存在"),
    ('code = "L2"', 'code = "L1"', "“L1”重复，已被另一条规则使用"),
    ('code = "L2"', 'code = "K1"', "“K1”重复，已被另一条规则使用"),
    ('"低" = { "高" = "中"', '"低" = { "高" = "极低"', "“极低”不存在，是否为“低”？可用的有：高、中、低"),
    ('"高" = { "高" = "高", "中" = "高"', '"高" = { "高" = "低", "中" = "高"', "应不低于它"),
    ('"高" = 3, "中" = 1 }', '"高" = 30, "中" = 1 }', "“高”永远达不到：各条规则加起来最多11分，这里要30分"),
    ('steps = { "高" = 3, "中" = 1 }', 'steps = { "高" = 3, "中" = 3 }', "否则永远估不到“中”"),
    ('steps = { "高" = 3, "中" = 1 }', 'steps = { "高" = 3, "中" = -9 }', "“低”永远达不到"),
    ('unless = ["collective"]', 'unless = ["first_class"]', "“first_class”是加重因素，写在这里会使风险越重等级越低"),
    ('unless = ["collective"]', 'when_not = ["collective"]', "不认识的设置“when_not”"),
    ('level = "中"\nfound = "不低于{level}"', 'level = "低"\nfound = "不低于{level}"', "永远不起作用"),
    ('found = "不低于{level}"', 'found = "不低于{grade}"', "{grade} 没有内容，可用的有：level"),
    ('found = "不低于{level}"', 'found = "不低于{level"', "“found”中的花括号不成对"),
    ('look = ["power.discretion"]', 'look = ["power.mood"]', "“power.mood”不是可看的栏目"),
    ("blank = true", 'blank = true\nwords = ["甲"]', "且只写一种"),
    ('figure = "涉及金额"', 'figure = "体重"', "“体重”不存在"),
    ('structure = "same_actor"', 'structure = "one_hand"', "“one_hand”不存在"),
    ('"行政许可" = "行政审批"', '"行政许可" = "行政批准"', "“行政批准”不存在，是否为“行政审批”？"),
    ('"行政许可" = "行政审批"', '"行政批准" = "行政审批"', "“行政批准”不存在"),
    ("default = 500", 'default = "五百"', "“default”应为数字，现在是“五百”"),
    ('manner = "matrix"', 'manner = "dice"', "“dice”不存在，可用的有：matrix、score、first"),
    ("\n[units]", '\n[units]\n"某司" = "六条标准"', "“六条标准”不存在，可用的有：五条标准、后果与权力类型"),
    ("\n[sets]", '\n[sets]\n"自订" = "自订.toml"', "定级规则“自订”的文件 自订.toml 不在规则文件旁边"),
    ('[scales."等级"]', '[scales."等级"]\n"一级" = "极高"', "“极高”不存在，是否为“高”？可用的有：高、中、低"),
    ("\n[units]", "\n[unitz]", "不认识的设置“unitz”，是否为“units”？"),
    ("off = []", 'off = ["S8O1"]', "“S8O1”不存在，是否为“S801”？"),
    ("off = []", 'off = ["S809"]', "“S809”不存在，可用的有：S801、S802、"),
    ("off = []", "off = [801]", "“off”第1项应为文字，现在是 801"),
    ("[checks.severity]", '[checks.severity]\nH601 = "严重"', "“严重”不存在，可用的有：错误、警告、提示"),
    ('kinds = ["法律", "行政法规", "地方性法规"]', 'kinds = "法律"', "“kinds”应为列表，现在是“法律”"),
    ('power = ""', 'power = "("', "“power”的正则表达式有误"),
    ("least = 0.9", "least = 90", "“least”应为0到1，现在是 90"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), FAULTS)
def test_a_fault_is_told_with_its_line(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in PLAN
    before = PLAN[: PLAN.index(old)]
    for name in ("五条标准", "后果与权力类型"):
        (tmp_path / f"{name}.toml").write_bytes((ROOT / "pipeline" / "data" / "rules" / f"{name}.toml").read_bytes())
    message = refused(tmp_path / "本机关.toml", PLAN.replace(old, new, 1))
    line = next(line for line in message.splitlines() if told in line)
    at = re.match(r"设置文件 本机关\.toml 第(\d+)行：", line)
    assert at, message
    # The line itself, or the head of the table that lacks something.
    assert before.count("\n") - 10 <= int(at[1]) <= before.count("\n") + new.count("\n") + 1


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = '[answer]\n"高" = 1\n[majr]\n[major]\ndefault = true\n[posts]\nbodies = 3\n'
    assert sorted(refused(tmp_path / "r.toml", text).splitlines()) == [
        "设置文件 r.toml 第2行：“高”应为文字，现在是 1",
        "设置文件 r.toml 第3行：不认识的设置“majr”，是否为“major”？",
        "设置文件 r.toml 第5行：“default”应为数字，现在是 true",
        "设置文件 r.toml 第7行：“bodies”应为列表，现在是 3",
    ]  # fmt: skip


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    assert "r.toml 第2行：格式有误" in refused(tmp_path / "r.toml", 'version = "1"\nname = 甲\n')


def test_a_file_that_is_not_there_or_not_utf8_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="无法读取"):
        load_settings(tmp_path / "没有.toml")
    (tmp_path / "gbk.toml").write_bytes('name = "甲"'.encode("gbk"))
    with pytest.raises(SettingsError, match="不是 UTF-8"):
        load_settings(tmp_path / "gbk.toml")


def test_one_key_alone_leaves_its_section_as_it_was(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[checks]\noff = ["S801"]\n[likeness]\nleast = 0.8\n[structure]\nmoney = ["付款"]\n'
        '[posts]\nseparators = ["、"]',
        "utf-8",
    )
    plan, changed = load_settings(), load_settings(own)
    assert changed.rules.checks == replace(plan.rules.checks, off=("S801",))
    assert changed.rules.likeness == replace(plan.rules.likeness, least=0.8)
    assert changed.structure.power == replace(plan.structure.power, money=("付款",))
    assert changed.structure.posts == replace(plan.structure.posts, separators=("、",))


def test_a_cell_of_the_matrix_is_one_line(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('level.matrix.grid."中"."中" = "高"\n', "utf-8")
    rules, plan = Rulesets(load_settings(own)).named(""), Rulesets(load_settings()).named("")
    assert isinstance(rules.grading.manner, Matrix) and isinstance(plan.grading.manner, Matrix)
    assert rules.grading.manner.grid == {**plan.grading.manner.grid, ("中", "中"): "高"}
    assert (rules.grading.ceilings, rules.factors.keys()) == (plan.grading.ceilings, plan.factors.keys())


def test_another_manner_of_grading_stands_alone(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[level]\nmanner = "first"\n[[level.first]]\ncode = "N0"\ntitle = "一类为高"\nwhen = ["first_class"]\n'
        'level = "高"\nfound = "为{level}"\n[level.otherwise]\ncode = "N1"\ntitle = "其余为中"\nlevel = "中"\n'
        'found = "为{level}"\n',
        "utf-8",
    )
    grading = Rulesets(load_settings(own)).named("").grading
    # The plan's own ceilings and floors belong to its matrix.
    assert (grading.ceilings, grading.floors) == ((), ())


def test_a_word_of_a_factor_is_changed_without_writing_the_factor_anew(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[factor.frequent]\nwords = ["每旬"]\n', "utf-8")
    factor = load_settings(own).rules.factor["frequent"]
    assert factor == replace(load_settings().rules.factor["frequent"], words=("每旬",))


def test_what_ships_is_taken_out_by_false(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[class.by_category]\n"行政给付" = false\n', "utf-8")
    plan = load_settings().rules.klass.by_category
    assert load_settings(own).rules.klass.by_category == {k: v for k, v in plan.items() if k != "行政给付"}


def test_a_file_with_one_part_leaves_the_rest_as_it_was(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[answer]\n"高" = "书记"\n"中" = "副书记"\n"低" = "处长"\n', "utf-8")
    rules = Rulesets(load_settings(own)).named("")
    plan = Rulesets(load_settings()).named("")
    assert rules.answers["高"] == "书记"
    assert (rules.grading, rules.classing.written) == (plan.grading, plan.classing.written)


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
