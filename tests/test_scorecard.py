"""Measures by their due day, who has how much in hand, and each unit's score card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.assess import Ruleset
from pipeline.assess.decisions import WrittenDecisions
from pipeline.cli import main
from pipeline.model import Submission
from pipeline.papers.all_units import AllUnits
from pipeline.papers.due import Standing, held_measures, loads
from pipeline.papers.scorecard import score_cards
from pipeline.run.job import Run
from pipeline.run.judging import JudgeTask, judge
from pipeline.settings import Settings
from pipeline.view.register import Register
from tests.conftest import ROOT, Tables
from tests.planting import EVALUATIONS, RISKS


@pytest.fixture
def all_units(settings: Settings, rules: Ruleset, read: Callable[[Tables], Submission]) -> Callable[[Tables], AllUnits]:
    def judged(tables: Tables) -> AllUnits:
        task = JudgeTask(settings, "测试司", "测试司", (read(tables),), WrittenDecisions())
        return AllUnits("2026", (Register(judge(task)),), settings, rules)

    return judged


@pytest.mark.parametrize(
    ("due", "effective", "standing"),
    [
        ("2026-06-09", "部分有效", Standing.OVERDUE),
        ("2026-06-09", "是", Standing.DONE),
        ("2026-06-10", "是", Standing.SOON),
        ("2026-07-10", "是", Standing.SOON),
        ("2026-07-11", "是", Standing.OPEN),
        ("长期", "是", Standing.LASTING),
        ("尽快", "是", Standing.UNDATED),
    ],
)
def test_a_measures_standing_is_told_by_the_latest_day_in_the_workbooks(
    due: str, effective: str, standing: Standing, tables: Tables, all_units: Callable[[Tables], AllUnits]
) -> None:
    tables[RISKS][0][12], tables[EVALUATIONS][0][3] = due, effective
    made = all_units(tables)
    assert made.as_of == date(2026, 6, 10)
    held = {entry.point.risk.code: entry.standing for entry in held_measures(made)}
    assert held["CS01-XK-001-F1"] is standing


def test_the_office_can_say_which_day_counts(tables: Tables, all_units: Callable[[Tables], AllUnits]) -> None:
    later = replace(all_units(tables), asked_date=date(2027, 1, 1))
    standings = [entry.standing for entry in held_measures(later)]
    # The first evaluation says 是, the third only 部分有效; the second has no day.
    assert standings == [Standing.OVERDUE, Standing.DONE, Standing.LASTING]


def test_a_slip_of_the_pen_makes_nothing_overdue(tables: Tables, all_units: Callable[[Tables], AllUnits]) -> None:
    tables[EVALUATIONS][0][5] = "2062-06-10"
    assert all_units(tables).as_of == date(2026, 6, 10)


def test_who_has_how_much_in_hand(tables: Tables, all_units: Callable[[Tables], AllUnits]) -> None:
    tables[RISKS][0][11] = tables[RISKS][1][11] = "一处处长"
    tables[RISKS][2][11] = ""
    made = all_units(tables)
    assert [(load.responsible, load.measures, load.high) for load in loads(held_measures(made), "高")] == [
        ("一处处长", 2, 1),
        ("", 1, 0),
    ]


def test_the_card_counts_what_the_records_say(tables: Tables, all_units: Callable[[Tables], AllUnits]) -> None:
    del tables[EVALUATIONS][1]
    tables[RISKS][2][1] = "CS01-XK-001"
    (card,) = score_cards(made := all_units(tables), held_measures(made))
    assert (str(card.searched), card.points, card.per_power) == ("1/2 · 50%", 3, "1.5")
    assert str(card.evaluated) == "2/3 · 66.7%"
    assert card.agreed.total == 3 and card.agreed.part < 3
    assert (card.in_time.part, card.in_time.total, card.overdue) == (2, 2, 0)


def test_every_finding_in_the_ledger_leads_to_the_marked_workbook(examples: Run) -> None:
    page = openpyxl.load_workbook(examples.target / "台账.xlsx")["问题清单"]
    heads = [str(cell.value) for cell in page[1]]
    wrong = 0
    for row in page.iter_rows(min_row=2):
        if row[heads.index("严重程度")].value == "错误":
            link = row[heads.index("单元格")].hyperlink
            wrong += 1
            assert link is not None and link.location and link.target
            assert (examples.target / unquote(link.target)).is_file()
    assert wrong >= 20


def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    inbox = str(ROOT / "examples" / "inbox")
    result = CliRunner().invoke(main, ["reports", "--inbox", inbox, "--out", str(tmp_path), "--as-of", "明天"])
    assert result.exit_code == 2
    assert "截至日" in result.output
