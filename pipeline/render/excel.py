"""Sheets of plain values to an .xlsx that can be filtered, printed and, where asked, filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.compose.sheets import SheetContent
from pipeline.render.package import fixed_package

# Excel holds no longer text in a cell.
MAX_CELL = 32_767

_THIN = Side(style="thin", color="A6A6A6")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="DDEBF7")
_FILL_IN = PatternFill("solid", fgColor="FFF2CC")
_WRAP = Alignment(wrap_text=True, vertical="top")
_CENTRE = Alignment(wrap_text=True, vertical="center", horizontal="center")
_BODY_FONT = Font(name="宋体", size=10)
_HEAD_FONT = Font(name="黑体", size=10)
_UNLOCKED = Protection(locked=False)


def workbook(title: str, sheets: Sequence[SheetContent]) -> bytes:
    """The workbook's bytes, the same for the same content."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for content in sheets:
        _sheet(book.create_sheet(content.name), content)
    book.properties.title = title
    book.properties.creator = "廉防"
    buffer = BytesIO()
    book.save(buffer)
    return fixed_package(buffer.getvalue())


def write_value(page: Worksheet, row: int, column: int, value: object) -> None:
    """Put a value into a cell; text stays text, so that “=1+1” is shown and not computed."""
    cell = page.cell(row, column)
    if isinstance(value, str):
        cell.value = value[:MAX_CELL]
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@", "'")
    elif value is not None:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"


def _sheet(page: Worksheet, content: SheetContent) -> None:
    last = len(content.rows) + 1
    for index, column in enumerate(content.columns, start=1):
        head = page.cell(1, index, column.heading)
        head.font, head.fill, head.border, head.alignment = _HEAD_FONT, _HEAD, _BORDER, _CENTRE
        letter = get_column_letter(index)
        page.column_dimensions[letter].width = column.width
        if column.choices and last > 1:
            rule = DataValidation(
                type="list",
                formula1='"' + ",".join(column.choices) + '"',
                allow_blank=True,
                showErrorMessage=True,
                errorTitle="请从列表中选择",
                error=f"“{column.heading}”请从下拉列表中选择。",
            )
            rule.add(f"{letter}2:{letter}{last}")
            page.add_data_validation(rule)
    for number, row in enumerate(content.rows, start=2):
        for index, (column, value) in enumerate(zip(content.columns, row, strict=True), start=1):
            write_value(page, number, index, value)
            cell = page.cell(number, index)
            cell.font, cell.border, cell.alignment = _BODY_FONT, _BORDER, _WRAP
            if column.fill_in:
                cell.fill = _FILL_IN
                cell.protection = _UNLOCKED
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(content.columns))}{last}"
    page.print_title_rows = "1:1"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "&A　第 &P 页，共 &N 页"
    if content.protect:
        page.protection.sheet = True
        page.protection.autoFilter = page.protection.sort = page.protection.formatColumns = False
