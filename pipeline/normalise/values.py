"""From a cell to a value: text, numbers, dates, step references. What cannot be read stays as it was written."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from pipeline.intake import Cell
from pipeline.likeness.folding import UNSEEN, folded, plain, simplified
from pipeline.model import Branch, Read
from pipeline.settings import Reading

EXCEL_EPOCH = date(1899, 12, 30)
MAC_EPOCH = date(1904, 1, 1)
# Serials outside these years are numbers that somebody typed, not dates.
SERIAL_DATES = range((date(2000, 1, 1) - EXCEL_EPOCH).days, (date(2100, 1, 1) - EXCEL_EPOCH).days)

_NUMERAL = "零〇一二两三四五六七八九十百千"
_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")
_PLAIN_DATE = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_CHINESE_DATE = re.compile(f"([{_NUMERAL}]{{4}})年([{_NUMERAL}]{{1,3}})月([{_NUMERAL}]{{1,3}})[日号]?")
_WEEKDAY = r"(?:\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_TIME = r"(?:(?:上午|下午|晚上|中午|早上|AM|PM)?\s*\d{1,2}[:时点]\d{0,2}(?:[:分]\d{0,2}秒?)?(?:\.\d+)?\s*(?:AM|PM)?)?"
_AFTER_A_DATE = re.compile(rf"[\sT]*{_WEEKDAY}[\sT]*{_TIME}\s*{_WEEKDAY}", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*(?:月(?:底|末|份|前|底前)?)?")
_YEAR_PART = re.compile(r"(\d{4})(\D+?)前?")
_NUMBER = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)(\D.*)?")
_CHINESE_NUMBER = re.compile(f"(半|[{_NUMERAL}]+)(.*)")
_AMOUNT = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)(亿元|亿|百万元|万元|万|千元|元)?")
_CHINESE_AMOUNT = re.compile(f"([{_NUMERAL}万亿]+?)(元)?")
_WHOLE = re.compile(r"(\d{1,9})(?:\.0+)?")
_WAY = re.compile(r"(?:(?P<label>[^→>＞；;]*?)\s*(?:→|->|=>))?\s*(?:环节|第)?(?P<target>\d{1,9})(?:环节)?")
_TEN_THOUSANDS = {None: Decimal(1), "万": Decimal(1), "万元": Decimal(1), "元": Decimal("0.0001")}
_TEN_THOUSANDS |= {"千元": Decimal("0.1"), "百万元": Decimal(100)}
_TEN_THOUSANDS |= {"亿": Decimal(10_000), "亿元": Decimal(10_000)}

# XML and Excel cannot hold control characters; their pictures (␀ ␁ …) show that something stood there.
_CONTROLS = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: "␡"}
_CONTROLS |= {0xFFFE: "�", 0xFFFF: "�"}
_ODD = re.compile(f"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff{UNSEEN}]|_x[0-9A-Fa-f]{{4}}_")
# What XML cannot hold is written by its number, and the sign that says so, too.
_ESCAPED = re.compile("_x(00[01][0-9A-Fa-f]|007[Ff]|005[Ff]|[Ff]{3}[EeFf])_")
_UNSEEN = re.compile(f"[{UNSEEN}]")


def text_of(cell: Cell) -> str:
    """The text that a person sees in a cell, outer blanks gone, every kind of line break one."""
    if isinstance(cell, str):
        # Most texts are nothing but printable characters, which is told at once.
        usual = (cell.isprintable() and "_x" not in cell) or not _ODD.search(cell)
        return cell.strip() if usual else _cleaned(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def has_unseen(cells: Iterable[Cell]) -> bool:
    """Whether any of the cells' texts holds characters that nobody sees."""
    text = "".join([cell for cell in cells if isinstance(cell, str)])
    return not text.isprintable() and _UNSEEN.search(text) is not None


def _cleaned(text: str) -> str:
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    # A lone surrogate cannot be written anywhere.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text.translate(_CONTROLS).strip()


def read_number(text: str) -> tuple[Decimal, str] | None:
    """A number at the start of a folded text, in digits or Chinese numerals (半 is a half), and what follows it."""
    if match := _NUMBER.fullmatch(text):
        return Decimal(match[1]), match[2] or ""
    if match := _CHINESE_NUMBER.fullmatch(text):
        if match[1] == "半":
            return Decimal("0.5"), match[2]
        number = _chinese(match[1])
        return (number, match[2]) if number is not None else None
    return None


def _chinese(numeral: str) -> Decimal | None:
    # Costs more to import than all else here; most workbooks have digits alone.
    from cn2an import cn2an

    try:
        return Decimal(str(cn2an(numeral, "smart")))
    except (ValueError, KeyError, InvalidOperation):
        return None


def read_int(text: str) -> Read[int]:
    """A whole number: 3, ３, 3.0, ③, 三."""
    written = folded(text)
    if match := _WHOLE.fullmatch(written):
        return Read(text, int(match[1]))
    number = read_number(written)
    if number and not number[1] and number[0] == int(number[0]) and not written[0].isdigit():
        return Read(text, int(number[0]))
    return Read(text)


def read_days(text: str, reading: Reading) -> tuple[Read[int], str]:
    """A period in working days and the rule that turned it into them: 5, 二十个工作日, 15日, 一个月, 当场."""
    written = folded(text)
    if match := _WHOLE.fullmatch(written):
        return Read(text, int(match[1])), ""
    written = simplified(written)
    if written in reading.period_words:
        return Read(text, reading.period_words[written]), "期限用语换算为工作日"
    number = read_number(written)
    for period in reading.periods:
        if number and number[1] in period.units:
            days = (number[0] * period.days).quantize(Decimal(1), ROUND_HALF_UP)
            return Read(text, int(days)), period.rule
    return Read(text), ""


def read_amount(text: str) -> Read[Decimal]:
    """An amount in 万元: 120, 1,200.5, 2000万, 3亿元, 50000元, 五十万元. 约2000万 is unreadable, never zero."""
    written = folded(text).replace(",", "")
    if match := _AMOUNT.fullmatch(simplified(written)):
        return Read(text, Decimal(match[1]) * _TEN_THOUSANDS[match[2]])
    if match := _CHINESE_AMOUNT.fullmatch(simplified(written)):
        number = _chinese(match[1])
        # 五十万元 and 三亿 say their unit; a bare 五十 stands in a column of 万元.
        says_unit = bool(match[2]) or "万" in match[1] or "亿" in match[1]
        if number is not None:
            return Read(text, number / 10_000 if says_unit else number)
    return Read(text)


def read_date(text: str, *, date1904: bool = False) -> Read[date]:
    """A date: 2026-05-31, 2026.5.31, 2026/5/31, 2026年5月31日, 20260531, 二〇二六年…, or Excel's day number."""
    written = plain(text).strip()
    if len(written) == 5 and written.isdecimal() and written.isascii() and int(written) in SERIAL_DATES:
        return Read(text, (MAC_EPOCH if date1904 else EXCEL_EPOCH) + timedelta(days=int(written)))
    if match := _PLAIN_DATE.fullmatch(written):
        return Read(text, _day(match[1], match[2], match[3]))
    if match := _CHINESE_DATE.fullmatch(written):
        year = _chinese(match[1])
        month, day = _chinese(match[2]), _chinese(match[3])
        return Read(text, _day(year, month, day) if None not in (year, month, day) else None)
    match = _DATE.match(written)
    if not match or not _AFTER_A_DATE.fullmatch(written[match.end() :]):
        return Read(text)
    return Read(text, _day(match[1], match[2], match[3]))


def read_due(text: str, reading: Reading, *, date1904: bool = False) -> tuple[Read[date], str]:
    """A date by which something is due, and the rule where it was given only to the month or quarter: its last day."""
    complete = read_date(text, date1904=date1904)
    if complete.value is not None:
        return complete, "日期写法统一"
    written = folded(text)
    if (match := _MONTH.fullmatch(written)) and 1 <= int(match[2]) <= 12:
        last = calendar.monthrange(int(match[1]), int(match[2]))[1] if int(match[1]) else 0
        return Read(text, _day(match[1], match[2], last)), "时限只写到月，取当月最后一天"
    match = _YEAR_PART.fullmatch(written)
    part = match and (reading.due_words.get(match[2]) or reading.due_words.get(match[2].removeprefix("年")))
    if match and part:
        month, last_day = part.split("-")
        return Read(text, _day(match[1], month, last_day)), "时限只写到季或年，取该期最后一天"
    return complete, ""


def _day(year: object, month: object, day: object) -> date | None:
    try:
        return date(int(str(year)), int(str(month)), int(str(day)))
    except ValueError:
        return None


def read_steps(text: str) -> Read[tuple[int, ...]]:
    """Step numbers: 3、5 or 3-5; empty means the whole power."""
    if not text:
        return Read(text, ())
    numbers: list[int] = []
    for part in re.split(r"[、,;和及]", plain(text)):
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
        match = _WAY.fullmatch(plain(part).strip().strip("。"))
        if not match:
            return Read(text)
        ways.append(Branch((match["label"] or "").strip(), int(match["target"])))
    return Read(text, tuple(ways))
