"""Numbered points in one cell: （1）… （2）…, 1.… 2.…, 一是…二是… — one row each."""

from __future__ import annotations

import re
import unicodedata

from pipeline.settings import TermList

_PATTERNS = tuple(
    re.compile(start)
    for start in (
        r"[（(](\d{1,2})[）)]",
        r"(?:^|(?<=[。；;\s]))(\d{1,2})\s*[.．、](?!\d)",
        r"([①②③④⑤⑥⑦⑧⑨⑩⑪⑫])",
        r"[（(]([一二三四五六七八九十]{1,2})[）)]",
        r"(?:^|(?<=[。；;\s]))([一二三四五六七八九])是",
    )
)
_CHINESE = "一二三四五六七八九十"
_DUTY = re.compile(r"^(.{2,8}?)(?:阶段)?责任\s*[:：]\s*(.+)$", re.DOTALL)


def points_of(text: str) -> tuple[str, list[str]]:
    """What stands before the first number, and the numbered points; no points where fewer than two are numbered."""
    for pattern in _PATTERNS:
        starts = list(pattern.finditer(text))
        # Numbers that do not count up from one are references (第（三）项), not points.
        if len(starts) < 2 or [_number(start[1]) for start in starts] != list(range(1, len(starts) + 1)):
            continue
        before = text[: starts[0].start()].strip()
        ends = [start.start() for start in starts[1:]] + [len(text)]
        found = [text[start.end() : end].strip(" \n；;") for start, end in zip(starts, ends, strict=True)]
        return before, [point for point in found if point]
    return text.strip(), []


def _number(written: str) -> int:
    plain = unicodedata.normalize("NFKC", written)
    if plain.isdecimal():
        return int(plain)
    tens, _, units = plain.rpartition("十")
    return (10 if "十" in plain else 0) * (_CHINESE.index(tens) + 1 if tens else 1) + (
        _CHINESE.index(units) + 1 if units else 0
    )


def level_mark(levels: TermList) -> re.Pattern[str]:
    """What a mark “（低风险）” in a text looks like: a level, by any of its names, and 风险."""
    names = sorted((*levels.terms, *levels.synonyms), key=len, reverse=True)
    return re.compile(rf"[（(【\[]?({'|'.join(map(re.escape, names))})(?:等级)?风险[）)】\]]?")


def marked_level(text: str, mark: re.Pattern[str]) -> tuple[str, str]:
    """A point without its mark “（低风险）”, and the level that the mark said; empty where it has none."""
    marks = mark.findall(text)
    if len(marks) != 1:
        return text, ""
    return mark.sub("", text).strip(" ：:；;"), marks[0]


def duty(text: str) -> tuple[str, str] | None:
    """“立案责任：发现……” as a step's name and what is done in it; None where the text is not of this form."""
    match = _DUTY.match(text.strip())
    return (match[1], match[2].strip()) if match else None
