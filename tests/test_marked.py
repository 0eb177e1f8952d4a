"""退回修改: a clerk's own workbook comes back marked, nothing of it lost, and is read again without trouble."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Picture
from openpyxl.formatting.rule import CellIsRule, Rule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from pipeline.check import check_unit
from pipeline.intake.inbox import read_file
from pipeline.model import SetAside, Submission
from pipeline.normalise import normalise
from pipeline.papers.returns import Return, returned
from pipeline.render.excel.convert import as_xlsx
from pipeline.render.marked import mark, marked_copy
from pipeline.run.order import carry_out
from pipeline.run.precheck import check_workbooks
from pipeline.settings import Settings
from tests.conftest import Tables, job
from tests.test_formats import _libreoffice, meaning

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension")

X14 = (
    '<extLst xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list">'
    "<x14:formula1><xm:f>单位信息!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>R3:R9</xm:sqref>"
    "</x14:dataValidation></x14:dataValidations></ext></extLst>"
).encode()


@pytest.fixture
def clerks(tables: Tables, write: Callable[..., Path]) -> Path:
    """A workbook with mistakes and with everything of a clerk's own that could be lost."""
    tables["职权目录"][0][3] = "行政审批类"
    tables["职权目录"][1][9] = "约2000万"
    tables["廉政风险自查表"][0][1] = "CS01-XK-999"
    path = write(tables, "sent/一处.xlsx")
    book = openpyxl.load_workbook(path)
    page = book["职权目录"]
    page["D3"].fill = PatternFill("solid", fgColor="FF00B0F0")
    page["D3"].comment = Comment("请处长核对类别", "王一")
    page["N3"].comment = Comment("这是我的批注", "王一")
    page.conditional_formatting.add("J3:J9", CellIsRule(operator="greaterThan", formula=["100"], fill=PatternFill(
        "solid", bgColor="FFFFC000")))  # fmt: skip
    page.column_dimensions["C"].width = 33
    page.print_area = "A1:M10"
    _foot(page).center.text = "内部"
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    page.add_image(Picture(picture), "P2")
    book.create_sheet("草稿").sheet_state = "hidden"
    book["草稿"]["A1"] = "留底"
    book.save(path)
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet3.xml":
                # A drop-down of Excel 2010's kind, which many libraries lose.
                part = part.replace(b"</worksheet>", X14 + b"</worksheet>")
            target.writestr(name, part)
        target.writestr("customXml/item1.xml", b"<clerk>own data</clerk>")
    path.write_bytes(buffer.getvalue())
    return path


def _content(path: Path, settings: Settings) -> tuple[bytes, Return, Submission]:
    workbook = read_file(path, path.name)
    submission = normalise(workbook, settings)
    assert isinstance(submission, Submission), submission
    findings = check_unit(submission.info.unit, (submission,), settings)
    return workbook.data, returned(submission, findings, settings), submission


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_wrong_cell_is_coloured_commented_and_listed(clerks: Path, settings: Settings) -> None:
    data, content, _ = _content(clerks, settings)
    book = openpyxl.load_workbook(io.BytesIO(mark(data, content)))
    assert book.sheetnames[0] == "问题清单"
    assert book.active is book["问题清单"]
    page = book["职权目录"]
    assert "【退回修改·错误】" in page["D3"].comment.text
    assert "行政许可" in page["D3"].comment.text
    assert "约2000万" in page["J4"].comment.text
    coloured = {area: _colour(rule) for area, rule in _rules(page) if "退回修改" in rule.formula[0]}
    assert any("D3" in area and colour == "FFFF9999" for area, colour in coloured.items())
    listing = book["问题清单"]
    links = {link.ref: link.location for link in (c.hyperlink for r in listing for c in r) if link}
    assert "'职权目录'!D3" in links.values()
    assert "'廉政风险自查表'!B3" in links.values()
    text = "\n".join(str(c.value) for r in listing for c in r if c.value)
    assert "第1次退回" in text
    assert "错误3个" in text
    assert settings.wording.contact in text


def test_a_warning_is_yellow(tables: Tables, write: Callable[..., Path], settings: Settings) -> None:
    tables["单位信息"][6][1] = "2025"
    data, content, _ = _content(write(tables), settings)
    page = openpyxl.load_workbook(io.BytesIO(mark(data, content)))["单位信息"]
    (rule,) = [rule for _, rule in _rules(page)]
    assert _colour(rule) == "FFFFE066"
    assert "【退回修改·警告】" in page["B8"].comment.text


def test_nothing_of_the_clerks_file_is_lost_part_by_part(clerks: Path, settings: Settings) -> None:
    data, content, _ = _content(clerks, settings)
    before, after = _parts(data), _parts(mark(data, content))
    assert set(before) <= set(after)
    touched = {name for name in before if before[name] != after[name]}
    assert touched <= {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        *(name for name in before if name.startswith(("xl/worksheets/", "xl/comments", "xl/drawings/"))),
    }  # fmt: skip
    for name in touched:
        # What stood there still stands there, in its order; marks only add to it.
        if name.startswith("xl/worksheets/sheet"):
            old, new = etree.fromstring(before[name]), etree.fromstring(after[name])
            assert _skeleton(old) == [item for item in _skeleton(new) if item in _skeleton(old)]
            assert _cells(old) == _cells(new)
    for kept in ("customXml/item1.xml", "xl/media/image1.png", "xl/drawings/drawing1.xml"):
        assert before[kept] == after[kept]
    assert b"CCE6A557" in after["xl/worksheets/sheet3.xml"]


def _skeleton(sheet: etree._Element) -> list[bytes]:
    """A sheet's children but its cells and what marks are made of."""
    own = ("sheetData", "sheetViews", "legacyDrawing", "conditionalFormatting")
    return [etree.tostring(child) for child in sheet if etree.QName(child).localname not in own]


def _cells(sheet: etree._Element) -> bytes:
    cells = sheet.find("{*}sheetData")
    assert cells is not None
    return etree.tostring(cells)


def _foot(page: Worksheet) -> HeaderFooterItem:
    assert page.oddFooter is not None
    return page.oddFooter


def _colour(rule: Rule) -> object:
    assert rule.dxf is not None and isinstance(rule.dxf.fill, PatternFill)
    return rule.dxf.fill.bgColor.rgb


def _rules(page: Worksheet) -> list[tuple[str, Rule]]:
    """The conditional formats of a sheet, each with its cells."""
    return [(str(area.sqref), rule) for area in page.conditional_formatting for rule in area.rules]


def test_the_clerks_own_looks_and_comments_stay(clerks: Path, settings: Settings) -> None:
    data, content, _ = _content(clerks, settings)
    book = openpyxl.load_workbook(io.BytesIO(mark(data, content)))
    page = book["职权目录"]
    assert page["D3"].fill.fgColor.rgb == "FF00B0F0"
    assert page["D3"].comment.text.startswith("请处长核对类别")
    assert page["N3"].comment.text == "这是我的批注"
    assert page.column_dimensions["C"].width == 33
    assert page.print_title_rows == "$1:$1"
    assert page.print_area == "'职权目录'!$A$1:$M$10"
    assert _foot(page).center.text == "内部"
    assert book["草稿"].sheet_state == "hidden"
    assert book["词表"].sheet_state == "hidden"
    rules = [(area, rule.priority) for area, rule in _rules(page)]
    assert len({priority for _, priority in rules}) == len(rules)
    assert ("J3:J9", max(priority for _, priority in rules)) in rules


def test_marks_of_an_earlier_round_are_replaced(clerks: Path, settings: Settings, tmp_path: Path) -> None:
    data, content, _ = _content(clerks, settings)
    once = tmp_path / "一处（退回修改）.xlsx"
    once.write_bytes(mark(data, content))
    data2, content2, submission = _content(once, settings)
    assert submission.origin.returned == 1
    assert content2.round == 2
    twice = mark(data2, content2)
    book = openpyxl.load_workbook(io.BytesIO(twice))
    assert book.sheetnames.count("问题清单") == 1
    page = book["职权目录"]
    assert page["D3"].comment.text.count("【退回修改") == 1
    assert page["D3"].comment.text.startswith("请处长核对类别")
    ours = [rule for _, rule in _rules(page) if "退回修改" in rule.formula[0]]
    assert len(ours) == 1
    assert _parts(once.read_bytes())["xl/styles.xml"] == _parts(twice)["xl/styles.xml"]
    assert len(_parts(twice)) == len(_parts(once.read_bytes()))


def test_a_mended_copy_is_read_without_trouble(clerks: Path, settings: Settings, tmp_path: Path) -> None:
    data, content, _ = _content(clerks, settings)
    mended = tmp_path / "一处（退回修改）.xlsx"
    mended.write_bytes(mark(data, content))
    # The clerk mends in a program of his own, which writes the whole file anew.
    book = openpyxl.load_workbook(mended)
    book["职权目录"]["D3"] = "行政许可"
    book["职权目录"]["J4"] = 2000
    book["廉政风险自查表"]["B3"] = "CS01-XK-001"
    book.save(mended)
    data2, content2, submission = _content(mended, settings)
    assert not content2.rows
    assert submission.origin.returned == 1
    assert submission.powers[0].category == "行政许可"
    # Even where nothing is left to mend, no mark of the last round stays.
    clean = openpyxl.load_workbook(io.BytesIO(mark(data2, content2)))
    assert clean["职权目录"]["D3"].comment.text.strip() == "请处长核对类别"
    assert clean["职权目录"]["J4"].comment is None


def test_a_copy_saved_by_libreoffice_is_marked_again(clerks: Path, settings: Settings, tmp_path: Path) -> None:
    data, content, _ = _content(clerks, settings)
    folder = tmp_path / "back"
    folder.mkdir()
    (folder / "一处.xlsx").write_bytes(mark(data, content))
    resaved = _libreoffice(folder / "一处.xlsx", "xlsx")
    data2, content2, submission = _content(resaved, settings)
    assert submission.origin.returned == 1
    assert [row.cell for row in content2.rows] == [row.cell for row in content.rows]
    page = openpyxl.load_workbook(io.BytesIO(mark(data2, content2)))["职权目录"]
    assert page["D3"].comment.text.count("【退回修改") == 1
    assert "请处长核对类别" in page["D3"].comment.text


def test_a_cell_inside_a_merge_is_marked_where_it_shows(clerks: Path, settings: Settings) -> None:
    book = openpyxl.load_workbook(clerks)
    book["职权目录"]["D4"] = None
    book["职权目录"].merge_cells("D3:D4")
    book.save(clerks)
    data, content, _ = _content(clerks, settings)
    assert {row.cell for row in content.rows} >= {"D3", "D4"}
    page = openpyxl.load_workbook(io.BytesIO(mark(data, content)))["职权目录"]
    assert "行政审批类" in page["D3"].comment.text


def test_macros_do_not_go_back(clerks: Path, settings: Settings, tmp_path: Path) -> None:
    parts = _parts(clerks.read_bytes())
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0macro"
    parts["[Content_Types].xml"] = (
        parts["[Content_Types].xml"]
        .replace(b"spreadsheetml.sheet.main+xml", b"spreadsheetml.sheet.macroEnabled.main+xml")
        .replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.macro",
            b"application/vnd.ms-excel.sheet.macro",
        )
    )
    relation = (
        b'<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        b'Target="vbaProject.bin"/>'
    )
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>", relation + b"</Relationships>"
    )
    path = tmp_path / "一处.xlsm"
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    data, content, _ = _content(path, settings)
    assert any("宏" in row.message for row in content.rows)
    after = _parts(mark(data, content))
    assert not any("vba" in name.lower() for name in after)
    assert b"vbaProject" not in after["xl/_rels/workbook.xml.rels"]
    assert b"macroEnabled" not in after["[Content_Types].xml"]
    openpyxl.load_workbook(io.BytesIO(mark(data, content)))


def test_text_of_a_finding_is_never_a_formula(tables: Tables, write: Callable[..., Path], settings: Settings) -> None:
    tables["职权目录"][0][3] = '=HYPERLINK("http://x","y")'
    path = write(tables)
    data, content, _ = _content(path, settings)
    after = _parts(mark(data, content))
    listing = next(part for name, part in after.items() if name.startswith("xl/worksheets/sheetM"))
    assert b"HYPERLINK" in listing
    assert b"<f>" not in listing


@pytest.mark.parametrize("form", ["xls", "ods"])
def test_other_formats_come_back_as_xlsx_with_their_cells_in_place(form: str, clerks: Path, settings: Settings) -> None:
    made = _libreoffice(clerks, form)
    data, content, _ = _content(made, settings)
    book = openpyxl.load_workbook(io.BytesIO(marked_copy(data, content)))
    page = book["职权目录"]
    assert page["D3"].value == "行政审批类"
    assert "【退回修改" in page["D3"].comment.text
    assert page.data_validations.dataValidation


def test_without_libreoffice_the_cells_still_come_back(
    clerks: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _libreoffice(clerks, "xls")
    monkeypatch.setenv("PATH", "")
    assert shutil.which("soffice") is None
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(made.read_bytes())))
    assert book["职权目录"]["D3"].value == "行政审批类"
    assert book["草稿"].sheet_state == "hidden"


def test_the_same_workbook_gives_the_same_marked_bytes(clerks: Path, settings: Settings) -> None:
    data, content, _ = _content(clerks, settings)
    assert mark(data, content) == mark(data, content)


def test_a_run_puts_copy_and_notice_where_the_office_finds_them(
    clerks: Path, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    (clerks.parent / "坏.xlsx").write_bytes(b"")
    run = carry_out(job(clerks.parent, tmp_path / "out"), lambda line: None)
    folder = run.target / "退回修改" / "测试司"
    assert {path.name for path in folder.iterdir()} == {"一处（退回修改）.xlsx", "一处退回修改通知.docx"}
    letter = Document(str(folder / "一处退回修改通知.docx"))
    text = "\n".join(p.text for p in letter.paragraphs)
    assert "测试司一处：" in text
    assert "错误3个" in text
    assert any("约2000万" in cell.text for row in letter.tables[0].rows for cell in row.cells)
    refused = Document(str(run.target / "退回修改" / "未能处理" / "坏退回修改通知.docx"))
    assert "0 字节" in "\n".join(p.text for p in refused.paragraphs)
    assert "退回修改" in (run.target / "index.html").read_text("utf-8")


def test_a_clean_workbook_is_not_returned(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    run = carry_out(job(write(tables).parent, tmp_path / "out"), lambda line: None)
    assert not (run.target / "退回修改").exists()


def test_check_writes_the_marked_copy_beside_the_file(clerks: Path, settings: Settings) -> None:
    checked = check_workbooks([clerks], mark=True)
    assert checked.errors == 3
    assert [path.name for path in checked.marked] == ["一处（退回修改）.xlsx"]
    again = normalise(read_file(checked.marked[0], "x"), settings)
    assert isinstance(again, Submission)
    before = normalise(read_file(clerks, "x"), settings)
    assert not isinstance(before, SetAside)
    assert meaning(again) == meaning(before)


def test_comments_keep_within_what_excel_accepts(clerks: Path, settings: Settings) -> None:
    data, content, _ = _content(clerks, settings)
    after = _parts(mark(data, content))
    for name, part in after.items():
        if name.startswith("xl/drawings/") and name.endswith(".vml"):
            ids = re.findall(rb'<v:shape [^>]*id="(_x0000_s\d+)"', part)
            assert len(ids) == len(set(ids))
        if "comments" in name and name.endswith(".xml"):
            tree = etree.fromstring(part)
            refs = [comment.get("ref") for comment in tree.iter("{*}comment")]
            assert len(refs) == len(set(refs))
            authors = len(list(tree.iter("{*}author")))
            assert all(int(comment.get("authorId", "-1")) in range(authors) for comment in tree.iter("{*}comment"))


# Of the sheet 职权目录.
COMMENTS = "xl/comments/comment1.xml"
AUTHORS = re.compile(rb"<authors>.*?</authors>")
LIST = re.compile(rb"<commentList>.*?</commentList>", re.DOTALL)
TEXT = re.compile(rb'(?<=<comment ref="D3" authorId="1" shapeId="0">)<text>.*?</text>', re.DOTALL)


@pytest.mark.parametrize(
    ("lacking", "clerks_own"),
    [
        (lambda part: AUTHORS.sub(b"", part), "请处长核对类别"),
        (lambda part: AUTHORS.sub(b"<authors/>", part), "请处长核对类别"),
        (lambda part: LIST.sub(b"", part), ""),
        (lambda part: LIST.sub(b"", AUTHORS.sub(b"", part)), ""),
        (lambda part: TEXT.sub(b"", part), ""),
        (lambda part: TEXT.sub(b"<text/>", part), ""),
        (lambda part: part.replace(b'authorId="1"', b'authorId="4000000000"'), "请处长核对类别"),
    ],
    ids=["无作者表", "作者表为空", "无批注表", "两样都无", "批注无文字", "文字为空", "作者号无对应"],
)
def test_a_comments_part_that_lacks_something_is_marked_all_the_same(
    lacking: Callable[[bytes], bytes], clerks_own: str, clerks: Path, settings: Settings, tmp_path: Path
) -> None:
    """Other programs leave out what Excel always writes: the copy still opens, and no word is put into our mouth."""
    sparse = tmp_path / "别的软件存的.xlsx"
    with zipfile.ZipFile(clerks) as source, zipfile.ZipFile(sparse, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            changed = lacking(part) if name == COMMENTS else part
            assert changed != part or name != COMMENTS
            target.writestr(name, changed)
    data, content, _ = _content(sparse, settings)
    marked = mark(data, content)
    page = openpyxl.load_workbook(io.BytesIO(marked))["职权目录"]
    assert page["D3"].comment.text.strip().startswith(clerks_own or "【退回修改·错误】")
    assert "【退回修改·错误】" in page["D3"].comment.text
    assert "约2000万" in page["J4"].comment.text
    if clerks_own:
        assert page["N3"].comment.text == "这是我的批注"
        assert page["N3"].comment.author != page["J4"].comment.author == "廉防退回修改"
    tree = etree.fromstring(_parts(marked)[COMMENTS])
    assert [etree.QName(child).localname for child in tree] == ["authors", "commentList"]
    authors = len(list(tree.iter("{*}author")))
    for comment in tree.iter("{*}comment"):
        assert comment.get("ref") not in ("D3", "J4") or etree.QName(comment[0]).localname == "text"
        assert int(comment.get("authorId", "-1")) in range(authors)
    drawn = re.findall(rb"Row>(\d+)</[^>]*Row><[^>]*Column>(\d+)<", _parts(marked)["xl/drawings/commentsDrawing1.vml"])
    assert len(drawn) == len(set(drawn)), "每个单元格只有一个批注框"
