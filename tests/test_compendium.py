"""汇编: one book of all units' papers, its contents right when it is opened, in Word and in the PDF."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn

from pipeline.render.pdf.engine import engine
from pipeline.run.job import Run
from pipeline.run.order import carry_out
from tests.conftest import CLEAN, Tables, job
from tests.pages import Page, read_pages

BOOK = "廉政风险防控汇编"
PAPERS = ("职权目录", "权力运行流程图", "廉政风险自查表", "防控措施一览表")


def contents(book: Path) -> list[tuple[str, str]]:
    """Title and page of each line of the contents, as they stand in the file."""
    lines = []
    for paragraph in Document(str(book)).paragraphs:
        if paragraph.style is not None and paragraph.style.name.startswith("toc"):
            title, _, page = paragraph.text.partition("\t")
            lines.append((title, page))
    return lines


def foot(page: Page) -> str:
    """The number that a page bears."""
    found = re.findall(r"—(\d+)—", page.text)
    return found[0] if found else ""


@pytest.fixture
def two_units(write: Callable[..., Path]) -> Path:
    """An inbox of two units; the other one's powers have codes and names of their own."""
    other: Tables = deepcopy(CLEAN)
    other["单位信息"][0][1] = "另一司"
    for rows in other.values():
        for row in rows:
            row[:] = [value.replace("CS01", "LY01") if isinstance(value, str) else value for value in row]
    write(other, "inbox/另一司.xlsx")
    return write(deepcopy(CLEAN)).parent


@pytest.mark.skipif(engine() is None, reason="the PDF engine is not installed")
def test_contents_are_right_in_both_files_when_opened(two_units: Path, tmp_path: Path) -> None:
    folder = carry_out(job(two_units, tmp_path / "out", pdf=True), lambda line: None).target
    pages = read_pages(folder / f"{BOOK}.pdf")
    lines = contents(folder / f"{BOOK}.docx")
    assert [title for title, _ in lines] == [
        title
        for number, unit in (("一", "测试司"), ("二", "另一司"))
        for title in (f"第{number}章　{unit}", *(f"{unit}{paper}" for paper in PAPERS))
    ]
    listed = next(page for page in pages if page.text.startswith("目录"))
    for title, number in lines:
        shown = title.replace("　", "")
        # The page that bears this number begins with what the contents announce.
        (page,) = [page for page in pages if foot(page) == number]
        assert page.text.replace(f"—{number}—", "").startswith(shown)
        assert re.search(f"{re.escape(shown)}\\.+{number}(?!\\d)", listed.text)
    numbers = [foot(page) for page in pages if foot(page)]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    with pikepdf.open(folder / f"{BOOK}.pdf") as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["第一章　测试司", "第二章　另一司"]
        assert [child.title for child in outline.root[1].children] == [f"另一司{paper}" for paper in PAPERS]


def test_without_the_engine_no_page_is_invented(examples: Run) -> None:
    book = examples.target / f"{BOOK}.docx"
    lines = contents(book)
    assert len(lines) == 5 * len(examples.all_units.registers)
    assert {page for _, page in lines} == {""}
    with zipfile.ZipFile(book) as package:
        assert b'<w:updateFields w:val="true"/>' in package.read("word/settings.xml")
    assert any("F9" in paragraph.text for paragraph in Document(str(book)).paragraphs)


def test_the_book_holds_every_paper_whole(examples: Run) -> None:
    book = Document(str(examples.target / f"{BOOK}.docx"))
    papers = [
        Document(str(examples.target / folder / f"{register.file_name}.docx"))
        for register in examples.all_units.registers
        for folder in PAPERS
    ]
    assert len(book.tables) == sum(len(paper.tables) for paper in papers)
    texts = [paragraph.text for paragraph in book.paragraphs]
    assert all(paragraph.text in texts for paper in papers for paragraph in paper.paragraphs)
    names = [element.get("name") for element in book.element.body.iter(qn("wp:docPr"))]
    numbers = [element.get("id") for element in book.element.body.iter(qn("wp:docPr"))]
    assert len(names) > 40
    assert len(numbers) == len(set(numbers))
    for section in book.sections:
        assert len(section._sectPr.findall(qn("w:footerReference"))) in (0, 2)
    assert not book.sections[0]._sectPr.findall(qn("w:footerReference"))


def test_more_cores_make_the_same_book(two_units: Path, tmp_path: Path) -> None:
    order = job(two_units, tmp_path / "a")
    first = carry_out(order, lambda line: None).target / f"{BOOK}.docx"
    second = carry_out(replace(order, out=tmp_path / "b", workers=2), lambda line: None).target / f"{BOOK}.docx"
    assert first.read_bytes() == second.read_bytes()
