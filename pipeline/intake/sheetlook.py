"""What a sheet's XML says beyond the cells' values: what they show, errors, formulas without result, lines struck out.

Most sheets say nothing of the kind: bytes tell so, and only what is left is parsed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pipeline.intake.cellnames import column_index, letters
from pipeline.intake.container import RESAVE, Refused
from pipeline.intake.numberformat import sections, shown

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
MAX_CELLS = 2_000_000
# Formats that Excel knows by number, where they show more or less than it: 18.8.30, with those of Chinese Excel.
_MONTH, _DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_BUILT_IN = {9: "0%", 10: "0.00%", 16: "d-mmm", 17: "mmm-yy", 28: _DAY, 58: _DAY}
_BUILT_IN |= dict.fromkeys((27, 36, 50, 52, 55, 57), _MONTH)
_LENIENT = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False, recover=True)
# What tells, faster than a pattern, that there may be formulas and errors.
_FORMULA_SIGNS = tuple(start + end for start in (b"<f", b":f") for end in (b">", b" ", b"/", b"\n", b"\r", b"\t"))
_ERROR_SIGNS = (b'"e"', b"'e'")
_HIDDEN = re.compile(rb"""<(?:\w+:)?row\s[^>]*\bhidden\s*=\s*["'](?:1|true)""")
_FAR = re.compile(rb' r="([A-Z]{3,}[0-9]+|[A-Z]+[0-9]{5,})"')
CELL = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True)
class SheetLook:
    """样子: by cell name, what is shown where that is more than the value, and error texts; and what else is odd."""

    shown: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    uncalculated: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    hidden_rows: bool = False


@dataclass(frozen=True, slots=True)
class Looks:
    """样式: which of a workbook's cell styles show more than the value, and which strike it out."""

    formats: Mapping[str, str]
    struck: frozenset[str]
    date1904: bool


def tree_of(part: bytes) -> Any:
    """A part's XML, read as leniently as office programs do; None where nothing of it can be read."""
    return etree.fromstring(part.rstrip(b"\0"), _LENIENT)


def looks_of(styles: bytes, book: bytes) -> Looks:
    """The styles of a workbook that matter here."""
    date1904 = re.search(rb"""\bdate1904\s*=\s*["'](?:1|true)""", book) is not None
    tree = tree_of(styles) if styles else None
    if tree is None:
        return Looks({}, frozenset(), date1904)
    codes = {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in tree.iter("{*}numFmt")}
    fonts = [_strikes(font) for fonts in tree.iterfind("{*}fonts") for font in fonts.iterfind("{*}font")]
    formats: dict[str, str] = {}
    struck: set[str] = set()
    for number, style in enumerate(tree.iterfind("{*}cellXfs/{*}xf")):
        written = style.get("numFmtId", "0")
        code = codes.get(written) or _BUILT_IN.get(int(written) if written.isdecimal() else 0, "")
        if code and any(section.says_more for section in sections(code)):
            formats[str(number)] = code
        font = style.get("fontId", "0")
        if font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]:
            struck.add(str(number))
    return Looks(formats, frozenset(struck), date1904)


def look_at(name: str, part: bytes, looks: Looks) -> SheetLook:
    """What a sheet says beyond its values. Raises Refused where a cell lies outside a sheet, or is out of reach."""
    _within_reach(name, part)
    hidden = b"hidden" in part and _HIDDEN.search(part) is not None
    formulas = any(sign in part for sign in _FORMULA_SIGNS)
    if not (formulas or looks.formats or looks.struck or any(sign in part for sign in _ERROR_SIGNS)):
        return SheetLook(hidden_rows=hidden)
    tree = tree_of(part)
    if tree is None:
        return SheetLook(hidden_rows=hidden)
    seen: dict[str, str] = {}
    errors: dict[str, str] = {}
    uncalculated: list[str] = []
    struck: dict[int, list[bool]] = {}
    for cell, row, reference in _cells(tree):
        kind, style = cell.get("t", "n"), cell.get("s", "0")
        value = cell.findtext("{*}v")
        if kind == "e":
            errors[reference] = (value or "#N/A").strip()
        elif formulas and not value and cell.find("{*}f") is not None:
            # An empty text is a result (IF(…,"")), no text is none.
            if kind != "str" or value is None:
                uncalculated.append(reference)
        elif kind == "n" and style in looks.formats and value:
            text = _shown(value, looks.formats[style], date1904=looks.date1904)
            if text:
                seen[reference] = text
        if looks.struck and (value or cell.find("{*}is") is not None):
            struck.setdefault(row, []).append(style in looks.struck)
    rows = tuple(f"A{row}" for row, cells in struck.items() if all(cells))
    return SheetLook(seen, errors, tuple(uncalculated), rows, hidden)


def _strikes(font: Any) -> bool:
    strike = font.find("{*}strike")
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def _shown(value: str, code: str, *, date1904: bool) -> str:
    try:
        number = float(value)
    except ValueError:
        return ""
    return shown(number, code, date1904=date1904) if abs(number) < 1e15 else ""


def _cells(tree: Any) -> Iterator[tuple[Any, int, str]]:
    """(cell, row number, cell name): where a writer leaves names out, they are counted on."""
    row = 0
    for line in tree.iterfind("{*}sheetData/{*}row"):
        written = line.get("r", "")
        row = int(written) if written.isdecimal() and len(written) < 8 else row + 1
        column = -1
        for cell in line.iterfind("{*}c"):
            match = CELL.fullmatch(cell.get("r", ""))
            column = column_index(match[1]) if match else column + 1
            yield cell, row, f"{letters(column)}{row}"


def _within_reach(name: str, part: bytes) -> None:
    """Readers take the whole rectangle up to the last cell: one cell far out would be all memory there is."""
    right = down = 0
    for found in set(_FAR.findall(part)):
        match = CELL.fullmatch(found.decode("ascii"))
        if match is None:
            continue
        column, row = column_index(match[1]) + 1, int(match[2][:12])
        if column > MAX_COLUMNS or row > MAX_ROWS:
            raise Refused(f"工作表“{name}”的单元格“{found.decode()[:20]}”在表格范围之外，文件已损坏", RESAVE)
        right, down = max(right, column), max(down, row)
        if right * down > MAX_CELLS:
            raise Refused(
                f"工作表“{name}”在很远的单元格 {found.decode()} 还有内容，表格过大",
                "请删去该处内容和多余的空行空列后重新报送。",
            )


def sheet_parts(book: bytes, relations: bytes) -> dict[str, str]:
    """Part name → sheet name, in the order of the tabs."""
    rels, tree = tree_of(relations), tree_of(book)
    if rels is None or tree is None:
        return {}
    targets = {
        rel.get("Id"): posixpath.normpath(posixpath.join("xl", rel.get("Target", ""))).lstrip("/") for rel in rels
    }
    names: dict[str, str] = {}
    for sheet in tree.iter("{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        if relation in targets:
            names[targets[relation].removeprefix("xl/xl/")] = sheet.get("name", "")
    return names
