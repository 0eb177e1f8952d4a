"""审定: what the office writes into the decision sheet is obeyed, shown, kept, set aside when its ground has gone."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.assess import Ruleset
from pipeline.assess.decisions import WrittenDecisions
from pipeline.errors import BadDecisions
from pipeline.intake.inbox import read_file
from pipeline.intake.kept_decisions import KEPT, kept_decisions
from pipeline.model import Decision, Opinion, Severity, Submission, UnitRecords
from pipeline.normalise.decision_sheet import DecisionSheet, read_decision_sheet
from pipeline.papers.all_units import AllUnits
from pipeline.papers.data_files import data_files
from pipeline.papers.decision_sheet import decision_sheet
from pipeline.papers.paper import Edition
from pipeline.render.excel.sheets import workbook
from pipeline.run.decisions import gather_decisions, sheets_at_hand
from pipeline.run.judging import JudgeTask, judge
from pipeline.run.order import carry_out
from pipeline.settings import Settings
from pipeline.view.register import Register
from tests.conftest import Tables, job
from tests.planting import FLOW, RISKS
from tests.test_run import hashes, lines, text_of_document

Edit = Callable[[Worksheet], None]
Written = str | float | date | None
FIRST, SECOND, THIRD = "CS01-XK-001-F1", "CS01-XK-001-F2", "CS01-CG-001-F1"
SIGNED: dict[str, Written] = {"审定人": "张三", "审定日期": date(2026, 6, 30)}
RAISE: dict[str, Written] = {"审定意见": "调整", "审定等级": "高", "审定理由": "影响面大", **SIGNED}


def columns(page: Worksheet) -> dict[str, int]:
    return {str(cell.value): number for number, cell in enumerate(page[1], start=1)}


def row_of(page: Worksheet, code: str) -> int:
    column = columns(page)["风险编号"]
    return next(row for row in range(2, page.max_row + 1) if page.cell(row, column).value == code)


def fill(code: str, **values: Written) -> Edit:
    """Write into the decision columns of a point's row."""

    def edit(page: Worksheet) -> None:
        row = row_of(page, code)
        for head, value in values.items():
            page.cell(row, columns(page)[head]).value = value

    return edit


def batch(unit: str, **values: Written) -> Edit:
    def edit(page: Worksheet) -> None:
        assert page.parent is not None
        sheet = page.parent["批量审定"]
        heads = columns(sheet)
        row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == unit)
        for head, value in values.items():
            sheet.cell(row, heads[head]).value = value

    return edit


class Office:
    """The office at its desk: one unit judged, its decision sheet filled in, and judged again."""

    def __init__(self, settings: Settings, rules: Ruleset, folder: Path) -> None:
        self.settings = settings
        self.rules = rules
        self.folder = folder

    def judge(self, submission: Submission, *sheets: DecisionSheet, kept: tuple[Decision, ...] = ()) -> UnitRecords:
        entries = tuple(entry for sheet in sheets for entry in sheet.entries)
        task = WrittenDecisions(entries, {decision.code: decision for decision in kept})
        return judge(JudgeTask(self.settings, "测试司", "测试司", (submission,), task))

    def all_units(self, records: UnitRecords, period: str = "2026") -> AllUnits:
        return AllUnits(period, (Register(records),), self.settings, self.rules)

    def sheet(self, records: UnitRecords, *edits: Edit, period: str = "2026", name: str = "审定意见表.xlsx") -> Path:
        path = self.folder / name
        (written,) = decision_sheet(self.all_units(records, period), Edition.INTERNAL)
        path.write_bytes(workbook(written.content.title, written.content.sheets))
        book = openpyxl.load_workbook(path)
        for edit in edits:
            edit(book["审定意见"])
        book.save(path)
        return path

    def filled(self, records: UnitRecords, *edits: Edit, period: str = "2026") -> DecisionSheet:
        path = self.sheet(records, *edits, period=period)
        return read_decision_sheet(read_file(path, path.name), self.settings, "2026")


@pytest.fixture
def office(settings: Settings, rules: Ruleset, tmp_path: Path) -> Office:
    return Office(settings, rules, tmp_path)


@pytest.fixture
def submission(tables: Tables, read: Callable[[Tables], Submission]) -> Submission:
    return read(tables)


def test_a_changed_level_stands_in_place_of_the_computed_one(office: Office, submission: Submission) -> None:
    before = office.judge(submission)
    after = office.judge(submission, office.filled(before, fill(THIRD, **RAISE)))
    (point,) = [point for point in Register(after).points if point.risk.code == THIRD]
    assert (point.assessment.level, point.level) == ("中", "高")
    assert after.decisions[THIRD].decided_on.value == date(2026, 6, 30)
    assert after.decision_faults == ()


def test_the_opinions_do_what_their_names_say(office: Office, submission: Submission) -> None:
    sheet = office.filled(
        office.judge(submission),
        fill(FIRST, 审定意见="同意", **SIGNED),
        fill(SECOND, 审定意见="不予采纳", 审定理由="自评恰当", **SIGNED),
        fill(THIRD, 审定意见="补充说明", 审定理由="下半年复查", **SIGNED),
    )
    points = {point.risk.code: point for point in Register(office.judge(submission, sheet)).points}
    kept = points[FIRST].decision
    assert kept and kept.opinion is Opinion.KEEP
    assert points[FIRST].level == points[FIRST].assessment.level
    # Where the office does not take the computed level, the division's own stands.
    assert (points[SECOND].assessment.level, points[SECOND].level) == ("中", "低")
    assert points[THIRD].level == points[THIRD].assessment.level


def test_decisions_last_without_the_sheet_and_are_prefilled(office: Office, submission: Submission) -> None:
    decided = office.judge(submission, office.filled(office.judge(submission), fill(THIRD, **RAISE)))
    (office.folder / "data").mkdir()
    (office.folder / KEPT).write_text(data_files(office.all_units(decided))["decisions.jsonl"], "utf-8")
    kept = kept_decisions(office.folder)
    again = office.judge(submission, kept=tuple(kept))
    assert {code: d.ruling for code, d in again.decisions.items()} == {THIRD: decided.decisions[THIRD].ruling}
    page = openpyxl.load_workbook(office.sheet(again))["审定意见"]
    row, heads = row_of(page, THIRD), columns(page)
    assert [page.cell(row, heads[head]).value for head in ("审定意见", "审定等级", "审定理由")] == [
        "调整", "高", "影响面大",
    ]  # fmt: skip
    # The untouched sheet says nothing new; nor does the old one that made the decision.
    later = office.sheet(again, name="审定意见表（后来的）.xlsx")
    untouched = read_decision_sheet(read_file(later, later.name), office.settings, "2026")
    left = office.judge(submission, untouched, kept=tuple(kept))
    assert left.decision_faults == ()
    # Each decision stays where it was made: in the sheet that the office filled in.
    assert left.decisions == again.decisions


def test_a_decision_is_set_aside_when_the_division_changes_what_it_rests_on(
    office: Office, tables: Tables, read: Callable[[Tables], Submission]
) -> None:
    submission = read(copy.deepcopy(tables))
    decided = office.judge(submission, office.filled(office.judge(submission), fill(THIRD, **RAISE)))
    tables[RISKS][2][4] = "需求论证走过场，供应商事先指定"
    changed = office.judge(read(tables), kept=tuple(decided.decisions.values()))
    assert changed.decisions == {}
    (fault,) = changed.decision_faults
    assert (fault.severity, fault.code) == (Severity.WARNING, THIRD)
    assert "处室改动了填报内容" in fault.message
    page = openpyxl.load_workbook(office.sheet(changed))["审定意见"]
    assert "暂不适用" in str(page.cell(row_of(page, THIRD), columns(page)["提请审定的原因"]).value)
    # A measure made better does not undo a decision; nor is the decision lost where the change is taken back.
    tables[RISKS][2][4], tables[RISKS][2][10] = "需求论证不足", "制定需求论证办法并公示"
    assert THIRD in office.judge(read(tables), kept=tuple(changed.lapsed.values())).decisions


@pytest.mark.parametrize(("row", "stands"), [(5, False), (6, True)], ids=["风险所在的环节", "别的环节"])
def test_a_decision_rests_on_the_steps_that_its_risk_point_stands_at(
    row: int, stands: bool, office: Office, tables: Tables, read: Callable[[Tables], Submission]
) -> None:
    submission = read(copy.deepcopy(tables))
    decided = office.judge(submission, office.filled(office.judge(submission), fill(THIRD, **RAISE)))
    tables[FLOW][row][8] = "纪要公示"
    changed = office.judge(read(tables), kept=tuple(decided.decisions.values()))
    assert (THIRD in changed.decisions) == stands


@pytest.mark.parametrize(
    ("division", "told"), [("一处", True), ("二处", False)], ids=["处室报了，没有这个风险点", "处室没有报"]
)
def test_a_decision_whose_point_is_not_reported_waits_and_only_a_point_left_out_is_told(
    division: str, told: bool, office: Office, tables: Tables, read: Callable[[Tables], Submission]
) -> None:
    submission = read(copy.deepcopy(tables))
    decided = office.judge(submission, office.filled(office.judge(submission), fill(THIRD, **RAISE)))
    tables["单位信息"][1][1] = division
    tables[RISKS].pop()
    changed = office.judge(read(tables), kept=tuple(decided.decisions.values()))
    assert THIRD in changed.lapsed
    assert [(fault.code, "风险点已不在填报中" in fault.message) for fault in changed.decision_faults] == (
        [(THIRD, True)] if told else []
    )


def test_a_change_of_the_rules_is_told_apart_from_a_change_of_facts(office: Office, submission: Submission) -> None:
    decided = office.judge(submission, office.filled(office.judge(submission), fill(THIRD, **RAISE)))
    decision = decided.decisions[THIRD]
    kept = replace(decision, basis=replace(decision.basis, level="低"))
    (fault,) = office.judge(submission, kept=(kept,)).decision_faults
    assert "填报内容没有变" in fault.message
    assert "二类低变为二类中" in fault.message


BAD: list[tuple[dict[str, object], str]] = [
    ({"审定意见": "赞成"}, "“赞成”不在列表中"),
    ({"审定意见": "调整", "审定等级": "极高", "审定理由": "x"}, "“极高”不在列表中"),
    ({"审定意见": "调整", "审定类别": "三类", "审定理由": "x"}, "“三类”不在列表中"),
    ({"审定意见": "调整", "审定等级": "高"}, "没有写审定理由"),
    ({"审定意见": "不予采纳"}, "没有写审定理由"),
    ({"审定意见": "补充说明"}, "没有写审定理由"),
    ({"审定意见": "调整", "审定理由": "x"}, "都没有填"),
    ({"审定意见": "调整", "审定等级": "中", "审定理由": "x"}, "与评定的二类中相同"),
    ({"审定意见": "维持", "审定等级": "高"}, "却另填了“高”"),
    ({"审定等级": "高", "审定理由": "x"}, "没有填审定意见"),
    ({"审定意见": "维持", "审定日期": "2026.6.31"}, "“2026.6.31”读不懂"),
    ({"审定意见": "维持", "审定日期": None}, "没有填审定日期"),
    ({"审定意见": "维持", "审定人": None}, "没有填审定人"),
    ({"审定意见": "维持", "核对码（请勿改动）": None}, "核对码缺失"),
    ({"审定意见": "维持", "风险编号": "CS01-CG-001-F9"}, "不在本次填报中"),
]


@pytest.mark.parametrize(("values", "message"), BAD)
def test_what_cannot_be_applied_is_named_at_its_cell_and_nothing_is_applied(
    values: dict[str, Written], message: str, office: Office, submission: Submission
) -> None:
    before = office.judge(submission)
    sheet = office.filled(before, fill(THIRD, **{**SIGNED, **values}))
    after = office.judge(submission, sheet)
    (fault,) = (*sheet.faults, *after.decision_faults)
    assert message in fault.message
    assert fault.severity is Severity.ERROR
    assert fault.place.cell and fault.place.sheet == "审定意见"
    assert fault.mend
    assert after.decisions == {}


def test_what_was_written_and_not_applied_is_not_lost(office: Office, submission: Submission) -> None:
    values = {"审定意见": "调整", "审定等级": "高", **SIGNED}
    after = office.judge(submission, office.filled(office.judge(submission), fill(THIRD, **values)))
    page = openpyxl.load_workbook(office.sheet(after))["审定意见"]
    assert page.cell(2, columns(page)["风险编号"]).value == THIRD
    assert page.cell(2, columns(page)["审定等级"]).value == "高"
    assert "没有写审定理由" in str(page.cell(2, columns(page)["提请审定的原因"]).value)


def test_an_unclassed_point_cannot_be_kept_nor_agreed_to_in_bulk(
    office: Office, tables: Tables, read: Callable[[Tables], Submission]
) -> None:
    # Nothing of what is filled in, the name neither, tells the field.
    tables["职权目录"][0][2:4] = ["测试事项", "其他行政权力"]
    tables["职权目录"][0][8] = ""
    submission = read(tables)
    before = office.judge(submission)
    assert before.assessments[0].klass == "未归类"
    after = office.judge(submission, office.filled(before, fill(FIRST, 审定意见="维持", **SIGNED)))
    assert "不能“维持”" in after.decision_faults[0].message
    bulk = office.filled(before, batch("测试司", 批量审定="同意系统评定", **SIGNED))
    agreed = office.judge(submission, bulk)
    assert set(agreed.decisions) == {THIRD}
    (fault,) = agreed.decision_faults
    assert f"未归类的2个（{FIRST}、{SECOND}）" in fault.message and THIRD not in fault.message
    assert (fault.severity, fault.place.sheet, fault.place.cell) == (Severity.HINT, "批量审定", "H3")
    # What the office has judged row by row is not named again.
    own = [fill(code, 审定意见="调整", 审定类别="二类", 审定理由="一般事项", **SIGNED) for code in (FIRST, SECOND)]
    judged = office.judge(submission, bulk, office.filled(before, *own))
    assert set(judged.decisions) == {FIRST, SECOND, THIRD} and judged.decision_faults == ()


def test_bulk_names_the_suggested_points_and_the_shared_codes_that_it_leaves_undecided(
    office: Office, tables: Tables, read: Callable[[Tables], Submission]
) -> None:
    tables[RISKS][1][0] = FIRST
    tables["权力运行流程"][4][3:5] = ["办理", "采购岗"]
    tables["权力运行流程"][5][4] = "一处采购岗"
    submission = read(tables)
    before = office.judge(submission)
    assert before.suggestions
    bulk = office.filled(before, batch("（全部单位）", 批量审定="同意系统评定", **SIGNED))
    (fault,) = office.judge(submission, bulk).decision_faults
    assert f"编号为空或重复的1个（{FIRST}）" in fault.message
    assert f"系统提示的{len(before.suggestions)}个（" in fault.message
    # Agreement with the divisions' own ratings speaks of no suggestion: only the shared code is named.
    same = office.filled(before, batch("测试司", 批量审定="同意系统评定（仅与自评一致的）", **SIGNED))
    (fault,) = office.judge(submission, same).decision_faults
    assert FIRST in fault.message and "系统提示" not in fault.message


def test_twice_the_same_counts_once_and_a_contradiction_not_at_all(office: Office, submission: Submission) -> None:
    before = office.judge(submission)
    first = office.filled(before, fill(THIRD, **RAISE))
    again = office.judge(submission, first, first)
    assert again.decisions[THIRD].level == "高"
    assert [fault.severity for fault in again.decision_faults] == [Severity.HINT]
    other = office.filled(before, fill(THIRD, **{**RAISE, "审定等级": "低"}))
    torn = office.judge(submission, first, other)
    assert torn.decisions == {}
    (fault,) = torn.decision_faults
    assert "互相矛盾" in fault.message and fault.severity is Severity.ERROR


def test_bulk_rules_fill_what_is_blank_and_sign_what_is_not(office: Office, submission: Submission) -> None:
    before = office.judge(submission)
    own = fill(THIRD, 审定意见="调整", 审定等级="高", 审定理由="影响面大")
    same = office.filled(before, own, batch("（全部单位）", 批量审定="同意系统评定（仅与自评一致的）", **SIGNED))
    decided = office.judge(submission, same)
    # The second point is assessed higher than by its division, so it is not agreed to.
    assert {code: str(d.opinion) for code, d in decided.decisions.items()} == {FIRST: "维持", THIRD: "调整"}
    assert decided.decisions[THIRD].decided_by == "张三"
    every = office.judge(submission, office.filled(before, own, batch("测试司", 批量审定="同意系统评定", **SIGNED)))
    assert set(every.decisions) == {FIRST, SECOND, THIRD}
    wrong = office.filled(before, batch("测试司", 批量审定="全部同意", **SIGNED))
    assert [fault.place.cell for fault in wrong.faults] == ["H3"]


def test_a_cleared_decision_is_withdrawn(office: Office, submission: Submission) -> None:
    decided = office.judge(submission, office.filled(office.judge(submission), fill(THIRD, **RAISE)))
    kept = tuple(decided.decisions.values())
    cleared = office.filled(decided, fill(THIRD, **dict.fromkeys(RAISE)))
    after = office.judge(submission, cleared, kept=kept)
    assert after.decisions == {} and "撤回" in after.decision_faults[0].message


def test_an_older_sheet_does_not_undo_a_later_decision(office: Office, submission: Submission) -> None:
    fresh = office.judge(submission)
    old = office.filled(fresh, fill(THIRD, **RAISE))
    first = office.judge(submission, old)
    newer = office.filled(first, fill(THIRD, 审定等级="低", 审定日期=date(2026, 7, 9)))
    second = office.judge(submission, newer, kept=tuple(first.decisions.values()))
    assert second.decisions[THIRD].level == "低"
    third = office.judge(submission, old, kept=tuple(second.decisions.values()))
    assert third.decisions[THIRD].level == "低"
    (fault,) = third.decision_faults
    assert "更早" in fault.message and "2026-07-09" in fault.message
    # Nor does one in which the decision before it was cleared.
    emptied = office.filled(first, fill(THIRD, **dict.fromkeys(RAISE)))
    fourth = office.judge(submission, emptied, kept=tuple(second.decisions.values()))
    assert fourth.decisions == second.decisions


def test_columns_may_move_but_not_go_missing(office: Office, submission: Submission, settings: Settings) -> None:
    before = office.judge(submission)

    def move(page: Worksheet) -> None:
        page.insert_cols(1, 2)
        page.cell(1, 1).value = "经办人备注"

    assert THIRD in office.judge(submission, office.filled(before, fill(THIRD, **RAISE), move)).decisions

    def rename(page: Worksheet) -> None:
        page.cell(1, columns(page)["审定理由"]).value = "说明文字"

    sheet = office.filled(before, fill(THIRD, **RAISE), rename)
    assert sheet.entries == ()
    (fault,) = sheet.faults
    assert "“审定理由”" in fault.message and fault.place.sheet == "审定意见"


def test_another_years_sheet_and_what_is_no_decision_sheet_are_named(
    office: Office, submission: Submission, settings: Settings, write: Callable[..., Path], tables: Tables
) -> None:
    last_year = office.filled(office.judge(submission), fill(THIRD, **RAISE), period="2025")
    assert last_year.entries == ()
    assert "2025年度" in last_year.faults[0].message
    path = write(tables)
    assert "不是审定意见表" in read_decision_sheet(read_file(path, path.name), settings, "2026").faults[0].message
    broken = office.folder / "审定意见表.xlsx"
    broken.write_bytes(b"")
    decisions = gather_decisions({"审定意见表.xlsx": broken}, [], "2026", ["测试司"], settings)
    assert "不能用" in decisions.faults[0].message


def test_a_decision_on_a_unit_that_sent_nothing_is_named(
    office: Office, submission: Submission, settings: Settings
) -> None:
    path = office.sheet(office.judge(submission), fill(THIRD, **RAISE))
    decisions = gather_decisions({path.name: path}, [], "2026", ["别的司"], settings)
    assert "没有本次的填报表" in decisions.faults[0].message


def test_a_sheet_met_twice_counts_once_and_two_of_one_name_are_both_read(tmp_path: Path) -> None:
    inbox, output = tmp_path / "inbox", tmp_path / "2026"
    for folder in (inbox, output, tmp_path / "a"):
        folder.mkdir()
        (folder / "审定意见表.xlsx").write_bytes(b"")
    named = [output / "审定意见表.xlsx", tmp_path / "a" / "审定意见表.xlsx"]
    sheets = sheets_at_hand(inbox, output, named)
    assert list(sheets.values()) == [output / "审定意见表.xlsx", inbox / "审定意见表.xlsx", named[1]]


def test_damaged_decisions_stop_the_run_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    whole: dict[str, object] = {"unit": "测试司", "division": "一处", "code": "F1", "opinion": "维持"}
    whole |= {"class": "", "level": "", "reason": "见\u2028附件", "by": "张三", "on": "2026-06-30", "in_force": True}
    whole |= {"basis": {"facts": "", "class": "二类", "level": "中"}, "period": "2026"}
    whole |= dict.fromkeys(("file", "sheet", "cell"), "")
    first = json.dumps(whole, ensure_ascii=False)
    (tmp_path / KEPT).write_text(f"{first}\n", "utf-8")
    # A reason pasted from Word may hold Word's own sign for a new line: it ends no line here.
    assert [decision.reason for decision in kept_decisions(tmp_path)] == ["见\u2028附件"]
    damages = (
        '{"unit"',
        '{"unit": "测试司"}',
        first.replace('"维持"', '"同意"'),
        first.replace('"2026-06-30"', '"6月30日"'),
        first.replace("张三", "张\ud83d"),
        first.replace('"张三"', "3"),
        "",
    )
    for damaged in damages:
        (tmp_path / KEPT).write_bytes(f"{first}\n{damaged}\n".encode("utf-8", "surrogatepass"))
        with pytest.raises(BadDecisions, match="第2行"):
            kept_decisions(tmp_path)


def test_the_sheet_can_only_be_filled_where_it_should_be(office: Office, submission: Submission) -> None:
    book = openpyxl.load_workbook(office.sheet(office.judge(submission)))
    page, heads = book["审定意见"], columns(book["审定意见"])
    assert page.protection.sheet and book["批量审定"].protection.sheet
    assert page.column_dimensions[get_column_letter(heads["核对码（请勿改动）"])].hidden
    rules = {str(rule.sqref).split(":")[0].rstrip("0123456789"): rule for rule in page.data_validations.dataValidation}
    opinion = rules[get_column_letter(heads["审定意见"])]
    assert opinion.formula1 == '"维持,调整,补充说明,不予采纳"'
    assert "采纳为风险点" in opinion.prompt
    assert all(rule.showInputMessage for rule in rules.values())
    assert page.print_title_rows == "$1:$1" and page.freeze_panes == "D2"
    assert "黄色栏" in str(book["说明"]["A2"].value)


def libreoffice(source: Path, folder: Path) -> None:
    """Save a workbook again as LibreOffice itself does."""
    command = shutil.which("soffice")
    assert command, "tests need LibreOffice with its spreadsheet part (apt-packages.txt)"
    profile = source.parent / "profile"
    subprocess.run(
        [command, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(source)],
        check=True, capture_output=True,
    )  # fmt: skip


def test_the_whole_round_trip(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    order = job(write(tables).parent, tmp_path / "out")
    target = carry_out(order, lambda line: None).target
    # The office fills in the sheet where it found it, and LibreOffice saves it.
    mine = tmp_path / "mine" / "审定意见表.xlsx"
    mine.parent.mkdir()
    book = openpyxl.load_workbook(target / "审定意见表.xlsx")
    fill(THIRD, **RAISE)(book["审定意见"])
    batch("测试司", 批量审定="同意系统评定（仅与自评一致的）", **SIGNED)(book["审定意见"])
    book.save(mine)
    libreoffice(mine, target)

    second = carry_out(order, lambda line: None)
    assert {entry["risk"]: entry["decided"] and entry["decided"]["opinion"] for entry in lines(target, "levels")} == {  # type: ignore[index]
        FIRST: "维持", SECOND: None, THIRD: "调整",
    }  # fmt: skip
    assert "高\n审定" in text_of_document(target / "廉政风险自查表" / "测试司.docx")
    assert "审定调整：影响面大（张三，2026-06-30）" in text_of_document(target / "风险点及防控措施汇总表.docx")
    assert "二类·高（审定）" in text_of_document(target / "权力运行流程图" / "测试司.docx")
    letter = text_of_document(target / "审定通知" / "测试司" / "一处审定通知.docx")
    assert "测试司一处：" in letter
    assert "本次审定2个，其中维持1个、调整1个" in letter
    assert all(part in letter for part in (FIRST, THIRD, "二类\n高", "影响面大"))
    assert SECOND not in letter
    assert "已审定风险点2个" in text_of_document(target / "廉政风险防控工作总结报告.docx")
    page = openpyxl.load_workbook(target / "台账.xlsx")["风险点"]
    row = row_of(page, THIRD)
    assert [page.cell(row, columns(page)[head]).value for head in ("评定等级", "现定等级", "审定人")] == [
        "中", "高", "张三",
    ]  # fmt: skip
    assert second.errors == 0

    # Without touching anything, the decisions stand, and the same comes out again.
    before = hashes(carry_out(order, lambda line: None).target)
    assert hashes(carry_out(order, lambda line: None).target) == before

    tables[RISKS][2][4] = "需求论证走过场，供应商事先指定"
    write(tables)
    changed = carry_out(order, lambda line: None)
    assert [fault.code for fault in changed.all_units.decision_faults] == [THIRD]
    assert "处室改动了填报内容" in (target / "index.html").read_text("utf-8")
    assert {entry["code"]: entry["in_force"] for entry in lines(target, "decisions")} == {FIRST: True, THIRD: False}
    assert text_of_document(target / "廉政风险自查表" / "测试司.docx").count("\n审定") == 1


@pytest.fixture
def lonely(tables: Tables, read: Callable[[Tables], Submission]) -> Submission:
    """A licence whose every step is in one post's hands: the program suggests a risk point (S802)."""
    for row in tables["权力运行流程"][:4]:
        row[4] = "许可岗"
    return read(tables)


def suggestion_of(records: UnitRecords) -> str:
    return next(suggestion.code for suggestion in records.suggestions if suggestion.rule == "S802")


def test_an_accepted_suggestion_is_a_risk_point_and_asked_for(office: Office, lonely: Submission) -> None:
    before = office.judge(lonely)
    code = suggestion_of(before)
    page = openpyxl.load_workbook(office.sheet(before))["审定意见"]
    row, heads = row_of(page, code), columns(page)
    reason = str(page.cell(row, heads["提请审定的原因"]).value)
    assert "系统提示" in reason and "S802 全流程由一人办结，见权力运行流程!E3" in reason
    assert "【分权制衡】受理、审查、决定分设三岗" in str(page.cell(row, heads["可参考的措施"]).value)
    after = office.judge(lonely, office.filled(before, fill(code, 审定意见="采纳", **SIGNED)))
    (point,) = [point for point in Register(after).points if point.suggested]
    assert point.risk.description.endswith("（系统提示，已采纳）")
    (asked,) = [finding for finding in after.findings if finding.code == "M903"]
    assert asked.places[0].sheet == "权力运行流程"
    assert "措施类型可为分权制衡" in asked.mend
    # It counts among the risk points, but only what divisions declared is read back next period.
    told = [json.loads(line) for line in data_files(office.all_units(after))["levels.jsonl"].splitlines()]
    assert [line["risk"] for line in told if line["suggested"]] == [code]


def test_a_dropped_suggestion_is_not_listed_again_but_can_be_taken_back(office: Office, lonely: Submission) -> None:
    before = office.judge(lonely)
    code = suggestion_of(before)
    drop = {"审定意见": "不予采纳", "审定理由": "已另行安排复核", **SIGNED}
    after = office.judge(lonely, office.filled(before, fill(code, **drop)))
    assert not [point for point in Register(after).points if point.suggested]
    path = office.sheet(after)
    book = openpyxl.load_workbook(path)
    listed = [row[2].value for row in book["审定意见"].iter_rows(min_row=2)]
    assert code not in listed
    dropped = book["已不予采纳"]
    fill(code, **dict.fromkeys(drop))(dropped)
    book.save(path)
    again = office.judge(
        lonely,
        read_decision_sheet(read_file(path, path.name), office.settings, "2026"),
        kept=tuple(after.decisions.values()),
    )
    assert code not in again.decisions


def test_decisions_pass_on_to_the_next_period(tables: Tables, write: Callable[..., Path], tmp_path: Path) -> None:
    order = job(write(tables).parent, tmp_path / "out")
    target = carry_out(order, lambda line: None).target
    book = openpyxl.load_workbook(target / "审定意见表.xlsx")
    fill(THIRD, **RAISE)(book["审定意见"])
    book.save(target / "审定意见表.xlsx")
    carry_out(order, lambda line: None)
    tables["单位信息"][5][1], tables["单位信息"][6][1] = "2027-05-20", "2027"
    for row in tables["评估检查表"]:
        row[5] = "2027-06-10"
    for row in tables[RISKS]:
        row[12] = "长期"
    write(tables)
    following = carry_out(order, lambda line: None)
    assert following.target.name == "2027"
    (decision,) = following.all_units.registers[0].records.decisions.values()
    assert (decision.code, decision.period) == (THIRD, "2026")


def test_what_was_filled_into_a_sheet_that_cannot_be_used_is_kept(
    tables: Tables, write: Callable[..., Path], tmp_path: Path
) -> None:
    order = job(write(tables).parent, tmp_path / "out")
    sheet = carry_out(order, lambda line: None).target / "审定意见表.xlsx"
    book = openpyxl.load_workbook(sheet)
    fill(THIRD, **RAISE)(book["审定意见"])
    book["审定意见"].delete_cols(columns(book["审定意见"])["审定理由"])
    book.save(sheet)
    filled = sheet.read_bytes()
    run = carry_out(order, lambda line: None)
    assert "“审定理由”" in run.all_units.decision_faults[0].message
    assert (run.target / "审定意见表（上次所填，未能采用）.xlsx").read_bytes() == filled
