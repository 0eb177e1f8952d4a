"""Papers to Word documents: content poured into an office's layout, charts drawn in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from docx.document import Document as DocumentType
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Emu, Pt
from docx.table import _Cell
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from pipeline.errors import LayoutError
from pipeline.flowchart import Drawing, Figure, drawingml, emf, lay_out, page_names, svg
from pipeline.papers.paper import Content, Paper
from pipeline.render.fonts import embolden_stand_ins
from pipeline.render.package import fixed_package
from pipeline.render.word.graph import graph_run
from pipeline.render.word.grouping import close_with_paragraph, merge_groups
from pipeline.render.word.landscape import lay_pages_down
from pipeline.render.word.lines import line_ems
from pipeline.render.word.signature import place_signatures
from pipeline.render.word.standard import standard
from pipeline.shipped import shipped_folder

EMU_PER_POINT = 12700
SHIPPED = shipped_folder("templates_docx")

# docxtpl turns "{_{" into "{{" after rendering; braces in cell text are kept out of its sight.
_BRACES = {"{": "\ue0f1", "}": "\ue0f2"}
_BRACES_BACK = {mark.encode(): brace.encode() for brace, mark in _BRACES.items()}

_NAMESPACES = (
    ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_PICTURE = (
    '<w:drawing{namespaces}><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
    '<wp:docPr id="{id}" name="流程图{id}" descr="{alt}"/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="{id}" name="流程图{id}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)
# Where a chart will stand: its shapes are too many to take them through every step of the template engine.
_PLACE = '<w:r{namespaces}><w:drawing><wp:docPr id="{id}" name="流程图{id}"/></w:drawing></w:r>'
_PLACES = re.compile(
    '<w:r(?: [^>]*)?><w:drawing><wp:docPr id="[0-9]+" name="流程图([0-9]+)"/></w:drawing></w:r>'.encode()
)

_PARAGRAPH = re.compile("<w:p(?: [^>]*)?>.*?</w:p>", re.DOTALL)
_LISTED = re.compile("[\\t\\n\\a\\f]")


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of picture in the package: its file's suffix, its media type, the face that draws it."""

    suffix: str
    media_type: str
    face: Callable[[Drawing], bytes]


_SVG = _Kind("svg", "image/svg+xml", svg)
_EMF = _Kind("emf", "image/x-emf", emf)


@dataclass(frozen=True, slots=True)
class ChartPage:
    """One page of a chart as a layout asks for it: its name (第1页，共2页), and its drawing, or why there is none."""

    name: str
    drawing: Markup
    refusal: str = ""


# What a layout may call beside its content: the pages of a flowchart by its key, a graph by its name.
DRAWINGS: Mapping[str, object] = {"chart_pages": Callable[[str], list[ChartPage]], "graph": Callable[[str], Markup]}


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl's template, looking for line breaks and tabs in those paragraphs only that have any."""

    def resolve_listing(self, xml: str) -> str:
        """Line breaks and tabs of the text as Word's own."""
        resolve = super().resolve_listing
        return _PARAGRAPH.sub(lambda found: resolve(found[0]) if _LISTED.search(found[0]) else found[0], xml)


class Layouts:
    """版式: the Word layouts, each read once: from the office's own folder where it has one, else those shipped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, bytes] = {}

    def path(self, name: str) -> Path:
        """The file that a layout is read from. Raises LayoutError where there is none."""
        for folder in (self.folder, SHIPPED):
            path = folder / f"{name}.docx"
            if path.is_file():
                return path
        raise LayoutError(f"缺少版式文件 {path}。请恢复该文件，或运行 make layouts 重新生成。")

    def __getitem__(self, name: str) -> bytes:
        """The layout's bytes. Raises LayoutError where it cannot be read."""
        if name not in self._read:
            path = self.path(name)
            try:
                self._read[name] = path.read_bytes()
            except OSError as error:
                raise LayoutError(f"版式文件 {path} 无法读取（{error.strerror}）。请检查权限。") from error
        return self._read[name]


def layout_charts(paper: Paper) -> Mapping[str, Figure]:
    """The paper's charts with their geometry; all faces are drawn from it."""
    return {key: lay_out(chart) for key, chart in paper.charts.items()}


def document(paper: Paper, layouts: Layouts, figures: Mapping[str, Figure]) -> bytes:
    """The .docx that people get: charts as shapes that can be edited in Word and WPS, a picture for other readers."""

    def shapes(template: DocxTemplate, number: int, drawing: Drawing, alt: str) -> str:
        # Readers that do not know the canvas (Word 2007, old WPS) do not know SVG either; EMF they all do.
        picture = _picture(template, number + 999, drawing, alt, _EMF)
        return drawingml(drawing, shape_id=number, alt=alt, picture=picture)

    return _pour(paper, layouts, figures, shapes)


def print_copy(paper: Paper, layouts: Layouts, figures: Mapping[str, Figure]) -> bytes:
    """The .docx that only the PDF engine reads: the same charts as SVG pictures, which it sets 30 times faster."""

    def picture(template: DocxTemplate, number: int, drawing: Drawing, alt: str) -> str:
        return f"<w:r{_NAMESPACES}>{_picture(template, number, drawing, alt, _SVG)}</w:r>"

    return _pour(paper, layouts, figures, picture, prepare=embolden_stand_ins)


def _picture(template: DocxTemplate, number: int, drawing: Drawing, alt: str, kind: _Kind) -> str:
    """The drawing as a picture; its file goes into the package."""
    part = template.docx.part
    image = Part(PackURI(f"/word/media/chart{number}.{kind.suffix}"), kind.media_type, kind.face(drawing), part.package)
    return _PICTURE.format(
        namespaces=_NAMESPACES,
        cx=round(drawing.width * EMU_PER_POINT),
        cy=round(drawing.height * EMU_PER_POINT),
        id=number,
        alt=Markup.escape(alt),
        relation=part.relate_to(image, RELATIONSHIP_TYPE.IMAGE),
    )


def _alt(paper: Paper, key: str, name: str, drawing: Drawing) -> str:
    """What a screen reader says of a page of a chart."""
    chart = paper.charts[key]
    shown = {box.key for box in drawing.boxes}
    steps = "；".join(f"{node.number} {node.name}" for node in chart.nodes if node.key in shown)
    return f"{chart.title}流程图{name}：{steps}"


def _pour(
    paper: Paper,
    layouts: Layouts,
    figures: Mapping[str, Figure],
    face: Callable[[DocxTemplate, int, Drawing, str], str],
    prepare: Callable[[DocumentType], None] = lambda document: None,
) -> bytes:
    template = _Template(BytesIO(layouts[paper.layout]))
    template.init_docx()
    prepare(template.docx)
    # docxtpl numbers drawings anew from 1001 on: the shapes' own numbers begin well above.
    numbers = count(100_000, 1000)
    charts: dict[int, bytes] = {}
    lying: set[str] = set()

    def chart_pages(key: str) -> list[ChartPage]:
        figure = figures[key]
        if figure.refusal:
            return [ChartPage("", Markup(), figure.refusal)]
        pages = []
        for name, drawing in zip(page_names(figure), figure.pages, strict=True):
            number = next(numbers)
            if drawing.landscape:
                lying.add(f"流程图{number}")
            charts[number] = face(template, number, drawing, _alt(paper, key, name, drawing)).encode()
            pages.append(ChartPage(name, Markup(_PLACE.format(namespaces=_NAMESPACES, id=number))))
        return pages

    graphs = count(1)

    def graph(name: str) -> Markup:
        return Markup(_hidden(graph_run(paper.graphs[name], template.docx.part, next(graphs))))

    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_text)
    try:
        drawings = {"chart_pages": chart_pages, "graph": graph}
        template.render({**_names(paper.content), **drawings}, jinja_env=environment, autoescape=True)
    except TemplateError as error:
        raise LayoutError(f"版式“{paper.layout}.docx”中的标记有误：{error}。请在 Word 中改正后重新运行。") from error
    except etree.XMLSyntaxError as error:
        raise LayoutError(f"版式“{paper.layout}.docx”的标记位置不对，文档无法生成：{error}") from error
    _fit_columns(template.docx)
    merge_groups(template.docx)
    close_with_paragraph(template.docx)
    lay_pages_down(template.docx, lying)
    place_signatures(template.docx)
    properties = template.docx.core_properties
    properties.title = paper.title
    _forget_the_layout(template.docx)
    properties.language = "zh-CN"
    buffer = BytesIO()
    template.save(buffer)

    def finish(part: bytes) -> bytes:
        for mark, brace in _BRACES_BACK.items():
            part = part.replace(mark, brace)
        return _PLACES.sub(lambda place: charts[int(place[1])], part)

    return fixed_package(buffer.getvalue(), finish)


def _names(content: Content) -> dict[str, object]:
    """What a layout's tags may name: the content's fields; the records within answer to theirs by themselves."""
    return {part.name: getattr(content, part.name) for part in fields(content)}


def _forget_the_layout(document: DocumentType) -> None:
    """Whoever last saved the layout in Word is not the document's author; its thumbnail shows another document."""
    document.core_properties.author = document.core_properties.last_modified_by = ""
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]


def _text(value: Any) -> Any:
    """Any value as text in which docxtpl finds nothing to act on."""
    return value if isinstance(value, Markup) else _hidden(str(value))


def _hidden(text: str) -> str:
    for brace, mark in _BRACES.items():
        text = text.replace(brace, mark)
    return text


def _shares(needs: Sequence[float], room: float) -> list[float]:
    """Each column's part of the width, where ``room`` characters stand in it.

    Where all texts fit in a line, in the measure of their needs; else short texts keep their line, long ones share
    what is left and are broken.
    """
    if sum(needs) <= room:
        return [need / sum(needs) for need in needs]
    widths = dict.fromkeys(range(len(needs)), 0.0)
    left = room
    for done, index in enumerate(sorted(widths, key=lambda index: needs[index])):
        widths[index] = min(needs[index], left / (len(needs) - done))
        left -= widths[index]
    return [width / room for width in widths.values()]


def _fit_columns(document: DocumentType) -> None:
    """Give the columns of tables set to fit their content widths by their longest text, as Word would itself.

    docxtpl makes all columns of a looped table equally wide, and LibreOffice takes them as they are.
    """
    for table in document.tables:
        if not table.autofit:
            continue
        columns = table._tbl.tblGrid.gridCol_lst
        head, *rows = [[line_ems(_Cell(cell, table).text) for cell in row.tc_lst] for row in table._tbl.tr_lst]
        # A head may take two lines, but a word of two characters stays whole; beside the text there is a margin.
        needs = [max(2, size / 2, *(row[index] for row in rows)) + 0.8 for index, size in enumerate(head)]
        total = sum(column.w or 0 for column in columns)
        shares = _shares(needs, total / Pt(standard().tables.size_pt))
        for index, column in enumerate(columns):
            width = Emu(round(total * shares[index]))
            column.w = width
            for row in table._tbl.tr_lst:
                row.tc_lst[index].width = width
