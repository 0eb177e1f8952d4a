"""Sheets of plain values to an .xlsx that can be filtered, printed and, where asked, filled in."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import date, time, timedelta
from io import BytesIO
from typing import Protocol, cast
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.papers.sheet import CellValue, Fill, Guide, Link, SheetColumn, SheetContent
from pipeline.render.excel.printing import number_pages, print_one_page_wide
from pipeline.render.package import fixed_package
from pipeline.settings.columns import LONGEST_PROMPT

# Excel holds no longer text in a cell.
MAX_CELL = 32_767

_THIN = Side(style="thin", color="A6A6A6")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="DDEBF7")
_FILL_IN = PatternFill("solid", fgColor="FFF2CC")
_WRAP = Alignment(wrap_text=True, vertical="top")
_CENTRE = Alignment(wrap_text=True, vertical="center", horizontal="center")
_BODY_FONT = Font(name="宋体", size=10)
_LINK_FONT = Font(name="宋体", size=10, color="1B4F8A", underline="single")
_HEAD_FONT = Font(name="黑体", size=10)
_UNLOCKED = Protection(locked=False)
_DATE_FORMAT = "yyyy-mm-dd"
_LINE_POINTS = 13.5
_HEAD_POINTS = 30
# Excel's own limit of a row's height.
_MAX_HEIGHT = 409
_MANY_COLUMNS = 12
_GUIDE_WIDTH = 76


class _Styled(Protocol):
    """A cell by what openpyxl's types leave out: its style as one number of each table of fonts, borders, fills."""

    _style: StyleArray


def workbook(title: str, sheets: Sequence[Guide | SheetContent]) -> bytes:
    """The workbook's bytes, the same for the same content."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for content in sheets:
        page = book.create_sheet(content.name)
        if isinstance(content, Guide):
            _guide(page, content)
        else:
            _sheet(page, content)
    book.properties.title = title
    book.properties.creator = "廉防"
    buffer = BytesIO()
    book.save(buffer)
    return fixed_package(buffer.getvalue())


def write_value(page: Worksheet, row: int, column: int, value: CellValue | time | timedelta) -> None:
    """Put a value into a cell; text stays text, so that “=1+1” is shown and not computed."""
    cell = page.cell(row, column)
    if isinstance(value, Link):
        location = f"'{value.place.sheet}'!{value.place.cell}" if value.place.cell else None
        cell.hyperlink = Hyperlink(ref=cell.coordinate, target=quote(value.path), location=location)
        value = value.text
    if isinstance(value, str):
        cell.value = value[:MAX_CELL]
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@", "'")
    elif value is not None:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = _DATE_FORMAT


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of this width; not every program fits rows when it opens a file."""
    return sum(
        max(1, -(-sum(2 if ord(character) > 0x2E7F else 1 for character in line) // max(1, int(width) - 1)))
        for line in text.split("\n")
    )


def _sheet(page: Worksheet, content: SheetContent) -> None:
    last = len(content.rows) + 1
    styles: dict[tuple[Fill | None, bool], StyleArray] = {}
    for index, column in enumerate(content.columns, start=1):
        head = page.cell(1, index, column.heading)
        head.font, head.fill, head.border, head.alignment = _HEAD_FONT, _HEAD, _BORDER, _CENTRE
        letter = get_column_letter(index)
        page.column_dimensions[letter].width = column.width
        page.column_dimensions[letter].hidden = column.hidden
        if column.fill and last > 1:
            rule = _validation(column, f"{letter}2")
            rule.add(f"{letter}2:{letter}{last}")
            page.add_data_validation(rule)
    for number, row in enumerate(content.rows, start=2):
        for index, (column, value) in enumerate(zip(content.columns, row, strict=True), start=1):
            cell = page.cell(number, index)
            kind = (column.fill, isinstance(value, Link))
            if kind not in styles:
                styles[kind] = _style(cell, *kind)
            # openpyxl looks a style up by its parts for each cell, which takes four fifths of the time.
            cast(_Styled, cell)._style = copy(styles[kind])
            write_value(page, number, index, value)
        if content.form:
            page.row_dimensions[number].height = _height(content.columns, row)
    page.row_dimensions[1].height = _HEAD_POINTS
    _print_setup(page, content)
    page.freeze_panes = "D2" if len(content.columns) > _MANY_COLUMNS and content.form else "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(content.columns))}{last}"
    if content.form:
        page.protection.sheet = True
        page.protection.autoFilter = page.protection.formatColumns = page.protection.formatRows = False


def _style(cell: Cell | MergedCell, fill: Fill | None, link: bool) -> StyleArray:
    """The style of a body cell, by how its column is filled in and whether it leads somewhere."""
    cell.font = _LINK_FONT if link else _BODY_FONT
    cell.border, cell.alignment = _BORDER, _WRAP
    if fill:
        cell.fill, cell.protection = _FILL_IN, _UNLOCKED
    if fill is Fill.DATE:
        cell.number_format = _DATE_FORMAT
    return cast(_Styled, cell)._style


def _validation(column: SheetColumn, first: str) -> DataValidation:
    """The drop-down or date rule of a column to fill in, with its prompt and its refusal in plain words."""
    rule = DataValidation(type=None, allow_blank=True)
    if column.fill is Fill.CHOICE:
        choices = '"' + ",".join(column.choices) + '"'
        rule = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = "请从列表中选择", f"“{column.heading}”请从下拉列表中选择。"
    elif column.fill is Fill.DATE:
        is_date = f"=OR(ISNUMBER({first}),ISNUMBER(DATEVALUE({first})))"
        rule = DataValidation(type="custom", formula1=is_date, allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = "须为日期", f"“{column.heading}”请填日期，如 2026-06-30。"
    if column.prompt:
        rule.promptTitle, rule.prompt = column.heading[:32], column.prompt[:LONGEST_PROMPT]
        rule.showInputMessage = True
    return rule


def _height(columns: Sequence[SheetColumn], row: Sequence[CellValue]) -> float:
    lines = (
        lines_of(value, column.width) for column, value in zip(columns, row, strict=True) if isinstance(value, str)
    )
    return min(_LINE_POINTS * max(lines, default=1) + 3, _MAX_HEIGHT)


def _print_setup(page: Worksheet, content: SheetContent) -> None:
    page.print_title_rows = "1:1"
    # Forms with many columns are read on A3: on A4 their letters would be too small.
    wide = content.form and len(content.columns) > _MANY_COLUMNS
    print_one_page_wide(page, landscape=True, a3=wide)
    number_pages(page)
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top, page.page_margins.bottom, page.page_margins.footer = 0.5, 0.7, 0.3


def _guide(page: Worksheet, guide: Guide) -> None:
    """Lines to read, numbered, on an upright page."""
    page.cell(1, 1, guide.title).font = Font(name="黑体", size=16)
    page.row_dimensions[1].height = 28
    page.column_dimensions["A"].width = _GUIDE_WIDTH
    for number, line in enumerate(guide.lines, start=1):
        text = f"{number}. {line}"
        cell = page.cell(number + 1, 1, text)
        cell.font, cell.alignment = _BODY_FONT, _WRAP
        page.row_dimensions[number + 1].height = _LINE_POINTS * lines_of(text, _GUIDE_WIDTH) + 5
    print_one_page_wide(page, landscape=False)
    page.page_margins.left = page.page_margins.right = 0.5
    page.protection.sheet = True
