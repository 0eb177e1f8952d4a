"""What was read is what is recorded; only the office decides, and never by a mail."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

from pipeline.intake.received import KEPT, Received
from pipeline.run.job import Run
from pipeline.run.order import carry_out
from tests.conftest import Tables, job
from tests.test_decisions import RAISE, THIRD, fill


def inputs(run: Run) -> dict[str, str]:
    listed = json.loads((run.target / "manifest.json").read_text("utf-8"))["inputs"]
    return {entry["file"]: entry["sha256"] for entry in listed}


def test_a_file_that_is_replaced_during_the_run_is_recorded_as_it_was_read(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    path = write(tables)
    before = sha256(path.read_bytes()).hexdigest()

    def replaced(line: str) -> None:
        if line.startswith("检查"):
            path.write_bytes(b"another")

    assert inputs(carry_out(job(path.parent, tmp_path / "out"), replaced)) == {"一处.xlsx": before}


def test_an_inbox_that_vanishes_during_the_run_costs_nothing(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    path = write(tables)

    def gone(line: str) -> None:
        if line.startswith("检查"):
            shutil.rmtree(path.parent)

    run = carry_out(job(path.parent, tmp_path / "out"), gone)
    assert not run.errors
    assert (run.target / "职权目录" / "测试司.docx").is_file()


def test_copies_of_what_was_read_are_kept_by_their_hash_for_the_office_alone(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    path = write(tables)
    shutil.copy(path, path.with_name("同一份.xlsx"))
    order = replace(job(path.parent, tmp_path / "out"), keep=True)
    run = carry_out(order, lambda line: None)
    kept = tmp_path / "out" / KEPT
    (copy,) = kept.iterdir()
    assert copy.read_bytes() == path.read_bytes()
    assert copy.name == f"{inputs(run)['一处.xlsx']}.xlsx"
    assert kept.stat().st_mode & 0o777 == 0o700
    # They may be removed; and the last output's own decision sheet is read, too.
    shutil.rmtree(kept)
    sheet = run.target / "审定意见表.xlsx"
    read = {copy.name, f"{sha256(sheet.read_bytes()).hexdigest()}.xlsx"}
    carry_out(order, lambda line: None)
    assert {entry.name for entry in kept.iterdir()} == read


def test_inputs_are_never_changed(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    tables["职权目录"][0][3] = "行政审批类"
    path = write(tables)
    (path.parent / "坏.xlsx").write_bytes(b"PK broken")
    before = {entry: (entry.read_bytes(), entry.stat().st_mtime_ns) for entry in path.parent.iterdir()}
    carry_out(replace(job(path.parent, tmp_path / "out"), keep=True), lambda line: None)
    assert {entry: (entry.read_bytes(), entry.stat().st_mtime_ns) for entry in path.parent.iterdir()} == before


def test_what_is_no_plain_file_looks_the_same_to_its_reader(tmp_path: Path) -> None:
    import os

    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "link.xlsx").symlink_to("/dev/zero")
    os.mkfifo(inbox / "pipe.xlsx")
    (inbox / "large.xlsx").touch()
    os.truncate(inbox / "large.xlsx", 20 * 1024**3)
    received = Received(tmp_path / "run")
    received.take_inbox(inbox, sorted(inbox.iterdir()))
    assert received.inbox.joinpath("link.xlsx").is_symlink()
    assert received.inbox.joinpath("pipe.xlsx").is_fifo()
    assert received.inbox.joinpath("large.xlsx").stat().st_size == 20 * 1024**3
    assert received.inbox.joinpath("large.xlsx").stat().st_blocks < 100
    assert received.digests == {}


def _mail(name: str, data: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "someone@example.org", "审定"
    message.set_content("见附件")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def _zip(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize("name", ["审定意见表.xlsx", "审定意见表（张）.xlsx", "子文件夹/审定意见表.xlsx"])
@pytest.mark.parametrize("way", ["mail", "zip", "mail in zip", "folder"])
def test_a_decision_sheet_that_was_sent_decides_nothing_and_is_named(
    way: str, name: str, tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    inbox = write(tables).parent
    order = job(inbox, tmp_path / "out")
    sheet = carry_out(order, lambda line: None).target / "审定意见表.xlsx"
    book = openpyxl.load_workbook(sheet)
    fill(THIRD, **RAISE)(book["审定意见"])
    filled = tmp_path / "filled.xlsx"
    book.save(filled)
    data, last = filled.read_bytes(), name.rpartition("/")[2]
    match way:
        case "mail":
            (inbox / "信.eml").write_bytes(_mail(last, data))
        case "zip":
            (inbox / "包.zip").write_bytes(_zip(name, data))
        case "mail in zip":
            (inbox / "包.zip").write_bytes(_zip("信.eml", _mail(last, data)))
        case _:
            place = inbox / "来信" / name
            place.parent.mkdir(parents=True)
            place.write_bytes(data)
    run = carry_out(order, lambda line: None)
    assert not [d for register in run.all_units.registers for d in register.records.decisions]
    (aside,) = run.all_units.set_aside
    assert aside.file.endswith(last)
    assert "没有采用" in aside.reason
    assert "最上一层" in aside.mend
    # The office, having looked at it, puts it where only it puts files.
    shutil.copy(filled, inbox / last)
    run = carry_out(order, lambda line: None)
    assert [code for register in run.all_units.registers for code in register.records.decisions] == [THIRD]
    assert [sheet.name for sheet in run.all_units.used_sheets if sheet.decisions] == [last]
