"""The whole of a returned workbook: marks in its sheets, the list of findings in front, macros taken out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from lxml import etree

from pipeline.papers.returns import Mark, Return
from pipeline.render.marked.comments import add_comments, clear_comments, split_cell
from pipeline.render.marked.finding_list import NAME, findings_sheet
from pipeline.render.marked.overlay import add_overlay, clear_overlay
from pipeline.render.marked.package import Element, Package, child_of, detach, namespace_of
from pipeline.render.marked.styles import Styles

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BOOK = "xl/workbook.xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_MACRO_KINDS = frozenset({"vbaProject", "xlMacrosheet", "xlIntlMacrosheet", "wordVbaData", "vbaProjectSignature"})


def mark(data: bytes, content: Return) -> bytes:
    """An .xlsx (or .xlsm) with its wrong cells marked; what is not touched stays byte for byte.

    Marks of an earlier round are replaced. Raises KeyError or lxml's XMLSyntaxError where the package is no workbook.
    """
    package = Package(data)
    book = package.tree(_BOOK)
    _drop_macros(package, book)
    parts = _sheet_parts(package, book)
    styles = Styles(_style_sheet(package))
    for part in parts.values():
        if "xl/worksheets/" in part:
            clear_comments(package, part)
            if "退回修改".encode() in package.parts[part]:
                clear_overlay(package.tree(part))
    if NAME in parts:
        _remove_sheet(package, book, NAME, parts.pop(NAME))
    marks: defaultdict[str, list[Mark]] = defaultdict(list)
    for found in content.marks:
        marks[found.sheet].append(found)
    for block, (name, part) in enumerate(parts.items(), start=1):
        if name in marks:
            anchor = _anchors(package.tree(part))
            add_overlay(package.tree(part), {anchor(m.cell): m.severity for m in reversed(marks[name])}, styles)
            add_comments(package, part, _texts(marks[name], anchor), block)
    _add_front(package, book, findings_sheet(content, namespace_of(book), styles))
    for part in parts.values():
        if b"tabSelected" in package.parts[part]:
            for view in package.tree(part).iter("{*}sheetView"):
                view.attrib.pop("tabSelected", None)
    return package.save()


def _texts(marks: list[Mark], anchor: Callable[[str], str]) -> dict[str, str]:
    """Text by cell; marks that meet in one merged cell are told one below the other."""
    texts: dict[str, str] = {}
    for found in marks:
        cell = anchor(found.cell)
        texts[cell] = f"{texts[cell]}\n{found.text}" if cell in texts else found.text
    return texts


def _sheet_parts(package: Package, book: Element) -> dict[str, str]:
    """Sheet name → its part, in the order of the tabs."""
    targets = {relation.get("Id"): part for relation, _, part in package.relations(_BOOK)}
    found: dict[str, str] = {}
    for sheet in book.iter("{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        if targets.get(relation) in package.parts:
            found[sheet.get("name", "")] = targets[relation]
    return found


def _style_sheet(package: Package) -> Element:
    part = next((part for _, kind, part in package.relations(_BOOK) if kind == "styles"), "")
    if part in package.parts:
        return package.tree(part)
    namespace = namespace_of(package.tree(_BOOK))
    empty = (
        f'<styleSheet xmlns="{namespace}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>'
    )
    package.put("xl/styles.xml", etree.fromstring(empty), _STYLES_TYPE)
    package.relate(_BOOK, f"{_REL}/styles", "xl/styles.xml")
    return package.tree("xl/styles.xml")


def _anchors(sheet: Element) -> Callable[[str], str]:
    """A cell inside a merged range → the range's first cell, where its look and its comment show."""
    merged = []
    for merge in sheet.iter("{*}mergeCell"):
        first, _, last = merge.get("ref", "").partition(":")
        merged.append((first, split_cell(first), split_cell(last or first)))

    def anchor(cell: str) -> str:
        row, column = split_cell(cell)
        for first, (top, left), (bottom, right) in merged:
            if top <= row <= bottom and left <= column <= right:
                return str(first)
        return cell

    return anchor


def _add_front(package: Package, book: Element, sheet: Element) -> None:
    """Put the list in front of all sheets and open the workbook on it."""
    namespace = namespace_of(book)
    part = package.free_name("xl/worksheets/sheetM{}.xml")
    package.put(part, sheet, _SHEET_TYPE)
    relation = package.relate(_BOOK, f"{_REL}/worksheet", part)
    sheets = child_of(book, "sheets")
    number = max((int(entry.get("sheetId", "0")) for entry in sheets), default=0) + 1
    entry = etree.Element(f"{{{namespace}}}sheet", name=NAME, sheetId=str(number))
    entry.set(f"{{{_REL}}}id", relation)
    sheets.insert(0, entry)
    _renumber(book, lambda index: index + 1)
    for view in book.iter(f"{{{namespace}}}workbookView"):
        view.set("activeTab", "0")
        view.set("firstSheet", "0")


def _remove_sheet(package: Package, book: Element, name: str, part: str) -> None:
    entries = list(book.iter("{*}sheet"))
    position = next(index for index, entry in enumerate(entries) if entry.get("name") == name)
    detach(entries[position])
    for relation, _, target in list(package.relations(_BOOK)):
        if target == part:
            detach(relation)
    for _, kind, target in list(package.relations(part)):
        if kind in ("comments", "vmlDrawing"):
            package.drop(target)
    package.drop(part)
    _renumber(book, lambda index: -1 if index == position else index - (index > position))


def _renumber(book: Element, moved: Callable[[int], int]) -> None:
    """Names that belong to one sheet count sheets by position: move them along; -1 means the sheet is gone."""
    for name in list(book.iter("{*}definedName")):
        written = name.get("localSheetId")
        if written is None:
            continue
        position = moved(int(written))
        if position < 0:
            detach(name)
        else:
            name.set("localSheetId", str(position))
    for names in list(book.iter("{*}definedNames")):
        if not len(names):
            detach(names)


def _drop_macros(package: Package, book: Element) -> None:
    """Macros are never passed on: the project goes, and macro sheets with it."""
    for relation, kind, part in list(package.relations(_BOOK)):
        if kind not in _MACRO_KINDS:
            continue
        for entry in list(book.iter("{*}sheet")):
            if relation.get("Id") in entry.attrib.values():
                _remove_sheet(package, book, entry.get("name", ""), part)
                break
        else:
            detach(relation)
            for _, _, signature in list(package.relations(part)):
                package.drop(signature)
            package.drop(part)
    package.content_type(_BOOK, _BOOK_TYPE)
