"""Other rules that organs use: the two that ship, by golden cases; who uses which; what other rules would change."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.assess import Rulesets, assess_unit
from pipeline.assess.rule_texts import rule_texts
from pipeline.check import check_unit
from pipeline.cli import main
from pipeline.intake.inbox import read_file
from pipeline.model import Assessment, Read, Submission
from pipeline.normalise import normalise
from pipeline.settings import Settings, load_settings
from tests.conftest import ROOT, Tables
from tests.points import RISK, amount, assessed, submission

RULESETS = Rulesets(load_settings())
FIVE, HARM = "五条标准", "后果与权力类型"
MONEY = {"field": "重大资金、物资的分配使用", "category": "财务管理"}

# Rule set and rule → what to change in a plain point, the evidence, the level.
GOLDEN: dict[tuple[str, str], tuple[dict[str, Any], str, str]] = {
    (FIVE, "W1"): ({"power": {"category": "行政许可"}}, "权力类别“行政许可”", "低"),
    (FIVE, "W2"): ({"power": {"discretion": "有"}}, "自由裁量为“有”", "低"),
    (FIVE, "W3"): ({"steps": {"actor": "处长"}}, "“处长”既办理又审核或决定", "低"),
    (FIVE, "W4"): ({"risk": {"source": "制度机制"}}, "风险来源为“制度机制”", "低"),
    (FIVE, "W5"): ({"risk": {"source": "外部环境"}}, "风险来源为“外部环境”", "低"),
    (FIVE, "W0"): (
        {"power": {"category": "行政许可", "discretion": "有"}, "risk": {"source": "外部环境"}},
        "符合3条，等级为高", "高",
    ),
    (FIVE, "W7"): (
        {"power": {"discretion": "有"}, "risk": {"description": "补助额度没有上限"}},
        "自由裁量为“有”；写有“没有上限”，定为高", "高",
    ),
    (FIVE, "W8"): ({"risk": {"manifestation": "曾发生冒领"}}, "写有“曾发生”，定为高", "高"),
    (FIVE, "W9"): ({"risk": {"description": "评审结果被内定"}}, "写有“内定”，定为高", "高"),
    (HARM, "Y1"): ({"risk": {"description": "经办人索贿受贿"}}, "写有“索贿、受贿”，等级为高", "高"),
    (HARM, "Y2"): (
        {"power": {**MONEY, "amount": amount("900")}},
        "涉及领域“重大资金、物资的分配使用”；涉及金额900万元，达到重大标准500万元，等级为高", "高",
    ),
    (HARM, "Y3"): (
        {"power": MONEY}, "涉及领域“重大资金、物资的分配使用”；流程中没有集体研究环节，等级为高", "高",
    ),
    (HARM, "Y4"): (
        {"power": {"category": "行政许可", "discretion": "有"}},
        "权力类别“行政许可”；自由裁量为“有”，等级为高", "高",
    ),
    (HARM, "Y5"): ({"risk": {"manifestation": "接受宴请"}}, "写有“宴请”，等级为中", "中"),
    (HARM, "Y6"): ({"power": {"category": "行政许可"}}, "权力类别“行政许可”，等级为中", "中"),
    (HARM, "Y7"): (
        {"power": MONEY, "steps": {"actor": "处务会"}}, "涉及领域“重大资金、物资的分配使用”，等级为中", "中",
    ),
    (HARM, "Y8"): ({"power": {"category": "行政检查"}}, "权力类别“行政检查”，等级为中", "中"),
    (HARM, "Y9"): ({"risk": {"description": "不存在受贿问题"}}, "以上都不符合，等级为低", "低"),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "code"), GOLDEN)
def test_a_rule_of_another_rule_set_says_what_it_saw(rules: str, code: str) -> None:
    changes, evidence, level = GOLDEN[rules, code]
    found = assessed(submission(**changes, rules=rules), RULESETS)
    assert (code, evidence) in [(reason.rule, reason.evidence) for reason in found.reasons]
    assert (found.level, found.rules) == (level, rules)


def test_every_rule_of_the_other_rule_sets_has_a_golden_case() -> None:
    for rules in (FIVE, HARM):
        codes = {code for code in rule_texts(RULESETS.named(rules)) if not code.startswith("K")}
        # W6 counts the points of a post, and has a test of its own.
        assert codes - {"W6"} == {code for name, code in GOLDEN if name == rules}


def test_a_post_with_many_points_is_high() -> None:
    one = submission(rules=FIVE)
    many = tuple(replace(RISK, code=f"A-F{number}", row=replace(RISK.row, number=number)) for number in range(5))
    few, enough = (replace(one, risks=many[:count]) for count in (4, 5))
    assert {found.level for found in assess_unit("测试司", (few,), RULESETS)} == {"低"}
    found = assess_unit("测试司", (enough,), RULESETS)
    assert {one.level for one in found} == {"高"}
    assert found[0].reasons[-1].evidence == "责任岗位有风险点5个，达到5个，定为高"


def test_the_count_of_criteria_is_the_score_and_a_criterion_mended_lowers_it() -> None:
    grave: dict[str, Any] = {"power": {"category": "行政许可", "discretion": "有"}, "risk": {"source": "制度机制"}}
    found = assessed(submission(**grave, rules=FIVE), RULESETS)
    assert (found.score, found.level, found.likelihood) == (3, "高", "")
    assert [str(remedy) for remedy in found.remedies] == [
        "若取消自由裁量、按统一标准办理，则为中",
        "若健全制度，则为中",
    ]


# ---- who uses which ----


@pytest.fixture
def choosing(tables: Tables, write: Callable[..., Path]) -> Callable[..., Submission]:
    """The clean workbook with a line “定级规则” of its own, read back."""

    def chosen(name: str, settings: Settings | None = None) -> Submission:
        path = write(tables)
        book = openpyxl.load_workbook(path)
        book["单位信息"].append(["定级规则", name])
        book.save(path)
        result = normalise(read_file(path, path.name), settings or load_settings())
        assert isinstance(result, Submission)
        return result

    return chosen


def test_a_workbook_chooses_its_rules_by_a_line_of_its_own(choosing: Callable[..., Submission]) -> None:
    one = choosing(FIVE)
    assert {found.rules for found in assess_unit("测试司", (one,), RULESETS)} == {FIVE}
    assert check_unit("测试司", (one,), load_settings()) == ()


def test_a_rule_set_that_is_not_there_is_named_and_not_guessed(choosing: Callable[..., Submission]) -> None:
    one = choosing("六条标准")
    (finding,) = check_unit("测试司", (one,), load_settings())
    assert (finding.code, str(finding.places[0])) == ("T202", "单位信息!B9")
    assert {found.rules for found in assess_unit("测试司", (one,), RULESETS)} == {"实施方案规则"}


def test_a_rule_set_brings_its_own_scale(choosing: Callable[..., Submission], tables: Tables, tmp_path: Path) -> None:
    (tmp_path / "星级.toml").write_text('[scales."等级"]\n"★★★" = "高"\n"★★" = "中"\n"★" = "低"\n', "utf-8")
    own = tmp_path / "own.toml"
    own.write_text('[sets]\n"星级" = "星级.toml"\n', "utf-8")
    tables["廉政风险自查表"][0][8] = "★★★"
    assert choosing("星级", load_settings(own)).risks[0].self_level == "高"
    assert choosing(FIVE, load_settings(own)).risks[0].self_level == "★★★"


def test_a_rule_file_chooses_for_a_unit_and_the_workbook_may_choose_otherwise(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'[units]\n"测试司" = "{FIVE}"\n', "utf-8")
    rulesets = Rulesets(load_settings(own))
    assert assessed(submission(), rulesets).rules == FIVE
    assert assessed(submission(unit="别的司"), rulesets).rules == "实施方案规则"
    assert assessed(submission(rules=HARM), rulesets).rules == HARM


def test_an_office_adds_a_rule_set_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "从严.toml").write_text(
        '[[level.first]]\ncode = "N1"\ntitle = "有裁量的为高"\nwhen = ["discretion"]\nlevel = "高"\n'
        'found = "定为{level}"\n'
        '[level]\nmanner = "first"\n[level.otherwise]\ncode = "N2"\ntitle = "其余为中"\nlevel = "中"\n'
        'found = "定为{level}"\n',
        "utf-8",
    )
    own = tmp_path / "own.toml"
    own.write_text('[sets]\n"从严" = "从严.toml"\n', "utf-8")
    found = assessed(submission(power={"discretion": "有"}, rules="从严"), Rulesets(load_settings(own)))
    assert (found.level, found.reasons[-1].evidence) == ("高", "自由裁量为“有”，定为高")


@pytest.mark.parametrize(
    ("mapping", "level"),
    [('"一级" = "高"\n"二级" = "中"\n"三级" = "低"', "高"), ('"一级" = "低"\n"二级" = "中"\n"三级" = "高"', "低")],
)
def test_other_scales_are_read_by_the_declared_mapping_in_either_direction(
    mapping: str, level: str, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'[scales."等级"]\n{mapping}\n', "utf-8")
    tables["廉政风险自查表"][0][8] = "一级"
    path = write(tables)
    one = normalise(read_file(path, path.name), load_settings(own))
    assert isinstance(one, Submission)
    assert one.risks[0].self_level == level


# ---- the effect of other rules before they are used ----


def levels(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["levels", *arguments])
    return done.exit_code, done.output


def test_the_same_rules_change_nothing(tables: Tables, write: Callable[..., Path]) -> None:
    inbox = write(tables).parent
    status, text = levels("--rules", str(ROOT / "pipeline" / "data" / "rules.toml"), "--inbox", str(inbox))
    assert (status, text.splitlines()[0]) == (0, "按“实施方案规则”，3个风险点中有0个的类别或等级会变。")


def test_other_rules_name_each_point_that_changes_and_by_which_rule(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    inbox = write(tables).parent
    own = tmp_path / "own.toml"
    own.write_text(f'[units]\n"测试司" = "{FIVE}"\n', "utf-8")
    status, text = levels("--rules", str(own), "--inbox", str(inbox))
    assert status == 1
    assert "测试司一处　CS01-XK-001-F1：一类高 → 一类中" in text
    assert "    原按 M1 可能性与危害程度矩阵：可能性中、危害程度高，等级为高" in text
    assert "    现按 W0 符合标准的条数：符合2条，等级为中" in text
    assert "  一类高 → 一类中：1个" in text
    status, lines = levels("--rules", str(own), "--inbox", str(inbox), "--format", "json")
    first = json.loads(lines.splitlines()[0])
    assert (first["risk"], first["before"]["level"], first["after"]["level"]) == ("CS01-XK-001-F1", "高", "中")
    assert first["after"]["reasons"][-1]["rule"] == "W0"
    # Back again: from the new rules to those that ship.
    status, text = levels(
        "--rules", str(ROOT / "pipeline" / "data" / "rules.toml"), "--instead-of", str(own), "--inbox", str(inbox)
    )
    assert "测试司一处　CS01-XK-001-F1：一类中 → 一类高" in text


def test_a_rule_file_with_a_fault_or_an_empty_inbox_stops_with_status_2(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[answer]\n"高" = 1\n', "utf-8")
    status, text = levels("--rules", str(tmp_path / "own.toml"), "--inbox", str(tmp_path))
    assert (status, text.splitlines()[0]) == (2, "设置文件 own.toml 第2行：“高”应为文字，现在是 1")
    status, text = levels("--rules", str(ROOT / "pipeline" / "data" / "rules.toml"), "--inbox", str(tmp_path / "无"))
    assert status == 2 and "不存在" in text


def test_explain_knows_the_rules_of_every_rule_set(tmp_path: Path) -> None:
    for rules in RULESETS.all().values():
        for code in rule_texts(rules):
            done = CliRunner().invoke(main, ["explain", code.lower()])
            assert done.exit_code == 0 and done.output.startswith(f"{code} "), code


def test_a_risk_of_no_step_is_no_error() -> None:
    found: Assessment = assessed(submission(risk={"steps": Read()}, rules=HARM), RULESETS)
    assert found.level == "低"
