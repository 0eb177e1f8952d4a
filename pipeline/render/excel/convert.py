"""Workbooks of other formats (.xls, .et, .ods) as .xlsx, so that they can go back marked."""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment

from pipeline.intake.spreadsheet import read_spreadsheet
from pipeline.render.excel.sheets import write_value
from pipeline.render.libreoffice import command, end, start
from pipeline.render.package import fixed_package

_TIMEOUT_SECONDS = 120


def as_xlsx(data: bytes) -> bytes:
    """The workbook as .xlsx, its cells at the same places.

    LibreOffice keeps looks, widths and drop-downs; where its spreadsheet part is missing, the cells alone are kept.
    """
    return _by_engine(data) or _cells_alone(data)


def _by_engine(data: bytes) -> bytes | None:
    program = command()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="lianfang-convert-") as folder:
        source = Path(folder, "source.xls")
        source.write_bytes(data)
        call = [program, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore"]
        call += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder, str(source)]
        engine = start(call)
        try:
            engine.wait(_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            return None
        finally:
            end(engine)
        made = source.with_suffix(".xlsx")
        return fixed_package(made.read_bytes()) if made.exists() else None


def _cells_alone(data: bytes) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in read_spreadsheet(data):
        page = book.create_sheet(grid.name)
        page.sheet_state = "hidden" if grid.hidden else "visible"
        for number, cells in enumerate(grid.rows, start=1):
            for column, value in enumerate(cells, start=1):
                if value != "":
                    write_value(page, number, column, value)
                    page.cell(number, column).alignment = Alignment(wrap_text=True, vertical="center")
        for column in page.columns:
            page.column_dimensions[column[0].column_letter].width = 18
    if all(page.sheet_state == "hidden" for page in book.worksheets) and book.worksheets:
        book.worksheets[0].sheet_state = "visible"
    buffer = io.BytesIO()
    book.save(buffer)
    return fixed_package(buffer.getvalue())
