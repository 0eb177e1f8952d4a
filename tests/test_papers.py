"""A paper is one module and one layout: everything else follows from its registration."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, make_dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from pipeline import papers
from pipeline.errors import LayoutError
from pipeline.papers import registry
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Content, Edition, Manuscript, Paper
from pipeline.papers.power_catalogue import CatalogueContent
from pipeline.papers.registry import kinds, layouts, paper
from pipeline.papers.summary import SummaryContent
from pipeline.render.word.document import SHIPPED, Layouts, document
from pipeline.render.word.tags import tag_faults
from pipeline.run.order import carry_out
from tests.conftest import Tables, job
from tools.docs import templates_page

MODULE = '''
"""廉政提醒函: a letter to a unit that names its points of the highest level."""

from dataclasses import dataclass
from typing import Annotated

from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Content, Edition, Manuscript
from pipeline.papers.registry import paper


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    description: str
    urged: Annotated[str, "催办的话"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderContent(Content):
    period: str
    rows: tuple[Row, ...]


@paper("廉政提醒函", of=OneUnit, content=ReminderContent, order=55, folder="廉政提醒函", in_book=True)
def reminder(unit: OneUnit, edition: Edition):
    rows = tuple(Row(p.risk.code, p.risk.description, "请落实。") for p in unit.register.points if p.level == "高")
    title = f"{unit.register.name}廉政提醒函"
    yield Manuscript(unit.register.file_name, ReminderContent(title=title, period=unit.period, rows=rows))
'''
TEXTS = (
    "{{ title }}",
    "（{{ period }}年）",
    "{%p for row in rows %}",
    "{{ row.code }}：{{ row.description }}。{{ row.urged }}",
    "{%p endfor %}",
)


@pytest.fixture
def a_new_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A module in the room of papers and a layout in the office's folder, which is given: nothing else is touched."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "reminder.py").write_text(MODULE, "utf-8")
    (tmp_path / "版式").mkdir()
    layout = Document(str(SHIPPED / "简报.docx"))
    for paragraph in layout.paragraphs:
        layout.element.body.remove(paragraph._p)
    for text in TEXTS:
        layout.add_paragraph(text, style="Title" if text == TEXTS[0] else "Body Text")
    layout.save(str(tmp_path / "版式" / "廉政提醒函.docx"))
    monkeypatch.setattr(registry, "_KINDS", {(kind.name, kind.of): kind for kind in kinds()})
    monkeypatch.setattr(papers, "__path__", [*papers.__path__, str(tmp_path / "papers")])
    monkeypatch.delattr(papers, "discovery")
    monkeypatch.delitem(sys.modules, "pipeline.papers.discovery")
    yield tmp_path / "版式"
    monkeypatch.undo()
    del sys.modules["pipeline.papers.reminder"], papers.reminder  # type: ignore[attr-defined]


def test_a_new_paper_is_its_module_and_its_layout_and_found_everywhere(
    a_new_paper: Path, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    run = carry_out(replace(job(write(tables).parent, tmp_path / "out"), layouts=a_new_paper), lambda line: None)
    path = "廉政提醒函/测试司.docx"
    letter = [paragraph.text for paragraph in Document(str(run.target / path)).paragraphs]
    assert letter[:3] == ["测试司廉政提醒函", "（2026年）", "CS01-XK-001-F1：选择性受理。请落实。"]
    manifest = json.loads((run.target / "manifest.json").read_text("utf-8"))
    assert path in [output["file"] for output in manifest["outputs"]]
    assert "廉政提醒函.docx" in manifest["layouts"]
    assert ">廉政提醒函</th>" in (run.target / "index.html").read_text("utf-8")
    book = [paragraph.text for paragraph in Document(str(run.target / "廉政风险防控汇编.docx")).paragraphs]
    contents = [text.partition("\t")[0] for text in book if "\t" in text]
    assert contents[1:] == [
        f"测试司{name}" for name in ("职权目录", "权力运行流程图", "廉政风险自查表", "防控措施一览表", "廉政提醒函")
    ]
    assert "CS01-XK-001-F1：选择性受理。请落实。" in book
    page = templates_page()
    tags = page.partition("## 廉政提醒函\n")[2].partition("##")[0]
    assert [line.strip() for line in tags.splitlines() if line] == [
        "- `title` 公文标题",
        "- `period` 年度",
        "- `rows` 表格的行",
        "- `code` 编码（职权编码或风险编号）",
        "- `description` 风险描述",
        "- `urged` 催办的话",
    ]


def test_a_new_papers_layout_is_checked_like_any_other(
    a_new_paper: Path, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    layout = Document(str(a_new_paper / "廉政提醒函.docx"))
    layout.paragraphs[3].text = "{{ row.kode }}"
    layout.save(str(a_new_paper / "廉政提醒函.docx"))
    with pytest.raises(LayoutError, match=r"廉政提醒函.*第4段.*row\.kode.*是否为“code”"):
        carry_out(replace(job(write(tables).parent, tmp_path / "out"), layouts=a_new_paper), lambda line: None)


@pytest.mark.parametrize("old", [part.name for part in fields(CatalogueContent) if part.name != "annex"])
def test_a_field_renamed_in_a_content_alone_is_told_by_its_layout(old: str) -> None:
    renamed = make_dataclass(
        "Renamed",
        [(f"new_{part.name}" if part.name == old else part.name, part.type) for part in fields(CatalogueContent)],
    )
    renamed.__module__ = CatalogueContent.__module__
    told = [fault.message for fault in tag_faults("职权目录", Layouts(SHIPPED)["职权目录"], renamed)]
    assert any(f"没有“{old}”这个名称" in message for message in told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Other(Content):
    """A content that no layout shows."""


def _nothing(unit: OneUnit, edition: Edition) -> Iterator[Manuscript[Other]]:
    yield from ()


@pytest.mark.parametrize(
    ("name", "of", "wrong"),
    [("职权目录", OneUnit, "registered twice"), ("总结报告", OneUnit, "one content only")],
)
def test_two_papers_of_one_name_are_refused(name: str, of: type[OneUnit], wrong: str) -> None:
    kinds()
    with pytest.raises(ValueError, match=wrong):
        paper(name, of=of, content=Other, order=1)(_nothing)


def test_papers_have_an_order_and_a_layout_each() -> None:
    orders: Mapping[str, int] = {kind.name: kind.order for kind in kinds()}
    assert len(set(orders.values())) == len(orders)
    assert {path.stem for path in SHIPPED.glob("*.docx")} == set(layouts())


def test_the_summary_takes_the_names_and_the_number_of_levels_from_the_rules() -> None:
    content = SummaryContent(
        title="汇总表", period="2026", levels=("一级", "二级", "三级", "四级"),
        heads=("类别", "一级", "二级", "三级", "四级", "合计"), counts=(("一类", 1, 0, 2, 3, 6),), groups=(),
    )  # fmt: skip
    for layout in ("风险点及防控措施汇总表", "风险点及防控措施汇总表（公开版）"):
        made = document(Paper(layout, "x", Edition.INTERNAL, content), Layouts(SHIPPED), {})
        (counts,) = Document(BytesIO(made)).tables
        assert [[cell.text for cell in row.cells] for row in counts.rows] == [
            ["类别", "一级", "二级", "三级", "四级", "合计"],
            ["一类", "1", "0", "2", "3", "6"],
        ]
