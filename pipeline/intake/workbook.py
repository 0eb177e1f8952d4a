"""A workbook's bytes to its sheets as they show themselves, with what is unusual about it."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO

from pipeline.intake.cellnames import column_index
from pipeline.intake.container import RESAVE, Container, Refused, container_of, open_zip, unpacked
from pipeline.intake.package import BOOK, standard
from pipeline.intake.password import opened
from pipeline.intake.sheetlook import CELL, SheetLook, look_at, looks_of, sheet_parts
from pipeline.intake.spreadsheet import read_spreadsheet
from pipeline.intake.tables import Delivery, Grid, Workbook
from pipeline.model import Oddity, OddityKind, Place

_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class _Inside:
    """What was noticed in a workbook's parts; ``looks`` by sheet name."""

    macros: bool = False
    external_links: bool = False
    date1904: bool = False
    looks: Mapping[str, SheetLook] = field(default_factory=dict)


def read_workbook(delivery: Delivery, passwords: tuple[str, ...]) -> Workbook:
    """The workbook that a delivery is. Raises Refused with the reason and what the sender should do."""
    data, had_password = opened(delivery.data, passwords)
    kind = container_of(data)
    inside = _Inside()
    if kind is Container.XLSX:
        data, inside = _look_inside(data)
    elif kind is Container.ODS:
        _examine_ods(data)
    return Workbook(
        file=delivery.name,
        sheets=tuple(_as_shown(grid, inside.looks.get(grid.name)) for grid in read_spreadsheet(data)),
        data=data,
        digest=hashlib.sha256(delivery.data).hexdigest(),
        mailed=delivery.mailed,
        sender=delivery.sender,
        oddities=tuple(_oddities(delivery.name, inside, had_password)),
        date1904=inside.date1904,
    )


def _look_inside(data: bytes) -> tuple[bytes, _Inside]:
    """The package in its standard form, and what its parts say. Raises Refused for entities and for damage."""
    names = {name.casefold() for name in zipfile.ZipFile(BytesIO(data)).namelist()}
    data, texts = standard(data)
    for part in texts.values():
        _without_entities(part)
    book = texts.get(BOOK, b"")
    styles = looks_of(texts.get("xl/styles.xml", b""), book)
    sheets = sheet_parts(book, texts.get("xl/_rels/workbook.xml.rels", b"")) if book else {}
    return data, _Inside(
        macros=any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names),
        external_links=any(name.startswith("xl/externallinks/") for name in names),
        date1904=styles.date1904,
        looks={
            sheet: look_at(sheet, texts[part], styles) for part, sheet in sheets.items() if texts.get(part) is not None
        },
    )


def _examine_ods(data: bytes) -> None:
    archive = open_zip(data)
    for entry in archive.infolist():
        if entry.filename.endswith(".xml"):
            part = unpacked(archive, entry)
            _without_entities(part)
            if entry.filename == "META-INF/manifest.xml" and b"encryption-data" in part:
                raise Refused("工作簿设有打开密码", "请去掉密码后重新报送。")


def _without_entities(part: bytes) -> None:
    if any(mark in part[:65536] for mark in _DOCTYPES):
        raise Refused("文件中含有外部实体声明，可能是恶意文件", RESAVE)


def _as_shown(grid: Grid, look: SheetLook | None) -> Grid:
    """The sheet with the texts that its cells show, where these say more than the values behind them."""
    if look is None or not look.shown:
        return grid
    rows = [list(row) for row in grid.rows]
    stored = {}
    for name, text in look.shown.items():
        match = CELL.fullmatch(name)
        if match is None:
            continue
        row, column = int(match[2]) - 1, column_index(match[1])
        if row < len(rows) and column < len(rows[row]) and rows[row][column] != "":
            stored[row, column] = rows[row][column]
            rows[row][column] = text
    return replace(grid, rows=tuple(map(tuple, rows)), stored=stored)


def _oddities(file: str, inside: _Inside, had_password: bool) -> Iterator[Oddity]:
    all_units = (Place(file),)
    if had_password:
        yield Oddity(OddityKind.PASSWORD, all_units)
    if inside.macros:
        yield Oddity(OddityKind.MACROS, all_units)
    if inside.external_links:
        yield Oddity(OddityKind.EXTERNAL_LINKS, all_units)
    if any(look.hidden_rows for look in inside.looks.values()):
        yield Oddity(OddityKind.HIDDEN_ROWS, all_units)
    looks = inside.looks.items()
    uncalculated = tuple(Place(file, sheet, cell) for sheet, look in looks for cell in look.uncalculated)
    if uncalculated:
        yield Oddity(OddityKind.UNCALCULATED, uncalculated)
    struck = tuple(Place(file, sheet, cell) for sheet, look in looks for cell in look.struck)
    if struck:
        yield Oddity(OddityKind.STRUCK_OUT, struck)
    for sheet, look in inside.looks.items():
        for cell, text in look.errors.items():
            yield Oddity(OddityKind.ERROR_VALUE, (Place(file, sheet, cell),), text)
