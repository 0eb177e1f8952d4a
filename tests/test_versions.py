"""Several workbooks of one division, and who has not reported: the office sees each, none is lost silently."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.check import check_unit
from pipeline.cli import main
from pipeline.errors import BadList
from pipeline.intake.expected import expected_divisions
from pipeline.likeness.texts import Likeness
from pipeline.model import ExpectedDivision, Origin, Submission
from pipeline.normalise import newest
from pipeline.run.order import carry_out
from pipeline.settings import Settings
from pipeline.view.attendance import attendance
from tests.conftest import CLEAN, Tables, job


@pytest.fixture
def version(read: Callable[[Tables], Submission]) -> Callable[..., Submission]:
    """One division's workbook of a day, as a file of a name."""

    def make(file: str, day: str = "2026-05-20", origin: Origin | None = None) -> Submission:
        tables = copy.deepcopy(CLEAN)
        tables["单位信息"][5][1] = day
        return replace(read(tables), file=file, origin=origin or Origin(file))

    return make


def _mailed(day: int) -> Origin:
    return Origin(f"mail{day}", datetime(2026, 6, day, tzinfo=UTC), "王一")


def test_the_newest_by_its_own_date_counts(version: Callable[..., Submission], settings: Settings) -> None:
    old, new = version("b.xlsx", "2026-05-20"), version("a.xlsx", "2026-06-01")
    kept, superseded = newest([old, new], settings.wording.versions)
    assert kept == [new]
    (listed,) = superseded
    assert (listed.file, listed.by) == ("b.xlsx", "a.xlsx")
    assert "2026-05-20早于" in listed.reason


def test_its_own_date_weighs_more_than_the_mails(version: Callable[..., Submission], settings: Settings) -> None:
    old = version("a.eml/a.xlsx", "2026-05-20", _mailed(9))
    new = version("b.eml/a.xlsx", "2026-06-01", _mailed(2))
    assert newest([old, new], settings.wording.versions)[0] == [new]


def test_of_one_date_the_later_mail_counts(version: Callable[..., Submission], settings: Settings) -> None:
    first, second = version("z.eml/a.xlsx", origin=_mailed(1)), version("a.eml/a.xlsx", origin=_mailed(3))
    kept, (old,) = newest([first, second], settings.wording.versions)
    assert kept == [second]
    assert "邮件早于" in old.reason


def test_a_mended_copy_counts_before_what_it_was_returned_for(
    version: Callable[..., Submission], settings: Settings
) -> None:
    returned = version("a（退回修改）.xlsx", origin=Origin("x", returned=1))
    kept, (old,) = newest([returned, version("z.xlsx")], settings.wording.versions)
    assert kept == [returned]
    assert "退回修改后" in old.reason


def test_what_cannot_be_told_apart_is_said(version: Callable[..., Submission], settings: Settings) -> None:
    kept, (old,) = newest([version("第10版.xlsx"), version("第2版.xlsx")], settings.wording.versions)
    assert kept[0].file == "第10版.xlsx"
    assert "请核对" in old.reason


def test_the_same_file_twice_is_one(version: Callable[..., Submission], settings: Settings) -> None:
    one, two = version("a.xlsx", origin=Origin("same")), version("b/a.xlsx", origin=Origin("same"))
    kept, (old,) = newest([one, two], settings.wording.versions)
    assert len(kept) == 1
    assert "完全相同" in old.reason


def test_two_divisions_under_one_name_both_count_and_are_both_named(
    tables: Tables, read: Callable[[Tables], Submission], version: Callable[..., Submission], settings: Settings
) -> None:
    for row in tables["职权目录"]:
        row[2] = f"别的{row[2]}"
    for sheet in tables.values():
        for row in sheet:
            row[:] = [str(cell).replace("CS01", "CS02") if isinstance(cell, str) else cell for cell in row]
    tables["单位信息"][2][1] = "孙三"
    other = replace(read(tables), file="另一处.xlsx")
    kept, superseded = newest([version("一处.xlsx"), other], settings.wording.versions)
    assert len(kept) == 2
    assert not superseded
    findings = [f for f in check_unit("测试司", tuple(kept), settings) if f.code == "A106"]
    (finding,) = findings
    assert "一处.xlsx”（王一）" in finding.message
    assert "另一处.xlsx”（孙三）" in finding.message


@pytest.mark.parametrize("form", ["toml", "xlsx", "csv"])
def test_the_list_of_who_should_report_may_be_a_sheet_or_a_file(form: str, tmp_path: Path) -> None:
    expected = (ExpectedDivision("人事司", "干部处"), ExpectedDivision("人事司", "综合处"))
    path = tmp_path / {"toml": "units.toml", "xlsx": "应报单位.xlsx", "csv": "应报单位.csv"}[form]
    if form == "toml":
        path.write_text('[[unit]]\nname = "人事司"\ndivisions = ["干部处", "综合处"]\n', "utf-8")
    elif form == "csv":
        path.write_bytes("序号,单位名称,填报处室\n1,人事司,干部处\n2,人事司,综合处\n".encode("gb18030"))
    else:
        book = openpyxl.Workbook()
        page = book.worksheets[0]
        for row in (["2026年应报名单"], ["单位名称", "填报处室"], ["人事司", "干部处"], [None, "综合处"]):
            page.append(row)
        page.merge_cells("A3:A4")
        book.save(path)
    assert expected_divisions(path) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "units.toml：缺少“unit”（列表）"),
        ("[[unit]]\nnom = 1", "units.toml 第2行：不认识的设置“nom”"),
        ("unit = 3", "units.toml 第1行：“unit”应为列表，现在是 3"),
        ("[[unit", "units.toml 第1行：格式有误"),
        ('[[unit]]\nname = "人事司"\n\n[[unit]]\nname = 7', "units.toml 第5行：“name”应为文字，现在是 7"),
        ('[[unit]]\nname = "人事司"\ndivisions = "干部处"', "units.toml 第3行：“divisions”应为列表"),
        ('[[unit]]\nname = ""', "units.toml 第2行：“name”不能为空"),
    ],
)
def test_a_list_that_cannot_be_read_is_told_with_its_lines(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "units.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadList, match="应报名单") as raised:
        expected_divisions(path)
    assert said in str(raised.value)


def test_who_is_absent_and_who_may_have_misspelt_his_name(
    version: Callable[..., Submission], settings: Settings
) -> None:
    likeness = Likeness(settings.rules.likeness)
    expected = [
        ExpectedDivision("测试司", "一处"), ExpectedDivision("测试司", "二处"), ExpectedDivision("别的局", ""),
    ]  # fmt: skip
    reported = version("a.xlsx")
    found = attendance(expected, [reported], likeness)
    assert [(a.unit, a.division) for a in found.absent] == [("测试司", "二处"), ("别的局", "")]
    assert found.unlisted == ()
    misspelt = replace(reported, info=replace(reported.info, division="第二处"))
    found = attendance(expected, [misspelt], likeness)
    assert ("二处", "测试司第二处") in [(a.division, a.alike) for a in found.absent]
    assert found.unlisted == (("测试司", "第二处"),)
    # Another number is another division; and of two that are as near, neither is meant.
    third = replace(reported, info=replace(reported.info, division="登记三处"))
    assert {a.alike for a in attendance([ExpectedDivision("测试司", "登记二处")], [third], likeness).absent} == {""}
    named = ("登记科处", "登记室处")
    twins = [replace(reported, info=replace(reported.info, division=name)) for name in named]
    assert {a.alike for a in attendance([ExpectedDivision("测试司", "登记处")], twins, likeness).absent} == {""}


def test_nobody_is_absent_without_a_list(version: Callable[..., Submission], settings: Settings) -> None:
    assert attendance((), [version("a.xlsx")], Likeness(settings.rules.likeness)).absent == ()


def test_a_run_lists_old_versions_and_absent_divisions(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    write(tables, "inbox/一处新.xlsx")
    tables["单位信息"][5][1] = "2026-05-01"
    inbox = write(tables, "inbox/一处旧.xlsx").parent
    (inbox / "units.toml").write_text('[[unit]]\nname = "测试司"\ndivisions = ["一处", "二处"]\n', "utf-8")
    result = CliRunner().invoke(main, ["reports", "--inbox", str(inbox), "--out", str(tmp_path / "out"), "--no-pdf"])
    assert result.exit_code == 0, result.output
    assert "旧版本：一处旧.xlsx" in result.output
    assert "未报送：测试司二处" in result.output
    page = (tmp_path / "out" / "2026" / "index.html").read_text("utf-8")
    assert "一处旧.xlsx" in page
    assert "未报送（1）" in page
    book = openpyxl.load_workbook(tmp_path / "out" / "2026" / "台账.xlsx")
    listed = [[cell.value for cell in row] for row in book["旧版本和未报送"].iter_rows(min_row=2)]
    assert [row[2] for row in listed] == ["旧版本", "未报送"]


def test_records_of_an_old_version_count_nowhere(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    write(tables, "inbox/新.xlsx")
    tables["单位信息"][5][1] = "2026-05-01"
    inbox = write(tables, "inbox/旧.xlsx").parent
    run = carry_out(job(inbox, tmp_path / "out"), lambda line: None)
    assert sum(len(register.powers) for register in run.all_units.registers) == 2
    assert not [f for f in run.all_units.findings if f.severity == "错误"]
