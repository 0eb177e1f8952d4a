"""Every way a workbook comes — loose, packed, mailed, protected, in other formats — gives the same records."""

from __future__ import annotations

import csv
import email.header
import io
import mailbox
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.workbook.defined_name import DefinedName

from pipeline.intake import Workbook, read_inbox
from pipeline.intake.inbox import inbox_files
from pipeline.model import OddityKind, Row, SetAside, Severity, Submission
from pipeline.normalise import normalise
from pipeline.settings import Settings
from tests.conftest import Tables
from tests.outlook import outlook_message

NAME = "社会组织一处—填报表（定稿）.xlsx"
RECORDS = ("powers", "steps", "risks", "measures", "evaluations")


def meaning(submission: Submission) -> Any:
    """What a submission says, wherever it stood."""
    return [
        *((name, [_values(record) for record in getattr(submission, name)]) for name in RECORDS),
        (submission.info.unit, submission.info.division, submission.info.reported_on.value, submission.info.year),
    ]


def _values(record: object) -> Any:
    assert is_dataclass(record)
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    # The meaning is the value; how it was written, and where, differs from format to format.
    return {k: getattr(v, "value", v) for k, v in values.items() if not isinstance(v, Row)}


def read_all(inbox: Path, settings: Settings, passwords: tuple[str, ...] = ()) -> list[Submission | SetAside]:
    """Everything that an inbox gives."""
    return [
        item if isinstance(item, SetAside) else normalise(item, settings)
        for item in read_inbox(inbox, inbox_files(inbox), passwords)
    ]


@pytest.fixture
def sent(tables: Tables, write: Callable[..., Path]) -> Path:
    """A clean workbook outside the inbox."""
    return write(tables, "sent/一处.xlsx")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def same(sent: Path, settings: Settings, inbox: Path) -> Callable[..., Submission]:
    """Whether the inbox gives just the records of the workbook that was sent."""

    def check(passwords: tuple[str, ...] = ()) -> Submission:
        expected = read_all(sent.parent, settings)[0]
        (result,) = read_all(inbox, settings, passwords)
        assert isinstance(result, Submission), result
        assert isinstance(expected, Submission)
        assert meaning(result) == meaning(expected)
        return result

    return check


class _GbkName(zipfile.ZipInfo):
    """An entry as Windows packs it: its name in GBK, without a mark that says so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), 0


def _zip(path: Path, entries: Iterable[tuple[zipfile.ZipInfo | str, bytes]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in entries:
            archive.writestr(entry, data)


def test_a_zip_packed_on_windows_keeps_its_chinese_names(
    sent: Path, inbox: Path, same: Callable[..., Submission]
) -> None:
    _zip(inbox / "一处.zip", [(_GbkName(f"材料/{NAME}"), sent.read_bytes())])
    assert same().file == f"一处.zip/材料/{NAME}"


def test_a_zip_in_a_folder_in_a_zip_is_opened(sent: Path, inbox: Path, same: Callable[..., Submission]) -> None:
    inner = sent.parent / "inner.zip"
    _zip(inner, [(NAME, sent.read_bytes()), ("__MACOSX/._x", b"junk"), ("材料/.DS_Store", b"junk")])
    (inbox / "五月").mkdir()
    _zip(inbox / "五月" / "外.zip", [("里.zip", inner.read_bytes())])
    assert same().file == f"五月/外.zip/里.zip/{NAME}"


def test_a_zip_that_leaves_its_folder_is_refused_entry_by_entry(sent: Path, inbox: Path, settings: Settings) -> None:
    link = zipfile.ZipInfo("链接.xlsx")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    _zip(
        inbox / "包.zip",
        [("../../逃.xlsx", sent.read_bytes()), ("/根.xlsx", sent.read_bytes()), (link, b"/etc/passwd"),
         ("好.xlsx", sent.read_bytes()), ("C:/盘.xlsx", sent.read_bytes())],
    )  # fmt: skip
    results = read_all(inbox, settings)
    reasons = {r.file: r.reason for r in results if isinstance(r, SetAside)}
    assert [r.file for r in results if isinstance(r, Submission)] == ["包.zip/好.xlsx"]
    assert set(reasons) == {"包.zip/逃.xlsx", "包.zip/根.xlsx", "包.zip/链接.xlsx", "包.zip/盘.xlsx"}
    assert "文件夹之外" in reasons["包.zip/逃.xlsx"]
    assert "链接" in reasons["包.zip/链接.xlsx"]
    assert not (inbox.parent / "逃.xlsx").exists()


def test_a_zip_bomb_and_a_nest_of_zips_stop_nothing_else(sent: Path, inbox: Path, settings: Settings) -> None:
    (inbox / "好.xlsx").write_bytes(sent.read_bytes())
    nest = sent.read_bytes()
    for _ in range(7):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("x.zip", nest)
        nest = buffer.getvalue()
    (inbox / "套.zip").write_bytes(nest)
    with zipfile.ZipFile(inbox / "炸弹.zip", "w", zipfile.ZIP_DEFLATED) as archive, archive.open("大.xlsx", "w") as big:
        for _ in range(600):
            big.write(b"\0" * 1024 * 1024)
    results = read_all(inbox, settings)
    assert [r.file for r in results if isinstance(r, Submission)] == ["好.xlsx"]
    asides = sorted(r.reason for r in results if isinstance(r, SetAside))
    assert len(asides) == 2
    assert any("过大" in reason for reason in asides)
    assert any("层" in reason for reason in asides)


def _mail(name: str, data: bytes) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "王一 <wangyi@example.org>"
    mail["To"] = "office@example.org"
    mail["Subject"] = "报送"
    mail["Date"] = "Wed, 20 May 2026 09:30:00 +0800"
    mail.set_content("见附件。")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


def test_a_mail_by_rfc_2231_gives_its_attachment_with_date_and_sender(
    sent: Path, inbox: Path, same: Callable[..., Submission]
) -> None:
    (inbox / "来信.eml").write_bytes(_mail(NAME, sent.read_bytes()).as_bytes())
    result = same()
    assert result.file == f"来信.eml/{NAME}"
    assert result.origin.sender == "王一 <wangyi@example.org>"
    assert result.origin.mailed == datetime(2026, 5, 20, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "utf-8"])
def test_a_mail_with_an_encoded_word_for_a_name(
    charset: str, sent: Path, inbox: Path, same: Callable[..., Submission]
) -> None:
    raw = _mail("PLACEHOLDER.xlsx", sent.read_bytes()).as_bytes()
    word = email.header.Header("㛃处填报表.xlsx" if charset == "gb18030" else "一处填报表.xlsx", charset).encode()
    (inbox / "来信.eml").write_bytes(raw.replace(b'"PLACEHOLDER.xlsx"', f'"{word}"'.encode()))
    assert same().file.endswith("处填报表.xlsx")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_mail_with_plain_bytes_for_a_name(
    encoding: str, sent: Path, inbox: Path, same: Callable[..., Submission]
) -> None:
    raw = _mail("PLACEHOLDER.xlsx", sent.read_bytes()).as_bytes()
    (inbox / "来信.eml").write_bytes(raw.replace(b"PLACEHOLDER", "一处填报表".encode(encoding)))
    assert same().file == "来信.eml/一处填报表.xlsx"


def test_a_box_of_mails_gives_each_ones_attachment(sent: Path, inbox: Path, settings: Settings) -> None:
    box = mailbox.mbox(inbox / "收件.mbox")
    box.add(_mail("甲.xlsx", sent.read_bytes()))
    box.add(_mail("乙.xlsx", sent.read_bytes()))
    box.flush()
    box.close()
    results = read_all(inbox, settings)
    assert [r.file for r in results] == ["收件.mbox/第1封/甲.xlsx", "收件.mbox/第2封/乙.xlsx"]
    assert all(isinstance(r, Submission) for r in results)


def test_an_outlook_message_gives_its_attachment(sent: Path, inbox: Path, same: Callable[..., Submission]) -> None:
    data = outlook_message(NAME, sent.read_bytes(), sender="王一", sent=datetime(2026, 5, 20, 1, 30, tzinfo=UTC))
    (inbox / "转发.msg").write_bytes(data)
    result = same()
    assert result.file == f"转发.msg/{NAME}"
    assert "王一" in result.origin.sender
    assert result.origin.mailed == datetime(2026, 5, 20, 1, 30, tzinfo=UTC)


def test_a_damaged_outlook_message_is_set_aside(sent: Path, inbox: Path, settings: Settings) -> None:
    data = outlook_message(NAME, sent.read_bytes(), sender="王一", sent=datetime(2026, 5, 20, tzinfo=UTC))
    (inbox / "转发.msg").write_bytes(data[: len(data) // 2])
    (aside,) = read_all(inbox, settings)
    assert isinstance(aside, SetAside)


def test_a_mail_without_a_workbook_is_named_but_is_no_error(inbox: Path, settings: Settings) -> None:
    (inbox / "问询.eml").write_bytes(_mail("说明.docx", b"PK").as_bytes())
    (aside,) = read_all(inbox, settings)
    assert isinstance(aside, SetAside)
    assert aside.severity is Severity.WARNING
    assert "王一" in aside.reason


def test_a_forwarded_mail_with_a_zip_is_opened(sent: Path, inbox: Path, same: Callable[..., Submission]) -> None:
    _zip(sent.parent / "a.zip", [(_GbkName(NAME), sent.read_bytes())])
    inner = _mail("一处.zip", (sent.parent / "a.zip").read_bytes())
    outer = EmailMessage()
    outer["From"] = "office@example.org"
    outer["Date"] = "Thu, 21 May 2026 09:30:00 +0800"
    outer.set_content("转")
    outer.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="原信.eml")
    (inbox / "转.eml").write_bytes(outer.as_bytes())
    assert same().file == f"转.eml/原信.eml/一处.zip/{NAME}"


def _encrypted(path: Path, password: str) -> bytes:
    buffer = io.BytesIO()
    with path.open("rb") as source:
        OOXMLFile(source).encrypt(password, buffer)
    return buffer.getvalue()


def test_a_workbook_with_a_password_opens_with_it_and_not_without(
    sent: Path, inbox: Path, settings: Settings, same: Callable[..., Submission]
) -> None:
    (inbox / "一处.xlsx").write_bytes(_encrypted(sent, "廉防2026"))
    (aside,) = read_all(inbox, settings)
    assert isinstance(aside, SetAside)
    assert "密码" in aside.reason
    assert "--password-file" in aside.mend
    (aside,) = read_all(inbox, settings, ("falsch",))
    assert isinstance(aside, SetAside)
    result = same(("falsch", "廉防2026"))
    assert OddityKind.PASSWORD in [oddity.kind for oddity in result.oddities]


def _libreoffice(source: Path, form: str) -> Path:
    """A workbook as LibreOffice itself writes it."""
    command = shutil.which("soffice")
    assert command, "tests need LibreOffice with its spreadsheet part (apt-packages.txt)"
    profile = source.parent / "profile"
    subprocess.run(
        [command, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", form,
         "--outdir", str(source.parent / "made"), str(source)],
        check=True, capture_output=True,
    )  # fmt: skip
    (made,) = (source.parent / "made").iterdir()
    return made


@pytest.mark.parametrize("form", ["xls", "ods", "xlsx"])
def test_a_workbook_written_by_libreoffice_reads_the_same(
    form: str, sent: Path, inbox: Path, same: Callable[..., Submission]
) -> None:
    book = openpyxl.load_workbook(sent)
    page = book["职权目录"]
    page["F4"] = None
    page.merge_cells("F3:F4")
    book.save(sent)
    made = _libreoffice(sent, form)
    # WPS's own .et is the same compound file as .xls.
    shutil.copy(made, inbox / ("一处.et" if form == "xls" else made.name))
    result = same()
    assert [power.department for power in result.powers] == ["一处", "一处"]


def _csv_files(tables: Tables, settings: Settings, folder: Path, encoding: str, delimiter: str = ",") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in settings.columns.sheets:
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, delimiter=delimiter)
        if sheet.layout == "table":
            writer.writerow([column.heading for column in sheet.columns])
        writer.writerows([["" if cell is None else cell for cell in row] for row in tables[sheet.name]])
        (folder / f"一处-{sheet.name}.csv").write_bytes(buffer.getvalue().encode(encoding))


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("utf-16", "\t"), ("gbk", ";")]
)
def test_a_divisions_csv_tables_are_one_workbook(
    encoding: str, delimiter: str, tables: Tables, settings: Settings, inbox: Path, same: Callable[..., Submission]
) -> None:
    _csv_files(tables, settings, inbox / "司里", encoding, delimiter)
    assert same().file == "司里/一处（5个csv）"


def test_csv_tables_come_in_a_zip_too(
    tables: Tables, settings: Settings, inbox: Path, same: Callable[..., Submission], tmp_path: Path
) -> None:
    _csv_files(tables, settings, tmp_path / "csv", "gb18030")
    _zip(inbox / "一处.zip", [(_GbkName(p.name), p.read_bytes()) for p in sorted((tmp_path / "csv").iterdir())])
    same()


def test_a_formula_in_csv_text_stays_text(tables: Tables, settings: Settings, inbox: Path) -> None:
    tables["职权目录"][0][2] = "=1+1"
    _csv_files(tables, settings, inbox, "utf-8")
    (result,) = read_all(inbox, settings)
    assert isinstance(result, Submission)
    assert result.powers[0].name == "=1+1"


def _with_parts(path: Path, parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, parts.pop(name, source.read(name)))
        for name, data in parts.items():
            target.writestr(name, data)
    return buffer.getvalue()


def test_macros_and_links_to_other_files_are_named_and_the_rest_is_read(
    sent: Path, inbox: Path, same: Callable[..., Submission]
) -> None:
    parts = {"xl/vbaProject.bin": b"\xd0\xcf", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    (inbox / "一处.xlsm").write_bytes(_with_parts(sent, parts))
    kinds = [oddity.kind for oddity in same().oddities]
    assert kinds == [OddityKind.MACROS, OddityKind.EXTERNAL_LINKS]


def test_a_formula_without_a_saved_result_is_named_by_cell(sent: Path, inbox: Path, settings: Settings) -> None:
    book = openpyxl.load_workbook(sent)
    book["职权目录"]["J4"] = "=20+30"
    book.save(inbox / "一处.xlsx")
    (result,) = read_all(inbox, settings)
    assert isinstance(result, Submission)
    (oddity,) = result.oddities
    assert oddity.kind is OddityKind.UNCALCULATED
    assert [str(place) for place in oddity.places] == ["职权目录!J4"]


def test_a_formula_with_its_saved_result_is_read(
    tables: Tables, write: Callable[..., Path], inbox: Path, settings: Settings
) -> None:
    path = write(tables, "sent/一处.xlsx")
    book = openpyxl.load_workbook(path)
    book["职权目录"]["J4"] = "=20+30"
    book.save(path)
    shutil.copy(_libreoffice(path, "xlsx"), inbox / "一处.xlsx")
    (result,) = read_all(inbox, settings)
    assert isinstance(result, Submission)
    assert result.powers[1].amount.value == 50
    assert not result.oddities


def test_an_entity_bomb_is_refused(sent: Path, inbox: Path, settings: Settings) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    (inbox / "实体.xlsx").write_bytes(_with_parts(sent, {"xl/workbook.xml": bomb}))
    (aside,) = read_all(inbox, settings)
    assert isinstance(aside, SetAside)
    assert "实体" in aside.reason


def test_a_directory_that_lies_about_sizes_is_refused(sent: Path, inbox: Path, settings: Settings) -> None:
    data = bytearray(sent.read_bytes())
    with zipfile.ZipFile(sent) as archive:
        true_size = archive.getinfo("xl/workbook.xml").file_size
    at = data.rfind(b"xl/workbook.xml") - 46 + 24
    assert int.from_bytes(data[at : at + 4], "little") == true_size
    data[at : at + 4] = (10).to_bytes(4, "little")
    (inbox / "谎.xlsx").write_bytes(data)
    (aside,) = read_all(inbox, settings)
    assert isinstance(aside, SetAside)


def test_a_million_blank_rows_are_nothing(sent: Path, inbox: Path, same: Callable[..., Submission]) -> None:
    with zipfile.ZipFile(sent) as archive:
        sheet = archive.read("xl/worksheets/sheet3.xml")
    blanks = b"".join(b'<row r="%d" ht="15"><c r="A%d" s="1"/></row>' % (n, n) for n in range(1001, 1_048_577))
    (inbox / "空行.xlsx").write_bytes(
        _with_parts(sent, {"xl/worksheets/sheet3.xml": sheet.replace(b"</sheetData>", blanks + b"</sheetData>")})
    )
    same()


def test_a_merge_of_a_million_rows_costs_nothing(sent: Path, inbox: Path, same: Callable[..., Submission]) -> None:
    with zipfile.ZipFile(sent) as archive:
        sheet = archive.read("xl/worksheets/sheet3.xml")
    merged = sheet.replace(
        b"<dataValidations", b'<mergeCells><mergeCell ref="P1:XFD1048576"/></mergeCells><dataValidations'
    )
    assert merged != sheet
    (inbox / "合并.xlsx").write_bytes(_with_parts(sent, {"xl/worksheets/sheet3.xml": merged}))
    same()


def test_a_stray_word_a_million_rows_down_is_refused_with_its_sheet(
    sent: Path, inbox: Path, settings: Settings
) -> None:
    book = openpyxl.load_workbook(sent)
    book["职权目录"]["Z1048576"] = "x"
    book.save(inbox / "远.xlsx")
    (aside,) = read_all(inbox, settings)
    assert isinstance(aside, SetAside)
    assert "职权目录" in aside.reason


def test_hidden_rows_are_read_and_said(sent: Path, inbox: Path, same: Callable[..., Submission]) -> None:
    book = openpyxl.load_workbook(sent)
    book["职权目录"].row_dimensions[4].hidden = True
    book.save(inbox / "一处.xlsx")
    assert [oddity.kind for oddity in same().oddities] == [OddityKind.HIDDEN_ROWS]


def test_a_folder_that_is_a_link_is_named_and_not_entered(sent: Path, inbox: Path, settings: Settings) -> None:
    (inbox / "外面").symlink_to(sent.parent)
    (aside,) = read_all(inbox, settings)
    assert isinstance(aside, SetAside)
    assert aside.file == "外面"


def test_a_rar_archive_says_what_to_do(inbox: Path, settings: Settings) -> None:
    (inbox / "一处.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + b"x" * 64)
    (aside,) = read_all(inbox, settings)
    assert isinstance(aside, SetAside)
    assert "zip" in aside.mend


def test_reading_an_inbox_writes_nothing_into_it(sent: Path, inbox: Path, settings: Settings) -> None:
    _zip(inbox / "一处.zip", [(NAME, sent.read_bytes())])
    before = sorted(inbox.rglob("*"))
    read_all(inbox, settings)
    assert sorted(inbox.rglob("*")) == before


def test_workbooks_are_read_one_at_a_time(sent: Path, inbox: Path) -> None:
    for number in range(3):
        shutil.copy(sent, inbox / f"{number}.xlsx")
    reader = read_inbox(inbox, inbox_files(inbox))
    first = next(reader)
    assert isinstance(first, Workbook)
    (inbox / "2.xlsx").unlink()
    assert [type(item) for item in reader] == [Workbook, SetAside]


def test_defined_names_do_not_disturb(sent: Path, inbox: Path, same: Callable[..., Submission]) -> None:
    book = openpyxl.load_workbook(sent)
    book.defined_names["坏名"] = DefinedName("坏名", attr_text="#REF!")
    book.save(inbox / "一处.xlsx")
    same()
