"""量字: how wide a text is and where it may break, by the fonts' own widths."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# 避头尾: what may not begin a line, and what may not end one.
NO_START = frozenset("，。；：、！？）》〉」』】〕〗”’…—·％,.;:!?)]}%、")
NO_END = frozenset("（《〈「『【〔〖“‘([{")

_STOPS = frozenset("，；。：、")
# A risk sign stays with its number.
_SIGNS = frozenset("▲△◆◇●○■□")
# ASCII from the space on, in thousandths of an em: of Times New Roman and FandolFang the wider.
# fmt: off
_ASCII = (
    333, 333, 500, 833, 500, 833, 781, 278, 389, 389, 500, 778, 278, 333, 278, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 778, 778, 778, 472, 921, 739, 703, 722, 758, 675,
    647, 782, 739, 350, 508, 767, 619, 906, 739, 778, 675, 778, 731, 556, 722, 739, 739, 1017, 739,
    739, 611, 333, 500, 333, 611, 778, 500, 489, 561, 444, 561, 444, 333, 500, 561, 283, 311, 533,
    283, 839, 561, 500, 561, 533, 392, 394, 389, 561, 533, 728, 533, 533, 446, 500, 278, 500, 611,
)
# fmt: on
_SLACK = 1e-6


@lru_cache(maxsize=8192)
def em(char: str) -> float:
    """A character's width in ems: 仿宋 and its stand-in set Chinese on the full square, Latin as Times New Roman."""
    if " " <= char <= "~":
        return _ASCII[ord(char) - 32] / 1000
    category = unicodedata.category(char)
    if category in {"Mn", "Me", "Cf"}:
        return 0.0
    if ord(char) >= 0x1F000 or (0x2600 <= ord(char) <= 0x27BF and char not in "★☆✓✗"):
        return 1.4
    return 1.0


def text_width(text: str, size: float) -> float:
    """A text's width in points at a font size."""
    return size * sum(map(em, text))


@lru_cache(maxsize=4096)
def wrap(text: str, size: float, limit: float) -> tuple[str, ...]:
    """The lines of a text at a font size, none wider than ``limit`` points, of about equal length.

    A single character wider than the limit stands alone.
    """
    return tuple(line for part in text.splitlines() for line in _balanced(part.strip(), size, limit))


def _balanced(text: str, size: float, limit: float) -> list[str]:
    lines = _greedy(text, size, limit)
    if not 1 < len(lines) <= 4:
        return lines
    if len(lines) == 2 and (pair := _at_stop(text, size, limit)):
        return pair
    # The same number of lines, the narrowest limit: no lone character on the last line.
    narrow = max(text_width(text, size) / len(lines), limit * 0.5)
    while narrow < limit:
        even = _greedy(text, size, narrow)
        if len(even) == len(lines):
            return even
        narrow += size / 2
    return lines


def _at_stop(text: str, size: float, limit: float) -> list[str]:
    """Two lines parted after a comma or before a sign, where both parts fit; the most even of such pairs."""
    stops = [at for at in range(1, len(text)) if text[at - 1] in "，；。、" or text[at] in _SIGNS]
    pairs = [[text[:at].rstrip(), text[at:].lstrip()] for at in stops]
    pairs = [pair for pair in pairs if pair[1] and max(text_width(part, size) for part in pair) <= limit]
    return min(pairs, key=lambda pair: abs(len(pair[0]) - len(pair[1])), default=[])


def _greedy(text: str, size: float, limit: float) -> list[str]:
    lines: list[str] = []
    start = 0
    while start < len(text):
        end = _furthest(text, start, limit / size)
        if end < len(text):
            end = _good_break(text, start, end)
        if line := text[start:end].strip():
            lines.append(line)
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
    return lines


def _furthest(text: str, start: int, ems: float) -> int:
    """The end of the longest piece from ``start`` that is no wider than so many ems; at least one character."""
    width = 0.0
    for index in range(start, len(text)):
        width += em(text[index])
        if width > ems + _SLACK and index > start:
            return index
    return len(text)


def _good_break(text: str, start: int, end: int) -> int:
    """The best break at or before ``end``: after a stop in the line's last third, else the last allowed one.

    ``end`` itself where there is none: a long word is cut.
    """
    for index in range(end, start + 2 * (end - start) // 3, -1):
        if text[index - 1] in _STOPS and _may_break(text[index - 1], text[index]):
            return index
    for index in range(end, start, -1):
        if _may_break(text[index - 1], text[index]):
            return index
    return end


def _may_break(before: str, after: str) -> bool:
    if after in NO_START or before in NO_END or em(after) == 0 or before == "\u200d":
        return False
    if before in _SIGNS:
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(char: str) -> bool:
    return char.isascii() and char != " "
