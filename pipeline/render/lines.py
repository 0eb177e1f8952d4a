"""How many lines a text takes in a column, by its characters' own widths: never fewer than a program will set."""

from __future__ import annotations

from itertools import pairwise

from pipeline.render.chart.measure import NO_END, NO_START, em

# Word and LibreOffice set Chinese off from Western letters and figures by about a fifth of a character.
_SCRIPT_SPACE = 0.2


def line_ems(text: str) -> float:
    """The width of a text in one line, in characters of full width."""
    return sum(map(em, text)) + _SCRIPT_SPACE * sum(_scripts_meet(before, after) for before, after in pairwise(text))


def line_count(text: str, ems: float) -> int:
    """The lines of a text in a column so many characters wide; at least one."""
    return sum(_lines(part, ems) for part in text.split("\n"))


def _lines(text: str, ems: float) -> int:
    """Lines of a text without breaks: filled from the left, words and forbidden marks taken over to the next."""
    count, width, last = 1, 0.0, 0.0
    # ``last`` is the width since the last place where the line may break.
    before = ""
    for after in text:
        room = em(after) + (_SCRIPT_SPACE if before and _scripts_meet(before, after) else 0.0)
        if before and _may_break(before, after):
            last = 0.0
        if width + room > ems and before:
            count += 1
            width = last if last < ems - room else 0.0
        width += room
        last += room
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
