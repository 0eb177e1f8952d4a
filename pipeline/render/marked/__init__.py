"""退回修改: a clerk's own workbook with the wrong cells marked, edited part by part so that nothing of it is lost."""

from __future__ import annotations

import zipfile
from io import BytesIO

from pipeline.papers.returns import Return
from pipeline.render.excel.convert import as_xlsx
from pipeline.render.marked.workbook import mark

__all__ = ["mark", "marked_copy"]


def marked_copy(data: bytes, content: Return) -> bytes:
    """The clerk's workbook of any format as a marked .xlsx; other formats are turned into .xlsx first."""
    return mark(data if _is_xlsx(data) else as_xlsx(data), content)


def _is_xlsx(data: bytes) -> bool:
    if not zipfile.is_zipfile(BytesIO(data)):
        return False
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return "xl/workbook.xml" in archive.namelist()
