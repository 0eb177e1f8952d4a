"""The summary report: every figure is that of the records, every sentence has a fact behind it."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from docx import Document
from docx.opc.part import Part
from docx.shared import Mm, Pt
from lxml import etree

from pipeline.model import Basis, Decision, Opinion, PeriodFigures, Place, Read
from pipeline.papers.all_units import AllUnits
from pipeline.papers.brief import BriefContent, brief
from pipeline.papers.paper import Edition, Manuscript
from pipeline.papers.public import shown_powers
from pipeline.papers.registry import kind_of
from pipeline.papers.report import ReportContent, report
from pipeline.papers.report.chapter import Chapter, Figure, Heading, Table, Text
from pipeline.render.files import Supplies, render_paper
from pipeline.render.pdf.engine import engine, to_pdf
from pipeline.render.word.document import SHIPPED, Layouts
from pipeline.run.job import Run
from pipeline.run.order import carry_out
from pipeline.view.attendance import Absence, Attendance
from pipeline.view.register import Register
from tests.conftest import Tables, job

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def the_report(all_units: AllUnits) -> Manuscript[ReportContent]:
    (written,) = report(all_units, Edition.INTERNAL)
    return written


def the_brief(all_units: AllUnits) -> Manuscript[BriefContent]:
    (written,) = brief(all_units, Edition.INTERNAL)
    return written


def chapters(all_units: AllUnits) -> tuple[Chapter, ...]:
    return the_report(all_units).content.chapters


def said(all_units: AllUnits) -> str:
    return "\n".join(part.text for chapter in chapters(all_units) for part in chapter.parts if isinstance(part, Text))


def table(all_units: AllUnits, title: str) -> Table:
    parts = [part for chapter in chapters(all_units) for part in chapter.parts]
    return next(part for part in parts if isinstance(part, Table) and title in part.caption)


def charts(path: Path) -> list[Part]:
    parts = Document(str(path)).part.package.iter_parts()
    return sorted((part for part in parts if "/charts/" in part.partname), key=lambda part: str(part.partname))


def test_tables_add_up_to_the_records(examples: Run) -> None:
    all_units = examples.all_units
    by_unit = table(all_units, "各单位填报情况")
    assert by_unit.rows[-1][2:4] == (str(len(all_units.powers)), str(len(all_units.points)))
    levels = table(all_units, "类别和等级分布")
    counts = Counter((point.klass, point.level) for point in all_units.points)
    for name, *cells, total in levels.rows[:-1]:
        assert [int(cell) for cell in cells] == [counts[name, level] for level in all_units.rules.levels]
        assert int(total) == sum(map(int, cells))
    assert levels.rows[-1][-1] == str(len(all_units.points))


def test_tables_and_figures_are_numbered_in_order_and_named_in_the_text(examples: Run) -> None:
    parts = [part for chapter in chapters(examples.all_units) for part in chapter.parts]
    for kind, sign in ((Table, "表"), (Figure, "图")):
        names = [part.name for part in parts if isinstance(part, kind)]
        assert names == [f"{sign}{number}" for number in range(1, len(names) + 1)]
        for name in names:
            assert re.search(rf"{name}(?!\d)", said(examples.all_units)), name


def test_chapters_and_their_sections_are_numbered_without_gaps(examples: Run) -> None:
    made = chapters(examples.all_units)
    assert [chapter.heading[:2] for chapter in made] == [f"{number}、" for number in "一二三四五六七八九"[: len(made)]]
    for chapter in made:
        headings = [part.text[:3] for part in chapter.parts if isinstance(part, Heading)]
        assert headings == [f"（{number}）" for number in "一二三四五"[: len(headings)]]


def test_no_sentence_is_about_nothing(
    tables: Tables, write: Callable[..., Path], tmp_path: Path, examples: Run
) -> None:
    small = carry_out(job(write(tables).parent, tmp_path / "out"), lambda line: None).all_units
    for all_units in (small, examples.all_units):
        for sentence in said(all_units).split("\n"):
            assert not re.search(r"(?<![\d.,])0(个|项|条|处|份|幅)", sentence), sentence
            assert "{" not in sentence
            assert "、，" not in sentence
            assert "（）" not in sentence


def test_an_inbox_without_a_power_still_gives_a_report(examples: Run) -> None:
    empty = replace(examples.all_units, registers=())
    made = chapters(empty)
    assert [chapter.heading for chapter in made][:1] == ["一、工作开展情况"]
    assert "0个单位" not in said(empty)


def test_a_decided_level_is_what_the_report_counts(examples: Run) -> None:
    all_units = examples.all_units
    register = all_units.registers[0]
    point = next(point for point in register.points if point.level == "高")
    decision = Decision(
        register.name,
        "",
        point.risk.code,
        Opinion.CHANGE,
        "",
        "低",
        "已整改",
        "李四",
        Read(),
        Basis("", "", ""),
        "",
        Place("审定意见表.xlsx"),
    )
    records = replace(register.records, decisions={point.risk.code: decision})
    decided = replace(all_units, registers=(Register(records), *all_units.registers[1:]))
    high = Counter(point.level for point in all_units.points)["高"]
    assert f"高风险{high}个" in said(all_units)
    assert f"高风险{high - 1}个" in said(decided)
    assert "已审定风险点1个，其中调整1个" in said(decided)


def test_graphs_in_word_can_be_edited_and_show_the_same_figures_as_their_workbooks(examples: Run) -> None:
    path = examples.target / "廉政风险防控工作总结报告.docx"
    graphs = list(the_report(examples.all_units).graphs.values())
    assert len(charts(path)) == len(graphs) >= 2
    for part, graph in zip(charts(path), graphs, strict=True):
        root = etree.fromstring(part.blob)
        shown = [
            [float(value.text or 0) for value in series.iterfind(f"{CHART}val//{CHART}v")]
            for series in root.iter(f"{CHART}ser")
        ]
        assert shown == [list(series.values) for series in graph.series]
        (relation,) = part.rels.values()
        page = openpyxl.load_workbook(io.BytesIO(relation.target_part.blob)).active
        assert page is not None
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
        assert [row[0] for row in rows] == list(graph.categories)
        assert [list(column) for column in zip(*(row[1:] for row in rows), strict=True)] == shown


@pytest.mark.parametrize("name", ["=1+1", "<司>&", "{{7*7}}"])
def test_a_units_name_is_only_text_in_a_graph(
    name: str, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    tables["单位信息"][0][1] = name
    run = carry_out(job(write(tables).parent, tmp_path / "out"), lambda line: None)
    (part,) = [
        part
        for part in charts(run.target / "廉政风险防控工作总结报告.docx")
        if etree.fromstring(part.blob).xpath("//*[local-name()='cat']//*[local-name()='v'][text()=$name]", name=name)
    ]
    (relation,) = part.rels.values()
    page = openpyxl.load_workbook(io.BytesIO(relation.target_part.blob)).active
    assert page is not None
    assert page["A2"].value == name
    assert page["A2"].data_type == "s"


def long_named(all_units: AllUnits) -> AllUnits:
    """The whole as it would be at a larger organ: long names, an earlier period, many units missing."""
    registers = []
    for number, register in enumerate(all_units.registers):
        info = {
            s.file: replace(s.info, unit=f"社会组织和志愿服务管理司综合协调办公室{number}")
            for s in register.submissions
        }
        submissions = tuple(replace(s, info=info[s.file]) for s in register.submissions)
        registers.append(Register(replace(register.records, submissions=submissions, unit=submissions[0].info.unit)))
    absent = tuple(Absence(f"单位{number}", "", "") for number in range(12))
    trend = (PeriodFigures("2025", 40, 120, {"高": 40, "中": 60, "低": 20}, 3),)
    return replace(all_units, registers=tuple(registers), attended=Attendance(absent), trend=trend)


@pytest.mark.skipif(engine() is None, reason="no PDF engine")
def test_the_brief_is_one_page_also_with_long_names(examples: Run, tmp_path: Path) -> None:
    for number, all_units in enumerate((examples.all_units, long_named(examples.all_units))):
        (paper,) = kind_of("简报", AllUnits).papers(all_units, Edition.INTERNAL)
        copy = tmp_path / f"{number}.docx"
        (file,) = render_paper(paper, Supplies(Layouts(SHIPPED), with_print_copies=True))
        copy.write_bytes(file.print_copy or b"")
        target = tmp_path / f"{number}.pdf"
        (made,) = to_pdf([(copy, target)], workers=1)
        assert not made.reason
        with pikepdf.open(target) as pdf:
            assert len(pdf.pages) == 1


def test_the_brief_gives_the_figures_of_the_report(examples: Run) -> None:
    content = the_brief(long_named(examples.all_units)).content
    text = "\n".join([*content.paragraphs, *content.tasks])
    high = sum(point.level == "高" for point in examples.all_units.points)
    assert f"高风险{high}个" in text
    assert f"风险点比2025年增加{len(examples.all_units.points) - 120}个" in text
    assert "催促未报送的12个处（室）；" in text
    assert text.endswith("。")


def test_a_brief_of_nothing_is_not_written(examples: Run) -> None:
    assert not list(brief(replace(examples.all_units, registers=()), Edition.INTERNAL))


def test_the_trend_is_drawn_where_there_were_earlier_periods(examples: Run) -> None:
    graphs = the_report(long_named(examples.all_units)).graphs
    assert any(graph.categories == ("2025", "2026") for graph in graphs.values())
    assert not any("2025" in graph.categories for graph in the_report(examples.all_units).graphs.values())


def test_two_powers_under_one_code_have_no_chart_and_are_not_counted_as_drawn(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    tables["职权目录"][1][1] = tables["职权目录"][0][1]
    run = carry_out(job(write(tables).parent, tmp_path / "out"), lambda line: None)
    atlas = Document(str(run.target / "权力运行流程图" / "测试司.docx"))
    texts = [paragraph.text for paragraph in atlas.paragraphs]
    assert sum("与另一项职权重复，改正后再画流程图" in text for text in texts) == 2
    assert not any("提出申请" in cell.text for table in atlas.tables for row in table.rows for cell in row.cells)
    assert "绘制权力运行流程图" not in said(run.all_units)


def test_index_report_and_brief_ask_for_the_same_number_of_decisions(examples: Run) -> None:
    asked = re.search(
        r"(\d+)</\w+>\s*(?:<[^>]*>)*\s*个风险点须审定", (examples.target / "index.html").read_text("utf-8")
    )
    assert asked
    assert f"需要判断的{asked[1]}个风险点" in said(examples.all_units)
    assert f"审定需要判断的风险点{asked[1]}个" in "".join(the_brief(examples.all_units).content.tasks)


def test_only_what_may_be_public_is_said_to_be_made_public(examples: Run) -> None:
    shown = sum(len(shown_powers(r, examples.all_units.settings, Edition.PUBLIC)) for r in examples.all_units.registers)
    unknown = sum(
        p.category not in examples.all_units.settings.vocabulary["权力类别"].terms for p in examples.all_units.powers
    )
    assert f"可以公开的{shown}项职权" in said(examples.all_units)
    assert f"另有{unknown}项职权类别未填或不在词表中" in said(examples.all_units)


def test_a_field_is_counted_as_it_was_rated(examples: Run) -> None:
    all_units = examples.all_units
    counts = Counter(map(all_units.field_of, all_units.points))
    assert {row[0]: int(row[-1]) for row in table(all_units, "涉及领域").rows[:-1]} == dict(counts)


def test_a_due_date_that_cannot_be_read_is_not_called_lasting(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    tables["廉政风险自查表"][0][12] = "2026年13月31日"
    run = carry_out(job(write(tables).parent, tmp_path / "out"), lambda line: None)
    assert "明确完成时限的1条、长期执行的1条、时限无法识别的1条" in said(run.all_units)


def test_columns_are_as_wide_as_their_texts_and_long_ones_share_what_is_left(examples: Run) -> None:
    document = Document(str(examples.target / "廉政风险防控工作总结报告.docx"))
    (posts,) = [
        t for t in document.tables if "集中度" in t.rows[0].cells[-1].text and "岗位" in t.rows[0].cells[1].text
    ]
    widths = [column.width or 0 for column in posts.columns]
    assert widths[0] > 2.5 * widths[2], "names of units need more room than counts"
    assert min(widths) >= Pt(2 * 10), "a word of two characters stays in one line"
    assert abs(sum(widths) - Mm(156)) < Mm(1)
