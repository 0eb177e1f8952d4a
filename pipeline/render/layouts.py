"""The shipped Word layouts, built from the standard's parameters (GB/T 9704-2012) and tables of columns.

The .docx files in templates_docx/ are what the program uses and what an office restyles in Word; this
makes them anew (``make layouts``) when a layout is added or the parameters change.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from pipeline.render.package import fixed_package

# heading of a column, width in mm, Jinja expression of the cell, centred?
Columns = Sequence[tuple[str, float, str, bool]]

CATALOGUE: Columns = (
    ("序号", 9, "row.number", True),
    ("职权编码", 21, "row.code", True),
    ("权力名称", 26, "row.name", False),
    ("行使依据", 52, "row.basis", False),
    ("责任部门、岗位", 25, "row.responsible", False),
    ("行使对象", 18, "row.counterpart", False),
    ("涉及领域", 18, "row.field", False),
    ("金额\n（万元）", 14, "row.amount", True),
    ("自由\n裁量", 10, "row.discretion", True),
    ("公开方式", 16, "row.publicity", False),
    ("备注", 16, "row.remark", False),
)
CATALOGUE_PUBLIC: Columns = (
    ("序号", 10, "row.number", True),
    ("职权编码", 27, "row.code", True),
    ("权力名称", 36, "row.name", False),
    ("权力类别", 20, "row.category", True),
    ("行使依据", 72, "row.basis", False),
    ("责任部门、岗位", 32, "row.responsible", False),
    ("行使对象", 28, "row.counterpart", False),
)
FLOW_LIST: Columns = (
    ("序号", 12, "loop.index", True),
    ("权力名称", 62, "row.name", False),
    ("职权编码", 34, "row.code", True),
    ("权力类别", 24, "row.category", True),
    ("环节数", 24, "row.steps | length", True),
)
STEPS: Columns = (
    ("序号", 10, "row.number", True),
    ("环节", 24, "row.name", False),
    ("办理主体", 22, "row.actor", False),
    ("办理条件", 28, "row.condition", False),
    ("办理程序", 38, "row.procedure", False),
    ("期限\n(工作日)", 13, "row.days", True),
    ("监督方式", 21, "row.supervision", False),
)
MARKS: Columns = (
    ("标记", 12, "row.mark", True),
    ("风险编号", 30, "row.code", True),
    ("对应环节", 18, "row.steps", True),
    ("风险描述", 74, "row.description", False),
    ("评定", 22, "row.level", True),
)
NOTICE: Columns = (
    ("序号", 10, "row.number", True),
    ("程度", 14, "row.severity", True),
    ("位置", 36, "row.places", False),
    ("问题", 52, "row.message", False),
    ("怎样改", 44, "row.mend", False),
)
SELF_CHECK: Columns = (
    ("序号", 8, "row.number", True),
    ("风险编号", 19, "row.code", True),
    ("权力名称", 18, "row.power", False),
    ("环节", 9, "row.steps", True),
    ("来源", 11, "row.source", True),
    ("风险描述", 30, "row.description", False),
    ("表现形式", 26, "row.manifestation", False),
    ("可能", 7, "row.likelihood", True),
    ("危害", 7, "row.harm", True),
    ("自评", 7, "row.self_level", True),
    ("评定", 11, "row.klass ~ '\n' ~ row.level", True),
    ("措施类型", 13, "row.measure_kinds", True),
    ("防控措施", 30, "row.measure", False),
    ("责任人", 15, "row.responsible", False),
    ("时限", 14, "row.due", True),
)
SUMMARY: Columns = (
    ("序号", 9, "row.number", True),
    ("处室", 18, "row.division", True),
    ("权力名称", 24, "row.power", False),
    ("风险编号", 22, "row.code", True),
    ("风险描述", 36, "row.description", False),
    ("定级依据", 34, "row.reasons", False),
    ("措施类型", 16, "row.measure_kinds", True),
    ("防控措施", 38, "row.measure", False),
    ("责任人", 14, "row.responsible", False),
    ("时限", 14, "row.due", True),
)


def parameters() -> dict[str, Any]:
    """The standard's table of parameters; lengths in mm, sizes in pt."""
    return tomllib.loads(resources.files("pipeline").joinpath("data", "gbt9704.toml").read_text(encoding="utf-8"))


class Layout:
    """One layout while it is built."""

    def __init__(self, *, landscape: bool) -> None:
        self.standard = parameters()
        self.document: DocumentType = Document()
        self._page(landscape)
        self._styles()
        self._page_numbers()

    def save(self) -> bytes:
        """The layout as a .docx, the same bytes every time."""
        buffer = BytesIO()
        self.document.core_properties.author = "廉防"
        self.document.core_properties.comments = ""
        self.document.save(buffer)
        return fixed_package(buffer.getvalue())

    def title(self, note: str) -> None:
        """The title and the line below it."""
        self.document.add_paragraph("{{ title }}", style="Title")
        self.document.add_paragraph(note, style="Subtitle")

    def tag(self, text: str) -> None:
        """A Jinja tag on a paragraph of its own ({%p … %})."""
        paragraph = self.document.add_paragraph(text, style="Table Text")
        paragraph.paragraph_format.space_after = Pt(0)

    def paragraph(self, text: str, style: str) -> Paragraph:
        """A paragraph of a style."""
        return self.document.add_paragraph(text, style=style)

    def table(self, columns: Columns, loop: str, *, keep_rows: bool = True) -> Table:
        """A table whose rows repeat by ``loop`` ("row in group.rows"), its head row repeated on every page."""
        table: Table = self.document.add_table(rows=4, cols=len(columns))
        self._frame(table, [width for _, width, _, _ in columns])
        for index, (head, _, expression, centred) in enumerate(columns):
            self._fill(table.cell(0, index), head, "Table Head", True)
            self._fill(table.cell(2, index), "{{ " + expression.replace("\n", "\\n") + " }}", "Table Text", centred)
        table.cell(1, 0).text = "{%tr for " + loop + " %}"
        table.cell(3, 0).text = "{%tr endfor %}"
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
        _row_property(table, 0, "w:tblHeader")
        _row_property(table, 2, "w:cantSplit")
        # “Fit to content” tells the program, too, to give each column what its text needs.
        table.autofit = True

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
        table._tbl.tblPr.append(margins)

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
        page = self.standard["page"]
        section = self.document.sections[0]
        width, height = Mm(page["width_mm"]), Mm(page["height_mm"])
        right = page["width_mm"] - page["left_mm"] - page["body_width_mm"]
        bottom = page["height_mm"] - page["top_mm"] - page["body_height_mm"]
        if landscape:
            # The page is turned left: its head is the binding side's left edge (clause 7.4 for turned tables).
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = height, width
            section.top_margin, section.bottom_margin = Mm(page["left_mm"]), Mm(right)
            section.left_margin, section.right_margin = Mm(bottom), Mm(page["top_mm"])
        else:
            section.page_width, section.page_height = width, height
            section.top_margin, section.bottom_margin = Mm(page["top_mm"]), Mm(bottom)
            section.left_margin, section.right_margin = Mm(page["left_mm"]), Mm(right)
        number = self.standard["page_number"]
        below = float(bottom if not landscape else right)
        section.footer_distance = Mm(below - number["below_body_mm"]) - Pt(number["size_pt"])
        section.header_distance = Mm(15)

    def _styles(self) -> None:
        fonts, grid = self.standard["fonts"], self.standard["grid"]
        line = Mm(self.standard["page"]["body_height_mm"]).pt / grid["lines"]
        self._style("Normal", fonts["body"], line)
        body = self._style("Body Text", fonts["body"], line)
        body.paragraph_format.first_line_indent = Pt(2 * fonts["body"]["size_pt"])
        title = self._style("Title", fonts["title"], 34)
        title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.space_after = Pt(6)
        borders = title.element.find(qn("w:pPr")).find(qn("w:pBdr"))
        if borders is not None:
            borders.getparent().remove(borders)
        subtitle = self._style("Subtitle", {"name": fonts["heading2"]["name"], "size_pt": 14}, line)
        subtitle.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        subtitle.paragraph_format.space_after = Pt(8)
        for name, font in (("Heading 1", fonts["heading1"]), ("Heading 2", fonts["heading2"])):
            heading = self._style(name, font, line)
            heading.paragraph_format.space_before = Pt(4)
            heading.paragraph_format.space_after = Pt(4)
            heading.paragraph_format.keep_with_next = True
            heading.paragraph_format.first_line_indent = Pt(2 * font["size_pt"])
        tables = self.standard["tables"]
        for name, font in (("Table Head", tables["head"]), ("Table Text", tables["body"])):
            self.document.styles.add_style(name, 1).base_style = self.document.styles["Normal"]
            style = self._style(name, font, None)
            style.paragraph_format.line_spacing = 1.0
        caption = self._style("Caption", {"name": fonts["heading1"]["name"], "size_pt": 12}, None)
        caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        caption.paragraph_format.keep_with_next = True
        caption.paragraph_format.space_before = Pt(8)
        caption.paragraph_format.space_after = Pt(3)
        self.document.styles.add_style("Figure Caption", 1).base_style = self.document.styles["Caption"]
        below = self.document.styles["Figure Caption"].paragraph_format
        below.keep_with_next = False
        below.space_before, below.space_after = Pt(2), Pt(8)
        self.document.styles.add_style("Chart", 1).base_style = self.document.styles["Normal"]
        chart = self._style("Chart", tables["body"], None)
        chart.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        chart.paragraph_format.line_spacing = 1.0
        chart.paragraph_format.space_before = Pt(8)

    def _style(self, name: str, font: dict[str, Any], line: float | None) -> Any:
        """A paragraph style of a font; exact line spacing in pt where ``line`` is given."""
        style = self.document.styles[name]
        properties = style.element.get_or_add_rPr()
        fonts = properties.find(qn("w:rFonts"))
        if fonts is not None:
            properties.remove(fonts)
        style.font.name = self.standard["fonts"]["latin"]["name"]
        properties.find(qn("w:rFonts")).set(qn("w:eastAsia"), font["name"])
        style.font.size = Pt(font["size_pt"])
        style.font.bold = False
        style.font.italic = False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        if line:
            style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            style.paragraph_format.line_spacing = Pt(line)
        return style

    def _page_numbers(self) -> None:
        """— 1 —: right on odd pages, left on even ones, one character from the edge."""
        section = self.document.sections[0]
        self.document.settings.odd_and_even_pages_header_footer = True
        number = self.standard["page_number"]
        for footer, right in ((section.footer, True), (section.even_page_footer, False)):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
            indent = Pt(number["size_pt"])
            if right:
                paragraph.paragraph_format.right_indent = indent
            else:
                paragraph.paragraph_format.left_indent = indent
            for text in ("— ", "", " —"):
                run = paragraph.add_run(text)
                run.font.name = number["font"]
                run._r.get_or_add_rPr().find(qn("w:rFonts")).set(qn("w:eastAsia"), number["font"])
                run.font.size = Pt(number["size_pt"])
                if not text:
                    _page_field(run._r)


def _page_field(run: Any) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("result", "1"), ("end", "")):
        if kind == "result":
            element = OxmlElement("w:t")
            element.text = text
        elif kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run.append(element)


def _row_property(table: Table, row: int, name: str) -> None:
    table.rows[row]._tr.get_or_add_trPr().append(OxmlElement(name))


def catalogue(columns: Columns) -> Layout:
    """职权目录: a heading and a table a group."""
    layout = Layout(landscape=True)
    layout.title("（{{ period }}年，共{{ total }}项）")
    layout.tag("{%p for group in groups %}")
    layout.paragraph("{{ group.heading }}", "Heading 1")
    layout.table(columns, "row in group.rows", keep_rows=False)
    layout.tag("{%p endfor %}")
    return layout


def flows(*, internal: bool) -> Layout:
    """权力运行流程图: a power a page, its chart, then its steps (and, internal, its risk marks)."""
    layout = Layout(landscape=False)
    layout.title("（{{ period }}年，共{{ flows | length }}项）")
    layout.table(FLOW_LIST, "row in flows")
    layout.tag("{%p for flow in flows %}")
    heading = layout.paragraph("{{ flow.heading }}", "Heading 1")
    heading.paragraph_format.first_line_indent = Pt(0)
    heading.paragraph_format.page_break_before = True
    layout.paragraph("职权编码：{{ flow.code }}　　类别：{{ flow.category }}", "Table Text")
    layout.paragraph("责任部门、岗位：{{ flow.responsible }}", "Table Text")
    layout.tag("{%p if flow.chart %}")
    layout.tag("{%p for page in chart_pages(flow.chart) %}")
    layout.tag("{%p if not loop.first %}")
    name = layout.paragraph("{{ flow.name }}{{ page.name }}", "Caption")
    name.paragraph_format.page_break_before = True
    layout.tag("{%p endif %}")
    layout.tag("{%p if page.refusal %}")
    layout.paragraph("（{{ page.refusal }}）", "Chart")
    layout.tag("{%p else %}")
    layout.paragraph("{{r page.drawing }}", "Chart")
    layout.tag("{%p endif %}")
    layout.tag("{%p endfor %}")
    layout.tag("{%p for note in flow.notes %}")
    layout.paragraph("{{ note }}", "Table Text")
    layout.tag("{%p endfor %}")
    layout.tag("{%p else %}")
    layout.paragraph("（未填写运行流程）", "Chart")
    layout.tag("{%p endif %}")
    layout.tag("{%p if flow.steps %}")
    layout.paragraph("环节说明", "Caption")
    layout.table(STEPS, "row in flow.steps")
    layout.tag("{%p endif %}")
    if internal:
        layout.tag("{%p if flow.marks %}")
        layout.paragraph("廉政风险点", "Caption")
        layout.table(MARKS, "row in flow.marks")
        layout.tag("{%p endif %}")
    layout.tag("{%p endfor %}")
    return layout


def self_check() -> Layout:
    """廉政风险自查表: a table a division."""
    layout = Layout(landscape=True)
    layout.title("（{{ period }}年）")
    layout.tag("{%p for form in forms %}")
    layout.paragraph("{{ form.heading }}", "Heading 1")
    layout.paragraph("{{ form.filled_by }}", "Table Text")
    layout.table(SELF_CHECK, "row in form.rows")
    layout.tag("{%p endfor %}")
    return layout


def summary() -> Layout:
    """风险点及防控措施汇总表: counts, then a table a class, level and unit."""
    layout = Layout(landscape=True)
    layout.title("（{{ period }}年）")
    layout.table(
        (
            ("类别", 57, "row[0]", True),
            ("高", 42, "row[1]", True),
            ("中", 42, "row[2]", True),
            ("低", 42, "row[3]", True),
            ("合计", 42, "row[4]", True),
        ),
        "row in counts",
    )
    layout.tag("{%p for group in groups %}")
    layout.paragraph("{{ group.heading }}", "Heading 1")
    layout.tag("{%p for name, rows in group.units %}")
    layout.paragraph("{{ name }}", "Heading 2")
    layout.table(SUMMARY, "row in rows")
    layout.tag("{%p endfor %}")
    layout.tag("{%p endfor %}")
    return layout


def report() -> Layout:
    """总结报告: chapters of paragraphs, small tables and graphs."""
    layout = Layout(landscape=False)
    layout.title("（{{ period }}年）")
    layout.tag("{%p for chapter in chapters %}")
    layout.paragraph("{{ chapter.heading }}", "Heading 1")
    layout.tag("{%p for part in chapter.parts %}")
    layout.tag('{%p if part.kind == "text" %}')
    layout.paragraph("{{ part.text }}", "Body Text")
    layout.tag('{%p elif part.kind == "heading" %}')
    layout.paragraph("{{ part.text }}", "Heading 2")
    layout.tag('{%p elif part.kind == "table" %}')
    layout.paragraph("{{ part.caption }}", "Caption")
    layout.free_table("part.heads", "part.rows")
    layout.tag('{%p elif part.kind == "figure" %}')
    layout.paragraph("{{r graph(part.name) }}", "Chart").paragraph_format.keep_with_next = True
    layout.paragraph("{{ part.caption }}", "Figure Caption")
    layout.tag("{%p endif %}")
    layout.tag("{%p endfor %}")
    layout.tag("{%p endfor %}")
    closing = layout.paragraph("{{ organ }}", "Normal")
    closing.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    closing.paragraph_format.space_before = Pt(29)
    closing.paragraph_format.right_indent = Pt(32)
    return layout


def notice() -> Layout:
    """退回修改通知: a letter to a division, with the table of what to mend."""
    layout = Layout(landscape=False)
    layout.document.add_paragraph("{{ title }}", style="Title")
    layout.paragraph("{{ addressee }}：", "Normal").paragraph_format.space_before = Pt(14)
    layout.tag("{%p for text in paragraphs %}")
    layout.paragraph("{{ text }}", "Body Text")
    layout.tag("{%p endfor %}")
    layout.tag("{%p if rows %}")
    layout.table(NOTICE, "row in rows")
    layout.tag("{%p endif %}")
    closing = layout.paragraph("{{ organ }}", "Normal")
    closing.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    closing.paragraph_format.space_before = Pt(29)
    closing.paragraph_format.right_indent = Pt(32)
    return layout


def shipped() -> dict[str, bytes]:
    """Layout name → its .docx."""
    return {
        "职权目录": catalogue(CATALOGUE).save(),
        "职权目录（公开版）": catalogue(CATALOGUE_PUBLIC).save(),
        "权力运行流程图": flows(internal=True).save(),
        "权力运行流程图（公开版）": flows(internal=False).save(),
        "廉政风险自查表": self_check().save(),
        "风险点及防控措施汇总表": summary().save(),
        "总结报告": report().save(),
        "退回修改通知": notice().save(),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, data in shipped().items():
        (folder / f"{name}.docx").write_bytes(data)
