"""问题清单: the first sheet of a returned workbook, a line and a link for every place to mend."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from pipeline.model import Severity
from pipeline.papers.returns import Return
from pipeline.render.marked.package import Element
from pipeline.render.marked.styles import BLUE, FILLS, Styles

NAME = "问题清单"
_HEADS = (
    ("序号", 6), ("程度", 8), ("位置（点击跳转）", 26), ("问题", 52), ("怎样改", 44), ("检查编号", 10),
)  # fmt: skip
_FIRST_ROW = 7
_LINE = 16.5


def findings_sheet(content: Return, namespace: str, styles: Styles) -> Element:
    """The sheet's XML. Text is written as text: nothing in it can become a formula."""
    sheet = etree.Element(f"{{{namespace}}}worksheet", nsmap={None: namespace})
    make = _Maker(sheet, namespace)
    properties = make.add(sheet, "sheetPr")
    make.add(properties, "tabColor", rgb="FFC00000")
    make.add(properties, "pageSetUpPr", fitToPage="1")
    views = make.add(sheet, "sheetViews")
    view = make.add(views, "sheetView", workbookViewId="0", tabSelected="1")
    make.add(view, "pane", ySplit=str(_FIRST_ROW - 1), topLeftCell=f"A{_FIRST_ROW}", activePane="bottomLeft",
             state="frozen")  # fmt: skip
    columns = make.add(sheet, "cols")
    for index, (_, width) in enumerate(_HEADS, start=1):
        make.add(columns, "col", min=str(index), max=str(index), width=str(width), customWidth="1")
    data = make.add(sheet, "sheetData")
    plain = styles.cell(bordered=False)
    make.row(data, 1, [(NAME, styles.cell(name="黑体", size=16, bordered=False))], 28)
    lines = (
        f"{content.unit}　{content.division}　第{content.round}次退回　{content.summary}",
        content.advice,
        content.contact,
    )
    for number, line in enumerate(lines, start=2):
        make.row(data, number, [(line, plain)], _LINE * (len(line) // 68 + 1) + 3)
    head = styles.cell(name="黑体", fill=BLUE, centred=True)
    make.row(data, _FIRST_ROW - 1, [(text, head) for text, _ in _HEADS], 24)
    body, centre, link = styles.cell(), styles.cell(centred=True), styles.cell(link=True)
    coloured = {severity: styles.cell(fill=FILLS[severity], centred=True) for severity in Severity}
    for number, row in enumerate(content.rows, start=_FIRST_ROW):
        lines_needed = max(len(row.message) // 24, len(row.mend) // 20, len(row.place) // 12) + 1
        cells: Sequence[tuple[str | int, int]] = [
            (row.number, centre),
            (str(row.severity), coloured[row.severity]),
            (row.place, link if row.sheet else body),
            (row.message, body),
            (row.mend, body),
            (row.code, centre),
        ]
        make.row(data, number, cells, _LINE * lines_needed + 4)
    make.add(sheet, "autoFilter", ref=f"A{_FIRST_ROW - 1}:F{_FIRST_ROW - 1 + len(content.rows)}")
    merges = make.add(sheet, "mergeCells", count="4")
    for number in range(1, 5):
        make.add(merges, "mergeCell", ref=f"A{number}:F{number}")
    links = [(number, row) for number, row in enumerate(content.rows, start=_FIRST_ROW) if row.sheet]
    if links:
        hyperlinks = make.add(sheet, "hyperlinks")
        for number, row in links:
            quoted = row.sheet.replace("'", "''")
            make.add(hyperlinks, "hyperlink", ref=f"C{number}", location=f"'{quoted}'!{row.cell or 'A1'}",
                     display=row.place)  # fmt: skip
    make.add(sheet, "pageMargins", left="0.5", right="0.5", top="0.6", bottom="0.6", header="0.3", footer="0.3")
    make.add(sheet, "pageSetup", paperSize="9", orientation="landscape", fitToWidth="1", fitToHeight="0")
    return sheet


class _Maker:
    def __init__(self, sheet: Element, namespace: str) -> None:
        self.sheet = sheet
        self.namespace = namespace

    def add(self, parent: Element, tag: str, **attributes: str) -> Element:
        return etree.SubElement(parent, f"{{{self.namespace}}}{tag}", attributes)

    def row(self, data: Element, number: int, cells: Sequence[tuple[str | int, int]], height: float) -> None:
        row = self.add(data, "row", r=str(number), ht=str(height), customHeight="1")
        for index, (value, style) in enumerate(cells):
            cell = self.add(row, "c", r=f"{'ABCDEF'[index]}{number}", s=str(style))
            if isinstance(value, int):
                self.add(cell, "v").text = str(value)
                continue
            cell.set("t", "inlineStr")
            text = self.add(self.add(cell, "is"), "t")
            text.text = value
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
