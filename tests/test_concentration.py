"""Who holds how much: what the report, the ledger and the index say of posts and divisions, and of suggestions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl

from pipeline.assess.concentration import division_holdings, post_holdings
from pipeline.model import Submission, UnitRecords
from pipeline.run.job import Run
from pipeline.run.order import carry_out
from pipeline.settings import Settings
from pipeline.view.unit import Unit
from tests.conftest import Tables, job
from tests.planting import FLOW, POWERS


def test_a_post_holds_what_it_handles_reviews_decides_and_supervises(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings
) -> None:
    tables[FLOW][1][8] = "处长抽查"
    unit = Unit(UnitRecords.unjudged("测试司", (read(tables),)), settings)
    posts = {h.post: h for h in post_holdings(unit)}
    head = posts["处负责人"]
    assert (head.division, head.powers, dict(head.steps)) == ("一处", 1, {"决定": 1, "监督": 1})
    assert head.discretion == 1
    weights = settings.structure.concentration.weights
    assert head.score == weights["决定"] + weights["监督"] + weights["裁量"]
    assert dict(posts["受理岗"].steps) == {"审核": 1, "办理": 1}
    # What its posts hold is what the division holds.
    (division,) = division_holdings(unit)
    assert division.steps == sum((Counter(held.steps) for held in posts.values()), Counter())
    # A meeting and a team are no posts.
    assert not {"司务会议", "验收小组"} & posts.keys()


def test_a_post_above_the_divisions_is_one_for_all_of_them(
    tables: Tables, read: Callable[[Tables], Submission], write: Callable[..., Path], settings: Settings
) -> None:
    tables[FLOW][2][4] = "分管局领导"
    tables[FLOW][5][4] = "分管局领导"
    (leader,) = [
        h
        for h in post_holdings(Unit(UnitRecords.unjudged("测试司", (read(tables),)), settings))
        if h.post == "分管局领导"
    ]
    assert (leader.division, leader.powers, leader.steps["决定"], leader.amount) == ("", 2, 2, Decimal(50))
    (division,) = division_holdings(Unit(UnitRecords.unjudged("测试司", (read(tables),)), settings))
    assert (division.division, division.powers, division.steps["决定"]) == ("一处", 2, 0)


def test_those_that_decide_most_stand_first(examples: Run) -> None:
    sheet = _ledger(examples)["权力集中"]
    heads = [cell.value for cell in next(sheet.iter_rows(max_row=1))]
    at = heads.index("集中度")
    scores = [float(str(row[at])) for row in sheet.iter_rows(min_row=2, values_only=True) if row[2] != "（全处）"]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 50


def test_a_suggestion_stands_in_index_ledger_and_data(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    tables[POWERS][0][11] = ""
    write(tables)
    run = carry_out(job(tmp_path / "inbox", tmp_path / "out"), lambda line: None)
    (row,) = _ledger(run)["系统提示"].iter_rows(min_row=2, values_only=True)
    assert row[2:6] == ("XT-S815-CS01-XK-001", "S815", "CS01-XK-001", "测试许可")
    index = (run.target / "index.html").read_text("utf-8")
    assert index.count("XT-S815-CS01-XK-001") >= 1
    assert "XT-S815-CS01-XK-001" in (run.target / "data" / "suggestions.jsonl").read_text("utf-8")


def _ledger(run: Run) -> openpyxl.Workbook:
    return openpyxl.load_workbook(run.target / "台账.xlsx", read_only=True)
