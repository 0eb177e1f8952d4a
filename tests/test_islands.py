"""Every file is an island: whatever a file does costs that file only, and no one gets another's workbook back."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.check import check_unit
from pipeline.intake import Workbook, read_inbox
from pipeline.intake.inbox import inbox_files
from pipeline.intake.isolated import Failed, Limits, Workers
from pipeline.likeness.texts import Likeness
from pipeline.model import ExpectedDivision, SetAside, Submission
from pipeline.papers.file_names import file_names
from pipeline.papers.returns import return_names
from pipeline.render.excel.template import standard_workbook
from pipeline.run.arrival import read_arrived
from pipeline.run.order import carry_out
from pipeline.run.precheck import check_workbooks
from pipeline.settings import Settings, load_settings
from pipeline.view.attendance import attendance
from tests.conftest import CLEAN, Tables, job

NAMES = ("填报表.xlsx", "填报表（2）.xlsx", "填报表（3）.xlsx", "A.xlsx", "a.xlsx")


def _misbehaving(number: int) -> int | Callable[[], int]:
    match number:
        case 1:
            os.abort()
        case 2:
            time.sleep(60)
        case 3:
            return len(bytearray(1 << 40))
        case 4:
            raise ValueError("wrong")
        case 5:
            return lambda: 1
        case 6:
            os._exit(0)
        case 7:
            return _misbehaving(7)
    return number * number


@pytest.mark.parametrize("count", [1, 3])
def test_a_task_that_dies_hangs_or_wants_everything_costs_itself_alone(count: int) -> None:
    with Workers(count, Limits(seconds=5)) as workers:
        results = list(workers.tried(_misbehaving, range(12)))
        again = list(workers.tried(_misbehaving, [8]))
    assert [n for n, result in enumerate(results) if isinstance(result, Failed)] == [1, 2, 3, 4, 5, 6, 7]
    assert results[8:] == [64, 81, 100, 121]
    assert again == [64]
    assert [results[n] for n in (1, 2, 3)] == [
        Failed("处理时进程意外中止"),
        Failed("用时超过5秒，已中止"),
        Failed("需要的内存过大"),
    ]


def _workbook_of(unit: str, settings: Settings) -> bytes:
    tables = {**CLEAN, "单位信息": [["单位名称", unit], *CLEAN["单位信息"][1:]]}
    return standard_workbook(settings.columns, settings.vocabulary, tables)  # type: ignore[arg-type]


SETTINGS = load_settings()
UNITS = [f"第{number}司" for number in range(6)]
BOOKS = {unit: _workbook_of(unit, SETTINGS) for unit in UNITS}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=6), st.sampled_from(["zip", "mail", "mail in a zip"]))
def test_whatever_attachments_are_called_each_workbook_stays_its_own(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], way: str
) -> None:
    folder = tmp_path_factory.mktemp("names")
    inbox, kept = folder / "inbox", folder / "kept"
    inbox.mkdir()
    kept.mkdir()
    sent = list(zip(names, UNITS, strict=False))
    _send(inbox, [(name, BOOKS[unit]) for name, unit in sent], way)
    with Workers(1) as workers:
        arrived = read_arrived(inbox, (), (), SETTINGS, kept, workers)
    assert {submission.info.unit for submission in arrived.submissions} == {unit for _, unit in sent}
    files = [submission.file for submission in arrived.submissions]
    assert len({file.casefold() for file in files}) == len(sent)
    returned = return_names(files)
    assert len({name.casefold() for name in returned.values()}) == len(sent)
    for submission in arrived.submissions:
        assert _unit_in(arrived.originals[submission.file]) == submission.info.unit


def _send(inbox: Path, files: list[tuple[str, bytes]], way: str) -> None:
    if way == "zip":
        _zip(inbox / "包.zip", files)
        return
    message = EmailMessage()
    message["From"] = "wang@example.invalid"
    message["Subject"] = "报送"
    message.set_content("见附件")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    if way == "mail":
        (inbox / "信.eml").write_bytes(message.as_bytes())
    else:
        _zip(inbox / "包.zip", [("信.eml", message.as_bytes()), ("信（2）.eml", b"")])


def _zip(path: Path, files: list[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data)


def _unit_in(path: Path) -> object:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    return next(row[1].value for row in book["单位信息"].iter_rows() if str(row[0].value).startswith("单位名称"))


@pytest.mark.parametrize(
    "unit", ["CON", "nul.txt", "职权目录", "长" * 300, "a/../b", "尾点.", "零\u200b宽", "半\ud800对", "COM1", "."]
)
def test_a_unit_of_any_name_has_a_safe_file_name(unit: str) -> None:
    name = file_names([unit, f"{unit} "])[unit]
    assert 0 < len(name.encode()) <= 140
    assert not set(name) & set('\\/:*?"<>|')
    assert name.upper() not in {"CON", "NUL.TXT", "COM1", ".", ".."}
    assert name == name.strip(" .")


def test_units_that_differ_in_capitals_alone_have_two_folders() -> None:
    names = file_names(["ABC司", "abc司", "abc司_2"])
    assert len({name.casefold() for name in names.values()}) == 3


def test_a_run_goes_past_what_is_no_file_at_all(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    inbox = write(tables).parent
    os.mkfifo(inbox / "管道.xlsx")
    (inbox / "断.xlsx").symlink_to(tmp_path / "没有")
    (inbox / "零.xlsx").symlink_to("/dev/zero")
    with (inbox / "大.xlsx").open("wb") as huge:
        huge.truncate(20 << 30)
    results = {item.file: item for item in read_inbox(inbox, inbox_files(inbox))}
    assert isinstance(results.pop("一处.xlsx"), Workbook)
    assert all(isinstance(item, SetAside) for item in results.values())
    assert set(results) == {"管道.xlsx", "断.xlsx", "零.xlsx", "大.xlsx"}


def test_archives_in_an_archive_share_one_allowance(tables: Tables, write: Callable[..., Path]) -> None:
    inbox = write(tables).parent
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("零.bin", bytes(60 << 20))
    _zip(inbox / "包.zip", [(f"{number}.zip", inner.getvalue()) for number in range(40)])
    results = [item for item in read_inbox(inbox, inbox_files(inbox)) if isinstance(item, SetAside)]
    assert sum("过大" in item.reason for item in results) > 30


def test_a_workbook_that_breaks_the_checks_costs_itself_alone(
    monkeypatch: pytest.MonkeyPatch, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    honest = check_unit

    def breaking(name: str, submissions: tuple[Submission, ...], *rest: object) -> object:
        if any(submission.info.division == "坏处" for submission in submissions):
            os.abort()
        return honest(name, submissions, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("pipeline.run.judging.check_unit", breaking)
    first = write(tables)
    tables["单位信息"][1][1] = "坏处"
    tables["职权目录"][0][1] = tables["职权目录"][0][1] = "CS02-XK-001"
    tables["职权目录"][0][2], tables["职权目录"][1][2] = "另一许可", "另一采购"
    second = write(tables, "inbox/坏处.xlsx")
    run = carry_out(job(first.parent, tmp_path / "out"), lambda line: None)
    assert [aside.file for aside in run.all_units.set_aside] == ["坏处.xlsx"]
    assert [s.file for register in run.all_units.registers for s in register.submissions] == ["一处.xlsx"]
    assert run.errors
    checked = check_workbooks([first, second])
    assert [aside.file for aside in checked.set_aside] == [str(second)]
    assert checked.files == (str(first),)


def test_a_paper_and_a_marked_copy_that_break_cost_themselves_alone(
    monkeypatch: pytest.MonkeyPatch, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    def broken(*_: object) -> bytes:
        raise KeyError("no such part")

    tables["职权目录"][0][3] = ""
    path = write(tables)
    monkeypatch.setattr("pipeline.render.files.marked_copy", broken)
    monkeypatch.setattr("pipeline.papers.measure_list._charges", broken)
    run = carry_out(job(path.parent, tmp_path / "out"), lambda line: None)
    names = [file for file in run.files if "退回修改" in file]
    assert any(name.endswith("退回修改通知.docx") for name in names)
    assert not any(name.endswith("（退回修改）.xlsx") for name in names)
    assert "职权目录/测试司.docx" in run.files
    assert sum("未能生成" in note for note in run.notes) == 2
    assert run.failures == 2


def test_a_division_whose_file_cannot_be_read_has_reported(settings: Settings) -> None:
    expected = [ExpectedDivision(unit, division) for unit, division in
                (("人事司", "干部处"), ("人事司", "综合处"), ("财务司", "综合处"), ("办公厅", ""))]  # fmt: skip
    asides = [SetAside("五月/干部处填报表.xlsx", "坏", "重发"), SetAside("财务司综合处.xls", "坏", "重发")]
    found = attendance(expected, [], Likeness(settings.rules.likeness), asides)
    assert [(u.unit, u.division, u.file) for u in found.unread] == [
        ("人事司", "干部处", "五月/干部处填报表.xlsx"),
        ("财务司", "综合处", "财务司综合处.xls"),
    ]
    assert [(a.unit, a.division) for a in found.absent] == [("人事司", "综合处"), ("办公厅", "")]


@pytest.mark.parametrize("name", ["表\x01\x1b.xlsx", "表\uffff.xlsx", "表\x7f\n.xlsx"])
def test_a_member_of_any_name_stands_in_all_papers(name: str, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    _zip(inbox / "包.zip", [(name, BOOKS["第0司"])])
    run = carry_out(job(inbox, tmp_path / "out"), lambda line: None)
    assert not run.failures
    assert "台账.xlsx" in run.files
    assert [s.info.unit for register in run.all_units.registers for s in register.submissions] == ["第0司"]
