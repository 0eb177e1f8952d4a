"""A workbook's bytes to its sheets, with what is unusual about it."""

from __future__ import annotations

import hashlib
import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from pipeline.intake.container import Container, Inside, container_of, look_inside
from pipeline.intake.password import opened
from pipeline.intake.spreadsheet import read_spreadsheet
from pipeline.intake.tables import Delivery, Workbook
from pipeline.model import Oddity, OddityKind, Place


def read_workbook(delivery: Delivery, passwords: tuple[str, ...]) -> Workbook:
    """The workbook that a delivery is. Raises Refused with the reason and what the sender should do."""
    data, had_password = opened(delivery.data, passwords)
    kind = container_of(data)
    inside = look_inside(data) if kind in (Container.XLSX, Container.ODS) else Inside()
    return Workbook(
        file=delivery.name,
        sheets=read_spreadsheet(data),
        data=data,
        digest=hashlib.sha256(delivery.data).hexdigest(),
        mailed=delivery.mailed,
        sender=delivery.sender,
        oddities=tuple(_oddities(delivery.name, data, inside, had_password)),
    )


def _oddities(file: str, data: bytes, inside: Inside, had_password: bool) -> Iterator[Oddity]:
    all_units = (Place(file),)
    if had_password:
        yield Oddity(OddityKind.PASSWORD, all_units)
    if inside.macros:
        yield Oddity(OddityKind.MACROS, all_units)
    if inside.external_links:
        yield Oddity(OddityKind.EXTERNAL_LINKS, all_units)
    if inside.hidden_rows:
        yield Oddity(OddityKind.HIDDEN_ROWS, all_units)
    if inside.uncalculated:
        names = _sheet_names(data)
        places = tuple(
            Place(file, names.get(part, part), cell) for part, cells in inside.uncalculated for cell in cells
        )
        yield Oddity(OddityKind.UNCALCULATED, places)


def _sheet_names(data: bytes) -> dict[str, str]:
    """Part name → sheet name of an .xlsx."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        rels = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        book = etree.fromstring(archive.read("xl/workbook.xml"))
    targets = {
        rel.get("Id"): posixpath.normpath(posixpath.join("xl", rel.get("Target", ""))).lstrip("/") for rel in rels
    }
    names: dict[str, str] = {}
    for sheet in book.iter("{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        names[targets.get(relation, "").removeprefix("xl/xl/")] = sheet.get("name", "")
    return names
