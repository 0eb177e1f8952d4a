"""合并单元格: cells of one unit, division or category become one down the column, nested, and anew on every page.

No program repeats a merged cell's text where the cell goes over a page. So a grouped table is cut where its pages end:
a table a page, each with its head, and each group's name at its top. Layouts know nothing of it: a column is grouped
where its cells have the style “Table Group”.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn

from pipeline.render.word.elements import CT_P, CT_Row, CT_Tbl, CT_Tc, children, has, made, new
from pipeline.render.word.heights import Heights, cell_margins, column_widths, text_of

GROUP_STYLE = "Table Group"
BREAK_STYLE = "Table Break"
# The line between two tables, of the style above: without one, programs make them one table.
BREAK_PT = 1.0
# A row higher than this share of a page may go over it; others stand whole.
_WHOLE = 1 / 2
# As much of a row, at least, stays on the page where it begins.
_LEAST_PART = 5 * 13.0


@dataclass(frozen=True, slots=True)
class _Row:
    element: CT_Row
    height: float
    groups: tuple[str, ...]


def close_with_paragraph(document: Document) -> None:
    """End a document whose last thing is a table with the least of paragraphs.

    Word sets one there in any case, of a line's full height: after a full page, on a page of its own.
    """
    style = _style_id(document, BREAK_STYLE)
    section = document.element.body.sectPr
    last = None if section is None else section.getprevious()
    if style is not None and isinstance(last, CT_Tbl):
        last.addnext(_separator(style, breaks_page=False))


def merge_groups(document: Document) -> None:
    """Merge the groups of all grouped tables of a document of one section, page by page."""
    style = _style_id(document, GROUP_STYLE)
    body = document.element.body
    if style is None or not any(_grouped(table, style) for table in children(body, CT_Tbl)):
        return
    heights, break_style = Heights(document), _style_id(document, BREAK_STYLE)
    # How far down the page the text has come.
    down = 0.0
    for element in list(body):
        if isinstance(element, CT_P):
            down = _after_paragraph(down, element, heights)
        elif isinstance(element, CT_Tbl):
            down = _Table(element, heights, style, break_style).lay_out(down)


class _Table:
    """One table on its way to pages."""

    def __init__(self, table: CT_Tbl, heights: Heights, style: str, break_style: str | None) -> None:
        self.table = table
        self.heights = heights
        self.break_style = break_style
        widths, margins = column_widths(table), cell_margins(table)
        rows = list(children(table, CT_Row))
        self.columns = _grouped(table, style)
        self.heads = [row for row in rows if _is_head(row)]
        self.head = sum(heights.row(row, widths, margins) for row in self.heads)
        self.rows = [
            _Row(row, heights.row(row, widths, margins), tuple(map(text_of, row.tc_lst[: self.columns])))
            for row in rows
            if not _is_head(row)
        ]

    def lay_out(self, down: float) -> float:
        """Cut the table where pages end; gives how far down the last page it comes."""
        # Room for the paragraphs that may stand below the last table, of a paper and of a book's chapter.
        page = self.heights.page - 2 * BREAK_PT
        down = self._begin(down) + self.head
        pieces: list[list[_Row]] = [[]]
        breaks = [False]
        for row in self.rows:
            fits = down + row.height <= page
            if not fits and not self._may_split(row, page - down):
                pieces.append([])
                breaks.append(True)
                down = BREAK_PT + self.head
                fits = down + row.height <= page
            pieces[-1].append(row)
            down += row.height
            if not fits:
                # It goes over pages by itself, its head repeated; where it ends, the groups are named anew.
                _allow_split(row.element)
                while down > page:
                    down = down - page + self.head + _LEAST_PART / 5
                pieces.append([])
                breaks.append(False)
                down += BREAK_PT + self.head
        if not self.columns:
            return down
        self._cut([piece for piece in pieces if piece], [b for piece, b in zip(pieces, breaks, strict=True) if piece])
        return down

    def _may_split(self, row: _Row, left: float) -> bool:
        return row.height > self.heights.page * _WHOLE and left >= _LEAST_PART

    def _begin(self, down: float) -> float:
        """Take the headings above to a new page with the table, where they and its first row have no room."""
        first = self.rows[0].height if self.rows else 0.0
        need = self.head + (min(first, _LEAST_PART) if first > self.heights.page * _WHOLE else first)
        if down + need <= self.heights.page:
            return down
        headings: list[CT_P] = []
        before = self.table.getprevious()
        while isinstance(before, CT_P) and self.heights.setting(before).keep_next:
            headings.append(before)
            before = before.getprevious()
        if not headings:
            self.table.addprevious(_separator(self.break_style, breaks_page=True))
            return BREAK_PT
        properties = headings[-1].get_or_add_pPr()
        if not has(properties, "pageBreakBefore"):
            properties.pageBreakBefore_val = True
        return sum(map(self.heights.paragraph, headings))

    def _cut(self, pieces: Sequence[Sequence[_Row]], breaks: Sequence[bool]) -> None:
        table = self.table
        for number, (piece, breaks_page) in enumerate(zip(pieces, breaks, strict=True)):
            if number:
                following = self._empty_copy()
                table.addnext(following)
                table.addnext(_separator(self.break_style, breaks_page=breaks_page))
                table = following
                table.extend(row.element for row in piece)
            for level in range(self.columns):
                _merge(piece, level)

    def _empty_copy(self) -> CT_Tbl:
        copy = made(CT_Tbl, "tbl")
        for element in (self.table.tblPr, self.table.tblGrid, *self.heads):
            copy.append(deepcopy(element))
        return copy


def _separator(style: str | None, *, breaks_page: bool) -> CT_P:
    """The paragraph between two tables, or below the last."""
    paragraph = made(CT_P, "p")
    properties = paragraph.get_or_add_pPr()
    if style is not None:
        named = new("pStyle")
        named.set(qn("w:val"), style)
        properties.append(named)
    if breaks_page:
        properties.append(new("pageBreakBefore"))
    return paragraph


def _merge(rows: Sequence[_Row], level: int) -> None:
    """Make cells of one column one where they and those left of them say the same in the rows below one another."""
    start = 0
    for end in range(1, len(rows) + 1):
        if end < len(rows) and rows[end].groups[: level + 1] == rows[start].groups[: level + 1]:
            continue
        if end - start > 1:
            for index in range(start, end):
                _merge_cell(rows[index].element.tc_lst[level], first=index == start)
        start = end


def _merge_cell(cell: CT_Tc, *, first: bool) -> None:
    cell.vMerge = "restart" if first else "continue"
    if not first:
        for run in cell.xpath(".//w:r"):
            run.getparent().remove(run)


def _grouped(table: CT_Tbl, style: str) -> int:
    """How many leading columns of a table are grouped, by the style of its last row's cells."""
    rows = table.tr_lst
    count = 0
    for cell in rows[-1].tc_lst if rows else ():
        if not cell.p_lst or cell.p_lst[0].style != style:
            break
        count += 1
    return count


def _after_paragraph(down: float, paragraph: CT_P, heights: Heights) -> float:
    height = heights.paragraph(paragraph)
    if has(paragraph.pPr, "pageBreakBefore") or down + height > heights.page:
        return height
    return down + height


def _allow_split(row: CT_Row) -> None:
    for fixed in row.xpath("./w:trPr/w:cantSplit"):
        fixed.getparent().remove(fixed)


def _is_head(row: CT_Row) -> bool:
    return has(row.trPr, "tblHeader")


def _style_id(document: Document, name: str) -> str | None:
    return next((style.style_id for style in document.styles if style.name == name), None)
