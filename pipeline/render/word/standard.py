"""GB/T 9704-2012 in numbers: the table of data/gbt9704.toml, and what follows from it by arithmetic."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

TWIPS_PER_MM = 1440 / 25.4


@cache
def standard() -> Mapping[str, Any]:
    """The standard's parameters, each table with its clause; lengths in mm, sizes in pt."""
    return tomllib.loads(resources.files("pipeline").joinpath("data", "gbt9704.toml").read_text(encoding="utf-8"))


def line_twips() -> int:
    """The line spacing of which exactly the standard's lines fill the body: rounded down, or the last would not fit."""
    return math.floor(float(standard()["body"]["height_mm"]) * TWIPS_PER_MM / int(standard()["grid"]["lines"]))


def character_pt() -> float:
    """The width of one character of text, of which the standard's number fills a line: a little less than 3 号."""
    return float(standard()["body"]["width_mm"]) / 25.4 * 72 / float(standard()["grid"]["characters"])


def squeeze_pt() -> float:
    """How much closer than by themselves characters of text stand (negative), in whole twips, so that a line's fit."""
    return math.floor((character_pt() - float(standard()["text"]["size_pt"])) * 20) / 20


def right_mm() -> float:
    """The margin right of the body (切口)."""
    table = standard()
    return float(table["paper"]["width_mm"] - table["margins"]["left_mm"] - table["body"]["width_mm"])


def bottom_mm() -> float:
    """The margin below the body (地脚)."""
    table = standard()
    return float(table["paper"]["height_mm"] - table["margins"]["top_mm"] - table["body"]["height_mm"])


def official_fonts() -> tuple[str, ...]:
    """The Chinese fonts that the standard names, each once."""
    entries = [entry for value in standard().values() for entry in (value if isinstance(value, list) else [value])]
    fonts = (entry[key] for entry in entries for key in ("font", "head_font") if key in entry)
    return tuple(dict.fromkeys(font for font in fonts if not font.isascii()))
