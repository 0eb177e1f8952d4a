"""Statistical graphs as native Word charts: vector on paper, and with their figures inside, so that they can be edited.

The chart's XML is python-pptx's: Word and PowerPoint share the format. Series are told apart by how dark they are,
so that a black-and-white copy can still be read, and every bar carries its figure.
"""

from __future__ import annotations

from io import BytesIO

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Mm
from lxml import etree
from markupsafe import Markup
from openpyxl import Workbook
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.chart.series import BarSeries, LineSeries
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from pipeline.papers.graph import Graph, GraphKind
from pipeline.render.package import fixed_package

_KINDS = {
    GraphKind.BARS: XL_CHART_TYPE.BAR_CLUSTERED,
    GraphKind.STACKED: XL_CHART_TYPE.BAR_STACKED,
    GraphKind.COLUMNS: XL_CHART_TYPE.COLUMN_CLUSTERED,
    GraphKind.LINE: XL_CHART_TYPE.LINE_MARKERS,
}
# From dark to light; with the colour of the figures that stand on them.
_SHADES = (("1F3864", "FFFFFF"), ("7C98C9", "000000"), ("DCE4F2", "000000"), ("A6A6A6", "000000"), ("404040", "FFFFFF"))
_MARKERS = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.TRIANGLE, XL_MARKER_STYLE.DIAMOND)
_TEXT = Pt(9)
_LINE = RGBColor.from_string("404040")
_FONTS = (("a:latin", "Times New Roman"), ("a:ea", "仿宋_GB2312"))
# Zero stays unsaid: a figure beside no bar only confuses.
_NO_ZEROS = "0;-0;;"

_DRAWING = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
    '<wp:docPr id="{id}" name="统计图{id}" descr="{alt}"/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)
_WIDTH_MM = 150


def graph_run(graph: Graph, document: Part, number: int) -> Markup:
    """The run that shows the graph; its chart and figures go into the package of ``document`` under ``number``."""
    workbook = Part(
        PackURI(f"/word/embeddings/graph{number}.xlsx"), CONTENT_TYPE.SML_SHEET, _figures(graph), document.package
    )
    chart = Part(PackURI(f"/word/charts/graph{number}.xml"), CONTENT_TYPE.DML_CHART, b"", document.package)
    chart._blob = _chart_xml(graph, chart.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE))
    return Markup(
        _DRAWING.format(
            cx=Mm(_WIDTH_MM),
            cy=Mm(_height_mm(graph)),
            id=number,
            alt=Markup.escape(graph.alt),
            relation=document.relate_to(chart, RELATIONSHIP_TYPE.CHART),
        )
    )


def _height_mm(graph: Graph) -> float:
    """Bars of one height whatever their number, up to a page."""
    lying = graph.kind in (GraphKind.BARS, GraphKind.STACKED)
    return min(200, 20 + 5.5 * len(graph.categories)) if lying else 70


def _figures(graph: Graph) -> bytes:
    """The workbook behind the chart, where its formulas point: categories in column A, a series a column from B on."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Sheet1"
    page.append(["", *(series.name for series in graph.series)])
    for index, category in enumerate(graph.categories):
        page.append([category, *(series.values[index] for series in graph.series)])
    for row in page.iter_rows():
        for cell in row:
            # Text from a cell stays text, also in the figures behind a chart.
            if isinstance(cell.value, str):
                cell.data_type = "s"
    buffer = BytesIO()
    book.save(buffer)
    return fixed_package(buffer.getvalue())


def _chart_xml(graph: Graph, workbook: str) -> bytes:
    data = CategoryChartData()
    data.categories = list(graph.categories)
    for series in graph.series:
        data.add_series(series.name, series.values)
    space = parse_xml(ChartXmlWriter(_KINDS[graph.kind], data).xml.encode("utf-8"))
    # python-pptx numbers axes below zero; the schema wants unsigned numbers.
    for axis in space.iter(qn("c:axId"), qn("c:crossAx")):
        axis.set("val", axis.get("val").lstrip("-"))
    _style(Chart(space, None), graph)
    external = etree.SubElement(space, qn("c:externalData"))
    external.set(qn("r:id"), workbook)
    etree.SubElement(external, qn("c:autoUpdate")).set("val", "0")
    # Without a frame of its own: the caption below belongs to the figure.
    shape = etree.Element(qn("c:spPr"))
    etree.SubElement(etree.SubElement(shape, qn("a:ln")), qn("a:noFill"))
    space.find(qn("c:chart")).addnext(shape)
    return bytes(etree.tostring(space, xml_declaration=True, encoding="UTF-8", standalone=True))


def _style(chart: Chart, graph: Graph) -> None:
    chart.has_title = False
    chart.font.size = _TEXT
    for tag, face in _FONTS:
        etree.SubElement(chart.font._rPr, qn(tag)).set("typeface", face)
    chart.has_legend = len(graph.series) > 1
    if chart.legend is not None:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    _axes(chart, graph)
    plot = chart.plots[0]
    for index, series in enumerate(plot.series):
        shade, figures = _SHADES[index % len(_SHADES)]
        if isinstance(series, BarSeries):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = RGBColor.from_string(shade)
            series.format.line.color.rgb = _LINE
            series.format.line.width = Pt(0.5)
        elif isinstance(series, LineSeries):
            series.smooth = False
            series.format.line.color.rgb = RGBColor.from_string(shade if index != 2 else "404040")
            series.marker.style = _MARKERS[index % len(_MARKERS)]
        labels = series.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = _NO_ZEROS, False
        labels.font.size = _TEXT
        if graph.kind is GraphKind.LINE:
            labels.position = XL_LABEL_POSITION.ABOVE
        if graph.kind is GraphKind.STACKED:
            labels.font.color.rgb = RGBColor.from_string(figures)
    if graph.kind is not GraphKind.LINE:
        plot.gap_width = 45


def _axes(chart: Chart, graph: Graph) -> None:
    """Every bar carries its figure: a scale beside it would say the same twice."""
    categories, values = chart.category_axis, chart.value_axis
    categories.format.line.color.rgb = _LINE
    categories.major_tick_mark = XL_TICK_MARK.NONE
    values.minimum_scale = 0
    values.has_major_gridlines = False
    values.visible = False
    if graph.kind in (GraphKind.BARS, GraphKind.STACKED):
        # The first category on top, as a table has it.
        categories.reverse_order = True
