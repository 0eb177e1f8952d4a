"""GB/T 9704-2012 in numbers: the table of data/gbt9704.toml, and what follows from it by arithmetic.

Each part names the clause that it is taken from; what has none the standard leaves open.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from pipeline.settings.shipped import shipped

TWIPS_PER_MM = 1440 / 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """字体字号."""

    font: str
    size_pt: int
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """幅面: of the paper, or of the body (版心)."""

    clause: str
    width_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True)
class Margins:
    """天头、订口."""

    clause: str
    top_mm: int
    left_mm: int
    tolerance_mm: int


@dataclass(frozen=True, slots=True)
class Grid:
    """每面行数、每行字数."""

    clause: str
    lines: int
    characters: int


@dataclass(frozen=True, slots=True)
class Colour:
    """颜色."""

    clause: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLettering(Lettering):
    """正文."""

    indent_characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleLettering(Lettering):
    """标题."""

    line_pt: int


@dataclass(frozen=True, slots=True)
class Addressee:
    """主送机关."""

    clause: str
    blank_lines_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Lettering):
    """层次: its number's form, and its lettering."""

    number: str


@dataclass(frozen=True, slots=True)
class AttachmentNote:
    """附件说明."""

    clause: str
    blank_lines_before: int
    indent_characters: int


@dataclass(frozen=True, slots=True)
class Signature:
    """发文机关署名."""

    clause: str
    blank_lines_before: int
    right_characters: int


@dataclass(frozen=True, slots=True)
class DateLine:
    """成文日期."""

    clause: str
    shift_characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex(Lettering):
    """附件."""

    title_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumber(Lettering):
    """页码."""

    below_body_mm: int
    from_edge_characters: int
    dash: str


@dataclass(frozen=True, slots=True)
class Turned:
    """横排表格."""

    clause: str
    head_side: str


@dataclass(frozen=True, slots=True)
class Latin:
    """西文、数字."""

    font: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables(Lettering):
    """表内文字."""

    head_font: str
    least_pt: int
    line_pt: int
    form_size_pt: int


@dataclass(frozen=True, slots=True)
class Standard:
    """党政机关公文格式: the standard's parameters; lengths in mm, sizes in pt."""

    paper: Area
    margins: Margins
    body: Area
    grid: Grid
    colour: Colour
    text: TextLettering
    title: TitleLettering
    addressee: Addressee
    level: tuple[Level, ...]
    attachment_note: AttachmentNote
    signature: Signature
    date: DateLine
    annex: Annex
    page_number: PageNumber
    turned: Turned
    latin: Latin
    tables: Tables


@cache
def standard() -> Standard:
    """The standard's parameters."""
    return shipped(Standard, "gbt9704.toml")


def line_twips() -> int:
    """The line spacing of which exactly the standard's lines fill the body: rounded down, or the last would not fit."""
    return math.floor(standard().body.height_mm * TWIPS_PER_MM / standard().grid.lines)


def character_pt() -> float:
    """The width of one character of text, of which the standard's number fills a line: a little less than 3 号."""
    return standard().body.width_mm / 25.4 * 72 / standard().grid.characters


def squeeze_pt() -> float:
    """How much closer than by themselves characters of text stand (negative), in whole twips, so that a line's fit."""
    return math.floor((character_pt() - standard().text.size_pt) * 20) / 20


def right_mm() -> float:
    """The margin right of the body (切口)."""
    table = standard()
    return float(table.paper.width_mm - table.margins.left_mm - table.body.width_mm)


def bottom_mm() -> float:
    """The margin below the body (地脚)."""
    table = standard()
    return float(table.paper.height_mm - table.margins.top_mm - table.body.height_mm)


def official_fonts() -> tuple[str, ...]:
    """The Chinese fonts that the standard names, each once."""
    table = standard()
    parts: tuple[Lettering, ...] = (
        table.text, table.title, *table.level, table.annex, table.page_number, table.tables,
    )  # fmt: skip
    fonts = [font for part in parts for font in (part.font, *((part.head_font,) if isinstance(part, Tables) else ()))]
    return tuple(dict.fromkeys(font for font in fonts if not font.isascii()))
