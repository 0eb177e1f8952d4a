"""Files as they arrive: what cannot be used is set aside by name with its reason, and disturbs nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from pipeline.intake import Workbook, read_inbox
from pipeline.intake.inbox import inbox_files
from pipeline.model import SetAside, Submission
from pipeline.normalise import normalise
from pipeline.settings import Settings
from tests.conftest import Tables


def _docx() -> bytes:
    buffer = io.BytesIO()
    Document().save(buffer)
    return buffer.getvalue()


def _zip_of(entries: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(entries):
            archive.writestr(f"{number}.xml", b"")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("空.xlsx", b"", "空的"),
        ("网页.xlsx", b"<html>hello</html>", "不是 Excel 或 WPS 表格"),
        ("截断.xlsx", b"PK\x03\x04" + b"x" * 200, "损坏"),
        ("文档.xlsx", _docx(), "文档或演示文稿"),
        ("很多.xlsx", _zip_of(6000), "过大"),
        ("加密.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("假.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "无法打开"),
        ("说明.txt", b"hello", "不是可读的表格文件"),
    ],
)
def test_what_cannot_be_read_is_set_aside_and_the_rest_is_read(
    name: str, data: bytes, reason: str, tables: Tables, write: Callable[..., Path]
) -> None:
    inbox = write(tables).parent
    (inbox / name).write_bytes(data)
    results = {result.file: result for result in read_inbox(inbox, inbox_files(inbox))}
    assert isinstance(results["一处.xlsx"], Workbook)
    aside = results[name]
    assert isinstance(aside, SetAside)
    assert reason in aside.reason
    assert aside.mend


def test_a_link_in_the_inbox_is_not_followed(tables: Tables, write: Callable[..., Path]) -> None:
    path = write(tables)
    (path.parent / "链接.xlsx").symlink_to(path)
    results = list(read_inbox(path.parent, inbox_files(path.parent)))
    assert [type(result) for result in results] == [Workbook, SetAside]


def test_office_lock_files_are_no_mail(tables: Tables, write: Callable[..., Path]) -> None:
    path = write(tables)
    (path.parent / "~$一处.xlsx").write_bytes(b"lock")
    assert inbox_files(path.parent) == [path]


def _edited(path: Path, settings: Settings, edit: Callable[[openpyxl.Workbook], None]) -> Submission | SetAside:
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    (read,) = read_inbox(path.parent, [path])
    assert isinstance(read, Workbook)
    return normalise(read, settings)


def test_a_missing_sheet_is_named(tables: Tables, write: Callable[..., Path], settings: Settings) -> None:
    result = _edited(write(tables), settings, lambda book: book.remove(book["评估检查表"]))
    assert isinstance(result, SetAside)
    assert "评估检查表" in result.reason


def test_an_unknown_template_version_is_named(tables: Tables, write: Callable[..., Path], settings: Settings) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["填表说明"]["A2"] = "模板版本：1999.9"

    result = _edited(write(tables), settings, edit)
    assert isinstance(result, SetAside)
    assert "1999.9" in result.reason
    assert settings.columns.version in result.reason


def test_headings_may_be_moved_renamed_and_noted(
    tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book["职权目录"]
        page.move_range("D1:D4", cols=20)
        page["X1"] = "权力 类型\n（从列表选）"
        page.insert_rows(1)
        page["A1"] = "某某司职权目录"

    result = _edited(write(tables), settings, edit)
    assert isinstance(result, Submission)
    assert [power.category for power in result.powers] == ["行政许可", "物资采购"]
    assert str(result.powers[0].at("category")) == "职权目录!X4"


def test_a_merged_cell_counts_for_all_its_rows(tables: Tables, write: Callable[..., Path], settings: Settings) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book["职权目录"]
        page["F4"] = None
        page.merge_cells("F3:F4")

    result = _edited(write(tables), settings, edit)
    assert isinstance(result, Submission)
    assert [power.department for power in result.powers] == ["一处", "一处"]


def test_synonyms_become_terms_and_the_change_is_written_down(
    tables: Tables, read: Callable[[Tables], Submission]
) -> None:
    tables["职权目录"][0][3] = "行政审批"
    tables["廉政风险自查表"][0][3] = "岗位职责"
    submission = read(tables)
    assert submission.powers[0].category == "行政许可"
    assert submission.risks[0].source == "履行职责"
    changes = [(str(c.place), c.before, c.after, c.rule) for c in submission.changes]
    assert ("职权目录!D3", "行政审批", "行政许可", "同义词") in changes
    assert ("廉政风险自查表!D3", "岗位职责", "履行职责", "同义词") in changes


@pytest.mark.parametrize("missing", ["单位名称", "填报处室"])
def test_a_workbook_that_does_not_say_whose_it_is_is_set_aside(
    missing: str, tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    tables["单位信息"] = [[label, "" if label == missing else value] for label, value in tables["单位信息"]]
    result = _edited(write(tables), settings, lambda book: None)
    assert isinstance(result, SetAside)
    assert "单位名称或填报处室" in result.reason


def test_what_was_read_otherwise_than_written_is_told_at_its_cell(
    tables: Tables, read: Callable[[Tables], Submission]
) -> None:
    """A date in another manner, a character that nobody sees; not what only has several lines."""
    tables["单位信息"][5][1] = "2026.5.20"
    tables["职权目录"][0][2] = "测试\u200b许可"
    tables["职权目录"][1][4] = "《采购办法》第三条\n《采购规则》第四条"
    changes = [(str(c.place), c.before, c.after) for c in read(tables).changes]
    assert [(before, after) for place, before, after in changes if place.startswith("单位信息")] == [
        ("2026.5.20", "2026-05-20")
    ]
    assert [change for change in changes if change[0].startswith("职权目录")] == [
        ("职权目录!C3", "测试许可（含不可见字符）", "测试许可")
    ]


def test_heads_that_are_repeated_on_a_narrow_sheet_are_no_row(
    tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book["评估检查表"]
        page.delete_cols(3, 20)
        page.insert_rows(4)
        for column in "AB":
            page[f"{column}4"] = page[f"{column}1"].value

    result = _edited(write(tables), settings, edit)
    assert isinstance(result, Submission)
    assert [evaluation.risk_code for evaluation in result.evaluations] == [row[0] for row in tables["评估检查表"]]


def test_a_row_that_is_heads_only_in_part_still_holds_an_opinion(
    tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book["评估检查表"]
        for column in "AB":
            page[f"{column}4"] = page[f"{column}1"].value

    result = _edited(write(tables), settings, edit)
    assert isinstance(result, Submission)
    assert [evaluation.opinion for evaluation in result.evaluations] == ["可行", "可行", "尚需细化"]


def test_a_date_that_is_shown_without_its_year_is_that_day(
    tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book["廉政风险自查表"]
        for row, day in ((3, datetime(2026, 12, 31)), (4, datetime(2027, 6, 30)), (5, datetime(2026, 10, 31))):
            page[f"M{row}"] = day
            page[f"M{row}"].number_format = 'm"月"d"日"'

    result = _edited(write(tables), settings, edit)
    assert isinstance(result, Submission)
    assert [str(measure.due.value) for measure in result.measures] == ["2026-12-31", "2027-06-30", "2026-10-31"]


def test_another_scale_of_levels_is_never_taken_for_ours(tables: Tables, read: Callable[[Tables], Submission]) -> None:
    tables["廉政风险自查表"][0][8] = "一级"
    assert read(tables).risks[0].self_level == "一级"


@pytest.mark.parametrize(
    ("head", "amount"), [("涉及金额（元）", "0.005"), ("涉及金额（单位：亿元）", "500000"), ("涉及金额（万元）", "50")]
)
def test_a_head_that_names_another_unit_is_believed(
    head: str, amount: str, tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["职权目录"]["J1"] = head

    result = _edited(write(tables), settings, edit)
    assert isinstance(result, Submission)
    assert result.powers[1].amount.value == Decimal(amount)
