"""What a caller asks for, read once for all functions of the face: paths as given, files that must be there, days."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pipeline.errors import BadRequest
from pipeline.normalise.values import read_date

StrPath = str | os.PathLike[str]


def optional_path(path: StrPath | None) -> Path | None:
    """A path as given; None where none is."""
    return None if path is None else Path(path)


def existing_files(paths: Iterable[StrPath], what: str = "文件") -> tuple[Path, ...]:
    """The files asked for. Raises BadRequest that names all those that do not exist."""
    found = tuple(map(Path, paths))
    missing = [str(path) for path in found if not path.is_file()]
    if missing:
        raise BadRequest(f"没有这个{what}：{'、'.join(missing)}")
    return found


def a_year(period: str) -> str:
    """A year of four digits, or none. Raises BadRequest."""
    if period and not (period.isdecimal() and len(period) == 4):
        raise BadRequest(f"年度“{period}”不是四位数年份。请填如 2026。")
    return period


def a_day(text: str | date | None) -> date | None:
    """A day, written in any way that a workbook may write one; None where none is. Raises BadRequest."""
    if not text or isinstance(text, date):
        return text or None
    day = read_date(text).value
    if day is None:
        raise BadRequest(f"截至日“{text}”不是日期。请填如 2026-09-30。")
    return day
