"""B 行使依据: each check finds its planted defect, and is silent on the same ground rightly written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.check import check_unit
from pipeline.law.citations import Citation, law_name
from pipeline.law.lawbook import Lawbook
from pipeline.model import Finding, Submission
from pipeline.settings import Settings
from tests.conftest import Tables
from tests.planting import POWERS

Read = Callable[[Tables], Submission]

# code, category, a wrong ground, the same put right
DEFECTS: list[tuple[str, str, str, str]] = [
    ("B101", "行政检查", "《社会团体登记管理条例第六条", "《社会团体登记管理条例》第六条"),
    ("B101", "行政检查", "《志愿服务条例》》第六条", "《志愿服务条例》第六条"),
    ("B102", "行政检查", "社会团体登记管理条例第六条", "《社会团体登记管理条例》第六条"),
    ("B103", "行政检查", "根据有关法律法规和工作需要", "《志愿服务条例》第六条和有关规定"),
    ("B104", "行政确认", "《中华人民共和国婚姻法》第八条", "《中华人民共和国民法典》第一千零四十九条"),
    ("B104", "其他行政权力", "《志愿服务条例》第三条；《信访条例》第二条", "《信访工作条例》第二条"),
    ("B105", "行政检查", "《养老机构管理办法》（民政部令第49号）第三十条",
     "《养老机构管理办法》（民政部令第66号）第三十条"),
    ("B105", "行政检查", "《慈善法》（2016年）第三条", "《慈善法》（2023年修正）第三条"),
    ("B106", "行政检查", "《行政许可法》第一百二十条", "《行政许可法》第六十一条"),
    ("B107", "行政许可", "《社会组织名称管理办法》（民政部令第69号）第八条",
     "《社会团体登记管理条例》第三条；《社会组织名称管理办法》（民政部令第69号）第八条"),
    ("B107", "行政处罚", "《处罚裁量指引》（民发〔2020〕1号）第三条",
     "《养老机构管理办法》（民政部令第66号）第四十六条"),
    ("B107", "行政强制", "《养老机构管理办法》（民政部令第66号）第四十条", "《社会团体登记管理条例》第三十二条"),
    ("B108", "行政许可", "《测试事项管理办法》第三条", "《测试事项管理条例》第三条"),
    ("B109", "行政处罚", "《中华人民共和国行政处罚法》第三十三条", "《慈善法》第一百零九条；《行政处罚法》第三十三条"),
    ("B110", "行政检查", "《殡葬管理条例》", "《殡葬管理条例》第二章"),
    ("B111", "行政检查", "《社会团体管理登记条例》第六条", "《社会团体登记管理条例》第六条"),
    ("B111", "行政检查", "《老年人权宜保障法》第六条", "《老年人权益保障法》第六条"),
    ("B112", "行政检查", "《志愿服务条例》（国务院令第658号）第六条", "《志愿服务条例》（国务院令第685号）第六条"),
    ("B113", "财务管理", "《彩票公益金管理办法》第六条", "《彩票公益金管理办法》（财综〔2021〕18号）第六条"),
    ("B114", "行政检查", "《志愿服务条例》第６条", "《志愿服务条例》第六条"),
    ("B115", "财务管理", "《彩票公益金管理办法》（财综[2021]第018号）第六条",
     "《彩票公益金管理办法》（财综〔2021〕18号）第六条"),
    ("B116", "财务管理", "《关于印发《内部控制细则》的通知》第二章", "《关于印发〈内部控制细则〉的通知》第二章"),
    ("B117", "行政检查", "《社会组织登记条例（草案征求意见稿）》第六条", "《社会组织登记条例》第六条"),
    ("B118", "行政检查", "《志愿服务条例》第六条；《志愿服务条例》第六条",
     "《志愿服务条例》第六条；《志愿服务条例》第七条"),
]  # fmt: skip

PLANTED_APART: set[str] = set()

# What else is found, by category or wrong ground: the clean workbook's flow is that of a licence, not of a penalty.
ENTAILED = {
    "行政处罚": ("S821", "S822", "S824", "S825"),
    "行政强制": ("S821", "S825"),
    "《志愿服务条例》》第六条": ("B110", "B119"),
}


@pytest.mark.parametrize(("code", "category", "wrong", "right"), DEFECTS)
def test_a_wrong_ground_is_found_and_its_mended_form_is_clean(
    code: str, category: str, wrong: str, right: str, tables: Tables, read: Read, settings: Settings
) -> None:
    tables[POWERS][0][3:5] = [category, wrong]
    findings = check_unit("测试司", (read(tables),), settings)
    assert {finding.code for finding in findings} - {code} == {*ENTAILED.get(category, ()), *ENTAILED.get(wrong, ())}
    found = [finding for finding in findings if finding.code == code]
    assert [str(finding.places[0]) for finding in found] == ["职权目录!E3"]
    assert found[0].mend
    tables[POWERS][0][4] = right
    assert _grounds(read(tables), settings) == []


def test_a_repealed_law_cited_by_many_powers_is_one_finding_with_all_places(
    tables: Tables, read: Read, settings: Settings
) -> None:
    for number in range(30):
        row = list(tables[POWERS][1])
        row[1:5] = [f"CS01-CG-1{number:02}", f"第{number}项", "物资采购", "《中华人民共和国合同法》第九条"]
        tables[POWERS].append(row)
    (finding,) = _grounds(read(tables), settings)
    assert (finding.code, len(finding.places)) == ("B104", 30)
    assert "《中华人民共和国民法典》" in finding.mend


def test_a_ground_too_low_in_rank_names_the_article_that_says_so(
    tables: Tables, read: Read, settings: Settings
) -> None:
    tables[POWERS][0][4] = "《社会组织名称管理办法》（民政部令第69号）第八条"
    (finding,) = _grounds(read(tables), settings)
    assert "《行政许可法》第十四条" in finding.message


def test_a_law_only_mentioned_in_quoted_words_is_no_ground(tables: Tables, read: Read, settings: Settings) -> None:
    tables[POWERS][0][4] = (
        "《社会团体登记管理条例》第三条规定：“本条例施行前依照《中华人民共和国婚姻法》办理的，继续有效。”"
    )
    assert _grounds(read(tables), settings) == []


def test_the_list_of_laws_holds_together(settings: Settings) -> None:
    laws = settings.laws.known
    assert sum(law.kind in ("法律", "行政法规") for law in laws) >= 900
    names = [law_name(law.name) for law in laws]
    assert len(set(names)) == len(names)
    for law in laws:
        assert law.status in ("现行", "修订", "废止")
        if law.status == "废止":
            assert not law.successor or law_name(law.successor) in names, law.name
        # Every entry says when and against what it was checked, or neither: 未核对.
        assert bool(law.checked) == bool(law.against), law.name
        assert not set(law.numbers) & set(law.former)
    # No law's right name may be taken for a misspelling of another.
    book = Lawbook(settings.laws)
    assert not [law.name for law in laws if book.meant(Citation(law.name))]


def _grounds(submission: Submission, settings: Settings) -> list[Finding]:
    findings = check_unit(submission.info.unit, (submission,), settings)
    return [finding for finding in findings if finding.code.startswith("B")]
