"""How many lines a text takes in a column, by its characters' own widths: never fewer than a program will set."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.flowchart.text_size import NO_END, NO_START, em

# Word and LibreOffice set Chinese off from Western letters and figures by about a fifth of a character.
_SCRIPT_SPACE = 0.2
# Texts of nothing but squares, of which the lines can be counted without adding up widths.
_SQUARES = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e“”‘’…—]*")


def line_ems(text: str) -> float:
    """The width of a text in one line, in characters of full width."""
    return sum(map(em, text)) + _SCRIPT_SPACE * sum(_scripts_meet(before, after) for before, after in pairwise(text))


def line_count(text: str, ems: float) -> int:
    """The lines of a text in a column so many characters wide; at least one."""
    return sum(
        _lines_of_squares(part, max(1, int(ems))) if _SQUARES.fullmatch(part) else _lines(part, ems)
        for part in text.split("\n")
    )


def _lines_of_squares(text: str, squares: int) -> int:
    count, end = 1, squares
    while end < len(text):
        start = end - squares
        while end > start + 1 and not _may_break(text[end - 1], text[end]):
            end -= 1
        count += 1
        end += squares
    return count


def _lines(text: str, ems: float) -> int:
    """Lines filled from the left, words and forbidden marks taken over to the next."""
    count, width, taken = 1, 0.0, 0.0
    before = ""
    for after in text:
        room = em(after)
        if before:
            if _may_break(before, after):
                # What would be taken over to the next line begins here.
                taken = 0.0
            if _scripts_meet(before, after):
                room += _SCRIPT_SPACE
            if width + room > ems:
                count += 1
                # A word longer than a line is cut where the line ends.
                width = taken if taken + room <= ems else 0.0
        width += room
        taken += room
        before = after
    return count


def _scripts_meet(before: str, after: str) -> bool:
    return (_western(before) and _chinese(after)) or (_chinese(before) and _western(after))


def _western(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _chinese(character: str) -> bool:
    return character.isalpha() and not character.isascii()


def _may_break(before: str, after: str) -> bool:
    if after in NO_START or before in NO_END:
        return False
    return not (_in_word(before) and _in_word(after)) or before == "-"


def _in_word(character: str) -> bool:
    return character.isascii() and character != " "
