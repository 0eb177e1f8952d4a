"""PDFs: the right fonts, embedded; the same bytes; a broken document disturbs no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn

from pipeline.render.fonts import embolden_stand_ins, installed
from pipeline.render.pdf.engine import engine, to_pdf
from pipeline.render.word.standard import official_fonts
from pipeline.run.order import carry_out
from tests.conftest import Tables, job
from tests.pdfa import faults

FONTS = {"仿宋_GB2312": "FandolFang", "楷体_GB2312": "FandolKai", "黑体": "FandolHei"}


def _document(path: Path) -> Path:
    document = Document()
    style = document.styles["Title"]
    # A theme's font would win over the named one.
    style.element.rPr.remove(style.element.rPr.rFonts)
    style.font.name = "方正小标宋简体"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "方正小标宋简体")
    for name in FONTS:
        run = document.add_paragraph().add_run("廉政风险防控")
        run.font.name = name
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
    document.add_paragraph("廉政风险防控", style="Title")
    embolden_stand_ins(document)
    document.save(str(path))
    return path


def _fonts(path: Path) -> set[str]:
    names: set[str] = set()
    with pikepdf.open(path) as pdf:
        for entry in pdf.objects:
            if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/FontDescriptor":
                assert any(key in entry for key in ("/FontFile", "/FontFile2", "/FontFile3")), "not embedded"
                names.add(str(entry["/FontName"]).split("+")[-1])
    return names


@pytest.mark.skipif(engine() is None, reason="the PDF engine is not installed; the run then makes no PDF and says so")
class TestWithEngine:
    def test_each_official_font_has_its_kind_embedded(self, tmp_path: Path) -> None:
        source = _document(tmp_path / "字体.docx")
        (result,) = to_pdf([(source, tmp_path / "字体.pdf")], workers=1)
        assert not result.reason
        names = _fonts(result.target)
        for name, stand_in in FONTS.items():
            assert any(stand_in in found for found in names), (name, names)
        assert any("FandolSong" in found for found in names), names

    @pytest.mark.parametrize("pdfa", [False, True])
    def test_the_same_document_gives_the_same_bytes(
        self, pdfa: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = _document(tmp_path / "a.docx")
        to_pdf([(source, tmp_path / "1.pdf")], workers=1, pdfa=pdfa)
        # Another place, another language, another hour: at least the second is another.
        monkeypatch.setenv("TZ", "Pacific/Kiritimati")
        monkeypatch.setenv("LC_ALL", "C.UTF-8")
        to_pdf([(source, tmp_path / "2.pdf")], workers=2, pdfa=pdfa)
        assert bool(faults(tmp_path / "1.pdf")) is not pdfa
        assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()
        with pikepdf.open(tmp_path / "1.pdf") as pdf:
            assert len(pdf.pages) == 1

    def test_a_broken_document_is_named_and_the_others_are_made(self, tmp_path: Path) -> None:
        good = _document(tmp_path / "好.docx")
        bad = tmp_path / "坏.docx"
        bad.write_bytes(b"PK\x03\x04 broken")
        results = to_pdf([(bad, tmp_path / "x" / "坏.pdf"), (good, tmp_path / "x" / "好.pdf")], workers=2)
        assert [bool(result.reason) for result in results] == [True, False]


def test_without_an_engine_every_document_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.render.pdf.engine.engine", lambda: None)
    (result,) = to_pdf([(_document(tmp_path / "a.docx"), tmp_path / "a.pdf")], workers=1)
    assert "LibreOffice" in result.reason


@pytest.mark.skipif(engine() is None, reason="the PDF engine is not installed; the run then makes no PDF and says so")
def test_every_document_of_a_run_has_its_pdf_with_embedded_fonts(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    order = replace(job(write(tables).parent, tmp_path / "out", pdf=True), pdfa=True)
    run = carry_out(order, lambda line: None)
    assert not [note for note in run.notes if "未能生成" in note]
    assert sum("PDF 中用相近的字体代替" in note for note in run.notes) == (not all(map(installed, official_fonts())))
    documents = {path.with_suffix(".pdf") for path in run.target.rglob("*.docx")}
    assert documents == set(run.target.rglob("*.pdf"))
    for path in documents:
        assert any("FandolFang" in name for name in _fonts(path)), path
        with pikepdf.open(path) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.docinfo["/Title"])
            assert pdf.Root.ViewerPreferences.DisplayDocTitle
            assert str(pdf.Root.Lang) == "zh-CN"
            elements = [e for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get("/Type") == "/StructElem"]
            assert elements
            assert all(e.get("/Alt") for e in elements if e.S == "/Figure"), path
        assert not faults(path), path
        with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
            assert outline.root, path
    with pikepdf.open(run.target / "廉政风险防控工作总结报告.pdf") as pdf:
        entries = [entry for entry in pdf.objects if isinstance(entry, pikepdf.Dictionary)]
        shown = [str(entry.Alt) for entry in entries if entry.get("/S") == "/Figure"]
    assert [text.partition("。")[0] for text in shown] == ["职权类别分布", "各单位风险点等级分布"]
    assert not run.withheld
    with pikepdf.open(run.target / "权力运行流程图" / "测试司.pdf") as pdf:
        assert len(pdf.pages) >= 3
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]
