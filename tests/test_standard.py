"""GB/T 9704-2012: layouts and produced pages are measured against the one table of its parameters."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from pipeline.papers.paper import Content, Edition, Paper
from pipeline.papers.power_catalogue import CatalogueContent, CatalogueGroup, CatalogueRow
from pipeline.papers.returns import NoticeContent
from pipeline.render.fonts import installed
from pipeline.render.pdf.engine import engine, to_pdf
from pipeline.render.word.document import Layouts, document, print_copy
from pipeline.render.word.signature import distances
from pipeline.render.word.standard import Lettering, bottom_mm, character_pt, right_mm, standard
from tests.conftest import ROOT
from tests.pages import Glyph, Page, read_pages
from tools.layout_builder import Layout
from tools.layouts import shipped

TABLE = standard()
PT = 25.4 / 72
CHARACTER = character_pt() * PT
LEFT, TOP = TABLE.margins.left_mm, TABLE.margins.top_mm
BODY_BOTTOM = TOP + TABLE.body.height_mm
STAND_INS = {
    "方正小标宋简体": "FandolSong", "仿宋_GB2312": "FandolFang", "楷体_GB2312": "FandolKai", "黑体": "FandolHei",
    "宋体": "FandolSong",
}  # fmt: skip
HEADINGS = ("一、第一层标题", "（一）第二层标题", "1.第三层标题", "（1）第四层标题")
NOTICE = NoticeContent(
    title="关于版面的通知",
    addressee="各处",
    paragraphs=("廉政风险防控工作规范" * 130,),
    rows=(),
    attachments=("第一份附件", "第二份附件"),
    organ="部领导小组办公室",
    date="2026年6月8日",
)
needs_engine = pytest.mark.skipif(engine() is None, reason="the PDF engine is not installed")


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_layout_is_current_and_names_the_standards_page_and_fonts(name: str) -> None:
    assert (ROOT / "templates_docx" / f"{name}.docx").read_bytes() == shipped()[name], "run make layouts"
    layout = Document(str(ROOT / "templates_docx" / f"{name}.docx"))
    for index, section in enumerate(layout.sections):
        margins = [section.top_margin, section.right_margin, section.bottom_margin, section.left_margin]
        landscape = section.page_width > section.page_height  # type: ignore[operator]
        # Turned so that the sheet's left edge is at the head.
        upright = margins[1:] + margins[:1] if landscape else margins
        expected = [TOP, right_mm(), bottom_mm(), LEFT]
        assert [m.mm for m in upright if m is not None] == pytest.approx(expected, abs=0.1)
        assert sorted([section.page_width.mm, section.page_height.mm]) == pytest.approx(  # type: ignore[union-attr]
            [TABLE.paper.width_mm, TABLE.paper.height_mm], abs=0.1
        )
        kinds = {reference.get(qn("w:type")) for reference in section._sectPr.findall(qn("w:footerReference"))}
        # Cover and contents of the book bear no page number.
        assert kinds == (set() if name == "汇编" and index == 0 else {"default", "even"})
    styles = [("Title", TABLE.title), ("Normal", TABLE.text), ("Body Text", TABLE.text)]
    styles += [(f"Heading {number}", level) for number, level in enumerate(TABLE.level, start=1)]
    for style, lettering in (*styles, ("Annex", TABLE.annex), ("Footer", TABLE.page_number)):
        assert _lettering(layout, style) == (lettering.font, lettering.size_pt)
    assert _lettering(layout, "Table Text")[1] >= TABLE.tables.least_pt


def _lettering(layout: Any, style: str) -> tuple[str, float]:
    properties = layout.styles[style].element.rPr
    return properties.rFonts.get(qn("w:eastAsia")), layout.styles[style].font.size.pt


def test_the_signature_and_the_date_follow_each_other() -> None:
    edge, shift = TABLE.signature.right_characters, TABLE.date.shift_characters
    # Four figures and two more, half as wide as the three characters, and five places where scripts meet: seven wide.
    assert distances("某某省某某厅办公室", "2026年6月8日") == (edge, edge + 9 - shift - 7)
    # The date is the longer: it keeps the edge, and its beginning is still two characters right of the organ's.
    assert distances("办公室", "2026年6月8日") == (edge + 7 + shift - 3, edge)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """The pages of a notice, of the four levels of headings, and of a turned table of several pages."""
    folder = tmp_path_factory.mktemp("standard")
    headings = Layout(landscape=False)
    for number, text in enumerate(HEADINGS, start=1):
        headings.paragraph(text, f"Heading {number}")
    row = ("一项权力", "行政许可", "一处", "《条例》第六条规定的内容" * 6, "岗位", "对象", "", "", "")
    rows = tuple(CatalogueRow(number, "CS01", *row) for number in range(1, 40))
    groups = (CatalogueGroup("一、测试（39项）", rows),)
    catalogue = CatalogueContent(title="职权目录", period="2026", total=len(rows), counts=(), groups=groups, annex=())
    layouts = Layouts(ROOT / "templates_docx")
    documents = {
        "notice": print_copy(_paper("退回修改通知", NOTICE), layouts, {}),
        "headings": headings.save(),
        "turned": print_copy(_paper("职权目录", catalogue), layouts, {}),
    }
    pairs = []
    for name, data in documents.items():
        (folder / f"{name}.docx").write_bytes(data)
        pairs.append((folder / f"{name}.docx", folder / f"{name}.pdf"))
    assert not [result for result in to_pdf(pairs, workers=1) if result.reason]
    return {name: read_pages(folder / f"{name}.pdf") for name in documents}


def _paper(layout: str, content: Content) -> Paper:
    return Paper(layout, "x", Edition.INTERNAL, content)


@needs_engine
class TestProducedPages:
    def test_paper_is_a4(self, measured: dict[str, list[Page]]) -> None:
        for name, pages in measured.items():
            for page in pages:
                size = [page.width, page.height] if name != "turned" else [page.height, page.width]
                assert size == pytest.approx([TABLE.paper.width_mm, TABLE.paper.height_mm], abs=0.2)

    def test_a_full_page_of_text_has_the_standards_lines_and_characters(self, measured: dict[str, list[Page]]) -> None:
        lines = [line for line in measured["notice"][1].lines() if line[0].base < BODY_BOTTOM]
        assert len(lines) == TABLE.grid.lines
        assert {len(line) for line in lines} == {TABLE.grid.characters}
        for line in lines:
            assert line[0].left == pytest.approx(LEFT, abs=0.6)
            assert line[-1].right == pytest.approx(LEFT + TABLE.body.width_mm, abs=0.9)
        spacing = (lines[-1][0].base - lines[0][0].base) / (len(lines) - 1)
        assert spacing == pytest.approx(TABLE.body.height_mm / TABLE.grid.lines, abs=0.05)
        assert lines[0][0].top >= TOP
        assert lines[-1][0].bottom <= BODY_BOTTOM

    def test_letterings_are_the_standards_or_their_stand_ins(self, measured: dict[str, list[Page]]) -> None:
        notice, headings = measured["notice"], measured["headings"][0]
        _expect(notice[0].find("关于版面的通知"), TABLE.title)
        _expect(notice[0].find("廉政风险"), TABLE.text)
        for text, level in zip(HEADINGS, TABLE.level, strict=True):
            _expect(headings.find(text[-5:]), level)
            assert headings.line(text[:2])[0].left == pytest.approx(LEFT + 2 * CHARACTER, abs=1.2)

    def test_title_addressee_and_paragraphs_stand_where_they_should(self, measured: dict[str, list[Page]]) -> None:
        page = measured["notice"][0]
        title, addressee, text = page.line("关于"), page.line("各处"), page.line("廉政")
        middle = LEFT + TABLE.body.width_mm / 2
        assert (title[0].left + title[-1].right) / 2 == pytest.approx(middle, abs=1)
        assert addressee[0].left == pytest.approx(LEFT, abs=0.6)
        # One blank line between: the title's own line, the blank one, the addressee's.
        line = TABLE.body.height_mm / TABLE.grid.lines
        assert addressee[0].base - title[0].base == pytest.approx(2 * line, abs=2.5)
        assert text[0].left == pytest.approx(LEFT + TABLE.text.indent_characters * CHARACTER, abs=0.6)

    def test_attachments_signature_and_date(self, measured: dict[str, list[Page]]) -> None:
        page = measured["notice"][-1]
        first, second = page.line("附件：1."), page.line("2.第二")
        assert first[0].left == pytest.approx(LEFT + 2 * CHARACTER, abs=0.6)
        assert _glyph(first, "第").left == pytest.approx(_glyph(second, "第").left, abs=0.3)
        organ, date = page.line("部领导小组办公室"), page.line("2026年")
        right = LEFT + TABLE.body.width_mm
        assert organ[-1].right == pytest.approx(right - 2 * CHARACTER, abs=1)
        assert date[0].left - organ[0].left == pytest.approx(TABLE.date.shift_characters * CHARACTER, abs=1)
        line = TABLE.body.height_mm / TABLE.grid.lines
        assert date[0].base - organ[0].base == pytest.approx(line, abs=0.2)
        assert organ[0].base - second[0].base == pytest.approx(2 * line, abs=0.2)

    def test_page_numbers_stand_outside_below_the_body(self, measured: dict[str, list[Page]]) -> None:
        number = TABLE.page_number
        edge = number.from_edge_characters * number.size_pt * PT
        for index, page in enumerate(measured["notice"], start=1):
            foot = page.line(number.dash)
            assert "".join(glyph.text for glyph in foot) == f"{number.dash}{index}{number.dash}"
            _expect(foot, number)
            assert _middle(foot[0]) - BODY_BOTTOM == pytest.approx(number.below_body_mm, abs=0.5)
            if index % 2:
                assert foot[-1].right == pytest.approx(LEFT + TABLE.body.width_mm - edge, abs=0.5)
            else:
                assert foot[0].left == pytest.approx(LEFT + edge, abs=0.5)

    def test_on_turned_pages_the_number_stands_where_it_does_on_others(self, measured: dict[str, list[Page]]) -> None:
        number = TABLE.page_number
        edge = number.from_edge_characters * number.size_pt * PT
        assert len(measured["turned"]) >= 3
        for index, page in enumerate(measured["turned"], start=1):
            foot = [glyph for glyph in page.glyphs if glyph.turned]
            assert "".join(glyph.text for glyph in foot) == f"{number.dash}{index}{number.dash}"
            # The sheet's foot is the turned page's left edge, the sheet's left edge its head.
            assert bottom_mm() - (foot[0].left + foot[0].right) / 2 == pytest.approx(number.below_body_mm, abs=0.5)
            if index % 2:
                assert foot[-1].bottom == pytest.approx(LEFT + TABLE.body.width_mm - edge, abs=0.5)
            else:
                assert foot[0].top == pytest.approx(LEFT + edge, abs=0.5)

    def test_a_turned_tables_head_is_repeated_at_the_sheets_left_edge(self, measured: dict[str, list[Page]]) -> None:
        for page in measured["turned"][1:]:
            head = page.find("行使依据")
            _expect(head, Lettering(font=TABLE.tables.head_font, size_pt=TABLE.tables.size_pt))
            assert head[0].base < LEFT + 15
            rows = [glyph for glyph in page.glyphs if not glyph.turned]
            assert min(glyph.left for glyph in rows) >= bottom_mm() - 0.5
            assert max(glyph.bottom for glyph in rows) <= LEFT + TABLE.body.width_mm


def _glyph(line: tuple[Glyph, ...], text: str) -> Glyph:
    return next(glyph for glyph in line if glyph.text == text)


def _middle(glyph: Glyph) -> float:
    return (glyph.top + glyph.bottom) / 2


def _expect(glyphs: tuple[Glyph, ...], lettering: Lettering) -> None:
    font = lettering.font
    for glyph in glyphs:
        assert glyph.size == pytest.approx(lettering.size_pt)
        assert installed(font) or STAND_INS[font] in glyph.font or not glyph.text.isalpha()


def test_the_docx_names_the_official_fonts() -> None:
    data = document(_paper("退回修改通知", NOTICE), Layouts(ROOT / "templates_docx"), {})
    for name in ("仿宋_GB2312", "方正小标宋简体", "黑体"):
        assert name in _styles(data)
    assert not any(stand_in in _styles(data) for stand_in in STAND_INS.values())


def _styles(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml").decode("utf-8")
