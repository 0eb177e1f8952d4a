"""Layouts that an office has changed in Word: right ones are used, wrong tags are named with place and mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from docx.document import Document as DocumentType

from pipeline.cli import main
from pipeline.errors import LayoutError
from pipeline.papers.paper import Medium, Paper
from pipeline.papers.registry import kinds, layouts
from pipeline.render.files import File, Supplies, render_paper
from pipeline.render.word.document import Layouts
from pipeline.render.word.tags import TagFault, field_types, tag_faults
from pipeline.run.order import carry_out
from pipeline.settings.shipped import shipped
from tests.conftest import ROOT, Tables, job
from tools.docs import PAGES, Glossary

SHIPPED = ROOT / "templates_docx"
Edit = Callable[[DocumentType], None]


def edited(name: str, edit: Edit, folder: Path) -> Path:
    """The office's own folder with one changed layout in it."""
    folder.mkdir(exist_ok=True)
    document = Document(str(SHIPPED / f"{name}.docx"))
    edit(document)
    document.save(str(folder / f"{name}.docx"))
    return folder


def retag(old: str, new: str) -> Edit:
    """Change a tag as one would in Word: within its paragraph, wherever it stands."""

    def edit(document: DocumentType) -> None:
        cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
        paragraphs = [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
        found = [paragraph for paragraph in paragraphs if old in paragraph.text]
        assert found, old
        for paragraph in found:
            paragraph.text = paragraph.text.replace(old, new)

    return edit


def faults(name: str, folder: Path = SHIPPED) -> list[TagFault]:
    """The wrong tags of a layout."""
    return tag_faults(name, Layouts(folder)[name], layouts()[name])


@pytest.mark.parametrize("name", layouts())
def test_the_shipped_layouts_have_no_wrong_tag(name: str) -> None:
    assert faults(name) == []


def test_every_paper_gives_its_layout_what_was_promised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The types that tags are checked against are those of the content that is really given."""
    # Units' papers are made in processes of their own: what they made is told by a file.
    log = tmp_path / "made.txt"

    def remembered(paper: Paper, supplies: Supplies) -> Iterator[File]:
        if paper.content.medium is Medium.WORD:
            with log.open("a", encoding="utf-8") as lines:
                lines.write(f"{paper.layout}\t{type(paper.content).__name__}\n")
        return render_paper(paper, supplies)

    monkeypatch.setattr("pipeline.run.composing.render_paper", remembered)
    rules = tmp_path / "rules.toml"
    public = sorted({kind.name for kind in kinds() if kind.public})
    rules.write_text(f"[public]\nkinds = {public}\n", "utf-8")
    order = replace(job(ROOT / "examples" / "inbox" / "慈善事业促进司", tmp_path), rules=rules)
    carry_out(order, lambda line: None)
    in_word = dict(line.split("\t") for line in log.read_text("utf-8").splitlines())
    for layout, content in in_word.items():
        assert content == layouts()[layout].__name__, layout
    # Letters of decisions are made where there are decisions (tests/test_decisions.py); the book is put together from
    # the other papers (tests/test_compendium.py).
    made = in_word.keys() | {"审定通知", "汇编"}
    assert made == layouts().keys() == {path.stem for path in SHIPPED.glob("*.docx")}


WRONG = [
    ("职权目录", retag("{{ title }}", "{{ titel }}"), "第1段（不计表格）", "titel", "是否为“title”？"),
    ("职权目录", retag("{{ row.name }}", "{{ row.nmae }}"), "第2个表格第3行第5列", "row.nmae", "是否为“name”？"),
    ("廉政风险自查表", retag("for form in forms", "for form in form"), "第3段", "for form in form", "“forms”"),
    ("总结报告", retag("{{ part.caption }}", "{{ part.captoin }}"), "段", "part.captoin", "是否为“caption”？"),
    ("总结报告", retag("{%p endif %}", ""), "段", "if ", "缺少对应的 {% endif %}"),
    ("总结报告", retag("{%p endif %}", "{%p endfi %}"), "段", "if ", "缺少对应的 {% endif %}"),
    ("总结报告", retag("{{ chapter.heading }}", "{% heading %}"), "段", "heading", "没有这种标记"),
    ("总结报告", retag("{{ chapter.heading }}", "{% endfor %}{{ chapter.heading }}"), "段", "endfor", "多余"),
    ("权力运行流程图", retag("{{ page.refusal }}", "{{ page.reason }}"), "段", "page.reason", "refusal"),
    ("退回修改通知", retag("{{ text }}", "{{ text.name }}"), "段", "text.name", "没有“name”这个名称"),
    ("退回修改通知", retag("{{ addressee }}", "{{ addressee | }}"), "段", "addressee |", "写法不合语法"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edit", "place", "tag", "mend"), WRONG)
def test_a_wrong_tag_is_named_with_its_place_and_the_nearest_right_name(
    name: str, edit: Edit, place: str, tag: str, mend: str, tmp_path: Path
) -> None:
    fault = faults(name, edited(name, edit, tmp_path / "版式"))[0]
    assert place in fault.place
    assert tag in fault.tag
    assert mend in fault.message
    assert f"版式“{name}.docx”" in str(fault)


def test_all_wrong_tags_are_named_at_once(tmp_path: Path) -> None:
    def twice(document: DocumentType) -> None:
        retag("{{ row.name }}", "{{ row.nmae }}")(document)
        retag("{{ title }}", "{{ titel }}")(document)

    folder = edited("职权目录", twice, tmp_path / "版式")
    # The name of a power stands in the catalogue and in its annex.
    assert [fault.tag for fault in faults("职权目录", folder)] == ["titel", "row.nmae", "row.nmae"]


def test_the_offices_own_layout_is_used_and_the_others_are_those_shipped(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    def mark(document: DocumentType) -> None:
        document.paragraphs[0].insert_paragraph_before("内部资料")

    folder = edited("职权目录", mark, tmp_path / "版式")
    order = replace(job(write(tables).parent, tmp_path / "out"), layouts=folder)
    target = carry_out(order, lambda line: None).target
    assert Document(str(target / "职权目录" / "测试司.docx")).paragraphs[0].text == "内部资料"
    assert Document(str(target / "廉政风险自查表" / "测试司.docx")).paragraphs[0].text == "测试司廉政风险自查表"


def test_a_folder_of_layouts_that_is_not_there_is_one_clear_line(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    order = replace(job(write(tables).parent, tmp_path / "out"), layouts=tmp_path / "无")
    with pytest.raises(LayoutError, match="没有版式文件夹"):
        carry_out(order, lambda line: None)


def test_a_run_with_a_wrong_layout_stops_before_the_work(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    folder = edited("退回修改通知", retag("{{ addressee }}", "{{ adressee }}"), tmp_path / "版式")
    order = replace(job(write(tables).parent, tmp_path / "out"), layouts=folder)
    with pytest.raises(LayoutError, match=r"退回修改通知.*adressee.*addressee"):
        carry_out(order, lambda line: None)
    assert not (tmp_path / "out").exists()


def test_templates_check_says_what_it_found_and_exits_so(tmp_path: Path) -> None:
    right = CliRunner().invoke(main, ["templates", "check"])
    assert (right.exit_code, right.output) == (0, f"{len(layouts())}个版式的标记都正确。\n")
    folder = edited("职权目录", retag("{{ title }}", "{{ titel }}"), tmp_path / "版式")
    wrong = CliRunner().invoke(main, ["templates", "check", "--layouts", str(folder)])
    assert wrong.exit_code == 1
    assert "是否为“title”？" in wrong.output
    (folder / "职权目录.docx").write_bytes(b"not a document")
    broken = CliRunner().invoke(main, ["templates", "check", "--layouts", str(folder)])
    assert broken.exit_code == 1
    assert "不是 Word 文档或已损坏" in broken.output
    (folder / "职权目录.docx").rename(folder / "目录.docx")
    other = CliRunner().invoke(main, ["templates", "check", "--layouts", str(folder)])
    assert "“目录.docx”不是版式的文件名" in other.output
    assert CliRunner().invoke(main, ["templates", "check", "--layouts", str(tmp_path / "无")]).exit_code == 2


def test_the_glossary_explains_every_name_and_no_other() -> None:
    glossary = shipped(Glossary, "tags.toml").tags
    page = PAGES["templates.md"]()
    assert all(f"`{name}`" in page for name in glossary)
    assert field_types(str) == {}
