"""Grouped tables: one cell a group, nested, its name anew on every page; and no page runs over or stays half empty."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from pipeline.papers.paper import Edition, Paper
from pipeline.papers.power_catalogue import CatalogueContent, CatalogueGroup, CatalogueRow, FullBasis
from pipeline.render.pdf.engine import engine, to_pdf
from pipeline.render.word.document import Layouts, document
from pipeline.render.word.heights import text_of
from pipeline.render.word.lines import line_count
from pipeline.render.word.standard import standard
from tests.conftest import ROOT
from tests.pages import Page, read_pages

CATEGORIES = ("行政许可\n（15项）", "行政处罚\n（45项）")
DEPARTMENTS = ("登记一处", "登记二处", "执法监察处")
BASES = (
    "《社会团体登记管理条例》（国务院令第250号，国务院令第666号修订）第三条、第十条",
    "《中华人民共和国行政许可法》第三十二条",
    "《Regulation on X-1234》第6条，GB/T 9704-2012；《条例》“第二章”（第十二条至第十五条）",
)
LONG = (
    "《条例》第六条规定：“"
    + "申请人应当如实提交有关材料和反映真实情况，并对其申请材料实质内容的真实性负责。" * 50
    + "”"
)


def _row(number: int, *, basis: str = "") -> CatalogueRow:
    category = CATEGORIES[number > 15]
    department = DEPARTMENTS[number // 7 % 3]
    return CatalogueRow(
        number, f"CS{number:03d}", f"第{number}项权力", category, department, basis or BASES[number % 3],
        "受理岗、审核岗", "社会团体", "行政审批", "有", "门户网站公开，办结后三个工作日内公布",
    )  # fmt: skip


def _catalogue(rows: list[CatalogueRow]) -> bytes:
    content = CatalogueContent(
        title="测试职权目录", period="2026", total=len(rows), counts=(("行政许可", "15", "3"),),
        groups=(CatalogueGroup("一、测试司（60项）", tuple(rows)),),
        annex=(FullBasis(1, "CS001", "第1项权力", LONG),),
    )  # fmt: skip
    return document(Paper("职权目录", "x", Edition.INTERNAL, content), Layouts(ROOT / "templates_docx"), {})


def _pieces(data: bytes) -> list[Any]:
    """The tables of the catalogue proper: a page each."""
    tables = [table._tbl for table in Document(BytesIO(data)).tables]
    return [table for table in tables if "责任部门" in _text(table.tr_lst[0])]


def _text(element: Any) -> str:
    return text_of(element).replace("\n", "")


def test_each_piece_names_its_groups_anew_and_merges_what_is_the_same() -> None:
    pieces = _pieces(_catalogue([_row(number) for number in range(1, 61)]))
    assert len(pieces) > 3
    numbers = []
    for piece in pieces:
        head, first, *others = piece.tr_lst
        assert head.trPr.find(qn("w:tblHeader")) is not None
        assert all(_text(cell) for cell in first.tc_lst[:2]), "a page begins without its groups' names"
        said = ["", ""]
        for row in (first, *others):
            number = int(_text(row.tc_lst[2]))
            numbers.append(number)
            expected = (CATEGORIES[number > 15], DEPARTMENTS[number // 7 % 3])
            for level in (0, 1):
                text = _text(row.tc_lst[level])
                if text:
                    said[level] = text
                    assert row.tc_lst[level].vMerge in (None, "restart")
                else:
                    assert row.tc_lst[level].vMerge == "continue"
                assert said[level] == expected[level].replace("\n", "")
            # A department's cell does not go over the border of two categories.
            if number == 16 and row is not first:
                assert row.tc_lst[1].vMerge in (None, "restart")
    assert numbers == list(range(1, 61))


@pytest.mark.parametrize(
    ("text", "ems", "lines"),
    [
        ("", 5, 1), ("一二三四五", 5, 1), ("一二三四五六", 5, 2), ("一二三四五。", 5, 2), ("一二三四《五》", 5, 2),
        ("甲\n乙", 5, 2), ("第250号", 3, 2), ("ABCDEFGHIJKLMNOP", 4, 3), ("2026-12-31", 4, 2),
    ],
)  # fmt: skip
def test_lines_are_counted_as_programs_break_them(text: str, ems: float, lines: int) -> None:
    assert line_count(text, ems) == lines


needs_engine = pytest.mark.skipif(engine() is None, reason="the PDF engine is not installed")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, list[Page]]]:
    """Two catalogues, as docx and as the pages of their PDFs: of short rows, and with one row higher than a page."""
    folder = tmp_path_factory.mktemp("grouping")
    documents = {
        "short": _catalogue([_row(number) for number in range(1, 61)]),
        "long": _catalogue([_row(number, basis=LONG if number == 3 else "") for number in range(1, 12)]),
    }
    pairs = [(folder / f"{name}.docx", folder / f"{name}.pdf") for name in documents]
    for source, _ in pairs:
        source.write_bytes(documents[source.stem])
    assert not [result for result in to_pdf(pairs, workers=1) if result.reason]
    return {name: (data, read_pages(folder / f"{name}.pdf")) for name, data in documents.items()}


@needs_engine
def test_a_page_holds_one_piece_and_is_well_filled(made: dict[str, tuple[bytes, list[Page]]]) -> None:
    data, pages = made["short"]
    pieces = _pieces(data)
    # The annex is on a page of its own, and the last.
    body = [page for page in pages if "行使依据全文" not in page.text]
    assert len(body) == len(pieces)
    table = standard()
    foot = table.margins.left_mm + table.body.width_mm
    for page, piece in zip(body, pieces, strict=True):
        for cell in piece.tr_lst[1].tc_lst[:2]:
            assert _text(cell) in page.text
        lowest = max(glyph.bottom for glyph in page.glyphs if not glyph.turned)
        assert lowest <= foot
        if piece is not pieces[-1]:
            assert lowest > foot - 0.2 * table.body.width_mm


@needs_engine
def test_a_row_higher_than_a_page_goes_over_pages_with_its_head(made: dict[str, tuple[bytes, list[Page]]]) -> None:
    _, pages = made["long"]
    body = [page for page in pages if "行使依据全文" not in page.text]
    assert sum(page.text.count("真实性负责") for page in body) >= 49
    with_long = [page for page in body if "实质内容" in page.text]
    assert len(with_long) >= 3
    assert all("责任部门" in page.text for page in with_long)
    after = next(page for page in body if "第4项权力" in page.text)
    assert "行政许可" in after.text
    assert "登记一处" in after.text
