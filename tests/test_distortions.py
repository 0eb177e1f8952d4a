"""A property: whatever clerks do to a table on its way — and they do all of this — its records stay the same."""

from __future__ import annotations

import csv
import io
import random
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.intake import read_inbox
from pipeline.intake.inbox import inbox_files, read_file
from pipeline.model import SetAside, Submission
from pipeline.normalise import normalise
from pipeline.render.excel.template import standard_workbook
from pipeline.settings import Settings, Sheet, load_settings
from tests.conftest import CLEAN, Tables
from tests.test_formats import meaning

SETTINGS = load_settings()
TABLES = [sheet for sheet in SETTINGS.columns.sheets if sheet.layout == "table"]
Distort = Callable[[Worksheet, Sheet, random.Random], None]

_WIDE = {ord(a): ord(a) + 0xFEE0 for a in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"}
_TRADITIONAL = str.maketrans("权类编码责任险环节单位对应风办理进监评", "權類編碼責任險環節單位對應風辦理進監評")


def _column(page: Worksheet, sheet: Sheet, field: str) -> int:
    heading = next((column.heading for column in sheet.columns if column.field == field), "（没有）")
    for row in page.iter_rows(min_row=1, max_row=6):
        for cell in row:
            if str(cell.value or "").rstrip("*") == heading:
                return cell.column or 0
    return 0


def _data_cells(page: Worksheet, sheet: Sheet, fields: Sequence[str]) -> list[Any]:
    found = []
    for field in fields:
        column = _column(page, sheet, field)
        found += [page.cell(row, column) for row in range(2, page.max_row + 1) if column]
    return [cell for cell in found if cell.value not in (None, "") and type(cell).__name__ == "Cell"]


def title_above(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    page.insert_rows(1, 2)
    page["A1"] = "测试司2026年廉政风险防控表"
    page["A2"] = "填表说明：请如实填写"


def headings_with_notes(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    for column in sheet.columns:
        at = _column(page, sheet, column.field)
        for row in range(1, 5):
            if at and str(page.cell(row, at).value or "").rstrip("*") == column.heading:
                half = len(column.heading) // 2
                page.cell(row, at).value = f"{column.heading[:half]} \n{column.heading[half:]}（必填，见说明）"


def other_headings(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    for column in sheet.columns:
        at = _column(page, sheet, column.field)
        for row in range(1, 5):
            if at and column.names and str(page.cell(row, at).value or "").rstrip("*") == column.heading:
                page.cell(row, at).value = chance.choice(column.names)


def traditional_headings(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    for column in sheet.columns:
        at = _column(page, sheet, column.field)
        for row in range(1, 5):
            if at and str(page.cell(row, at).value or "").rstrip("*") == column.heading:
                page.cell(row, at).value = column.heading.translate(_TRADITIONAL)


def reordered(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    order = list(range(page.max_column))
    chance.shuffle(order)
    for number, row in enumerate(rows, start=1):
        for target, source in enumerate(order, start=1):
            page.cell(number, target).value = row[source]


def moved_right(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    page.insert_cols(1, 2)


def blank_rows(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    for row in sorted({chance.randint(4, page.max_row + 1) for _ in range(3)}, reverse=True):
        page.insert_rows(row)


def foot_below(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    last = page.max_row
    page.cell(last + 2, 1).value = "合计"
    page.cell(last + 2, page.max_column - 1).value = 12
    page.cell(last + 4, 1).value = "填表人：王一"
    page.cell(last + 4, 4).value = "审核人：赵二"
    page.cell(last + 5, 1).value = "注：以上内容属实。"


def heads_again(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    heads = _column(page, sheet, sheet.columns[0].field)
    if not heads:
        return
    row = next(r for r in range(1, 6) if str(page.cell(r, heads).value or "").rstrip("*") == sheet.columns[0].heading)
    at = page.max_row
    page.insert_rows(at)
    for column in range(1, page.max_column + 1):
        page.cell(at, column).value = page.cell(row, column).value


def hidden_rows(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    page.row_dimensions[page.max_row].hidden = True


def full_width(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    for cell in _data_cells(page, sheet, ("code", "power_code", "number", "risk_code", "days")):
        if chance.random() < 0.5:
            cell.value = str(cell.value).translate(_WIDE)


def numbers_as_text(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    for cell in _data_cells(page, sheet, ("number", "days", "amount", "order")):
        if isinstance(cell.value, int):
            cell.value = f" {cell.value} "


def periods_in_words(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    words = {1: "一个工作日", 3: "3日", 5: "五个工作日", 2: "二日"}
    for cell in _data_cells(page, sheet, ("days",)):
        cell.value = words.get(cell.value, cell.value)


def amounts_in_words(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    for cell in _data_cells(page, sheet, ("amount",)):
        if str(cell.value).strip() == "50":
            cell.value = chance.choice(["50万元", "500,000元", "０.００５亿元", "五十万元", "50.00"])


def dates_in_ways(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    for cell in _data_cells(page, sheet, ("due", "evaluated_on")):
        parts = str(cell.value).split("-")
        if len(parts) == 3:
            y, m, d = (int(part) for part in parts)
            cell.value = chance.choice(
                [f"{y}年{m}月{d}日", f"{y}.{m}.{d}", f"{y}/{m:02}/{d:02}", f"{y}{m:02}{d:02}", f"{y}年{m}月{d}号"]
            )


def synonyms(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    for column in sheet.columns:
        if column.kind == "term":
            words = SETTINGS.vocabulary[column.terms].synonyms
            for cell in _data_cells(page, sheet, (column.field,)):
                meant = [word for word, term in words.items() if term == cell.value]
                if meant:
                    cell.value = chance.choice(meant)


def traditional_terms(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    for column in sheet.columns:
        if column.kind == "term":
            for cell in _data_cells(page, sheet, (column.field,)):
                cell.value = str(cell.value).translate(_TRADITIONAL)


def merged_down(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    """Equal neighbours in a column are merged, as clerks like to."""
    for column in range(1, page.max_column + 1):
        row = 2
        while row < page.max_row:
            value = page.cell(row, column).value
            last = row
            while last < page.max_row and value not in (None, "") and page.cell(last + 1, column).value == value:
                last += 1
            if last > row:
                letter = get_column_letter(column)
                page.merge_cells(f"{letter}{row}:{letter}{last}")
            row = last + 1


def renamed_sheet(page: Worksheet, sheet: Sheet, chance: random.Random) -> None:
    page.title = chance.choice([*sheet.names, f"{sheet.name}（一处）", "Sheet1" + sheet.record])


# In this order: what finds a column by its heading comes before what renames headings.
DISTORTIONS: list[Distort] = [
    synonyms, traditional_terms, full_width, numbers_as_text, periods_in_words, amounts_in_words, dates_in_ways,
    reordered, heads_again, blank_rows, headings_with_notes, other_headings, traditional_headings, title_above,
    foot_below, hidden_rows, moved_right, merged_down, renamed_sheet,
]  # fmt: skip
# Merging needs neighbours as they are; two of a kind on one thing undo each other.
EXCLUDE = [{synonyms, traditional_terms}, {periods_in_words, numbers_as_text, full_width}]


def distorted(chosen: Sequence[Distort], seed: int) -> bytes:
    """The clean workbook after these distortions on every table, in a fixed order."""
    book = openpyxl.load_workbook(
        io.BytesIO(standard_workbook(SETTINGS.columns, SETTINGS.vocabulary, CLEAN))  # type: ignore[arg-type]
    )
    chance = random.Random(seed)
    for sheet in TABLES:
        page = book[sheet.name]
        # Drop-downs and notes are of no interest here, and inserting rows does not move them.
        page.auto_filter.ref = None
        for distort in DISTORTIONS:
            if distort in chosen:
                distort(page, sheet, chance)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _expected(tmp: Path, settings: Settings) -> Submission:
    path = tmp / "clean.xlsx"
    path.write_bytes(standard_workbook(settings.columns, settings.vocabulary, CLEAN))  # type: ignore[arg-type]
    result = normalise(read_file(path, path.name), settings)
    assert isinstance(result, Submission)
    return result


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Submission:
    return _expected(tmp_path_factory.mktemp("clean"), SETTINGS)


def _without_conflicts(chosen: Sequence[Distort]) -> list[Distort]:
    kept: list[Distort] = []
    for distort in chosen:
        if not any(distort in group and set(kept) & group for group in EXCLUDE):
            kept.append(distort)
    return kept


@pytest.mark.parametrize("distort", DISTORTIONS, ids=lambda distort: distort.__name__)
def test_each_distortion_alone_changes_no_record(distort: Distort, expected: Submission, tmp_path: Path) -> None:
    path = tmp_path / "一处.xlsx"
    path.write_bytes(distorted([distort], seed=1))
    result = normalise(read_file(path, path.name), SETTINGS)
    assert isinstance(result, Submission), result
    assert meaning(result) == meaning(expected)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chosen=st.lists(st.sampled_from(DISTORTIONS), min_size=2, max_size=9, unique=True),
    seed=st.integers(0, 10_000),
)
def test_any_mixture_of_distortions_changes_no_record(
    chosen: list[Distort], seed: int, expected: Submission, tmp_path: Path
) -> None:
    path = tmp_path / "一处.xlsx"
    path.write_bytes(distorted(_without_conflicts(chosen), seed))
    result = normalise(read_file(path, path.name), SETTINGS)
    assert isinstance(result, Submission), result
    assert meaning(result) == meaning(expected)


@pytest.mark.parametrize("form", ["xls", "ods"])
def test_mixtures_survive_the_other_formats(form: str, expected: Submission, tmp_path: Path) -> None:
    command = shutil.which("soffice")
    assert command
    chance = random.Random(form)
    for number in range(6):
        chosen = _without_conflicts(chance.sample(DISTORTIONS, 7))
        (tmp_path / f"{number}.xlsx").write_bytes(distorted(chosen, number))
    made = tmp_path / "inbox"
    subprocess.run(
        [command, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", form,
         "--outdir", str(made), *map(str, sorted(tmp_path.glob("*.xlsx")))],
        check=True, capture_output=True,
    )  # fmt: skip
    results = [
        item if isinstance(item, SetAside) else normalise(item, SETTINGS)
        for item in read_inbox(made, inbox_files(made))
    ]
    assert len(results) == 6
    for result in results:
        assert isinstance(result, Submission), result
        assert meaning(result) == meaning(expected), result.file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_mixtures_survive_as_csv(encoding: str, expected: Submission, tmp_path: Path) -> None:
    """As CSV a merged cell is a blank one, and nothing is hidden; all else can happen to it too."""
    chance = random.Random(encoding)
    possible = [distort for distort in DISTORTIONS if distort not in (merged_down, hidden_rows)]
    for number in range(6):
        book = openpyxl.load_workbook(
            io.BytesIO(distorted(_without_conflicts(chance.sample(possible, 7)), number)), read_only=True
        )
        folder = tmp_path / f"{number}"
        folder.mkdir()
        for page in book:
            if page.title not in ("填表说明", "词表"):
                with (folder / f"一处-{page.title}.csv").open("w", encoding=encoding, newline="") as file:
                    csv.writer(file).writerows(["" if c is None else c for c in row] for row in page.values)
    results = [
        item if isinstance(item, SetAside) else normalise(item, SETTINGS)
        for item in read_inbox(tmp_path, inbox_files(tmp_path))
    ]
    assert len(results) == 6
    for result in results:
        assert isinstance(result, Submission), result
        assert meaning(result) == meaning(expected), result.file


def test_every_change_is_written_down_with_its_rule(tmp_path: Path) -> None:
    path = tmp_path / "一处.xlsx"
    path.write_bytes(distorted([synonyms, full_width, amounts_in_words, dates_in_ways, foot_below, renamed_sheet], 7))
    result = normalise(read_file(path, path.name), SETTINGS)
    assert isinstance(result, Submission)
    rules = {change.rule for change in result.changes}
    assert {"同义词", "编码全角转半角、去空格", "金额换算为万元", "日期写法统一"} <= rules
    assert any(rule.startswith("表尾") for rule in rules)
    assert any(rule.startswith("工作表改名") for rule in rules)
    assert all(change.before != change.after and change.rule for change in result.changes)


def test_a_row_that_only_looks_like_a_foot_is_data(tables: Tables, read: Callable[[Tables], Submission]) -> None:
    tables["职权目录"].append(
        ["合计", "CS01-QT-009", "合计与审核人资格认定", "其他行政权力", "《测试条例》第九条", "一处", "审核岗", "", "",
         None, "无", "网站公开", ""]
    )  # fmt: skip
    assert read(tables).powers[-1].name == "合计与审核人资格认定"


def test_two_measures_under_one_merged_risk_point_are_both_kept(
    tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    second = list(tables["廉政风险自查表"][0])
    second[9:13] = ["教育警示", "开展岗前廉政谈话", "一处副处长", "2026-09-30"]
    tables["廉政风险自查表"].insert(1, second)
    path = write(tables)
    book = openpyxl.load_workbook(path)
    for column in "ABCDEFGHI":
        book["廉政风险自查表"].merge_cells(f"{column}3:{column}4")
    book.save(path)
    result = normalise(read_file(path, path.name), settings)
    assert isinstance(result, Submission)
    assert len(result.risks) == 3
    assert [measure.text for measure in result.measures[:2]] == ["一次性告知并留痕", "开展岗前廉政谈话"]


def test_a_declared_scale_is_used_and_an_undeclared_one_is_not(
    tables: Tables, read: Callable[[Tables], Submission]
) -> None:
    tables["廉政风险自查表"][0][8] = "一级"
    assert read(tables).risks[0].self_level == "一级"


def test_a_workbook_may_declare_its_own_scale_in_either_direction(
    tables: Tables, write: Callable[..., Path], settings: Settings
) -> None:
    tables["廉政风险自查表"][0][8] = "一级"
    path = write(tables)
    book = openpyxl.load_workbook(path)
    page = book["单位信息"]
    page.append(["等级换算", "一级=低；二级=中；三级=高"])
    book.save(path)
    result = normalise(read_file(path, path.name), settings)
    assert isinstance(result, Submission)
    assert result.risks[0].self_level == "低"
    assert ("一级", "低", "等级换算（按声明）") in [(c.before, c.after, c.rule) for c in result.changes]


def test_a_copy_of_a_sheet_is_not_read_twice_and_is_named(
    write: Callable[..., Path], tables: Tables, settings: Settings, expected: Submission
) -> None:
    path = write(tables)
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book["职权目录"])
    book.save(path)
    result = normalise(read_file(path, path.name), settings)
    assert isinstance(result, Submission)
    assert meaning(result) == meaning(expected)
    (oddity,) = result.oddities
    assert "Copy" in oddity.places[0].sheet


def test_a_hidden_standard_sheet_is_still_read(
    write: Callable[..., Path], tables: Tables, settings: Settings, expected: Submission
) -> None:
    path = write(tables)
    book = openpyxl.load_workbook(path)
    book["评估检查表"].sheet_state = "hidden"
    book.save(path)
    result = normalise(read_file(path, path.name), settings)
    assert isinstance(result, Submission)
    assert meaning(result) == meaning(expected)
    assert any("隐藏" in change.rule for change in result.changes)
