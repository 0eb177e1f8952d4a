"""应报单位: the office's own list of who should report, beside the mails: units.toml, or a sheet 应报单位."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pipeline.errors import BadList, SettingsError
from pipeline.intake.container import Refused
from pipeline.intake.inbox import office_files, read_alone
from pipeline.model import ExpectedDivision
from pipeline.settings.faults import Faults
from pipeline.settings.layers import layered
from pipeline.settings.marks import Filled
from pipeline.settings.reader import read
from pipeline.settings.tomlfile import parsed

_UNIT_HEADS = ("单位名称", "单位", "司局")
_DIVISION_HEADS = ("填报处室", "处室", "处（室）", "部门")


@dataclass(frozen=True, slots=True)
class ExpectedUnit:
    """应报单位: one unit of units.toml, with its divisions; without any it stands alone."""

    name: Annotated[str, Filled()]
    divisions: tuple[Annotated[str, Filled()], ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedUnits:
    """应报名单: units.toml."""

    unit: tuple[ExpectedUnit, ...]


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
    faults = Faults()
    try:
        listed = read(ExpectedUnits, layered(parsed(path.name, path.read_bytes())), faults)
        faults.stop()
    except SettingsError as error:
        raise BadList(
            f'应报名单有误：\n{error}\n每个单位写作：[[unit]]　name = "人事司"　divisions = ["干部处"]'
        ) from error
    for unit in listed.unit:
        for division in unit.divisions or ("",):
            yield ExpectedDivision(unit.name, division)


def _from_sheet(path: Path) -> Iterator[ExpectedDivision]:
    try:
        grids = read_alone(path, path.name).sheets
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
