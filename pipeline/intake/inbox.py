"""收件箱: every file below a folder, in a fixed order, read or set aside with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.intake.container import Refused, examine
from pipeline.intake.spreadsheet import read_spreadsheet
from pipeline.intake.tables import Workbook
from pipeline.model import SetAside

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".et"})


def inbox_files(folder: Path) -> list[Path]:
    """All regular files below ``folder``, sorted; office lock files (~$…) and hidden files are no mail."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    )


def read_inbox(folder: Path, files: list[Path]) -> Iterator[Workbook | SetAside]:
    """Read each file in turn, so that only one workbook's cells are held at a time.

    A file that cannot be read becomes a SetAside; it never stops the others.
    """
    for path in files:
        name = path.relative_to(folder).as_posix()
        try:
            yield read_file(path, name)
        except Refused as refused:
            yield SetAside(name, refused.reason, refused.mend)


def read_file(path: Path, name: str) -> Workbook:
    """One file's tables. Raises Refused with the reason and what the sender should do."""
    if path.is_symlink():
        raise Refused("这是一个链接，不是文件本身", "请把工作簿文件本身放入收件箱。")
    if path.suffix.lower() not in SPREADSHEETS:
        raise Refused(
            f"不是可读的表格文件（{path.suffix or '无扩展名'}）",
            "请用标准填报表填写，存为 .xlsx 后重新报送。",
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused("文件无法读取", "请检查文件权限，或让报送人重新发送。") from error
    examine(data)
    return Workbook(name, read_spreadsheet(data))
