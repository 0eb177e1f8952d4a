"""横排: the pages of a document that hold a lying chart become sections of their own, their page numbers turned too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy

from docx.document import Document
from docx.oxml.ns import qn

from pipeline.render.word.elements import CT_P, CT_SectPr, Element, attribute, children, has, made, new
from pipeline.render.word.page_number import turned_footers

_DRAWING = qn("wp:docPr")


def lay_pages_down(document: Document, drawings: Collection[str]) -> None:
    """Turn the pages on which the ``drawings`` (by their names) stand, from the heading or caption above each."""
    if not drawings:
        return
    body = document.element.body
    upright = body.get_or_add_sectPr()
    lying = _turned(upright, turned_footers(document))
    charts = [paragraph for paragraph in children(body, CT_P) if _names(paragraph) & set(drawings)]
    for index, chart in enumerate(charts):
        first = _block_start(chart)
        previous = first.getprevious()
        if index and previous is charts[index - 1]:
            # Two lying pages in a row are one section.
            charts[index - 1].get_or_add_pPr()._remove_sectPr()
        elif previous is not None:
            _end_section(previous, first, upright)
        chart.get_or_add_pPr().append(deepcopy(lying))


def _names(paragraph: CT_P) -> set[str | None]:
    return {element.get("name") for element in paragraph.iter(_DRAWING)}


def _block_start(chart: CT_P) -> CT_P:
    """The heading or caption that the chart's page begins with."""
    element = chart
    while not has(element.pPr, "pageBreakBefore"):
        before = element.getprevious()
        if not isinstance(before, CT_P) or has(before.pPr, "sectPr"):
            break
        element = before
    return element


def _end_section(previous: Element, first: CT_P, section: CT_SectPr) -> None:
    """End an upright section before ``first``: in the paragraph before it, or, after a table, in one of no height."""
    if not isinstance(previous, CT_P):
        previous = made(CT_P, "p")
        properties = previous.get_or_add_pPr()
        spacing = new("spacing")
        for name, value in (("before", "0"), ("after", "0"), ("line", "20"), ("lineRule", "exact")):
            spacing.set(qn(f"w:{name}"), value)
        properties.append(spacing)
        first.addprevious(previous)
    if not has(previous.pPr, "sectPr"):
        previous.get_or_add_pPr().append(deepcopy(section))


def _turned(section: CT_SectPr, footers: Sequence[Element]) -> CT_SectPr:
    """The section's page turned so that its left edge is at the head (GB/T 9704, 8), with the ``footers``."""
    lying = deepcopy(section)
    for reference in lying.findall(qn("w:footerReference")):
        lying.remove(reference)
    for footer in reversed(footers):
        lying.insert(0, footer)
    size, margins = lying.get_or_add_pgSz(), lying.get_or_add_pgMar()
    _move(size, {"w": "h", "h": "w"})
    size.set(qn("w:orient"), "landscape")
    _move(margins, {"top": "left", "right": "top", "bottom": "right", "left": "bottom"})
    return lying


def _move(element: Element, sources: Mapping[str, str]) -> None:
    """Give each attribute what another said."""
    said = {name: attribute(element, source) for name, source in sources.items()}
    for name, text in said.items():
        if text is not None:
            element.set(qn(f"w:{name}"), text)
