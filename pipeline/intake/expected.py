"""应报单位: the office's own list of who should report, beside the mails: units.toml, or a sheet 应报单位."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import BadList
from pipeline.intake.container import Refused
from pipeline.intake.inbox import office_files, read_file
from pipeline.model import ExpectedDivision

_UNIT_HEADS = ("单位名称", "单位", "司局")
_DIVISION_HEADS = ("填报处室", "处室", "处（室）", "部门")


def find_list(inbox: Path) -> Path | None:
    """The office's list in the inbox, if there is one."""
    return next(iter(office_files(inbox)), None)


def expected_divisions(path: Path) -> tuple[ExpectedDivision, ...]:
    """Who should report, in the list's order; a unit listed without divisions stands alone. Raises BadList."""
    try:
        found = tuple(_from_toml(path) if path.suffix.lower() == ".toml" else _from_sheet(path))
    except OSError as error:
        raise BadList(f"应报名单“{path}”无法读取（{error.strerror}）。") from error
    if not found:
        raise BadList(f"应报名单“{path}”中没有单位。请列出“单位名称”“填报处室”两列。")
    return tuple(dict.fromkeys(found))


def _from_toml(path: Path) -> Iterator[ExpectedDivision]:
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig"))["unit"]
        for entry in entries:
            for division in entry.get("divisions", []) or [""]:
                yield ExpectedDivision(str(entry["name"]), str(division))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise BadList(
            f'应报名单“{path}”格式有误：{error}。每个单位写作：[[unit]]　name = "人事司"　divisions = ["干部处"]'
        ) from error


def _from_sheet(path: Path) -> Iterator[ExpectedDivision]:
    try:
        grids = read_file(path, path.name).sheets
    except Refused as refused:
        raise BadList(f"应报名单“{path}”不能用：{refused.reason}。请核对文件名，或存为 .xlsx 后重试。") from refused
    for grid in grids:
        heads: dict[str, int] = {}
        for cells in grid.rows:
            texts = ["".join(str(cell).split()) for cell in cells]
            if not heads:
                unit = next((i for i, text in enumerate(texts) if text in _UNIT_HEADS), None)
                division = next((i for i, text in enumerate(texts) if text in _DIVISION_HEADS), None)
                if unit is not None:
                    heads = {"unit": unit} | ({"division": division} if division is not None else {})
            elif texts[heads["unit"]]:
                yield ExpectedDivision(texts[heads["unit"]], texts[heads["division"]] if "division" in heads else "")
