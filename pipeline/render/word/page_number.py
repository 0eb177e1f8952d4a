"""页码 — 1 —: at the sheet's foot, right on odd pages and left on even ones (GB/T 9704, 7.5), on turned pages too (8).

A turned page's foot is its left edge, where no Word footer stands: the number is in a box anchored there from the
footer, its text turned with the page.
"""

from __future__ import annotations

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.parts.hdrftr import FooterPart

from pipeline.render.word.elements import Element, new
from pipeline.render.word.standard import TWIPS_PER_MM, bottom_mm, standard

STYLE = "Footer"
_EMU_PER_MM = 36000
# A dash stands at half the height of its line, which is as high as its letters.
_MM_PER_PT = 25.4 / 72

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_FIELD = (
    '<w:r><w:t xml:space="preserve">{dash} </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    '<w:r><w:t xml:space="preserve"> {dash}</w:t></w:r>'
)
_UPRIGHT = (
    '<w:p {namespaces}><w:pPr><w:pStyle w:val="{style}"/>{above}<w:ind w:{side}="{edge}"/>'
    '<w:jc w:val="{side}"/></w:pPr>'
    "{field}</w:p>"
)
# LibreOffice keeps no offsets of shapes in even footers, only alignments and offsets of zero: the box reaches from the
# body's edge down and along the whole foot, and the number finds its place in it as a paragraph does.
_TURNED = (
    '<w:p {namespaces}><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><mc:AlternateContent><mc:Choice Requires="wps">'
    '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0"'
    ' locked="1" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="leftMargin"><wp:align>right</wp:align></wp:positionH>'
    '<wp:positionV relativeFrom="margin"><wp:posOffset>0</wp:posOffset></wp:positionV>'
    '<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
    '<wp:docPr id="{number}" name="页码{number}" descr="页码"/><wp:cNvGraphicFramePr/>'
    '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
    '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
    "<wps:txbx><w:txbxContent>{text}</w:txbxContent></wps:txbx>"
    '<wps:bodyPr vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/>'
    "</wps:bodyPr>"
    "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
)


def upright(footer: Element, *, odd: bool) -> None:
    """Make an upright page's footer (its XML) the page number."""
    _replace(footer, _line(odd=odd))


def turned_footers(document: Document) -> list[Element]:
    """The document's footers of turned pages, made anew: their references, for a turned section to carry."""
    references = []
    for kind, odd in (("default", True), ("even", False)):
        part, relation = document.part.add_footer_part()  # type: ignore[no-untyped-call]
        assert isinstance(part, FooterPart)
        _replace(part.element, _box(odd=odd))
        reference = new("footerReference")
        reference.set(qn("w:type"), kind)
        reference.set(qn("r:id"), relation)
        references.append(reference)
    return references


def footer_distance_mm(below_mm: float) -> float:
    """How far from the paper's edge an upright footer's line ends: its dash at the standard's distance below the body.

    ``below_mm`` is the margin below the body.
    """
    number = standard().page_number
    return below_mm - float(number.below_body_mm) - float(number.size_pt) * _MM_PER_PT / 2


def _line(*, odd: bool, above: int = 0) -> str:
    """The number, its line ``above`` twips below where it would stand by itself."""
    field = _FIELD.format(dash=standard().page_number.dash)
    side = "right" if odd else "left"
    room = f'<w:spacing w:before="{above}"/>' if above else ""
    return _UPRIGHT.format(namespaces=_NAMESPACES, style=STYLE, above=room, side=side, edge=_edge_twips(), field=field)


def _box(*, odd: bool) -> str:
    table = standard()
    number = table.page_number
    above = number.below_body_mm - number.size_pt * _MM_PER_PT / 2
    return _TURNED.format(
        namespaces=_NAMESPACES,
        style=STYLE,
        # The box ends well inside the paper.
        width=round((bottom_mm() - 10) * _EMU_PER_MM),
        height=table.body.width_mm * _EMU_PER_MM,
        number=90_001 if odd else 90_002,
        text=_line(odd=odd, above=round(above * TWIPS_PER_MM)),
    )


def _edge_twips() -> int:
    number = standard().page_number
    return int(number.from_edge_characters) * int(number.size_pt) * 20


def _replace(footer: Element, paragraph: str) -> None:
    for element in list(footer):
        footer.remove(element)
    footer.append(parse_xml(paragraph))
