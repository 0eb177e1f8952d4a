"""横排: the pages of a document that hold a lying chart become sections of their own, their page numbers turned too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipeline.render.word.page_number import turned_footers

_DRAWING = qn("wp:docPr")


def lay_pages_down(document: Document, drawings: Collection[str]) -> None:
    """Turn the pages on which the ``drawings`` (by their names) stand, from the heading or caption above each."""
    if not drawings:
        return
    body = document.element.body
    upright = body.sectPr
    lying = _turned(upright, turned_footers(document))
    charts = [paragraph for paragraph in body.iterchildren(qn("w:p")) if _names(paragraph) & set(drawings)]
    for index, chart in enumerate(charts):
        first = _block_start(chart)
        previous = first.getprevious()
        if previous is not None and index and previous is charts[index - 1]:
            # Two lying pages in a row are one section.
            properties = previous.get_or_add_pPr()
            properties.remove(properties.find(qn("w:sectPr")))
        elif previous is not None:
            _end_section(previous, first, upright)
        chart.get_or_add_pPr().append(deepcopy(lying))


def _names(paragraph: Any) -> set[str]:
    return {element.get("name") for element in paragraph.iter(_DRAWING)}


def _block_start(chart: Any) -> Any:
    """The heading or caption that the chart's page begins with."""
    element = chart
    while not _breaks_page(element):
        before = element.getprevious()
        if before is None or before.tag != qn("w:p") or _has_section(before):
            break
        element = before
    return element


def _breaks_page(paragraph: Any) -> bool:
    return paragraph.pPr is not None and paragraph.pPr.find(qn("w:pageBreakBefore")) is not None


def _has_section(paragraph: Any) -> bool:
    return paragraph.pPr is not None and paragraph.pPr.find(qn("w:sectPr")) is not None


def _end_section(previous: Any, first: Any, section: Any) -> None:
    """End an upright section before ``first``: in the paragraph before it, or, after a table, in one of no height."""
    if previous.tag != qn("w:p"):
        previous = OxmlElement("w:p")
        properties = previous.get_or_add_pPr()
        spacing = OxmlElement("w:spacing")
        for name, value in (("before", "0"), ("after", "0"), ("line", "20"), ("lineRule", "exact")):
            spacing.set(qn(f"w:{name}"), value)
        properties.append(spacing)
        first.addprevious(previous)
    if not _has_section(previous):
        previous.get_or_add_pPr().append(deepcopy(section))


def _turned(section: Any, footers: Sequence[Any]) -> Any:
    """The section's page turned so that its left edge is at the head (GB/T 9704, 8), with the ``footers``."""
    lying = deepcopy(section)
    for reference in lying.findall(qn("w:footerReference")):
        lying.remove(reference)
    for footer in reversed(footers):
        lying.insert(0, footer)
    size, margins = lying.find(qn("w:pgSz")), lying.find(qn("w:pgMar"))
    width, height = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), height)
    size.set(qn("w:h"), width)
    size.set(qn("w:orient"), "landscape")
    old = {side: margins.get(qn(f"w:{side}")) for side in ("top", "right", "bottom", "left")}
    for side, was in (("top", "left"), ("right", "top"), ("bottom", "right"), ("left", "bottom")):
        margins.set(qn(f"w:{side}"), old[was])
    return lying
