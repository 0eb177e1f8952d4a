"""Odd workbooks as people mail them: read as the clerk sees them, or named with one line."""

from __future__ import annotations

import base64
import binascii
import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.intake import read_inbox
from pipeline.intake.container import Refused
from pipeline.intake.csvtables import csv_rows
from pipeline.intake.inbox import read_file
from pipeline.intake.numberformat import shown
from pipeline.model import Finding, SetAside, Severity, Submission
from pipeline.normalise import normalise
from pipeline.run.judging import judge, judge_tasks
from pipeline.run.precheck import check_workbooks
from pipeline.settings import Settings
from tests.conftest import Tables

ODD = Path(__file__).parent / "odd"
Edit = Callable[[dict[str, bytes]], dict[str, bytes]]


def arrived(path: Path, settings: Settings) -> list[Submission | SetAside]:
    """What a file gives, alone in an inbox."""
    return [
        item if isinstance(item, SetAside) else normalise(item, settings) for item in read_inbox(path.parent, [path])
    ]


def submission_of(path: Path, settings: Settings) -> Submission:
    """The one workbook that a file gives."""
    (result,) = arrived(path, settings)
    assert isinstance(result, Submission), result
    return result


def findings(submission: Submission, settings: Settings) -> list[Finding]:
    """What the checks say of it."""
    (task,) = judge_tasks([submission], settings)
    return list(judge(task).findings)


def said(submission: Submission, settings: Settings) -> list[tuple[str, str]]:
    """Code and first cell of each finding."""
    return [(finding.code, str(finding.places[0])) for finding in findings(submission, settings)]


def changes(submission: Submission) -> set[tuple[str, str, str]]:
    """Cell, before, after."""
    return {(str(change.place), change.before, change.after) for change in submission.changes}


def edited(path: Path, edit: Edit) -> Path:
    """A workbook with its package's parts changed by hand."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in edit(parts).items():
            archive.writestr(name, part)
    path.write_bytes(buffer.getvalue())
    return path


def cell(parts: dict[str, bytes], sheet: str, name: str, xml: str) -> None:
    """Put a cell's XML in the place of another; ``{s}`` keeps its style."""
    found = re.search(rf'<c r="{name}"([^>]*?)(/>|>.*?</c>)'.encode(), parts[sheet])
    assert found, name
    style = re.search(rb' s="\d+"', found[1])
    new = xml.replace("{s}", style[0].decode() if style else "")
    parts[sheet] = parts[sheet].replace(found[0], new.encode())


CATALOGUE, FLOWS, RISKS = (f"xl/worksheets/sheet{number}.xml" for number in (3, 4, 5))


@pytest.mark.parametrize("name", sorted(path.name for path in ODD.iterdir()))
def test_every_odd_file_gives_workbooks_or_reasons_and_never_an_error(name: str, settings: Settings) -> None:
    for result in arrived(ODD / name, settings):
        if isinstance(result, SetAside):
            assert result.reason
            assert result.mend
        else:
            findings(result, settings)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("95-xlsx-with-encrypted-entry.xlsx", "加密标志"),
        ("xlsx-encflag.xlsx", "加密标志"),
        ("xlsx-badref.xlsx", "范围之外"),
        ("170-stray-cell-XFD1048576.xlsx", "XFD1048576"),
        ("zip-lzma-bad.zip", "损坏"),
        ("150-xlsb-sheet-without-relation.xlsb", "无法读取"),
    ],
)
def test_what_cannot_be_read_is_named_once(name: str, reason: str, settings: Settings) -> None:
    (result,) = arrived(ODD / name, settings)
    assert isinstance(result, SetAside)
    assert reason in result.reason


@pytest.mark.parametrize("name", ["110-sheet-xml-utf16.xlsx", "30-workbook-part-named-otherwise.xlsx"])
def test_parts_of_other_names_and_encodings_are_read(name: str, settings: Settings) -> None:
    submission = submission_of(ODD / name, settings)
    assert (len(submission.powers), len(submission.steps), len(submission.risks)) == (2, 7, 3)


def _capitals(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {name.upper(): part for name, part in parts.items()}


def _backslashes(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {name.replace("/", "\\"): part for name, part in parts.items()}


def _moved(parts: dict[str, bytes]) -> dict[str, bytes]:
    moved = {name.replace("xl/", "book/"): part.replace(b"/xl/", b"/book/") for name, part in parts.items()}
    return {name: part.replace(b'"xl/', b'"book/') for name, part in moved.items()}


def _strict(parts: dict[str, bytes]) -> dict[str, bytes]:
    old = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return {
        name: part.replace(old, b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            rel, b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, part in parts.items()
    }


def _utf16(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {
        name: part.decode().encode("utf-16") if name.endswith((".xml", ".rels")) else part
        for name, part in parts.items()
    }


@pytest.mark.parametrize("edit", [_capitals, _backslashes, _moved, _strict, _utf16])
def test_an_office_package_is_read_however_it_is_written(
    edit: Edit, tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    submission = submission_of(edited(write(tables), edit), settings)
    assert (len(submission.powers), len(submission.steps), len(submission.risks)) == (2, 7, 3)
    assert not [code for code, _ in said(submission, settings) if code.startswith(("F", "R", "G"))]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (500000, '0!.0,"万"', "50.0万"), (500000, '0\\.0,"万元"', "50.0万元"), (1, '"CS01-XK-"000', "CS01-XK-001"),
        (1, "000", "001"), (7, "00\\-000", "00-007"), (46357, 'yyyy"年"m"月"', "2026年12月"),
        (46357, "mmm-yy", "2026年12月"),
        (1, '0"个月"', "1个月"), (1, 'General"个月"', "1个月"), (49.6, '0"万元"', "49.6万元"), (0.5, "0%", "50%"),
        (-5, '0"万";[Red]-0"万"', "-5万"), (3.2e8, '0.00,,"百万"', "320百万"), (46357, 'm"月"d"日"', "12月1日"),
        (500000, "[$¥-804]#,##0.00", "¥500000"), (44895, 'yyyy"年"m"月"', "2022年11月"),
        (1234.5, "#,##0.00", ""), (1234.5, "#,##0.00_);(#,##0.00)", ""), (46357, "yyyy-mm-dd", ""), (3, "General", ""),
        (46357, '[$-804]yyyy"年"m"月"d"日";@', ""), (46357, "m/d/yy h:mm", ""), (1, "@", ""), (0.25, "h:mm", ""),
    ],
)  # fmt: skip
def test_a_number_format_shows_what_a_person_sees(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_what_a_cell_shows_is_read_and_recorded(settings: Settings) -> None:
    money = submission_of(ODD / "12-amount-wan-format.xlsx", settings)
    assert money.powers[1].amount.value == Decimal(50)
    assert ("职权目录!J4", "500000", "50.0万") in changes(money)
    due = submission_of(ODD / "14-due-date-shown-as-month.xlsx", settings)
    assert due.measures[0].due.value == date(2026, 12, 31)
    code = submission_of(ODD / "16-code-001-number-in-catalogue-text-elsewhere.xlsx", settings)
    assert said(code, settings) == []
    mac = submission_of(ODD / "26-date1904-general-number.xlsx", settings)
    assert mac.measures[0].due.value == date(2026, 12, 31)


def test_a_currency_sign_is_named_with_both_readings(
    tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    import openpyxl

    path = write(tables)
    book = openpyxl.load_workbook(path)
    book["职权目录"]["J4"].number_format = '"¥"#,##0'
    book["职权目录"]["J4"] = 500000
    book.save(path)
    (fault,) = [f for f in findings(submission_of(path, settings), settings) if f.code == "F103"]
    assert "¥500000（单元格中为500000）" in fault.message


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#DIV/0!"])
@pytest.mark.parametrize("name", ["I3", "L3", "A3"])
def test_an_error_value_is_one_finding_that_shows_it(
    text: str, name: str, tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    def edit(parts: dict[str, bytes]) -> dict[str, bytes]:
        cell(parts, RISKS, name, f'<c r="{name}"{{s}} t="e"><f>1/0</f><v>{text}</v></c>')
        return parts

    submission = submission_of(edited(write(tables), edit), settings)
    found = [f for f in findings(submission, settings) if f"廉政风险自查表!{name}" in map(str, f.places)]
    assert [f.code for f in found] == ["A108"]
    assert text in found[0].message


def test_a_formula_with_an_empty_result_is_a_blank(settings: Settings) -> None:
    assert said(submission_of(ODD / "122-formula-empty-str.xlsx", settings), settings) == []


@pytest.mark.parametrize(
    "xml",
    [
        '<c r="L3"{s}><f>A1&amp;B1</f></c>',
        '<c r="L3"{s}><f>A1&amp;B1</f><v></v></c>',
        '<c\n r="L3"{s}\n><f\n>A1</f\n><v\n/></c>',
        '<c r="L3"{s}><f t="shared" si="0"/></c>',
        '<c r="L3"{s} t="str"><f>A1</f></c>',
    ],
)
def test_a_formula_without_a_result_is_found_however_it_is_written(
    xml: str, tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    def edit(parts: dict[str, bytes]) -> dict[str, bytes]:
        cell(parts, RISKS, "L3", xml)
        return parts

    submission = submission_of(edited(write(tables), edit), settings)
    assert said(submission, settings) == [("A103", "廉政风险自查表!L3")]


@pytest.mark.parametrize(
    "name", ["18-zero-width.xlsx", "20-bidi-marks-from-windows-calendar.xlsx", "21-other-hyphens-in-codes.xlsx"]
)
def test_characters_that_nobody_sees_make_no_difference_and_are_recorded(name: str, settings: Settings) -> None:
    submission = submission_of(ODD / name, settings)
    assert said(submission, settings) == []
    assert submission.changes


@pytest.mark.parametrize(
    "code", ["CS01-XK\u00ad-001", "CS01\u2060-XK-001", "ＣＳ01−XK–001", "CS01-XK-001_x000D_", "CS01‑XK‑00１\ufe0f"]
)
def test_a_code_is_the_same_whatever_hides_in_it(
    code: str, tables: Tables, read: Callable[[Tables], Submission]
) -> None:
    tables["权力运行流程"][0][0] = code
    assert read(tables).steps[0].power_code == "CS01-XK-001"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年12月31日 星期四", "2026-12-31"), ("2026-12-31（周四）", "2026-12-31"), ("2026－12－31", "2026-12-31"),
        ("2026—12—31", "2026-12-31"), ("2026-10-31 下午3:30", "2026-10-31"), ("2026/10/31 15:30:00", "2026-10-31"),
        ("2026-10-31T15:30", "2026-10-31"), ("\u200e2026\u200e-12\u200e-31", "2026-12-31"),
    ],
)  # fmt: skip
def test_a_date_may_have_a_weekday_a_time_or_other_dashes(
    text: str, day: str, tables: Tables, read: Callable[[Tables], Submission]
) -> None:
    tables["廉政风险自查表"][0][12] = text
    due = read(tables).measures[0].due.value
    assert due is not None
    assert due.isoformat() == day


@pytest.mark.parametrize(
    ("text", "term"), [("√", "是"), ("☑是□否", "是"), ("□是 ☑否", "否"), ("■是□部分有效□否", "是"), ("×", "否")]
)
def test_a_ticked_box_is_its_word(text: str, term: str, tables: Tables, read: Callable[[Tables], Submission]) -> None:
    tables["评估检查表"][0][1] = text
    assert read(tables).evaluations[0].found == term


def test_boxes_ticked_twice_or_not_at_all_say_nothing(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables["评估检查表"][0][1], tables["评估检查表"][1][1] = "☑是☑否", "□是□否"
    assert [code for code, _ in said(read(tables), settings)] == ["T201", "T201"]


def test_a_row_struck_out_is_hinted_at(settings: Settings) -> None:
    submission = submission_of(ODD / "137-struck-through-row.xlsx", settings)
    assert said(submission, settings) == [("A109", "廉政风险自查表!A4")]


def test_a_code_that_lost_its_end_is_named_once(settings: Settings) -> None:
    found = findings(submission_of(ODD / "08-18digit-code-as-number.xlsx", settings), settings)
    assert [(f.code, len(f.places)) for f in found] == [("A110", 7)]


def test_steps_from_zero_are_a_hint(settings: Settings) -> None:
    found = findings(submission_of(ODD / "steps-numbered-from-0.xlsx", settings), settings)
    assert [f.message for f in found if f.code == "C306"] == ["职权“CS01-XK-001”的环节序号从 0 编起"]


@pytest.mark.parametrize("field", range(13))
def test_thirty_two_thousand_digits_in_any_cell_are_no_error_of_ours(
    field: int, tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables["职权目录"][0][field] = "9" * 32000
    tables["权力运行流程"][0][min(field, 10)] = "9" * 32000
    tables["廉政风险自查表"][0][field] = "1" * 32000
    findings(read(tables), settings)


def test_overlapping_merges_are_named_and_not_waited_for(
    tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    def edit(parts: dict[str, bytes]) -> dict[str, bytes]:
        rows = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>x</v></c></row>' for n in range(100, 30000)).encode()
        merges = "".join(f'<mergeCell ref="A{n}:M30000"/>' for n in range(3, 1003)).encode()
        sheet = parts[RISKS].replace(b"</sheetData>", rows + b"</sheetData>")
        assert b"<mergeCells" not in sheet
        parts[RISKS] = sheet.replace(
            b"</sheetData>", b'</sheetData><mergeCells count="1000">' + merges + b"</mergeCells>"
        )
        return parts

    (result,) = arrived(edited(write(tables), edit), settings)
    assert isinstance(result, SetAside)
    assert "合并单元格" in result.reason


def test_one_file_is_read_the_same_alone(settings: Settings) -> None:
    path = ODD / "12-amount-wan-format.xlsx"
    assert read_file(path, path.name).sheets == next(iter(read_inbox(ODD, [path]))).sheets  # type: ignore[union-attr]


def _mail(*parts: str, before: str = "") -> bytes:
    lines = [f"{before}From: wang@example.invalid", "Date: Wed, 20 May 2026 10:00:00 +0800", "MIME-Version: 1.0"]
    lines += ["Content-Type: multipart/mixed; boundary=b", ""]
    for part in parts:
        lines += ["--b", part]
    return "\r\n".join([*lines, "--b--", ""]).encode()


def _attached(data: bytes, kind: str, *headers: str) -> str:
    code = base64.encodebytes(data).decode()
    return "\r\n".join([f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", *headers, "", code])


def _uuencoded(data: bytes, name: str) -> str:
    lines = [binascii.b2a_uu(data[at : at + 45]).decode().rstrip("\n") for at in range(0, len(data), 45)]
    return "\r\n".join(["Content-Type: text/plain", "", "请查收", f"begin 644 {name}", *lines, "`", "end"])


def _tnef(data: bytes) -> bytes:
    def attribute(level: int, name: int, kind: int, body: bytes) -> bytes:
        total = sum(body) & 0xFFFF
        return struct.pack("<BHHI", level, name, kind, len(body)) + body + struct.pack("<H", total)

    rendering = struct.pack("<HIHHI", 1, 0xFFFFFFFF, 32, 32, 0)
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        (
            attribute(1, 0x9006, 8, struct.pack("<I", 0x10000)),
            attribute(2, 0x9002, 6, rendering),
            attribute(2, 0x8010, 1, b"in.xlsx\0"),
            attribute(2, 0x800F, 6, data),
        )
    )


def _signed(data: bytes) -> bytes:
    from asn1crypto import cms

    content: dict[str, object] = {"version": "v1", "digest_algorithms": [], "signer_infos": []}
    content["encap_content_info"] = {"content_type": "data", "content": data}
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(content)}).dump())


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "without a name": lambda data: _mail(_attached(data, SHEET)),
    "without a name, of no known type": lambda data: _mail(_attached(data, "application/octet-stream")),
    "named .txt": lambda data: _mail(_attached(data, 'text/plain; name="表.txt"')),
    "named .doc": lambda data: _mail(_attached(data, 'application/msword; name="a.doc"')),
    "uuencoded": lambda data: _mail(_uuencoded(data, "in.xlsx")),
    "in base64 message/rfc822": lambda data: _mail(_attached(_mail(_attached(data, SHEET)), "message/rfc822")),
    "in a named base64 message/rfc822": lambda data: _mail(
        _attached(_mail(_attached(data, SHEET)), 'message/rfc822; name="f.eml"')
    ),
    "in winmail.dat": lambda data: _mail(_attached(_tnef(data), 'application/ms-tnef; name="winmail.dat"')),
    "signed": lambda data: _mail(
        _attached(_signed(_mail(_attached(data, SHEET))), 'application/pkcs7-mime; name="smime.p7m"')
    ),
    "signed, the workbook alone": lambda data: _mail(
        _attached(_signed(data), 'application/pkcs7-mime; name="表.xlsx.p7m"')
    ),
    "after blank lines": lambda data: b"\r\n\r\n" + _mail(_attached(data, SHEET)),
    "after a byte order mark": lambda data: b"\xef\xbb\xbf" + _mail(_attached(data, SHEET)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_workbook_is_found_in_an_odd_mail(
    way: str, tables: Tables, write: Callable[..., Path], tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "信.eml"
    path.write_bytes(WAYS[way](write(tables, "sent/一处.xlsx").read_bytes()))
    submission = submission_of(path, settings)
    assert len(submission.powers) == 2
    assert submission.origin.mailed is not None


@pytest.mark.parametrize(
    "name", ["50-attachment-no-name.eml", "59-rfc822-base64.eml", "61-smime-opaque-signed.eml",
             "65-eml-leading-blank-line.eml", "82-zip-macosx.zip", "160-csv-semicolons-in-remarks.zip"]
)  # fmt: skip
def test_the_workbook_is_found_and_nothing_else_is_said(name: str, settings: Settings) -> None:
    assert said(submission_of(ODD / name, settings), settings) == []


def test_what_lies_beside_a_workbook_in_an_archive_is_one_line(
    tables: Tables, write: Callable[..., Path], tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "包.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("一处.xlsx", write(tables, "sent/一处.xlsx").read_bytes())
        for number in range(300):
            archive.writestr(f"照片/{number}.jpg", b"\xff\xd8")
        archive.writestr("关于报送的函.docx", b"x")
        archive.writestr(".DS_Store", b"x")
        archive.writestr("照片/Thumbs.db", b"x")
    results = arrived(path, settings)
    (aside,) = [result for result in results if isinstance(result, SetAside)]
    assert "301个文件" in aside.reason
    assert aside.severity is Severity.HINT
    assert len(results) == 2


@pytest.mark.parametrize("name", ["函.docx", "Thumbs.db"])
def test_an_archive_without_a_workbook_is_refused_once(name: str, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "包.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, b"x")
    (aside,) = arrived(path, settings)
    assert isinstance(aside, SetAside)
    assert "没有填报表" in aside.reason


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('a,b,c\n1,"x;y;z;w",2\n', ["1", "x;y;z;w", "2"]),
        ("a,b,c\n1,x;y;z;w;v;u,2\n", ["1", "x;y;z;w;v;u", "2"]),
        ("a;b;c\n1;x,y,z,w;2\n", ["1", "x,y,z,w", "2"]),
        ("目录\na\tb\tc\n1\tx,y;z\t2\n", ["1", "x,y;z", "2"]),
        ('a,b,c\n1,"x\n;;;;;\ny",2\n', ["1", "x\n;;;;;\ny", "2"]),
    ],
)
def test_the_sign_between_fields_is_found(text: str, cells: list[str]) -> None:
    assert csv_rows(text.encode())[-1] == cells


def test_one_bad_byte_costs_one_character() -> None:
    assert csv_rows("权力名称,备注\n测试许可,好".encode() + b"\xff" + "的\n".encode())[1] == ["测试许可", "好\ufffd的"]


def test_a_table_of_other_bytes_is_named_with_its_line() -> None:
    with pytest.raises(Refused, match="第2行"):
        csv_rows("名称\n".encode() + bytes(range(128, 256)) * 20)


def test_a_table_of_too_many_columns_is_named() -> None:
    with pytest.raises(Refused, match="行列数"):
        csv_rows(b"a," * 20000)


@pytest.mark.parametrize("data", [struct.pack("<IH", 0x223E9F78, 1), b"From a@b Wed May 20\n"])
def test_an_empty_wrapping_is_named(data: bytes, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "winmail.dat"
    path.write_bytes(data)
    (aside,) = arrived(path, settings)
    assert isinstance(aside, SetAside)


@pytest.mark.parametrize("day", ["Fri, 31 Dec 9999 23:59:59 -0800", "Mon, 01 Jan 0001 00:00:00 +0800", "昨天"])
def test_a_mail_of_any_date_is_read(
    day: str, tables: Tables, write: Callable[..., Path], tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "信.eml"
    mail = _mail(_attached(write(tables, "sent/一处.xlsx").read_bytes(), SHEET))
    path.write_bytes(mail.replace(b"Wed, 20 May 2026 10:00:00 +0800", day.encode()))
    assert submission_of(path, settings).powers


def test_a_workbook_with_the_password_that_excel_tries_is_opened(
    tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    path = write(tables)
    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(path.read_bytes())).encrypt("VelvetSweatshop", buffer)
    path.write_bytes(buffer.getvalue())
    submission = submission_of(path, settings)
    assert len(submission.powers) == 2
    assert not submission.oddities


def test_a_dangling_relation_does_not_keep_a_workbook_from_being_marked(tmp_path: Path) -> None:
    path = tmp_path / "一处.xlsx"
    path.write_bytes((ODD / "113-comments-part-missing.xlsx").read_bytes())
    checked = check_workbooks([path], mark=True)
    assert not checked.notes
    assert len(checked.marked) == 1


@pytest.mark.parametrize(
    "name", ["101-raw-vt", "107-bad-attr-dup", "108-workbook-xml-lenient", "115-sheet-rels-broken"]
)
def test_what_cannot_be_marked_is_told_of_and_its_findings_stand(name: str, tmp_path: Path) -> None:
    path = tmp_path / "一处.xlsx"
    path.write_bytes((ODD / f"{name}.xlsx").read_bytes())
    checked = check_workbooks([path], mark=True)
    assert "T201" in {finding.code for finding in checked.findings}
    assert ["标注本未能写出" in note for note in checked.notes] == [True]
    assert not checked.set_aside
