"""The standard workbook (标准填报表), from the same column table and vocabulary that normalise reads."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.render.excel.printing import number_pages, print_one_page_wide
from pipeline.render.excel.sheets import lines_of, write_value
from pipeline.render.package import fixed_package
from pipeline.settings import Column, ColumnTable, Sheet, TermList, Vocabulary
from pipeline.settings.columns import LONGEST_PROMPT

# As many rows as a division has ever needed, with room; validation beyond them costs nothing but is no use.
LAST_ROW = 1000
TERMS_SHEET = "词表"
VERSION_PROPERTY = "模板版本"

_THIN = Side(style="thin", color="808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD_FILL = PatternFill("solid", fgColor="DDEBF7")
_REQUIRED_FILL = PatternFill("solid", fgColor="FCE4D6")
_EXAMPLE_FONT = Font(name="宋体", size=10, italic=True, color="7F7F7F")
_BODY_FONT = Font(name="宋体", size=10)
_HEAD_FONT = Font(name="黑体", size=10.5)
_WRAP = Alignment(wrap_text=True, vertical="center")
_CENTRE = Alignment(wrap_text=True, vertical="center", horizontal="center")

_LINE_POINTS = 15.0

Rows = Mapping[str, Sequence[Sequence[str | float | None]]]


def standard_workbook(columns: ColumnTable, vocabulary: Vocabulary, filled: Rows | None = None) -> bytes:
    """The workbook's bytes; ``filled`` maps a sheet's name to rows of cells in the order of its headings."""
    return book_bytes(standard_book(columns, vocabulary, filled))


def standard_book(columns: ColumnTable, vocabulary: Vocabulary, filled: Rows | None = None) -> Workbook:
    """The workbook, to be added to before it is written."""
    book = Workbook()
    instructions = book.active
    assert isinstance(instructions, Worksheet)
    instructions.title = "填表说明"
    _instructions(instructions, columns, vocabulary)
    asked = {column.terms for sheet in columns.sheets for column in sheet.columns}
    ranges = _terms_sheet(book, [terms for terms in vocabulary.values() if terms.name in asked])
    for sheet in columns.sheets:
        page = book.create_sheet(sheet.name, index=len(book.sheetnames) - 1)
        rows = (filled or {}).get(sheet.name, ())
        if sheet.layout == "pairs":
            _pairs(page, sheet, rows)
        else:
            _table(page, sheet, rows, ranges)
    # Its types know nothing of a workbook's own properties yet.
    book.custom_doc_props.append(StringProperty(name=VERSION_PROPERTY, value=columns.version))  # type: ignore[attr-defined]
    book.properties.title = columns.template
    book.properties.creator = "廉防"
    return book


def book_bytes(book: Workbook) -> bytes:
    """A workbook's bytes, the same for the same content."""
    buffer = io.BytesIO()
    book.save(buffer)
    return fixed_package(buffer.getvalue())


def _instructions(page: Worksheet, columns: ColumnTable, vocabulary: Vocabulary) -> None:
    lines: list[tuple[str, Font]] = [
        (columns.template, Font(name="黑体", size=16)),
        (f"模板版本：{columns.version}", _BODY_FONT),
        ("一、以处（室）为单元填报，一个处室一份。先填《单位信息》，再依次填其余各表。", _BODY_FONT),
        ("二、表头带“*”的为必填项；有下拉列表的单元格从列表中选择；选中单元格会显示填写提示。", _BODY_FONT),
        ("三、不要增删、移动、改名工作表和列；行可以任意增加。", _BODY_FONT),
        ("四、《职权目录》每行一项职权；其余各表用“职权编码”“风险编号”对应，编码在本单位内不重复。", _BODY_FONT),
        (
            "五、《权力运行流程》每行一个环节。“下一环节”填去向的环节序号；判断环节写明条件，如“通过→4；不通过→2”。",
            _BODY_FONT,
        ),
        ("六、金额单位一律为万元，期限单位一律为工作日，日期写作 2026-05-31。", _BODY_FONT),
        ("七、岗位、主体栏填岗位名称，不填人名；人名只填在“责任人”“填报人”等栏。", _BODY_FONT),
        (
            "八、各表首行灰色斜体为示例行，读入时自动略去，删去或保留均可。填写完毕将本文件发回领导小组办公室。",
            _BODY_FONT,
        ),
        ("各表填写示例", Font(name="黑体", size=12)),
    ]
    for row, (text, font) in enumerate(lines, start=1):
        cell = page.cell(row, 1, text)
        cell.font = font
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    row = len(lines) + 1
    for sheet in columns.sheets:
        shown = "；".join(
            f"{column.heading}：{column.example}" for column in sheet.columns if column.example != columns.example_mark
        )
        page.cell(row, 1, f"《{sheet.name}》 {shown}").font = _BODY_FONT
        page.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        # Excel does not fit rows by itself when a file is opened: 46 characters a line, 15 pt each.
        page.row_dimensions[row].height = 15 * (len(shown) // 46 + 1)
        row += 1
    page.column_dimensions["A"].width = 100
    _print_setup(page, landscape=False)


def _terms_sheet(book: Workbook, lists: Sequence[TermList]) -> dict[str, str]:
    """A hidden sheet of the lists to choose from: a list in the validation itself is cut at 255 characters."""
    page = book.create_sheet(TERMS_SHEET)
    page.sheet_state = "hidden"
    ranges: dict[str, str] = {}
    for index, terms in enumerate(lists, start=1):
        letter = get_column_letter(index)
        page.cell(1, index, terms.name)
        for row, term in enumerate(terms.terms, start=2):
            page.cell(row, index, term)
        name = f"词表_{terms.name}"
        reference = f"'{TERMS_SHEET}'!${letter}$2:${letter}${len(terms.terms) + 1}"
        book.defined_names[name] = DefinedName(name, attr_text=reference)
        ranges[terms.name] = name
    page.protection.sheet = True
    return ranges


def _pairs(page: Worksheet, sheet: Sheet, rows: Sequence[Sequence[str | float | None]]) -> None:
    given = {str(row[0]): row[1] for row in rows}
    for column, text in ((1, "项目"), (2, "内容"), (3, "填写提示")):
        _head(page, 1, column, text, required=False)
    for row, item in enumerate(sheet.columns, start=2):
        _head(page, row, 1, item.heading + ("*" if item.required else ""), required=item.required)
        write_value(page, row, 2, given.get(item.heading))
        page.cell(row, 3, f"{item.prompt}例：{item.example}").font = _EXAMPLE_FONT
        for index in (2, 3):
            page.cell(row, index).border = _BORDER
            page.cell(row, index).alignment = _WRAP
        page.cell(row, 2).font = _BODY_FONT
        page.cell(row, 2).number_format = "@"
        _validate(page, item, f"B{row}", {})
        page.row_dimensions[row].height = 24
    for letter, width in (("A", 18), ("B", 40), ("C", 60)):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A2"
    _print_setup(page, landscape=True)


def _table(
    page: Worksheet, sheet: Sheet, rows: Sequence[Sequence[str | float | None]], ranges: Mapping[str, str]
) -> None:
    for index, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(index)
        _head(page, 1, index, column.heading + ("*" if column.required else ""), required=column.required)
        example = page.cell(2, index, column.example)
        example.data_type = "s"
        example.font = _EXAMPLE_FONT
        example.border = _BORDER
        example.alignment = _WRAP
        page.column_dimensions[letter].width = column.width
        _validate(page, column, f"{letter}3:{letter}{LAST_ROW}", ranges)
    for number, cells in enumerate(rows, start=3):
        for index, value in enumerate(cells, start=1):
            write_value(page, number, index, value)
            cell = page.cell(number, index)
            cell.font = _BODY_FONT
            cell.border = _BORDER
            cell.alignment = _WRAP
            if sheet.columns[index - 1].kind == "amount":
                cell.number_format = "#,##0.##"
        page.row_dimensions[number].height = _LINE_POINTS * max(
            (lines_of(str(value or ""), column.width) for column, value in zip(sheet.columns, cells, strict=False)),
            default=1,
        )
    page.cell(2, 1).comment = Comment("示例行：读入时略去。请从第 3 行起填写。", "廉防", width=220, height=60)
    page.row_dimensions[1].height = 32
    page.freeze_panes = "C2" if sheet.columns[0].width < 10 else "B2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{LAST_ROW}"
    page.print_title_rows = "1:1"
    _print_setup(page, landscape=True)


def _head(page: Worksheet, row: int, column: int, text: str, *, required: bool) -> None:
    cell = page.cell(row, column, text)
    cell.font = _HEAD_FONT
    cell.fill = _REQUIRED_FILL if required else _HEAD_FILL
    cell.border = _BORDER
    cell.alignment = _CENTRE
    cell.protection = Protection(locked=True)


def _validate(page: Worksheet, column: Column, cells: str, ranges: Mapping[str, str]) -> None:
    """The drop-down, number or date rule of a column, with its prompt and its refusal in plain words."""
    rule = _rule(column, cells.split(":")[0], ranges)
    rule.promptTitle = column.heading[:32]
    rule.prompt = column.prompt[:LONGEST_PROMPT]
    rule.showInputMessage = True
    rule.allow_blank = True
    rule.add(cells)
    page.add_data_validation(rule)


def _rule(column: Column, first: str, ranges: Mapping[str, str]) -> DataValidation:
    if column.kind == "term":
        return DataValidation(
            type="list",
            formula1=ranges[column.terms],
            showErrorMessage=True,
            errorTitle="用语不在列表中",
            error=f"“{column.heading}”请从下拉列表中选择。",
        )
    if column.kind == "terms":
        # A drop-down offers one; several joined by “、” are allowed, so what is typed only draws a warning.
        return DataValidation(
            type="list",
            formula1=ranges[column.terms],
            showErrorMessage=True,
            errorStyle="warning",
            errorTitle="请核对",
            error="可填多个，用“、”分开，每个都须是列表中的用语。",
        )
    if column.kind == "int":
        return DataValidation(
            type="whole",
            operator="between",
            formula1="0",
            formula2="9999",
            showErrorMessage=True,
            errorTitle="须为整数",
            error=f"“{column.heading}”只填整数。",
        )
    if column.kind == "amount":
        return DataValidation(
            type="decimal",
            operator="greaterThanOrEqual",
            formula1="0",
            showErrorMessage=True,
            errorTitle="须为数字",
            error="只填数字，单位为万元，不要写“约”“万”等字。",
        )
    if column.kind == "date":
        # A true date, or its text in the form the prompt asks for, or one of the words the column allows.
        words = "".join(f',{first}="{word}"' for word in column.words)
        return DataValidation(
            type="custom",
            formula1=f"=OR(ISNUMBER({first}),ISNUMBER(DATEVALUE({first})){words})",
            showErrorMessage=True,
            errorTitle="须为日期",
            error="请填日期，如 2026-05-31" + (f"，或填“{column.words[0]}”。" if column.words else "。"),
        )
    return DataValidation(type=None, showErrorMessage=False)


def _print_setup(page: Worksheet, *, landscape: bool) -> None:
    print_one_page_wide(page, landscape=landscape)
    number_pages(page)
    page.page_margins.left = page.page_margins.right = 0.5
    page.page_margins.top = page.page_margins.bottom = 0.6
