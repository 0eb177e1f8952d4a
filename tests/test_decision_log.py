"""审定记录: every decision is written down once, for good, and an output can be held against what was written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline import verify_output
from pipeline.cli import main
from pipeline.errors import BadDecisions, UnreadablePeriod
from pipeline.intake.kept_decisions import decision_log
from pipeline.model import Event
from pipeline.run.order import carry_out
from tests.conftest import Tables, job
from tests.planting import RISKS
from tests.test_decisions import FIRST, RAISE, THIRD, Edit, Written, fill

LOG = "data/decisions.log"
KEEP: dict[str, Written] = {"审定意见": "维持", "审定人": "李四", "审定日期": date(2026, 7, 1)}


class Desk:
    """The office over several runs of one inbox."""

    def __init__(self, write: Callable[..., Path], tables: Tables, folder: Path) -> None:
        self.write, self.tables, self.out = write, tables, folder / "out"
        self.run()

    def run(self) -> None:
        self.target = carry_out(job(self.write(self.tables).parent, self.out), lambda line: None).target

    def decide(self, *edits: Edit) -> str:
        """Fill in the last output's sheet and run; gives the sheet's SHA-256."""
        path = self.target / "审定意见表.xlsx"
        book = openpyxl.load_workbook(path)
        for edit in edits:
            edit(book["审定意见"])
        book.save(path)
        digest = sha256(path.read_bytes()).hexdigest()
        self.run()
        return digest


@pytest.fixture
def desk(write: Callable[..., Path], tables: Tables, tmp_path: Path) -> Desk:
    return Desk(write, tables, tmp_path)


def test_who_decided_what_when_from_what_to_what_and_on_which_sheet(desk: Desk) -> None:
    assert not (desk.target / LOG).exists()
    digest = desk.decide(fill(THIRD, **RAISE), fill(FIRST, **KEEP))
    raised, kept = decision_log(desk.target)
    assert (raised.code, raised.opinion, raised.level_before, raised.level_after) == (THIRD, "调整", "中", "高")
    assert (raised.by, raised.on, raised.reason) == ("张三", "2026-06-30", "影响面大")
    assert raised.sheet_digest == kept.sheet_digest == digest
    assert (kept.code, kept.level_before, kept.level_after) == (FIRST, kept.level_after, kept.level_after)
    assert f"{digest[:12]}" in (desk.target / "index.html").read_text("utf-8")


def test_a_run_without_a_new_decision_writes_no_line(desk: Desk) -> None:
    desk.decide(fill(THIRD, **RAISE))
    before = (desk.target / LOG).read_bytes()
    desk.run()
    desk.run()
    assert (desk.target / LOG).read_bytes() == before


def test_lines_are_only_added_when_a_decision_changes_lapses_and_ends(desk: Desk) -> None:
    texts = []
    desk.decide(fill(THIRD, **RAISE))
    texts.append((desk.target / LOG).read_bytes())
    desk.decide(fill(THIRD, **{**RAISE, "审定等级": "低", "审定日期": date(2026, 7, 2)}))
    texts.append((desk.target / LOG).read_bytes())
    desk.tables[RISKS][2][7] = "高"
    desk.run()
    texts.append((desk.target / LOG).read_bytes())
    desk.decide(fill(THIRD, **KEEP))
    desk.decide(fill(THIRD, **dict.fromkeys(KEEP)))
    texts.append((desk.target / LOG).read_bytes())
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    log = decision_log(desk.target)
    events = [Event.DECIDED, Event.DECIDED, Event.LAPSED, Event.DECIDED, Event.ENDED]
    assert [entry.event for entry in log] == events
    assert [(entry.level_before, entry.level_after) for entry in log[:3]] == [("中", "高"), ("高", "低"), ("低", "")]


def _altered(lines: list[bytes]) -> list[bytes]:
    return [lines[0].replace("影响面大".encode(), "影响面小".encode()), *lines[1:]]


@pytest.mark.parametrize(
    "change",
    [_altered, lambda lines: lines[1:], lambda lines: lines[::-1], lambda lines: [lines[0], lines[0], *lines[1:]],
     lambda lines: [b"{}\n", *lines], lambda lines: [*lines, b"\xff\n"]],
    ids=["altered", "taken out", "reordered", "doubled", "put in", "garbled"],
)  # fmt: skip
def test_a_log_that_was_touched_is_told_and_not_written_on(
    desk: Desk, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    desk.decide(fill(THIRD, **RAISE), fill(FIRST, **KEEP))
    path = desk.target / LOG
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    touched = path.read_bytes()
    with pytest.raises(BadDecisions, match=r"审定记录.*第\d行.*可能被改动过"):
        desk.run()
    assert path.read_bytes() == touched
    assert any("可能被改动过" in fault for fault in verify_output(desk.target).faults)


def test_an_output_that_nobody_touched_is_as_its_manifest_says(desk: Desk) -> None:
    desk.decide(fill(THIRD, **RAISE))
    found = verify_output(desk.target, desk.out.parent / "inbox")
    assert found.faults == ("收件箱中没有当时读取的：上次输出的审定意见表.xlsx",)
    assert (found.decisions, found.inputs) == (1, 1)
    result = CliRunner().invoke(main, ["verify", str(desk.target)])
    assert result.exit_code == 0
    assert "全部相符" in result.output


@pytest.mark.parametrize("kind", ["changed", "gone", "new"])
def test_what_was_changed_in_an_output_is_named(desk: Desk, kind: str) -> None:
    path = desk.target / "台账.xlsx"
    if kind == "changed":
        path.write_bytes(path.read_bytes() + b"\0")
    elif kind == "gone":
        path.unlink()
    else:
        (desk.target / "职权目录" / "新.docx").write_bytes(b"")
    result = CliRunner().invoke(main, ["verify", str(desk.target)])
    assert result.exit_code == 1
    (fault,) = verify_output(desk.target).faults
    assert (
        fault
        == {"changed": "内容变了：台账.xlsx", "gone": "少了文件：台账.xlsx", "new": "多了文件：职权目录/新.docx"}[kind]
    )
    assert fault in result.output


def test_an_inbox_that_has_changed_since_is_told(desk: Desk) -> None:
    inbox = desk.out.parent / "inbox"
    (inbox / "一处.xlsx").write_bytes(b"another")
    assert verify_output(desk.target, inbox).faults == ("收件箱中已不是当时读取的内容：一处.xlsx",)


def test_a_folder_without_a_manifest_cannot_be_verified(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePeriod, match="manifest"):
        verify_output(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"outputs": [1]}))
    with pytest.raises(UnreadablePeriod, match="manifest"):
        verify_output(tmp_path)


def test_made_again_from_the_kept_copies_it_is_the_same_to_the_last_byte(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    inbox, out = write(tables).parent, tmp_path / "out"
    order = replace(job(inbox, out), keep=True)
    path = carry_out(order, lambda line: None).target / "审定意见表.xlsx"
    book = openpyxl.load_workbook(path)
    fill(THIRD, **RAISE)(book["审定意见"])
    book.save(path)
    target = carry_out(order, lambda line: None).target
    # Whatever has become of the inbox since.
    shutil.rmtree(inbox)
    result = CliRunner().invoke(main, ["verify", str(target), "--again"])
    assert (result.exit_code, "全部相符" in result.output) == (0, True), result.output
    rules = tmp_path / "rules.toml"
    rules.write_text('[checks]\noff = ["S801"]\n', "utf-8")
    (fault,) = verify_output(target, again=True, rules=rules).faults
    assert fault.startswith("设置与当时不同") and "rules.toml" in fault
    listed = json.loads((target / "manifest.json").read_text("utf-8"))
    listed["outputs"][0]["sha256"] = "0" * 64
    (target / "manifest.json").write_text(json.dumps(listed), "utf-8")
    assert f"再做一遍，结果不同：{listed['outputs'][0]['file']}" in verify_output(target, again=True).faults
    shutil.rmtree(out / "收件")
    with pytest.raises(UnreadablePeriod, match=r"没有保留.*一处\.xlsx"):
        verify_output(target, again=True)
