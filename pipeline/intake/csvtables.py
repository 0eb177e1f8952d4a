"""CSV: a table without a workbook. The tables of one sender become one workbook, a sheet each, all cells text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import PurePosixPath

from pipeline.intake.container import RESAVE, Refused
from pipeline.intake.tables import Delivery

_SHEET_NAME_LIMIT = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


def csv_text(data: bytes) -> str:
    """The text, by its byte order mark, else UTF-8, else GB18030 (what Excel and WPS write). Raises Refused."""
    marked_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked_utf16 else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("CSV 文件的文字编码无法识别", RESAVE)


def csv_rows(data: bytes) -> list[list[str]]:
    """The rows of a CSV file; comma, semicolon or tab, whichever parts its first lines most. Raises Refused."""
    text = csv_text(data)
    head = "\n".join(text.splitlines()[:5])
    delimiter = max(",;\t", key=head.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise Refused("CSV 文件的格式有误", RESAVE) from error


def bundle_key(name: str) -> tuple[str, str]:
    """Which tables belong together: those of one folder whose names share what stands before the last dash."""
    path = PurePosixPath(name)
    stem = path.stem.replace("－", "-").replace("—", "-").replace("_", "-")
    return str(path.parent), stem.rpartition("-")[0]


def bundled(parts: Iterable[Delivery]) -> Delivery:
    """CSV files that belong together as one .xlsx; sheets are named by what stands after the last dash."""
    from openpyxl import Workbook as NewWorkbook

    parts = list(parts)
    book = NewWorkbook()
    book.remove(book.worksheets[0])
    for part in parts:
        stem = PurePosixPath(part.name).stem.replace("－", "-").replace("—", "-").replace("_", "-")
        name = stem.rpartition("-")[2].translate(_NOT_IN_SHEET_NAMES)[:_SHEET_NAME_LIMIT] or "表"
        page = book.create_sheet(name)
        for row, cells in enumerate(csv_rows(part.data), start=1):
            for column, text in enumerate(cells, start=1):
                if text:
                    cell = page.cell(row, column)
                    cell.value = "".join(character for character in text if character >= " " or character in "\n\t")
                    cell.data_type = "s"
    buffer = io.BytesIO()
    book.save(buffer)
    folder, prefix = bundle_key(parts[0].name)
    name = (
        parts[0].name if len(parts) == 1 else f"{prefix or PurePosixPath(folder).name or '各表'}（{len(parts)}个csv）"
    )
    shown = name if len(parts) == 1 else str(PurePosixPath(folder, name))
    return Delivery(shown, buffer.getvalue(), parts[0].mailed, parts[0].sender)
