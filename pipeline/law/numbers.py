"""文号: orders (国务院令第250号, 民政部29号令) and numbers of papers (民发〔2016〕123号), in all forms in use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.law.plain import CJK, NUMERAL, YEAR, value, without

_SUFFIX = r"(?:部委|部门|军委|主席|政府|[部委局署院行会办厅组联])"
_BODY = rf"{CJK}{{1,24}}?{_SUFFIX}(?:\(原?{CJK}{{2,20}}\))?"
_CHAIN = rf"(?:{_BODY}(?:[、/·\s]\s*))*"
_NUMBER = rf"第?\s*0*(?P<number>{NUMERAL})\s*号"
_BRACKETED_NUMBER = _NUMBER.replace("number", "in_brackets")

_ORDER = re.compile(
    rf"(?P<bodies>{_CHAIN}{CJK}{{1,24}}?)?\s*(?P<kind>令|公告)\s*"
    rf"(?:\(\s*{_BRACKETED_NUMBER}\s*\)"
    rf"|(?:\(\s*(?P<year>{YEAR})\s*\)|(?P<written_year>{YEAR})\s*年)?\s*,?{_NUMBER}(?!令))"
)
_ORDER_LAST = re.compile(
    rf"(?P<bodies>{_CHAIN}{_BODY})?\s*(?:\(\s*(?P<year>{YEAR})\s*\)|(?P<written_year>{YEAR})\s*年)?\s*{_NUMBER}\s*(?P<kind>部?令|公告)"
)
# 国务院第412号, where 令 was forgotten: read only in a bracket behind a law's name.
_NO_KIND = re.compile(rf"(?P<bodies>{_CHAIN}{_BODY})\s*{_NUMBER}(?!令)")
# Behind an order its body and 令 are not said again: 国务院令第426号、第686号, 国务院令第426号、686号.
_FURTHER = re.compile(
    rf"(?:(?P<written_year>{YEAR})\s*年\s*)?(?:第|(?<=[、,和及/]))\s*(?P<number>{NUMERAL})\s*号(?:令)?"
)
_ONLY_NUMBER = re.compile(rf"\(\s*第\s*{NUMERAL}\s*号\s*\)")
_LETTER = re.compile(
    rf"(?P<code>(?:{CJK}|[A-Za-z]){{1,16}})\s*[(〈<]\s*(?P<year>{YEAR})\s*年?\s*[)〉>]\s*(?:第\s*)?0*(?P<number>{NUMERAL})\s*号"
)
_STANDARD = re.compile(r"(?<![A-Za-z])(?:GB|MZ|DB\d*|JGJ|WS|YY|JT)(?:/[TZ])?\s*[\d.]+(?:/T)?\s*-\s*\d{4}")

# 2002年6月: a date before the body is no part of the number; 令2003年第2号 is.
_DATE = re.compile(
    rf"(?<![\d零〇一二三四五六七八九]){YEAR}\s*(?:年(?:\s*{NUMERAL}\s*月)?(?:\s*{NUMERAL}\s*日)?|[.-]\d{{1,2}}[.-]\d{{1,2}})(?!\s*第?\s*{NUMERAL}\s*号)"
)
# No number with its bodies and date is longer.
_LONGEST = 120
_NESTED_TITLE = re.compile("《[^《》]*(?:《[^《》]*》[^《》]*)*》")
# Words that lead to a body without being part of its name.
_BEFORE_BODY = re.compile(
    r"^.*(?:公布|发布|颁布|修订|修正|修改|通过|施行|印发|根据|依据|依照|按照|参照)的?|^(?:[和及与由经以并见]|以及)(?=国务院|民政|财政|中华|国家|中央|主席|教育)"
)
_YEARS = re.compile(rf"(?<!\d)(?P<year>{YEAR})(?!\d)(?P<rest>[^,;()]*)")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """文号: as it is written, and in the form of GB/T 9704 for comparing; ``start`` and ``end`` in the cell."""

    written: str
    standard: str
    start: int
    end: int


def numbers_in(text: str, cell: str, start: int, end: int) -> list[DocumentNumber]:
    """The numbers in a part of a cell: those of a bracket behind a law's name, a bare 第666号 among them."""
    part = without(_NESTED_TITLE, text[start:end])
    blotted = without(_DATE, part)
    found: list[DocumentNumber] = []
    position = 0
    # In a bracket of nothing else 第66号 is a number too.
    last: _Read | None = _Read("", "", 0, 0) if _ONLY_NUMBER.fullmatch(part) else None
    while position < len(blotted):
        match, read = _first(blotted, part, position, last)
        if match is None or read is None:
            break
        found.append(
            DocumentNumber(
                _shown(cell[start + read.start : start + read.end]), read.standard, start + read.start, start + read.end
            )
        )
        last = read if read.bodies else last
        position = max(read.end, position + 1)
    return found


def number_at(text: str, cell: str, start: int) -> DocumentNumber | None:
    """The number that begins at ``start``, a date before it passed over; None where none does."""
    part = text[start : start + _LONGEST]
    if "号" not in part and not _STANDARD.match(part):
        return None
    date = _DATE.match(part)
    blotted = without(_DATE, part)
    at = date.end() if date else 0
    while at < len(part) and part[at].isspace():
        at += 1
    for pattern in (_ORDER, _ORDER_LAST, _LETTER, _STANDARD):
        match = pattern.match(blotted, at)
        read = _read(match, part, None) if match else None
        if read and read.start == at:
            return DocumentNumber(
                _shown(cell[start + at : start + read.end]), read.standard, start + at, start + read.end
            )
    return None


def years_in(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The years that a law's bracket names, and the word where one is that of an amendment (2017年修正)."""
    bare = without(_STANDARD, without(_LETTER, without(_NESTED_TITLE, text[start:end]) if end - start < 2000 else ""))
    for match in _YEARS.finditer(bare):
        year = value(match["year"])
        if year is not None:
            word = re.search("修订|修正|修改", match["rest"])
            yield year, word[0] if word else ""


@dataclass(frozen=True, slots=True)
class _Read:
    bodies: str
    standard: str
    start: int
    end: int


def _first(blotted: str, part: str, position: int, last: _Read | None) -> tuple[re.Match[str] | None, _Read | None]:
    """The number that begins first; of two at one place the longer one."""
    best: tuple[re.Match[str] | None, _Read | None] = (None, None)
    for pattern in (_ORDER, _ORDER_LAST, _LETTER, _STANDARD, _NO_KIND, *((_FURTHER,) if last else ())):
        match = pattern.search(blotted, position)
        read = _read(match, part, last) if match else None
        if match and read:
            known = best[1]
            if known is None or (read.start, -read.end) < (known.start, -known.end):
                best = match, read
    return best


def _read(match: re.Match[str], part: str, last: _Read | None) -> _Read | None:
    if match.re is _STANDARD:
        return _Read("", " ".join(match[0].split()), match.start(), match.end())
    groups = match.groupdict()
    number = value(groups.get("number") or groups.get("in_brackets") or "")
    if number is None:
        return None
    if match.re is _LETTER:
        start = match.start("code") + _lead(match["code"])
        code = match["code"][_lead(match["code"]) :]
        return _Read("", f"{code}〔{value(match['year'])}〕{number}号", start, match.end()) if code else None
    bodies = groups.get("bodies") or ""
    lead = _lead(bodies)
    start = match.start("bodies") + lead if bodies else match.start()
    while not bodies and start < match.end() and part[start].isspace():
        start += 1
    bodies = bodies[lead:] or (last.bodies if last else "")
    year = groups.get("written_year") or groups.get("year")
    kind = (groups.get("kind") or "令").removeprefix("部")
    figure = f"{value(year)}年第{number}号" if year else f"第{number}号"
    return _Read(bodies, f"{_plain_bodies(bodies)}{kind}{figure}", start, match.end())


def _lead(bodies: str) -> int:
    """How many characters of the run before 令 are other words: 根据国务院令, 公布国务院令."""
    match = _BEFORE_BODY.match(bodies)
    return match.end() if match else 0


def _plain_bodies(bodies: str) -> str:
    joined = "、".join(filter(None, re.split(r"[、/·\s]+", bodies)))
    return joined.replace("中华人民共和国", "").replace("国家主席", "主席").replace("中央军事委员会", "中央军委")


def _shown(written: str) -> str:
    """As it is written, on one line."""
    return re.sub(r"[ \t\r\n]+", " ", written)
