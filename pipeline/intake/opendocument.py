"""Merged cells of an .ods, which the spreadsheet reader does not tell."""

from __future__ import annotations

import io

from lxml import etree

from pipeline.intake.container import open_zip, unpacked

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
Merge = tuple[tuple[int, int], tuple[int, int]]


def merged_cells(data: bytes) -> dict[str, list[Merge]]:
    """Sheet name → its merged ranges as ((top, left), (bottom, right)), all from 0. ``data`` has been examined."""
    archive = open_zip(data)
    content = unpacked(archive, archive.getinfo("content.xml"))
    found: dict[str, list[Merge]] = {}
    row = column = 0
    merges: list[Merge] = []
    for event, element in etree.iterparse(
        io.BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True,
        tag=(f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"),
    ):  # fmt: skip
        kind = etree.QName(element).localname
        if event == "start":
            if kind == "table":
                row, merges = 0, found.setdefault(element.get(f"{_TABLE}name", ""), [])
            elif kind == "table-row":
                column = 0
            else:
                down = int(element.get(f"{_TABLE}number-rows-spanned", "1"))
                across = int(element.get(f"{_TABLE}number-columns-spanned", "1"))
                if down > 1 or across > 1:
                    merges.append(((row, column), (row + down - 1, column + across - 1)))
                column += int(element.get(f"{_TABLE}number-columns-repeated", "1"))
        elif kind == "table-row":
            row += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            element.clear()
    return found
