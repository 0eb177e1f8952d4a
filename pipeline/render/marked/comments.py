"""Comments on wrong cells, beside the clerk's own: on a cell that has one, ours is added below it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from pipeline.render.marked.package import Element, Package, child_of, detach, namespace_of

AUTHOR = "廉防退回修改"
# Every text of ours begins with this; what stands from here on in a comment is ours and goes when a new round comes.
OURS = "【退回修改"

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_V, _O, _X = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)
_VML = (
    f'<xml xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    f'<v:shape xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}" id="_x0000_s{{id}}" type="#_x0000_t202" '
    'style="position:absolute;margin-left:60pt;margin-top:2pt;width:260pt;height:{height}pt;z-index:9;'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 12, {top}, 4, {right}, 24, {bottom}, 8</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def clear_comments(package: Package, sheet: str) -> None:
    """Take off the marks of an earlier round: our comments, and our part of shared ones."""
    for _, kind, part in list(package.relations(sheet)):
        if kind != "comments" or OURS.encode() not in package.parts[part]:
            continue
        tree = package.tree(part)
        for comment in list(tree.iter("{*}comment")):
            if _strip_ours(comment):
                cell = comment.get("ref", "")
                detach(comment)
                _drop_shape(package, sheet, cell)


def add_comments(package: Package, sheet: str, texts: Mapping[str, str], block: int) -> None:
    """Put each cell's text into its comment. ``block`` numbers new drawings apart, one a sheet.

    A cell under a threaded discussion is left as it is: its list entry and its colour say what is wrong.
    """
    if not texts:
        return
    related = {kind: part for _, kind, part in package.relations(sheet)}
    threaded = _threaded_cells(package, related.get("threadedComment", ""))
    comments = package.tree(related["comments"]) if "comments" in related else _new_comments(package, sheet)
    drawing = _drawing(package, sheet, block)
    namespace = namespace_of(comments)
    author = _author(comments)
    listed = child_of(comments, "commentList")
    own = {comment.get("ref"): comment for comment in listed}
    for cell, text in texts.items():
        if cell in threaded:
            continue
        comment = own.get(cell)
        if comment is None:
            comment = etree.SubElement(listed, f"{{{namespace}}}comment", ref=cell, authorId=str(author))
            # A box without its comment is what some programs leave behind; a second one would lie under it.
            _drop_shape(package, sheet, cell)
            drawing.append(_shape(cell, text, _next_id(drawing, block)))
        else:
            text = "\n" + text
        _add_run(_first_of(comment, "text"), text)


def split_cell(cell: str) -> tuple[int, int]:
    """(row, column) of a cell's name, both from 0."""
    match = re.fullmatch(r"([A-Z]{1,3})(\d+)", cell)
    if not match:
        return (0, 0)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return (int(match[2]) - 1, column - 1)


def _strip_ours(comment: Element) -> bool:
    """Remove our text from a comment; true where nothing else is in it."""
    left = ""
    found = False
    for text in comment.iter("{*}t"):
        if found:
            text.text = ""
        elif text.text and OURS in text.text:
            text.text = text.text.split(OURS, 1)[0].rstrip("\n")
            found = True
        left += text.text or ""
    return found and not left.strip().removeprefix(f"{AUTHOR}:").strip()


def _add_run(text: Element, words: str) -> None:
    namespace = namespace_of(text)
    # A comment of one plain text becomes one of runs, so that ours can stand behind it.
    for plain in text.findall(f"{{{namespace}}}t"):
        run = etree.Element(f"{{{namespace}}}r")
        text.replace(plain, run)
        run.append(plain)
    run = etree.SubElement(text, f"{{{namespace}}}r")
    added = etree.SubElement(run, f"{{{namespace}}}t")
    added.text = words
    added.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _new_comments(package: Package, sheet: str) -> Element:
    namespace = namespace_of(package.tree(sheet))
    tree = etree.Element(f"{{{namespace}}}comments", nsmap={None: namespace})
    etree.SubElement(tree, f"{{{namespace}}}authors")
    etree.SubElement(tree, f"{{{namespace}}}commentList")
    name = package.free_name("xl/commentsM{}.xml")
    package.put(name, tree, _COMMENTS_TYPE)
    package.relate(sheet, f"{_REL}/comments", name)
    return tree


def _author(comments: Element) -> int:
    """The number of our name among the authors. A comment without an author gets a nameless one, not us."""
    authors = _first_of(comments, "authors")
    tag = f"{{{namespace_of(comments)}}}author"

    def number(name: str) -> int:
        names = [author.text or "" for author in authors.findall(tag)]
        if name not in names:
            etree.SubElement(authors, tag).text = name
            return len(names)
        return names.index(name)

    known = {str(index) for index in range(len(authors.findall(tag)))}
    for comment in comments.iter("{*}comment"):
        if comment.get("authorId") not in known:
            comment.set("authorId", str(number("")))
    return number(AUTHOR)


def _first_of(parent: Element, name: str) -> Element:
    """The child of this name; made before all others, where the standard (ECMA-376 part 1, 18.7) wants it."""
    found = parent.find(f"{{{namespace_of(parent)}}}{name}")
    if found is None:
        found = etree.Element(f"{{{namespace_of(parent)}}}{name}")
        parent.insert(0, found)
    return found


def _threaded_cells(package: Package, part: str) -> set[str | None]:
    if not part:
        return set()
    return {comment.get("ref") for comment in package.tree(part).iter("{*}threadedComment")}


def _legacy_drawing(package: Package, sheet: str) -> str:
    """The VML part that the sheet's comments are drawn in; empty where there is none."""
    reference = package.tree(sheet).find("{*}legacyDrawing")
    if reference is None:
        return ""
    wanted = next((value for key, value in reference.attrib.items() if key.endswith("}id")), "")
    return next((part for relation, _, part in package.relations(sheet) if relation.get("Id") == wanted), "")


def _drawing(package: Package, sheet: str, block: int) -> Element:
    part = _legacy_drawing(package, sheet)
    if part in package.parts:
        return package.tree(part)
    name = package.free_name("xl/drawings/vmlDrawingM{}.vml")
    package.default_type("vml", _VML_TYPE)
    package.put(name, etree.fromstring(_VML.format(block=block)), _VML_TYPE)
    relation = package.relate(sheet, f"{_REL}/vmlDrawing", name)
    tree = package.tree(sheet)
    namespace = namespace_of(tree)
    reference = etree.Element(f"{{{namespace}}}legacyDrawing")
    reference.set(f"{{{_REL}}}id", relation)
    insert_in_order(tree, reference)
    return package.tree(name)


def _next_id(drawing: Element, block: int) -> int:
    used = [int(found) for found in re.findall(r"_x0000_s(\d+)", etree.tostring(drawing, encoding="unicode"))]
    return max([*used, 1024 * block]) + 1


def _shape(cell: str, text: str, number: int) -> Element:
    row, column = split_cell(cell)
    lines = sum(len(line) // 22 + 1 for line in text.split("\n"))
    height = max(3, lines + 1)
    return etree.fromstring(
        _SHAPE.format(
            id=number,
            height=height * 15,
            left=column + 1,
            right=column + 4,
            top=max(0, row - 1),
            bottom=max(0, row - 1) + height,
            row=row,
            column=column,
        )
    )


def _drop_shape(package: Package, sheet: str, cell: str) -> None:
    part = _legacy_drawing(package, sheet)
    if part not in package.parts:
        return
    row, column = split_cell(cell)
    for data in list(package.tree(part).iter(f"{{{_X}}}ClientData")):
        if data.findtext(f"{{{_X}}}Row") == str(row) and data.findtext(f"{{{_X}}}Column") == str(column):
            shape = data.getparent()
            detach(data if shape is None else shape)


# What may follow in a sheet, in the order that the standard (ECMA-376 part 1, 18.3.1.99) asks for.
_SHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip


def insert_in_order(sheet: Element, element: Element) -> None:
    """Insert an element of a sheet where the standard wants it, before any of its own kind."""
    mine = _SHEET_ORDER.index(etree.QName(element).localname)
    for position, child in enumerate(sheet):
        # What Office wraps in alternatives (mc:AlternateContent) is controls and later.
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        place = _SHEET_ORDER.index(name) if name in _SHEET_ORDER else _SHEET_ORDER.index("controls") if name else -1
        if place >= mine:
            sheet.insert(position, element)
            return
    sheet.append(element)
