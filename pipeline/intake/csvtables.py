"""CSV: a table without a workbook. The tables of one sender become one workbook, a sheet each, all cells text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from pipeline.intake.container import RESAVE, Refused
from pipeline.intake.sheetlook import MAX_COLUMNS, MAX_ROWS
from pipeline.intake.tables import Delivery

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_HEAD = 20_000
# One damaged character in so many is a slip; more is another encoding.
_DAMAGED_SHARE = 500
_SHEET_NAME_LIMIT = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


def csv_text(data: bytes) -> str:
    """The text, by its byte order mark, else UTF-8, else GB18030 (what Excel and WPS write). Raises Refused.

    Few damaged characters are shown as such (�), and a check names their cells; the rest of the table stands.
    """
    marked_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    damaged: list[tuple[int, int, str]] = []
    for encoding in ["utf-16"] if marked_utf16 else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            mended = data.decode(encoding, "replace")
            damaged.append((mended.count("�"), data[: error.start].count(b"\n") + 1, mended))
            continue
        if "\0" not in text:
            return text
    if damaged:
        count, line, text = min(damaged)
        if count <= max(3, len(text) // _DAMAGED_SHARE) and "\0" not in text:
            return text
        raise Refused(f"CSV 文件第{line}行起有无法识别的文字编码", RESAVE)
    raise Refused("CSV 文件的文字编码无法识别", RESAVE)


def csv_rows(data: bytes) -> list[list[str]]:
    """The rows of a CSV file; comma, semicolon or tab. Raises Refused."""
    text = csv_text(data)
    delimiter = _delimiter(text)
    try:
        rows = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise Refused(f"CSV 文件的格式有误（{error}）", RESAVE) from error
    if len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows):
        raise Refused("CSV 文件的行列数超过表格的限度", "请核对分隔符和引号，改正后重新报送。")
    return rows


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
                    cell.value = "".join(character for character in text if _is_text(character))
                    cell.data_type = "s"
    buffer = io.BytesIO()
    book.save(buffer)
    folder, prefix = bundle_key(parts[0].name)
    name = (
        parts[0].name if len(parts) == 1 else f"{prefix or PurePosixPath(folder).name or '各表'}（{len(parts)}个csv）"
    )
    shown = name if len(parts) == 1 else str(PurePosixPath(folder, name))
    return Delivery(shown, buffer.getvalue(), parts[0].mailed, parts[0].sender)


def _is_text(character: str) -> bool:
    """Whether a workbook can hold the character."""
    return (character >= " " or character in "\n\t") and character not in "\ufffe\uffff"


def _delimiter(text: str) -> str:
    """What parts the first lines: the sign that is in most of them, and in each as often. In quotes nothing parts."""
    lines = [line for line in _QUOTED.sub("", text[:_HEAD]).splitlines()[:6] if line.strip()]

    def fitness(sign: str) -> tuple[int, int, int]:
        counts = [line.count(sign) for line in lines]
        return sum(map(bool, counts)), -len(set(counts)), sum(counts)

    return max(",;\t", key=fitness)
