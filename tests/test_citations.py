"""行使依据 read into citations: laws, numbers and articles, whatever is quoted around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.law.citations import Article, citations
from pipeline.law.plain import numeral
from pipeline.law.short_form import short_form

LAW = "《社会团体登记管理条例》"


def articles(text: str) -> list[str]:
    (one,) = citations(text)
    return [str(article) for article in one.articles]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("第六条", ["第六条"]),
        ("第32条", ["第三十二条"]),
        ("第３２条、第３３条", ["第三十二条", "第三十三条"]),
        ("第一百二十条", ["第一百二十条"]),
        ("第十二条之一第二款", ["第十二条之一第二款"]),
        ("第六条第1款第(三)项", ["第六条第一款第（三）项"]),
        ("第八条至第十一条", ["第八条", "第九条", "第十条", "第十一条"]),
        ("第8-10条", ["第八条", "第九条", "第十条"]),
        ("第六、七条和第九条", ["第六条", "第七条", "第九条"]),
        ("（国务院令第250号）第三条", ["第三条"]),
        ("\n第三条 社会团体成立须经审查。\n第四条 国家保护其合法权益。", ["第三条", "第四条"]),
        ("第三条规定：“依照本条例第四十条办理。”第五条 另有规定。", ["第三条", "第五条"]),
        ("第四条，其中第九条另有说明", ["第四条"]),
        ("的有关规定", []),
    ],
)
def test_articles_are_read_however_they_are_written(written: str, read: list[str]) -> None:
    assert articles(LAW + written) == read


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("（民发〔2016〕123号）", "民发〔2016〕123号"),
        ("(民发[2016]第123号)", "民发〔2016〕123号"),
        ("（民发（２０１６）123号）", "民发〔2016〕123号"),
        ("民发【2016】123号", "民发〔2016〕123号"),
        ("（中华人民共和国国务院令第250号）", "国务院令第250号"),
        ("（民政部令第六十六号）", "民政部令第66号"),
        ("（GB/T 37276-2018）", "GB/T 37276-2018"),
    ],
)
def test_document_numbers_are_read_in_brackets_of_any_kind(written: str, number: str) -> None:
    (one,) = citations(f"《某某办法》{written}第三条")
    assert (one.documents, one.articles) == ((number,), (Article(3),))


def test_several_laws_in_one_cell_are_told_apart_with_their_places() -> None:
    text = "1.《甲法》第三条；2.《乙条例》（2017年修订）第四条规定：“依照《丙法》第九条办理。”\n【部门规章】《丁办法》"
    found = citations(text)
    assert [one.title for one in found] == ["甲法", "乙条例", "丁办法"]
    assert [one.year for one in found] == [None, 2017, None]
    assert found[1].quoted and found[2].label == "部门规章"
    assert all(text[one.start :].startswith(f"《{one.title}》") for one in found)
    assert short_form(text) == "《甲法》第三条；《乙条例》第四条；《丁办法》"


def test_the_short_form_names_a_law_once_and_ranges_as_ranges() -> None:
    text = f"{LAW}第三条 申请成立社会团体……；{LAW}第五条、第四条，另见第九条"
    assert short_form(text) == f"{LAW}第三条至第五条"
    assert short_form("上级文件") == "上级文件"


# 《办法》 alone means the one above.
_titles = st.text("社会团体登记管理慈善养老办法条例", min_size=3, max_size=12).filter(
    lambda title: title not in ("法", "办法", "条例")
)
_figures = st.integers(1, 1260)


@given(st.lists(st.tuples(_titles, st.sets(_figures, max_size=6), st.booleans()), max_size=6, unique_by=lambda c: c[0]))
def test_what_is_written_is_read_back(cited: list[tuple[str, set[int], bool]]) -> None:
    text = "；".join(
        f"《{title}》" + "、".join(f"第{number if digits else numeral(number)}条" for number in sorted(numbers))
        for title, numbers, digits in cited
    )
    found = citations(text)
    assert [(one.title, {article.number for article in one.articles}) for one in found] == [
        (title, numbers) for title, numbers, _ in cited
    ]
    assert short_form(short_form(text)) == short_form(text)


@given(st.text("《》〈〉“”（）()〔〕[]第三条之款项章至、，；。令号民发2016 \n法", max_size=80))
def test_any_text_gives_ordered_citations_within_it(text: str) -> None:
    found = citations(text)
    bounds = [bound for one in found for bound in (one.start, one.end)]
    assert bounds == sorted(bounds) and all(0 <= bound <= len(text) for bound in bounds)
    assert short_form(short_form(text)) == short_form(text)
