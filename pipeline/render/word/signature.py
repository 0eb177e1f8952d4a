"""发文机关署名、成文日期: how far from the edge each stands, which follows from their lengths (GB/T 9704, 7.3.5.2)."""

from __future__ import annotations

from docx.document import Document
from docx.shared import Twips

from pipeline.render.word.lines import line_ems
from pipeline.render.word.standard import character_pt, standard

SIGNATURE_STYLE = "Signature"
DATE_STYLE = "Date"


def place_signatures(document: Document) -> None:
    """Set off each signature, and the date in the paragraph after it, from the right edge."""
    names = {style.style_id: style.name for style in document.styles}
    above = None
    for paragraph in document.paragraphs:
        style = names.get(paragraph._p.style)
        if above is not None and style == DATE_STYLE:
            for line, characters in zip((above, paragraph), distances(above.text, paragraph.text), strict=True):
                line.paragraph_format.right_indent = Twips(round(characters * character_pt() * 20))
        above = paragraph if style == SIGNATURE_STYLE else None


def distances(organ: str, date: str) -> tuple[float, float]:
    """The distances of organ and date from the right edge, in characters.

    The organ stands two characters from the edge, the date begins two characters right of the organ's beginning;
    where the date is the longer of the two, it stands two characters from the edge, and the organ gives way.
    """
    table = standard()
    edge, shift = table.signature.right_characters, table.date.shift_characters
    longer = line_ems(date) - line_ems(organ)
    return (edge + shift + longer, edge) if longer > 0 else (edge, max(0.0, edge - shift - longer))
