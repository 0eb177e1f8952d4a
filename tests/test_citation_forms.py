"""行使依据 in the forms that organs use: read right, nothing invented, and never shortened to what it does not say."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.citations import figures
from pipeline.law.citations import Reading, read
from pipeline.law.plain import numeral, plain
from pipeline.law.short_form import short_form

CORPUS = Path(__file__).parent / "corpora" / "citations"
DEVELOP = CORPUS.joinpath("develop.jsonl").read_text("utf-8").splitlines()
CELLS = [json.loads(line)["text"] for line in DEVELOP]

# cell → law, its numbers as written, its provisions; "" where it cites none
FORMS: list[tuple[str, str]] = [
    ("《甲条例》（2002年国务院令第353号）第三条", "甲条例|国务院令第353号|第三条"),
    ("《甲条例》（国务院353号令）第3条", "甲条例|国务院353号令|第三条"),
    ("《甲办法》（民政部令（第39号））第三条", "甲办法|民政部令（第39号）|第三条"),
    ("《甲规定》（交通部令2003年第2号）第三条", "甲规定|交通部令2003年第2号|第三条"),
    ("《甲细则》（财政部 民政部令第67号公布，第96号修订）第三条", "甲细则|财政部 民政部令第67号、第96号|第三条"),
    ("《甲条例》（国务院令第426号、686号）第三条", "甲条例|国务院令第426号、686号|第三条"),
    ("《甲条例》（国务院令第426号，第686号修订）第三条", "甲条例|国务院令第426号、第686号|第三条"),
    ("《甲条例》（国务院令第426号、第638号、686号）第三条", "甲条例|国务院令第426号、第638号、686号|第三条"),
    ("《甲条例》（国务院令第426号和686号令）第三条", "甲条例|国务院令第426号、686号令|第三条"),
    ("《甲条例》（国务院令第426号/686号）第三条", "甲条例|国务院令第426号、686号|第三条"),
    ("国务院、中央军委令第391号《甲条例》第三条", "甲条例|国务院、中央军委令第391号|第三条"),
    ("《甲条例》（1998年国务院令第250号发布　根据2016年2月6日《国务院关于修改部分行政法规的决定》修订）第三条",
     "甲条例|国务院令第250号|第三条"),
    ("财政部关于印发《甲办法》的通知（财库〔2018〕2号）第四条", "甲办法|财库〔2018〕2号|第四条"),
    ("《甲法》第30、32条+第34条", "甲法||第三十条、第三十二条、第三十四条"),
    ("《甲法》第三十、三十二条第一款第（一）、（三）项", "甲法||第三十条、第三十二条第一款第（一）项、第（三）项"),
    ("《甲法》第三十三条第一款、同条第三款", "甲法||第三十三条第一款、第三款"),
    ("《甲法》第三章至第五章", "甲法||第三章、第四章、第五章"),
    ("《甲决定》（国发〔2012〕52号）附件2第1、3项", "甲决定|国发〔2012〕52号|附件2第1项、附件2第3项"),
    ("《甲法》第十条设立登记应当领取《登记证书》；第十二条略", "甲法||第十条、第十二条"),
    ("《甲法》第十条：依照《乙法》第五条处理。", "甲法||第十条"),
    ("《甲法》第十条“准予登记的，发给《登记证书》。”", "甲法||第十条"),
    ("《甲法》：“第十条 准予登记。第十二条 不予登记。”", "甲法||第十条、第十二条"),
    ("1.甲管理法第十条\n2.乙管理条例第三条", "甲管理法||第十条；乙管理条例||第三条"),
    ("《中华人民共和国甲法》（以下简称《甲法》）第十条；《甲法》第十二条", "中华人民共和国甲法||第十条、第十二条"),
    ("《甲法》第十条，《乙办法》第五条，该法第十二条", "甲法||第十条、第十二条；乙办法||第五条"),
    ("《登记证书》；《申请表》第三条", ""),
    ("领导要求", ""), ("上级统一安排", ""), ("按照有关规定", ""), ("历来如此", ""), ("法律法规规定的其他职责", ""),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "said"), FORMS)
def test_a_ground_is_read_as_it_is_written(cell: str, said: str) -> None:
    assert "；".join(_said(read(cell))) == said


@pytest.mark.parametrize("left", ["第686号文", "〔686〕号", "第426、686号", "686号函"])
def test_a_number_that_was_not_read_is_never_left_out_of_a_short_form(left: str) -> None:
    cell = f"《甲条例》（国务院令第426号；{left}）第三条"
    assert "686" in short_form(cell)


def test_of_the_corpus_to_work_with_every_cell_is_read_right() -> None:
    result = figures(DEVELOP)
    assert (result.wrong, result.invented, result.unsafe) == ([], [], [])


def test_of_the_corpus_kept_for_measuring_as_many_cells_are_read_right_as_were() -> None:
    result = figures(CORPUS.joinpath("measure.jsonl").read_text("utf-8").splitlines())
    assert result.right >= 0.97 and not result.invented and not result.unsafe


def _made(chance: random.Random) -> tuple[str, set[tuple[str, str, int]]]:
    """A cell of one to four laws by a grammar of its own, and its laws, numbers and articles."""
    cell, right = "", set()
    for index in range(chance.randint(1, 4)):
        name = "中华人民共和国" * chance.randint(0, 1) + chance.choice("社儿慈殡") + f"务{numeral(index + 1)}管理"
        name += chance.choice(["法", "条例", "办法", "规定", "实施细则"])
        figure = chance.randint(1, 800)
        orders = [
            f"国务院令第{figure}号",
            f"民政部{figure}号令",
            f"财政部第{figure}号令",
            f"民政部、财政部令第{figure}号",
        ]
        number = chance.choice(["", *orders, f"民发〔2016〕{figure}号", f"交通部令2003年第{figure}号"])
        articles = sorted(chance.sample(range(1, 130), chance.randint(1, 4)))
        listed = chance.choice([
            "、".join(f"第{numeral(one)}条" for one in articles), "第" + "、".join(map(str, articles)) + "条",
            "\n".join(f"第{one}条" for one in articles), "和".join(f"第{numeral(one)}条" for one in articles),
            "。".join(f"第{numeral(one)}条规定：应当申请《许可证》" for one in articles),
            "；".join(f"第{numeral(one)}条“应当依照本法第二百条办理”" for one in articles),
        ])  # fmt: skip
        before = number and chance.random() < 0.2
        date = chance.choice(["", "2002年", "2003年6月20日"]) if "令" in number else ""
        shown = (
            chance.choice(["（{}）", " {} ", "[{}]", "（{}公布）"]).format(date + number)
            if number and not before
            else ""
        )
        lead = chance.choice(["", "根据", f"{index + 1}.", "【行政法规】", "民政部", f"（{numeral(index + 1)}）"])
        cell += (
            (number if before else "" if number else lead)
            + f"《{name}》{shown}{listed}"
            + chance.choice(["；", "。\n", "\n"])
        )
        right |= {(name, f"{figure}号" if number else "", article) for article in articles}
    return cell, right


def test_a_thousand_cells_of_another_grammar_are_read_right_and_shortened_to_what_they_say() -> None:
    chance = random.Random(2026)
    made = [_made(chance) for _ in range(1200)]
    wrong = [cell for cell, right in made if _facts(read(cell)) != right]
    assert wrong == []
    unsafe = [cell for cell, right in made if _facts(read(short_form(cell))) != right]
    assert unsafe == []


def _facts(reading: Reading) -> set[tuple[str, str, int]]:
    """Law, figure of its number, article: every one that is read."""
    facts = set()
    for one in reading.citations:
        figures = [re.sub(r"^.*?(\d+)号(?:令)?$", r"\1号", number) for number in one.written] or [""]
        facts |= {(one.title, figure, article.number) for figure in figures for article in one.articles}
    return facts


_joints = st.sampled_from(
    [
        "；",
        "。",
        "\n",
        "、",
        "，",
        " ",
        "+",
        "和",
        "及",
        "",
        "依据",
        "2.",
        "（二）",
        "【法律】",
        "等",
        "“",
        "”",
        "（",
        "）",
    ]
)


@pytest.mark.parametrize(
    "unit",
    [
        "。",
        "\n",
        "”",
        "《",
        "《甲法》",
        "（",
        "第三条",
        "、",
        "财政部、",
        "国务院令第1号",
        "（第",
        "“第三条",
        "该法第二条",
    ],
)
def test_a_hostile_cell_of_thirty_thousand_characters_is_read_like_any_other(unit: str) -> None:
    cell = unit * (30000 // len(unit))
    assert len(short_form(cell)) <= len(cell)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CELLS), _joints), min_size=1, max_size=4))
def test_no_mixture_is_shortened_to_what_it_does_not_say(parts: list[tuple[str, str]]) -> None:
    cell = "".join(text + joint for text, joint in parts)
    short = short_form(cell)
    if short == cell:
        return
    blank = "".join(plain(cell).split())
    for one in read(short).citations:
        assert "".join(plain(one.title).split()) in blank
        assert all("".join(plain(number).split()) in blank for number in one.written)
    whole, shortened = _everything(read(cell)), _everything(read(short))
    assert whole == shortened
    written = set(_articles_written(cell))
    for one in read(short).citations:
        assert {article.number for article in one.articles} <= written


def _everything(reading: Reading) -> set[tuple[str, object]]:
    return {
        (one.law, fact)
        for one in reading.citations
        for fact in (None, *one.documents, *one.articles, *one.chapters, *one.annexes)
    }


def _articles_written(cell: str) -> Iterator[int]:
    """Every number that stands in a cell, ranges filled up: no article may be printed that is not among them."""
    from pipeline.law.plain import NUMERAL, value

    found = [
        value(figure) or 0 for figure in re.findall(NUMERAL, re.sub(r"(?<=[零-龥\d]) +(?=[零-龥\d])", "", plain(cell)))
    ]
    yield from found
    for first, last in pairwise(found):
        if 0 < last - first <= 200:
            yield from range(first, last)


def _said(reading: Reading) -> list[str]:
    """Each law as name|numbers|provisions."""
    from pipeline.law.provisions import written_out

    said = []
    for one in reading.citations:
        provisions = [f"第{numeral(chapter)}章" for chapter in one.chapters]
        provisions += filter(None, [written_out(one.articles), *map(str, one.annexes)])
        said.append(f"{one.title}|{'、'.join(one.written)}|{'、'.join(provisions)}")
    return said
