"""What a cell with a number format shows, where that says more than its number: units, literal text, padding zeros.

Formats are those of ECMA-376 part 1, 18.8.30 and 18.8.31. What shows the plain number or the plain date gives nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_TOKEN = re.compile(
    r'"([^"]*)"?|[\\!](.)|\[([^\]]*)\]|[_*].|(General|G/通用格式|AM/PM|A/P|上午/下午|[Ee][+-])|(y+|m+|d+|h+|s+|[aegbr]+)|(.)',
    re.IGNORECASE | re.DOTALL,
)
_DIGITS = "0#?"
# Signs beside an amount that change nothing of it; a currency sign does.
_MEANINGLESS = re.compile(r"[\s()（）+\-]*")
_CURRENCY = re.compile(r"\$([^-\]]*)")


@dataclass(frozen=True, slots=True)
class Format:
    """数字格式: one section of it: literal texts and places for digits, in order; or the parts of a date it shows."""

    tokens: tuple[tuple[str, str], ...]
    date_parts: str = ""
    scale: int = 0
    percent: bool = False

    @property
    def says_more(self) -> bool:
        """Whether what it shows is more than the number: text, a unit, padding zeros, a part of a date."""
        if self.date_parts:
            return set(self.date_parts) & set("ymd") not in ({"y", "m", "d"}, set()) and "h" not in self.date_parts
        text = "".join(text for kind, text in self.tokens if kind == "text")
        whole = [text for kind, text in self.tokens if kind == "digit"]
        if not whole:
            return False
        return bool(self.scale or self.percent or not _MEANINGLESS.fullmatch(text) or whole.count("0") > 1)


@lru_cache(maxsize=512)
def sections(code: str) -> tuple[Format, ...]:
    """The sections of a format code: for positive, negative, zero."""
    return tuple(_section(part) for part in re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)[:3])


def _section(code: str) -> Format:
    tokens: list[tuple[str, str]] = []
    parts = ""
    percent = decimal = False
    for quoted, escaped, bracketed, word, dated, other in _TOKEN.findall(code):
        if quoted or escaped:
            tokens.append(("text", quoted or escaped))
        elif bracketed:
            currency = _CURRENCY.match(bracketed)
            if currency and currency[1]:
                tokens.append(("text", currency[1]))
            parts += "h" if bracketed.lower().strip("hms") == "" else ""
        elif dated:
            parts += dated[0].lower()
        elif word.lower() in ("general", "g/通用格式"):
            tokens.append(("digit", "0"))
        elif word or not other:
            continue
        elif other in _DIGITS:
            tokens.append(("decimal" if decimal else "digit", other))
        elif other == "." and not decimal:
            decimal = True
        elif other == ",":
            tokens.append(("comma", ","))
        elif other == "%":
            percent = True
            tokens.append(("text", "%"))
        elif other not in "@/":
            tokens.append(("text", other))
    if set(parts) & set("ymdhs"):
        return Format((), parts)
    scale = _scale(tokens)
    return Format(tuple(token for token in tokens if token[0] != "comma"), "", scale, percent)


def _scale(tokens: list[tuple[str, str]]) -> int:
    """Commas behind the last digit divide by a thousand each."""
    scale = 0
    for kind, _ in reversed(tokens):
        if kind == "comma":
            scale += 1
        elif kind in ("digit", "decimal"):
            return scale
    return 0


def shown(value: float, code: str, *, date1904: bool = False) -> str:
    """What the cell shows; empty where that is the number or the date itself."""
    parts = sections(code)
    section = parts[0]
    negative = value < 0 and len(parts) > 1
    if negative:
        section = parts[1]
    elif value == 0 and len(parts) > 2:
        section = parts[2]
    if not section.says_more:
        return ""
    if section.date_parts:
        return _date(value, section.date_parts, date1904=date1904)
    number = Decimal(repr(value))
    return _number(abs(number) if negative else number, section)


def _date(value: float, parts: str, *, date1904: bool) -> str:
    epoch = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
    try:
        day = epoch + timedelta(days=int(value))
    except OverflowError:
        return ""
    year, month = f"{day.year}年" if "y" in parts else "", f"{day.month}月" if "m" in parts else ""
    return year + month + (f"{day.day}日" if "d" in parts else "")


def _number(number: Decimal, section: Format) -> str:
    number = number.scaleb(-3 * section.scale + (2 if section.percent else 0))
    places = sum(kind == "decimal" for kind, _ in section.tokens)
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    # A unit says what the number is of; that some of its places are not shown does not make it another.
    exact = number if rounded != number and not _broken(section) else rounded
    whole, _, rest = f"{abs(exact):f}".partition(".")
    slots = [at for at, (kind, _) in enumerate(section.tokens) if kind == "digit"]
    digits = whole.lstrip("0")
    filled: dict[int, str] = {}
    for at in reversed(slots):
        zero = "0" if section.tokens[at][1] == "0" else ""
        digits, filled[at] = (digits[:-1], digits[-1]) if digits else ("", zero)
    if slots:
        filled[slots[0]] = digits + filled[slots[0]]
    text = ""
    for at, (kind, literal) in enumerate(section.tokens):
        if kind == "text":
            text += literal
        elif kind == "digit":
            text += filled[at] + (f".{rest}" if at == slots[-1] and rest.strip("0") else "")
    return ("-" if exact < 0 else "") + text


def _broken(section: Format) -> bool:
    """Whether literal text stands between the digits, as in 0!.0,"万": their number is then fixed."""
    kinds = [kind for kind, _ in section.tokens]
    if "digit" not in kinds:
        return False
    first, last = kinds.index("digit"), len(kinds) - 1 - kinds[::-1].index("digit")
    return "text" in kinds[first:last]
