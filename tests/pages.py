"""What stands on the pages of a PDF: every character with its font, size, place and turn, in millimetres from the
sheet's upper left corner.
"""

from __future__ import annotations

import ctypes
import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

_MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: along its line the room it takes, across it its ink, and where its line stands.

    ``turned`` is a quarter turn clockwise.
    """

    text: str
    font: str
    size: float
    left: float
    right: float
    top: float
    bottom: float
    base: float
    turned: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page's size and characters, in the order of the text."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """All characters, without white space."""
        return "".join(glyph.text for glyph in self.glyphs)

    def lines(self) -> list[tuple[Glyph, ...]]:
        """The lines that are not turned, from the top: characters of one base line, from the left."""
        lines: defaultdict[float, list[Glyph]] = defaultdict(list)
        for glyph in self.glyphs:
            if not glyph.turned:
                lines[round(glyph.base, 1)].append(glyph)
        return [tuple(sorted(lines[base], key=lambda glyph: glyph.left)) for base in sorted(lines)]

    def line(self, beginning: str) -> tuple[Glyph, ...]:
        """The first line that begins so."""
        return next(line for line in self.lines() if "".join(glyph.text for glyph in line).startswith(beginning))

    def find(self, text: str) -> tuple[Glyph, ...]:
        """The characters of the first place where ``text`` stands."""
        start = self.text.index(text)
        return self.glyphs[start : start + len(text)]


def read_pages(path: Path) -> list[Page]:
    """The pages of a PDF."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        return [_page(pdf[number]) for number in range(len(pdf))]
    finally:
        pdf.close()


def _page(page: pypdfium2.PdfPage) -> Page:
    width, height = page.get_size()
    text = page.get_textpage()
    glyphs = []
    for index in range(text.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text, index))
        if character.isspace() or ord(character) < 32:
            continue
        turned = math.isclose(raw.FPDFText_GetCharAngle(text, index), math.pi / 2, abs_tol=0.1)
        _, bottom, _, top = text.get_charbox(index, loose=turned)
        left, _, right, _ = text.get_charbox(index, loose=not turned)
        x, y, name = ctypes.c_double(), ctypes.c_double(), ctypes.create_string_buffer(128)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetFontInfo(text, index, name, 128, ctypes.c_int())
        glyphs.append(
            Glyph(
                character,
                name.value.decode(),
                raw.FPDFText_GetFontSize(text, index),
                left * _MM,
                right * _MM,
                (height - top) * _MM,
                (height - bottom) * _MM,
                (height - y.value) * _MM,
                turned,
            )
        )
    return Page(width * _MM, height * _MM, tuple(glyphs))
