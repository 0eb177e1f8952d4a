"""数字: numbers and enumerations as officials write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """1–99 as 一 … 九十九, for the numbers of headings."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (
        _DIGITS[ones] if ones or not tens else ""
    )


def share(part: int, total: int) -> str:
    """A percentage with one decimal, without a trailing .0; a dash where there is no total."""
    return f"{part * 100 / total:.1f}".removesuffix(".0") + "%" if total else "—"


def amount(value: Decimal) -> str:
    """An amount in 万元 with thousands marks and no needless zeros."""
    return f"{value.normalize():,f}"


def enumeration(parts: Iterable[str]) -> str:
    """甲、乙、丙."""
    return "、".join(parts)


def counted(counts: Sequence[tuple[str, int]], unit: str) -> str:
    """一类60个、二类20个: what there is, without what there is none of."""
    return enumeration(f"{name}{count}{unit}" for name, count in counts if count)
