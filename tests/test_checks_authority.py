"""B, G: whether the law gives the power, and in which time: planted faults are found, right grounds are left alone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.grounds import ACCUSING, accusations, right_citations
from pipeline.check import check_unit
from pipeline.model import Finding, Submission
from pipeline.settings import Settings
from tests.conftest import Tables
from tests.planting import FLOW, POWERS, Plant, also, put, several, whole

Read = Callable[[Tables], Submission]
GROUNDS = Path(__file__).parent / "corpora" / "grounds"


def _power(name: str, category: str, basis: str, remark: str = "") -> Plant:
    """The first power of the clean workbook as another one."""
    return several(
        put(POWERS, 0, 2, name), put(POWERS, 0, 3, category), put(POWERS, 0, 4, basis), put(POWERS, 0, 12, remark)
    )


# code, the mistake, the cell of the finding, and the same rightly filled in
# The clean workbook's flow is that of a licence: the procedure of a penalty or a coercion is not in it.
PENALTY = ("S821", "S822", "S824", "S825")
COERCION = ("S821", "S825")

DEFECTS: list[tuple[str, Plant, str, Plant]] = [
    ("B103", _power("测试登记", "其他行政权力", "领导要求"), "职权目录!E3",
     _power("测试登记", "其他行政权力", "《测试条例》第六条")),
    ("B103", _power("测试登记", "其他行政权力", "年度工作任务，上级统一安排"), "职权目录!E3",
     _power("测试登记", "其他行政权力", "《测试条例》第六条，上级统一安排")),
    ("B103", _power("测试登记", "其他行政权力", "填写《登记表》，领取《登记证书》"), "职权目录!E3",
     _power("测试登记", "其他行政权力", "《测试条例》第六条，领取《登记证书》")),
    ("B119", also(_power("测试登记", "其他行政权力", "《测试条例》附表一"), "B110"), "职权目录!E3",
     _power("测试登记", "其他行政权力", "《测试条例》附件一")),
    ("B121", _power("社会团体、民办非企业单位登记", "行政许可", "《社会团体登记管理条例》第十二条"), "职权目录!E3",
     _power("社会团体、民办非企业单位登记", "行政许可",
            "《社会团体登记管理条例》第十二条；《民办非企业单位登记管理暂行条例》第十一条")),
    ("B122", _power("社会团体成立登记", "行政许可", "《社会团体登记管理条例》第三十条"), "职权目录!E3",
     _power("社会团体成立登记", "行政许可", "《社会团体登记管理条例》第十二条、第三十条")),
    ("B123", also(_power("对社会团体违法行为的处罚", "行政处罚", "《基金会管理条例》第四十二条"), *PENALTY),
     "职权目录!E3",
     _power("对社会团体违法行为的处罚", "行政处罚", "《慈善法》第一百一十条；《基金会管理条例》第四十二条")),
    ("B124", _power("养老机构设立许可", "行政许可", "《养老机构管理条例》第十条"), "职权目录!C3",
     _power("养老机构备案", "其他行政权力", "《养老机构管理条例》第十条")),
    ("B124", _power("社会团体筹备成立审批", "行政许可", "《社会团体登记管理条例》第九条"), "职权目录!C3",
     _power("社会团体成立登记", "行政许可", "《社会团体登记管理条例》第九条")),
    ("B125", _power("评审费收取", "行政征收", "《关于评审收费的通知》（民发〔2020〕1号）第二条"), "职权目录!E3",
     _power("评审费收取", "行政征收", "《测试收费条例》第二条；《关于评审收费的通知》（民发〔2020〕1号）第二条")),
    ("B126", also(_power("对违法行为的处罚", "行政处罚", "《测试条例》第六条", "受委托实施"), *PENALTY),
     "职权目录!E3",
     _power("对违法行为的处罚", "行政处罚", "《测试条例》第六条；《行政处罚法》第二十条", "受委托实施")),
    ("B126", also(_power("取缔违法组织", "行政强制", "《测试条例》第六条", "受区民政局委托，受委托实施"), *COERCION),
     "职权目录!E3",
     _power("取缔违法组织", "行政强制", "《测试条例》第六条", "由本机关实施")),
    ("G519", _power("测试许可", "行政许可", "《测试条例》第六条", "法定20日、承诺30日"), "职权目录!M3",
     _power("测试许可", "行政许可", "《测试条例》第六条", "法定30日、承诺20日")),
    ("G519", _power("测试许可", "行政许可", "《测试条例》第六条", "法定20日、承诺20个工作日"), "职权目录!M3",
     _power("测试许可", "行政许可", "《测试条例》第六条", "法定20日、承诺15个工作日")),
    ("G519", _power("测试许可", "行政许可", "《测试条例》第六条", "法定20个工作日、承诺40日"), "职权目录!M3",
     _power("测试许可", "行政许可", "《测试条例》第六条", "法定20个工作日、承诺28日")),
    ("G519", _power("测试许可", "行政许可", "《测试条例》第六条", "法定1个月、承诺31日"), "职权目录!M3",
     _power("测试许可", "行政许可", "《测试条例》第六条", "法定30日、承诺1个月")),
    ("G519", _power("测试许可", "行政许可", "《测试条例》第六条", "承诺期限25个工作日"), "职权目录!M3",
     _power("测试许可", "行政许可", "《测试条例》第六条", "法定60日，承诺25个工作日")),
    ("G520", several(_power("测试给付", "行政给付", "《测试条例》第六条", "法定期限10个工作日"), put(FLOW, 2, 7, 12)),
     "权力运行流程!H5", _power("测试给付", "行政给付", "《测试条例》第六条", "法定期限10个工作日")),
]  # fmt: skip


PLANTED_APART: set[str] = set()


@pytest.mark.parametrize(("code", "plant", "cell", "right"), DEFECTS)
def test_a_power_that_the_law_does_not_give_is_found_and_its_mended_form_is_clean(
    code: str, plant: Plant, cell: str, right: Plant, tables: Tables, read: Read, settings: Settings
) -> None:
    mended = {sheet: [list(row) for row in rows] for sheet, rows in tables.items()}
    plant(tables)
    (finding,) = whole(_findings(read(tables), settings), code, plant)
    assert cell in map(str, finding.places) and finding.mend
    right(mended)
    assert [found.code for found in _findings(read(mended), settings) if found.code in (*ACCUSING, code)] == []


@pytest.mark.parametrize(
    ("basis", "named"),
    [
        ("《社会团体登记管理条例》第十二条", "没有关于民办非企业单位的"),
        ("《民办非企业单位登记管理暂行条例》第十一条", "没有关于社会团体的"),
    ],
)
def test_of_two_subjects_the_one_without_a_ground_is_named(
    basis: str, named: str, tables: Tables, read: Read, settings: Settings
) -> None:
    _power("社会团体、民办非企业单位登记", "行政许可", basis)(tables)
    (finding,) = (found for found in _findings(read(tables), settings) if found.code == "B121")
    assert named in finding.message


def test_of_two_thousand_right_citations_none_is_accused(read: Read, tables: Tables, settings: Settings) -> None:
    grounds = list(right_citations(settings.laws.known, 2000))
    assert accusations(grounds, read(tables), settings) == []


def test_a_number_or_year_of_the_first_text_is_right_where_the_law_stands(
    read: Read, tables: Tables, settings: Settings
) -> None:
    right = [
        "《中华人民共和国行政许可法》（2003年主席令第7号）第三十二条",
        "《社会团体登记管理条例》（1998年国务院令第250号）第三条",
        "《社会救助暂行办法》（2014年国务院令第649号）第九条",
        "《行政区域界线管理条例》（2002年国务院令第353号）第三条",
        "《中华人民共和国招标投标法实施条例》（国务院令第709号）第四条",
        "《退役军人安置条例》（国务院 中央军委令第787号）第七条",
        "《残疾预防和残疾人康复条例》（国务院令第703号）第三条",
        "《没有收录的管理办法》（某部令第1号）第三百条",
    ]
    assert accusations(right, read(tables), settings) == []
    wrong = {
        "《中华人民共和国慈善法》（2016年主席令第43号）第十条": "B105",
        "《殡葬管理条例》（国务院令第225号）第八条": "B105",
        "《婚姻登记条例》（2003年国务院令第387号）第八条": "B105",
        "《军人抚恤优待条例》（国务院、中央军委令第413号）第九条": "B105",
        "《取缔非法民间组织暂行办法》（民政部令第21号）第三条": "B104",
        "《彩票管理条例》第四十六条": "B106",
        "《志愿服务条例》（国务院令第658号）第六条": "B112",
    }
    accused = {ground: finding.code for ground, finding in accusations(list(wrong), read(tables), settings)}
    assert accused == wrong


def test_what_came_into_force_after_the_workbook_was_written_is_no_fault_of_it(
    read: Read, tables: Tables, settings: Settings
) -> None:
    put("单位信息", 5, 1, "2026-03-29")(tables)
    assert accusations(["《殡葬管理条例》（国务院令第225号）第八条"], read(tables), settings) == []


def test_powers_with_the_right_article_are_left_alone_and_those_with_another_are_found(
    read: Read, tables: Tables, settings: Settings
) -> None:
    one = read(tables)
    assert [_of(power, one, settings) for power in _grounds("right") if _of(power, one, settings)] == []
    found = [any(code in ("B122", "B106") for code in _of(power, one, settings)) for power in _grounds("wrong")]
    assert sum(found) >= 0.9 * len(found)


def _grounds(name: str) -> list[dict[str, str]]:
    with (GROUNDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _of(power: dict[str, str], submission: Submission, settings: Settings) -> list[str]:
    """What is said against a power of this category and name on this ground."""
    named = replace(submission, powers=(replace(submission.powers[0], name=power["权力名称"]),))
    return [finding.code for _, finding in accusations([power["行使依据"]], named, settings, power["权力类别"])]


def _findings(submission: Submission, settings: Settings) -> tuple[Finding, ...]:
    return check_unit(submission.info.unit, (submission,), settings)
