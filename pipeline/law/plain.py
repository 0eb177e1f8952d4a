"""One form for every width and kind of bracket, digit and stop: what the readers of grounds look at."""

from __future__ import annotations

import re
from functools import lru_cache

# A character for a character, so that positions stay true.
_ONE_FORM = str.maketrans(
    "０１２３４５６７８９（）［］【】〔〕〖〗｛｝{}﹝﹞[]：，；．～－—–＋＜＞○Ｏ",
    "0123456789()()()()()()()()():,;.~---+<>〇〇",
)
_YEAR_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")

NUMERAL = r"[\d零〇一二三四五六七八九十百千两]{1,9}"
YEAR = r"(?:(?:19|20)\d\d|[一二][九〇零][零〇一二三四五六七八九]{2})"
CJK = r"[\u4e00-\u9fff]"

_QUOTE = re.compile("“[^“”]*”")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The text in one form; as long as it was."""
    return text.translate(_ONE_FORM)


@lru_cache(maxsize=4096)
def value(figure: str) -> int | None:
    """十二, 一百零五, 105, 二〇一六 as a number; None where it is none."""
    if figure.isdecimal():
        return int(figure)
    if re.fullmatch(YEAR, figure):
        return int(figure.translate(_YEAR_DIGITS))
    from cn2an import cn2an

    try:
        return int(cn2an(figure.replace("〇", "零").replace("两", "二"), "smart"))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def numeral(number: int) -> str:
    """An article's number in Chinese: 十二, 一百零五."""
    from cn2an import an2cn

    text: str = an2cn(str(number))
    return text.removeprefix("一") if 10 <= number < 20 else text


def without(pattern: re.Pattern[str], text: str, filler: str = "\0") -> str:
    """The text with what matches blotted out, as long as it was."""
    return pattern.sub(lambda found: filler * len(found[0]), text)


def quotations(text: str) -> list[tuple[int, int]]:
    """Where words stand in “ ”."""
    return [found.span() for found in _QUOTE.finditer(text)]


def closing(text: str, start: int, longest: int) -> int:
    """Where the bracket that opens at ``start`` closes; 0 where none opens or it does not close in reach."""
    if not text.startswith("(", start):
        return 0
    depth = 0
    for position in range(start, min(len(text), start + longest)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0:
            return position + 1
    return 0
