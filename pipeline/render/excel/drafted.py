"""A draft as a standard workbook: what was guessed in colour, what could not be placed on a sheet of its own."""

from __future__ import annotations

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from pipeline.model import Draft
from pipeline.render.excel.printing import print_one_page_wide
from pipeline.render.excel.sheets import write_value
from pipeline.render.excel.template import book_bytes, standard_book
from pipeline.settings import ColumnTable, Vocabulary

LEFTOVERS = "未能填入的内容"
_GUESSED = PatternFill("solid", fgColor="FFE066")
_FIRST_DATA_ROW = 3
_THIN = Side(style="thin", color="A6A6A6")
_HEADS = (("原工作表", 16), ("单元格", 9), ("原表头", 20), ("原内容", 60), ("没有填入的原因", 44))


def drafted_workbook(draft: Draft, columns: ColumnTable, vocabulary: Vocabulary) -> bytes:
    """The workbook's bytes; it can be filled in further, mailed and read like any other."""
    info = columns.sheet("info")
    filled: dict[str, list[list[str | float | None]]] = {
        info.name: [[column.heading, draft.info.get(column.field)] for column in info.columns]
    }
    for record, rows in draft.rows.items():
        sheet = columns.sheet(record)
        filled[sheet.name] = [[row.get(column.field) for column in sheet.columns] for row in rows]
    book = standard_book(columns, vocabulary, filled)
    said: set[tuple[str, str]] = set()
    for guess in draft.guesses:
        sheet = columns.sheet(guess.record)
        at = next(index for index, column in enumerate(sheet.columns, start=1) if column.field == guess.field)
        page = book[sheet.name]
        cell = page.cell(at + 1, 2) if sheet.layout == "pairs" else page.cell(guess.row + _FIRST_DATA_ROW, at)
        cell.fill = _GUESSED
        # The same note on every row of a column says nothing more.
        if (sheet.name, guess.field + guess.note) not in said:
            said.add((sheet.name, guess.field + guess.note))
            cell.comment = Comment(f"请确认：{guess.note}", "廉防草稿", width=240, height=80)
    page = book.create_sheet(LEFTOVERS, index=1)
    page.sheet_properties.tabColor = "C00000"
    for index, (head, width) in enumerate(_HEADS, start=1):
        cell = page.cell(1, index, head)
        cell.font = Font(name="黑体", size=10.5)
        cell.fill = PatternFill("solid", fgColor="DDE6F3")
        page.column_dimensions["ABCDE"[index - 1]].width = width
    for number, left in enumerate(draft.leftovers, start=2):
        row = (left.place.sheet, left.place.cell, left.head, left.text, left.reason)
        for index, text in enumerate(row, start=1):
            write_value(page, number, index, text)
    for cells in page.iter_rows(min_row=1, max_row=len(draft.leftovers) + 1, max_col=len(_HEADS)):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
    page.freeze_panes = "A2"
    print_one_page_wide(page, landscape=True)
    return book_bytes(book)
