"""PDF/A-2b (ISO 19005-2): what can be told of a file without veraPDF, by the standard's clauses.

Looked at: 6.1 the file's structure and its limits, 6.2 output intent, colours, graphics state, images, fonts embedded,
6.3 annotations, 6.4 forms, 6.5 actions, 6.6 metadata, 6.8 embedded files, 6.9 optional content, 6.10 presentations,
6.11 requirements. Not looked at: whether widths and glyphs agree with the font programs (6.2.11), JPEG 2000.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree

_BLENDS = {
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn",
    "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity",
}  # fmt: skip
_ACTIONS = {"/GoTo", "/GoToR", "/Thread", "/URI", "/Named", "/SubmitForm"}
_ANNOTATIONS = {
    "/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline",
    "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup", "/FileAttachment", "/Widget", "/PrinterMark",
    "/TrapNet", "/Watermark",
}  # fmt: skip
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_IN_XMP = {
    "/Title": "{http://purl.org/dc/elements/1.1/}title",
    "/Author": "{http://purl.org/dc/elements/1.1/}creator",
    "/Subject": "{http://purl.org/dc/elements/1.1/}description",
    "/Keywords": "{http://ns.adobe.com/pdf/1.3/}Keywords",
    "/Producer": "{http://ns.adobe.com/pdf/1.3/}Producer",
    "/Creator": "{http://ns.adobe.com/xap/1.0/}CreatorTool",
    "/CreationDate": "{http://ns.adobe.com/xap/1.0/}CreateDate",
    "/ModDate": "{http://ns.adobe.com/xap/1.0/}ModifyDate",
}


def faults(path: Path) -> list[str]:
    """What breaks the standard, each with its clause; empty where nothing was found."""
    data = path.read_bytes()
    with pikepdf.open(path) as pdf:
        return [*_structure(data, pdf), *_intent(pdf), *_catalog(pdf), *_objects(pdf), *_pages(pdf), *_metadata(pdf)]


def _structure(data: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    first, second = data.split(b"\n", 2)[:2]
    if not first.startswith(b"%PDF-1."):
        yield "6.1: no header %PDF-1.n"
    if not (second.startswith(b"%") and len(second) > 4 and all(byte > 127 for byte in second[1:5])):
        yield "6.1: no comment of four bytes over 127 after the header"
    if data[data.rfind(b"%%EOF") + 5 :].strip(b"\r\n"):
        yield "6.1: data after the end"
    if "/ID" not in pdf.trailer or "/Encrypt" in pdf.trailer:
        yield "6.1: no ID, or encrypted"


def _intent(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = [i for i in pdf.Root.get("/OutputIntents", []) if i.get("/S") == "/GTS_PDFA1"]
    profiles = [i.DestOutputProfile for i in intents if "/DestOutputProfile" in i]
    if len(profiles) != 1:
        yield "6.2: not exactly one output intent of PDF/A with a profile"
    for profile in profiles:
        if profile.read_bytes()[36:40] != b"acsp" or profile.N != 3:
            yield "6.2: the profile is no RGB profile"


def _catalog(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    names: Any = root.get("/Names", {})
    form: Any = root.get("/AcroForm", {})
    for clause, holder, key in (
        ("6.4", form, "/XFA"), ("6.4", form, "/NeedAppearances"),
        ("6.5", names, "/JavaScript"), ("6.5", root, "/AA"), ("6.8", names, "/EmbeddedFiles"),
        ("6.9", root, "/OCProperties"), ("6.10", names, "/AlternatePresentations"), ("6.11", root, "/Requirements"),
    ):  # fmt: skip
        if key in holder:
            yield f"{clause}: {key[1:]}"


def _objects(pdf: pikepdf.Pdf) -> Iterator[str]:
    for entry in pdf.objects:
        if isinstance(entry, pikepdf.String) and len(bytes(entry)) > 32767:
            yield "6.1: a string that is too long"
        if isinstance(entry, pikepdf.Stream):
            yield from _stream(entry)
        if isinstance(entry, pikepdf.Dictionary):
            yield from _dictionary(entry)


def _stream(entry: pikepdf.Stream) -> Iterator[str]:
    if any(key in entry for key in ("/F", "/FFilter", "/FDecodeParams")):
        yield "6.1: a stream kept outside the file"
    filters: Any = entry.get("/Filter", [])
    if {"/LZWDecode", "/Crypt"} & set(map(str, filters if isinstance(filters, pikepdf.Array) else [filters])):
        yield "6.1: LZW or encryption"
    if any(key in entry for key in ("/Alternates", "/OPI", "/PS", "/Ref")) or entry.get("/Subtype") == "/PS":
        yield "6.2: an external object that is not allowed"
    if entry.get("/Interpolate", False):
        yield "6.2: an image with interpolation"


def _dictionary(entry: pikepdf.Dictionary) -> Iterator[str]:
    kind = entry.get("/Type")
    if kind == "/Font" and entry.get("/Subtype") not in ("/Type0", "/Type3"):
        descriptor: Any = entry.get("/FontDescriptor", {})
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"6.2: {entry.get('/BaseFont')} is not embedded"
        if entry.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in entry:
            yield f"6.2: {entry.get('/BaseFont')} has no CIDToGIDMap"
    if any(key in entry for key in ("/TR", "/HTP")) or str(entry.get("/TR2", "/Default")) != "/Default":
        yield "6.2: a transfer function"
    if "/BM" in entry and str(entry.BM) not in _BLENDS:
        yield "6.2: a blend mode that is not allowed"
    if kind == "/Action" and str(entry.get("/S")) not in _ACTIONS:
        yield f"6.5: action {entry.get('/S')}"
    if kind == "/Page" and "/AA" in entry:
        yield "6.5: an additional action"


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        depth = deepest = 0
        for instruction in pikepdf.parse_content_stream(page):
            operands, name = instruction.operands, str(instruction.operator)
            depth += (name == "q") - (name == "Q")
            deepest = max(deepest, depth)
            if name in ("k", "K") or (name in ("cs", "CS") and str(operands[0]) == "/DeviceCMYK"):
                yield "6.2: a colour in CMYK with an intent in RGB"
        if deepest > 28:
            yield "6.1: graphics states nested deeper than 28"
        for note in page.get("/Annots", []):
            yield from _annotation(note)


def _annotation(note: Any) -> Iterator[str]:
    kind, flags = str(note.Subtype), int(note.get("/F", 0))
    if kind not in _ANNOTATIONS:
        yield f"6.3: annotation {kind}"
    # Print is set; hidden, invisible, no view, toggle no view are not.
    if kind != "/Popup" and (not flags & 4 or flags & (1 | 2 | 32 | 256)):
        yield f"6.3: flags {flags} of annotation {kind}"
    if kind not in ("/Popup", "/Link") and "/AP" not in note:
        yield f"6.3: annotation {kind} has no appearance"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/Metadata" not in pdf.Root:
        yield "6.6: no XMP"
        return
    tree = etree.fromstring(pdf.Root.Metadata.read_bytes())
    said = {str(element.tag): "".join(element.itertext()) for element in tree.iter() if element.tag != f"{_RDF}RDF"}
    claim = [said.get(f"{{http://www.aiim.org/pdfa/ns/id/}}{name}") for name in ("part", "conformance")]
    if claim != ["2", "B"]:
        yield "6.6: does not say that it is PDF/A-2b"
    for key, name in _IN_XMP.items():
        if key in pdf.docinfo and _plain(str(pdf.docinfo[key])) != _plain(said.get(name, "")):
            yield f"6.6: {key[1:]} is not the same in XMP"


def _plain(text: str) -> str:
    """A date of either form as its digits; any other text as it is."""
    digits = "".join(filter(str.isdigit, text))
    return digits if text.startswith("D:") or (len(digits) == 14 and "T" in text) else text
