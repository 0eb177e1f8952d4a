"""One Word layout while it is built: the standard's page and styles, and the few things that layouts consist of."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from pipeline.render.package import fixed_package
from pipeline.render.word import page_number
from pipeline.render.word.grouping import BREAK_PT, BREAK_STYLE, GROUP_STYLE
from pipeline.render.word.signature import DATE_STYLE, SIGNATURE_STYLE
from pipeline.render.word.standard import (
    Lettering,
    Tables,
    bottom_mm,
    character_pt,
    line_twips,
    right_mm,
    squeeze_pt,
    standard,
)

# heading of a column, width in mm, Jinja expression of the cell, centred?
Columns = Sequence[tuple[str, float, str, bool]]
# the lines of a form: pairs of a label and the Jinja expression of its value
FormLines = Sequence[Sequence[tuple[str, str]]]


class Layout:
    """One layout while it is built."""

    def __init__(self, *, landscape: bool) -> None:
        self.document: DocumentType = Document()
        _drop_stale_styles(self.document)
        self._page(landscape)
        self._styles()
        self._page_numbers(landscape)

    def save(self) -> bytes:
        """The layout as a .docx, the same bytes every time."""
        buffer = BytesIO()
        self.document.core_properties.author = "廉防"
        self.document.core_properties.comments = ""
        self.document.save(buffer)
        return fixed_package(buffer.getvalue())

    def title(self, note: str = "") -> None:
        """The title, and the line below it, if any."""
        self.document.add_paragraph("{{ title }}", style="Title")
        if note:
            self.document.add_paragraph(note, style="Subtitle")

    def tag(self, text: str) -> None:
        """A Jinja tag on a paragraph of its own ({%p … %})."""
        self.document.add_paragraph(text, style="Table Text")

    def paragraph(self, text: str, style: str) -> Paragraph:
        """A paragraph of a style."""
        return self.document.add_paragraph(text, style=style)

    def heading_of_table(self, text: str, style: str = "Heading 1") -> Paragraph:
        """A heading with a table below it: a little room sets it off from both tables."""
        paragraph = self.document.add_paragraph(text, style=style)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(5)
        return paragraph

    def room(self) -> None:
        """A little room between two tables."""
        self.document.add_paragraph(style="Table Head").paragraph_format.keep_with_next = True

    def addressee(self) -> None:
        """主送机关 (7.3.2)."""
        for _ in range(standard().addressee.blank_lines_before):
            self.document.add_paragraph(style="Normal")
        self.document.add_paragraph("{{ addressee }}：", style="Normal")

    def attachments(self) -> None:
        """附件说明 (7.3.4), where there are attachments; numbered where there are several."""
        note = standard().attachment_note
        self.tag("{%p if attachments %}")
        for _ in range(note.blank_lines_before):
            self.document.add_paragraph(style="Normal")
        self.tag("{%p for name in attachments %}")
        several = (
            "{{ '附件：' if loop.first else '　　　' }}{{ loop.index ~ '. ' if attachments | length > 1 else '' }}"
        )
        line = self.document.add_paragraph(several + "{{ name }}", style="Normal")
        # What does not fit in one line goes on below the name's first character.
        hanging = Twips(round(3 * character_pt() * 20))
        line.paragraph_format.left_indent = Twips(round(note.indent_characters * character_pt() * 20)) + hanging
        line.paragraph_format.first_line_indent = -hanging
        self.tag("{%p endfor %}")
        self.tag("{%p endif %}")

    def signature(self) -> None:
        """发文机关署名 and 成文日期 (7.3.5.2); their places follow from their lengths (render/word/signature.py)."""
        for _ in range(standard().signature.blank_lines_before):
            self.document.add_paragraph(style="Normal")
        for text, style in (("{{ organ }}", SIGNATURE_STYLE), ("{{ date }}", DATE_STYLE)):
            self.document.add_paragraph(text, style=style)

    def annex(self, title: str) -> None:
        """附件 (7.3.7): on a page of its own, its mark in the first line, its title in the third."""
        mark = self.document.add_paragraph("附件", style="Annex")
        mark.paragraph_format.page_break_before = True
        for _ in range(standard().annex.title_line - 2):
            self.document.add_paragraph(style="Normal")
        self.document.add_paragraph(title, style="Title")

    def contents_line(self, title: str, mark: str, page: str, style: str) -> None:
        """目录: a title, dots, and the page of a bookmark, as a field that keeps what was written for it."""
        paragraph = self.document.add_paragraph(title + "\t", style=style)
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> PAGEREF {mark} \\h </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            f"<w:t>{page}</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        ):
            paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{part}</w:r>"))

    def bookmark(self, paragraph: Paragraph, mark: str, number: str) -> None:
        """A bookmark at a paragraph's beginning."""
        for kind, name in (("Start", f' w:name="{mark}"'), ("End", "")):
            paragraph._p.append(parse_xml(f'<w:bookmark{kind} {nsdecls("w")} w:id="{number}"{name}/>'))

    def end_section(self, *, numbered: bool, start: int | None = None) -> None:
        """End a section here; its pages bear no number, or numbers from ``start`` on, or from those before."""
        section = deepcopy(self.document.element.body.sectPr)
        if not numbered:
            for reference in section.findall(qn("w:footerReference")):
                section.remove(reference)
        if start is not None:
            number = OxmlElement("w:pgNumType")
            number.set(qn("w:start"), str(start))
            section.find(qn("w:pgMar")).addnext(number)
        paragraph = self.document.add_paragraph(style=BREAK_STYLE)
        paragraph._p.get_or_add_pPr().append(section)

    def table(self, columns: Columns, loop: str, *, grouped: int = 0, keep_rows: bool = True) -> Table:
        """A table whose rows repeat by ``loop`` ("row in group.rows"), its head row repeated on every page.

        The first ``grouped`` columns are merged down where they say the same, the second within the first and so on.
        """
        table: Table = self.document.add_table(rows=4, cols=len(columns))
        self._frame(table, [width for _, width, _, _ in columns])
        for index, (head, _, expression, centred) in enumerate(columns):
            style = GROUP_STYLE if index < grouped else "Table Text"
            self._fill(table.cell(0, index), head, "Table Head", True)
            self._fill(table.cell(2, index), "{{ " + expression.replace("\n", "\\n") + " }}", style, centred)
        table.cell(1, 0).text = "{%tr for " + loop + " %}"
        table.cell(3, 0).text = "{%tr endfor %}"
        _row_property(table, 0, "w:cantSplit")
        _row_property(table, 0, "w:tblHeader")
        if keep_rows:
            _row_property(table, 2, "w:cantSplit")
        return table

    def free_table(self, heads: str, rows: str) -> None:
        """A table whose columns are data too: ``heads`` and ``rows`` name lists of texts."""
        table = self.document.add_table(rows=4, cols=3)
        self._frame(table, [40, 60, 56])
        for row, (first, middle, last) in enumerate(
            (
                ("{%tc for head in " + heads + " %}", "{{ head }}", "{%tc endfor %}"),
                ("{%tr for row in " + rows + " %}", "", ""),
                ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"),
                ("{%tr endfor %}", "", ""),
            )
        ):
            for index, text in enumerate((first, middle, last)):
                self._fill(table.cell(row, index), text, "Table Head" if row == 0 else "Table Text", True)
        _row_property(table, 0, "w:cantSplit")
        _row_property(table, 0, "w:tblHeader")
        _row_property(table, 2, "w:cantSplit")
        # “Fit to content” tells the program, too, to give each column what its text needs.
        table.autofit = True

    def form(self, lines: FormLines) -> None:
        """A form: labels left of their values, two pairs a line, or one over the whole width."""
        table = self.document.add_table(rows=len(lines), cols=4)
        self._frame(table, [26, 52, 26, 52])
        for row, pairs in zip(table.rows, lines, strict=True):
            row.height = Mm(10)
            cells = row.cells
            if len(pairs) == 1:
                cells[1].merge(cells[3])
            for (label, expression), index in zip(pairs, (0, 2), strict=False):
                self._fill(cells[index], label, "Form Label", True)
                self._fill(cells[index + 1], "{{ " + expression + " }}", "Form Text", False)

    def _frame(self, table: Table, widths: Sequence[float]) -> None:
        table.style = self.document.styles["Table Grid"]
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        margins = OxmlElement("w:tblCellMar")
        for side, twips in (("top", 40), ("left", 57), ("bottom", 40), ("right", 57)):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), str(twips))
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        # The schema wants the margins before tblLook.
        table._tbl.tblPr.xpath("./w:tblLook")[0].addprevious(margins)

    def _fill(self, cell: _Cell, text: str, style: str, centred: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = self.document.styles[style]
        lines = text.split("\n")
        paragraph.add_run(lines[0])
        for line in lines[1:]:
            paragraph.runs[-1].add_break()
            paragraph.add_run(line)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER

    def _page(self, landscape: bool) -> None:
        table = standard()
        top, left, right, bottom = table.margins.top_mm, table.margins.left_mm, right_mm(), bottom_mm()
        section = self.document.sections[0]
        width, height = Mm(table.paper.width_mm), Mm(table.paper.height_mm)
        if landscape:
            # The sheet is turned so that its left edge, 订口 or 切口, is at the tables' heads (clause 8).
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = height, width
            section.top_margin, section.bottom_margin = Mm(left), Mm(right)
            section.left_margin, section.right_margin = Mm(bottom), Mm(top)
        else:
            section.page_width, section.page_height = width, height
            section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
            section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.footer_distance = Mm(page_number.footer_distance_mm(bottom if not landscape else right))
        section.header_distance = Mm(15)

    def _styles(self) -> None:
        table = standard()
        line, body = line_twips(), table.text
        indent = Twips(round(body.indent_characters * character_pt() * 20))
        self._style("Normal", body, line)
        text = self._style("Body Text", body, line)
        text.paragraph_format.first_line_indent = indent
        # 撑满版心 (5.2.3).
        text.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        title = self._style("Title", table.title, round(table.title.line_pt * 20))
        title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        borders = title.element.find(qn("w:pPr")).find(qn("w:pBdr"))
        if borders is not None:
            borders.getparent().remove(borders)
        level = table.level
        subtitle = self._style("Subtitle", Lettering(font=level[1].font, size_pt=14), line)
        subtitle.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        subtitle.paragraph_format.space_after = Pt(6)
        for number, lettering in enumerate(level, start=1):
            heading = self._style(f"Heading {number}", lettering, line)
            heading.paragraph_format.keep_with_next = True
            heading.paragraph_format.first_line_indent = indent
        self._style("Annex", table.annex, line)
        for name in (SIGNATURE_STYLE, DATE_STYLE):
            closing = self._style(name, body, line)
            closing.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            closing.paragraph_format.keep_together = True
        self.document.styles[SIGNATURE_STYLE].paragraph_format.keep_with_next = True
        self._table_styles(table.tables, level[0])
        self._book_styles(line)
        foot = table.page_number
        # As high as its letters, so that the dash's height is known.
        footer = self._style(page_number.STYLE, foot, round(foot.size_pt * 20), latin=foot.font)
        footer.paragraph_format.tab_stops.clear_all()

    def _book_styles(self, line: int) -> None:
        """汇编: cover, contents and chapters; the papers' titles and headings stand below their chapter's."""
        table = standard()
        title, level = table.title, table.level
        cover = self._style("Cover Title", Lettering(font=title.font, size_pt=36), 1000)
        chapter = self._style("Chapter Title", Lettering(font=title.font, size_pt=26), 800)
        paper = self._style("Part Title", title, round(title.line_pt * 20))
        for style, above in ((cover, 150), (chapter, 200), (paper, 0)):
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
            style.paragraph_format.space_before = Pt(above)
        headings = [(f"Part Heading {number}", level[number - 1]) for number in (1, 2)]
        for name, lettering in headings:
            heading = self._style(name, lettering, line)
            heading.paragraph_format.keep_with_next = True
            heading.paragraph_format.first_line_indent = self.document.styles[
                "Heading 1"
            ].paragraph_format.first_line_indent
        for depth, name in enumerate(("Chapter Title", "Part Title", *(name for name, _ in headings))):
            outline = OxmlElement("w:outlineLvl")
            outline.set(qn("w:val"), str(depth))
            self.document.styles[name].element.get_or_add_pPr().append(outline)
        entries: tuple[tuple[int, Lettering], ...] = ((1, level[0]), (2, table.text))
        for number, of_entry in entries:
            entry = self._style(f"toc {number}", of_entry, line)
            entry.paragraph_format.left_indent = Pt(of_entry.size_pt * 2 * (number - 1))
            entry.paragraph_format.tab_stops.add_tab_stop(
                Mm(table.body.width_mm), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
            entry.paragraph_format.keep_with_next = number == 1

    def _table_styles(self, tables: Tables, heading: Lettering) -> None:
        head = Lettering(font=tables.head_font, size_pt=tables.size_pt)
        line = round(tables.line_pt * 20)
        for name, font in (("Table Head", head), ("Table Text", tables), (GROUP_STYLE, tables)):
            style = self._style(name, font, line)
            # Rows are as high as their lines in every program; nothing is moved to another page for one line's sake.
            style.paragraph_format.widow_control = False
        self._style("Form Label", Lettering(font=tables.head_font, size_pt=tables.form_size_pt), line + 100)
        self._style("Form Text", Lettering(font=tables.font, size_pt=tables.form_size_pt), line + 100)
        self._style(BREAK_STYLE, Lettering(font=tables.font, size_pt=1), round(BREAK_PT * 20))
        caption = self._style("Caption", Lettering(font=heading.font, size_pt=12), None)
        caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        caption.paragraph_format.keep_with_next = True
        caption.paragraph_format.space_before = Pt(8)
        caption.paragraph_format.space_after = Pt(3)
        below = self._style("Figure Caption", Lettering(font=heading.font, size_pt=12), None)
        below.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        below.paragraph_format.space_before, below.paragraph_format.space_after = Pt(2), Pt(8)
        chart = self._style("Chart", tables, None)
        chart.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        chart.paragraph_format.line_spacing = 1.0
        chart.paragraph_format.space_before = Pt(8)

    def _style(self, name: str, lettering: Lettering, line: int | None, *, latin: str = "") -> Any:
        """A paragraph style, made where it is missing; exact line spacing in twips where ``line`` is given."""
        styles = self.document.styles
        if name in styles:
            style = styles[name]
        else:
            style = styles.add_style(name, 1)
            style.base_style = styles["Normal"]
        properties = style.element.get_or_add_rPr()
        fonts = properties.find(qn("w:rFonts"))
        if fonts is not None:
            properties.remove(fonts)
        style.font.name = latin or standard().latin.font
        properties.find(qn("w:rFonts")).set(qn("w:eastAsia"), lettering.font)
        style.font.size = Pt(lettering.size_pt)
        _character_spacing(properties, squeeze_pt() if lettering.size_pt == standard().text.size_pt else 0)
        style.font.bold = False
        style.font.italic = False
        style.font.color.rgb = RGBColor.from_string(standard().colour.text)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        if line:
            style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            style.paragraph_format.line_spacing = Twips(line)
        return style

    def _page_numbers(self, landscape: bool) -> None:
        self.document.settings.odd_and_even_pages_header_footer = True
        section = self.document.sections[0]
        if landscape:
            for reference in reversed(page_number.turned_footers(self.document)):
                section._sectPr.insert(0, reference)
            return
        for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
            footer.is_linked_to_previous = False
            page_number.upright(footer._element, odd=odd)


def _drop_stale_styles(document: DocumentType) -> None:
    """Without the second copy of the styles that python-docx's own template brings: ours would contradict it."""
    relations = document.part.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/stylesWithEffects")]:
        del relations[key]


def _row_property(table: Table, row: int, name: str) -> None:
    table.rows[row]._tr.get_or_add_trPr().append(OxmlElement(name))


def _character_spacing(properties: Any, points: float) -> None:
    spacing = properties.find(qn("w:spacing"))
    if spacing is None:
        spacing = OxmlElement("w:spacing")
        properties.find(qn("w:sz")).addprevious(spacing)
    spacing.set(qn("w:val"), str(round(points * 20)))
