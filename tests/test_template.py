"""The standard workbook: what a clerk sees and what the program relies on."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.intake.inbox import read_file
from pipeline.model import SetAside
from pipeline.normalise import normalise
from pipeline.render.excel.template import standard_workbook
from pipeline.settings import Settings
from tests.conftest import ROOT


@pytest.fixture
def template(settings: Settings, tmp_path: Path) -> Path:
    path = tmp_path / "模板.xlsx"
    path.write_bytes(standard_workbook(settings.columns, settings.vocabulary))
    return path


def test_the_six_sheets_stand_in_order(template: Path) -> None:
    names = [page.title for page in openpyxl.load_workbook(template) if page.sheet_state == "visible"]
    assert names == ["填表说明", "单位信息", "职权目录", "权力运行流程", "廉政风险自查表", "评估检查表"]


def test_every_listed_term_is_in_its_drop_down(template: Path, settings: Settings) -> None:
    book = openpyxl.load_workbook(template)
    for sheet in settings.columns.sheets:
        for column in sheet.columns:
            if column.kind not in ("term", "terms"):
                continue
            assert _choices(book, book[sheet.name], column.heading) == list(settings.vocabulary[column.terms].terms)


def _choices(book: openpyxl.Workbook, page: Worksheet, heading: str) -> list[object]:
    head = next(cell for cell in page[1] if str(cell.value).rstrip("*") == heading)
    first = head.coordinate.replace("1", "3")
    rule = next(rule for rule in page.data_validations.dataValidation if first in rule.sqref)
    (name, where), *_ = book.defined_names[rule.formula1].destinations
    return [cell.value for (cell,) in book[name][where]]


def test_required_columns_are_marked_and_heads_stay_in_view(template: Path, settings: Settings) -> None:
    book = openpyxl.load_workbook(template)
    for sheet in settings.columns.sheets:
        page = book[sheet.name]
        heads = (
            [page.cell(row, 1).value for row in range(2, 9)] if sheet.layout == "pairs" else [c.value for c in page[1]]
        )
        assert heads == [column.heading + ("*" if column.required else "") for column in sheet.columns]
        assert page.freeze_panes
        assert page.page_setup.orientation == "landscape"
        assert page.sheet_properties.pageSetUpPr and page.sheet_properties.pageSetUpPr.fitToPage
        if sheet.layout == "table":
            assert page.print_title_rows == "$1:$1"


def test_numbers_and_dates_are_validated(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    kinds = {rule.type for page in book for rule in page.data_validations.dataValidation}
    assert {"list", "whole", "decimal", "custom"} <= kinds
    assert all(rule.prompt for page in book for rule in page.data_validations.dataValidation if rule.type != "list")


def test_the_version_can_be_read_back_and_the_example_rows_are_no_data(template: Path, settings: Settings) -> None:
    book = read_file(template, "模板.xlsx")
    result = normalise(book, settings)
    # An empty template names no unit: it is set aside for that, not for its version.
    assert isinstance(result, SetAside)
    assert "单位名称" in result.reason
    assert settings.columns.version in openpyxl.load_workbook(template)["填表说明"]["A2"].value


def test_the_template_in_the_repository_is_the_current_one(settings: Settings) -> None:
    kept = ROOT / "input_templates" / "廉政风险防控填报表.xlsx"
    assert kept.read_bytes() == standard_workbook(settings.columns, settings.vocabulary)
