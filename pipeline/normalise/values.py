"""From a cell to a value: text, numbers, dates, step references. What cannot be read stays as it was written."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from pipeline.intake import Cell
from pipeline.model import Branch, Read

EXCEL_EPOCH = date(1899, 12, 30)
# Serials outside these years are numbers that somebody typed, not dates.
SERIAL_DATES = range((date(2000, 1, 1) - EXCEL_EPOCH).days, (date(2100, 1, 1) - EXCEL_EPOCH).days)

_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(亿元|亿|万元|万|元)?")
_WHOLE = re.compile(r"(\d+)(?:\.0+)?")
_DAYS = re.compile(r"(\d+)(?:个?工作日)?")
_WAY = re.compile(r"(?:(?P<label>[^→>＞；;]*?)\s*(?:→|->|—>|－>|=>))?\s*(?:环节|第)?(?P<target>\d+)(?:环节)?")
_TEN_THOUSANDS = {None: Decimal(1), "万": Decimal(1), "万元": Decimal(1), "元": Decimal("0.0001")}
_TEN_THOUSANDS |= {"亿": Decimal(10_000), "亿元": Decimal(10_000)}

# XML and Excel cannot hold control characters; their pictures (␀ ␁ …) show that something stood there.
_CONTROLS = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: "␡"}
_CONTROLS |= {0xFFFE: "�", 0xFFFF: "�"}


def text_of(cell: Cell) -> str:
    """The text that a person sees in a cell, outer blanks gone, every kind of line break one."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    # A lone surrogate cannot be written anywhere.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text.translate(_CONTROLS).strip()


def folded(text: str) -> str:
    """Text for comparing: full-width forms as half-width, no blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def read_int(text: str) -> Read[int]:
    """A whole number: 3, ３, 3.0."""
    match = _WHOLE.fullmatch(folded(text))
    return Read(text, int(match[1]) if match else None)


def read_days(text: str) -> Read[int]:
    """Working days: 5, 5个工作日. Other periods in words are not guessed."""
    match = _DAYS.fullmatch(folded(text)) or _WHOLE.fullmatch(folded(text))
    return Read(text, int(match[1]) if match else None)


def read_amount(text: str) -> Read[Decimal]:
    """An amount in 万元: 120, 1,200.5, 2000万, 3亿元, 50000元. 约2000万 is unreadable, never zero."""
    match = _AMOUNT.fullmatch(folded(text).replace(",", ""))
    if not match:
        return Read(text)
    try:
        return Read(text, Decimal(match[1]) * _TEN_THOUSANDS[match[2]])
    except InvalidOperation:
        return Read(text)


def read_date(text: str) -> Read[date]:
    """A date: 2026-05-31, 2026.5.31, 2026/5/31, 2026年5月31日, or Excel's day number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.isdecimal() and int(plain) in SERIAL_DATES:
        return Read(text, EXCEL_EPOCH + timedelta(days=int(plain)))
    match = _DATE.match(plain)
    if not match or plain[match.end() :].strip(" 0:"):
        return Read(text)
    try:
        return Read(text, date(int(match[1]), int(match[2]), int(match[3])))
    except ValueError:
        return Read(text)


def read_steps(text: str) -> Read[tuple[int, ...]]:
    """Step numbers: 3、5 or 3-5; empty means the whole power."""
    if not text:
        return Read(text, ())
    numbers: list[int] = []
    for part in re.split(r"[、,;和及]", unicodedata.normalize("NFKC", text)):
        span = re.fullmatch(r"\s*(?:第|环节)?\s*(\d{1,3})(?:\s*[-~—至]\s*(\d{1,3}))?\s*(?:步|环节)?\s*", part)
        if not span:
            return Read(text)
        first = int(span[1])
        numbers.extend(range(first, int(span[2] or first) + 1))
    return Read(text, tuple(numbers))


def read_ways(text: str) -> Read[tuple[Branch, ...]]:
    """Ways out of a step: “4”, or “通过→4；不通过→2”; empty means none."""
    ways: list[Branch] = []
    for part in re.split(r"[;；\n]", text):
        if not part.strip():
            continue
        match = _WAY.fullmatch(part.strip().strip("。"))
        if not match:
            return Read(text)
        ways.append(Branch((match["label"] or "").strip(), int(match["target"])))
    return Read(text, tuple(ways))
