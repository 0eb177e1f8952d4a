"""A PDF as the engine made it, finished: its title and language set, its metadata in agreement, no clock, no chance."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import BadZipFile, ZipFile

import pikepdf
from lxml import etree

LANGUAGE = "zh-CN"
# Documents carry no clock.
_DATE = datetime(2026, 1, 1)
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_GRAPH_TEXTS = etree.XPath(
    "//wp:docPr[following-sibling::a:graphic/a:graphicData/@uri = $chart]/@descr",
    namespaces={
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    },
)
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
# ISO 19005-2, 6.6: XMP and the document information dictionary say the same; part and level of conformance.
_PDFA = "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer><xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>{pdfa}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def finish(made: Path, source: Path, target: Path, *, pdfa: bool) -> None:
    """Put the PDF ``made`` of the Word document ``source`` in place: the same document gives the same bytes.

    ``pdfa``: whether it was made to the rules of PDF/A-2b, and says so. Raises pikepdf.PdfError.
    """
    title, alternatives = _described(source)
    with pikepdf.open(made) as pdf:
        _say_what_it_is(pdf, title, pdfa)
        _say_what_graphs_show(pdf, alternatives)
        _stop_the_clock(pdf)
        target.parent.mkdir(parents=True, exist_ok=True)
        pdf.save(target, deterministic_id=True, linearize=False)
    # The first /ID is the engine's, drawn by chance; both are set from the content instead.
    data = target.read_bytes()
    tail = data.rfind(b"/ID [")
    head, ids = data[:tail], data[tail:]
    digest = hashlib.sha256(head).hexdigest()[:32].encode()
    target.write_bytes(
        head + re.sub(rb"/ID \[\s*<[0-9a-f]*>\s*<[0-9a-f]*>\s*\]", b"/ID [<%b><%b>]" % (digest, digest), ids)
    )


def _described(source: Path) -> tuple[str, list[str]]:
    """The document's title as its own properties give it, and what it says of each of its graphs (统计图)."""
    try:
        with ZipFile(source) as package:
            title = etree.fromstring(package.read("docProps/core.xml")).findtext(_TITLE)
            body = etree.fromstring(package.read("word/document.xml"))
    except (BadZipFile, KeyError, etree.XMLSyntaxError):
        return source.stem, []
    return title or source.stem, [str(text) for text in _GRAPH_TEXTS(body, chart=_CHART)]


def _say_what_it_is(pdf: pikepdf.Pdf, title: str, pdfa: bool) -> None:
    producer, creator = (str(pdf.docinfo.get(key, "")) for key in ("/Producer", "/Creator"))
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    pdf.docinfo["/Title"] = title
    pdf.docinfo["/Producer"] = producer
    pdf.docinfo["/Creator"] = creator
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = f"D:{_DATE:%Y%m%d%H%M%S}Z"
    pdf.Root["/Lang"] = LANGUAGE
    with pdf.open_outline() as outline:
        # A document without headings has its title for a bookmark.
        if not outline.root:
            outline.root.append(pikepdf.OutlineItem(title, 0))
    pdf.Root["/ViewerPreferences"] = pikepdf.Dictionary(DisplayDocTitle=True)
    metadata = _XMP.format(
        title=escape(title), language=LANGUAGE, producer=escape(producer), creator=escape(creator),
        date=f"{_DATE:%Y-%m-%dT%H:%M:%S}Z", pdfa=_PDFA if pdfa else "",
    )  # fmt: skip
    pdf.Root["/Metadata"] = pdf.make_stream(
        metadata.encode("utf-8"), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
    )


def _say_what_graphs_show(pdf: pikepdf.Pdf, alternatives: Sequence[str]) -> None:
    """The engine keeps the alternative texts of pictures and shapes, and forgets those of charts: in their order."""
    silent = [
        entry
        for entry in pdf.objects
        if isinstance(entry, pikepdf.Dictionary) and entry.get("/S") == "/Figure" and "/Alt" not in entry
    ]
    if len(silent) == len(alternatives):
        for figure, text in zip(silent, alternatives, strict=True):
            figure["/Alt"] = text


def _stop_the_clock(pdf: pikepdf.Pdf) -> None:
    """The checksum of the engine's own bytes, and the time in the head of the colour profile (ICC.1, bytes 24–35)."""
    if "/DocChecksum" in pdf.trailer:
        del pdf.trailer["/DocChecksum"]
    for intent in pdf.Root.get("/OutputIntents", []):
        profile = intent.DestOutputProfile
        data = profile.read_bytes()
        profile.write(data[:24] + struct.pack(">6H", *_DATE.timetuple()[:6]) + data[36:])
