"""依据简写: only law, number and provisions, each law once; printed only where nothing is added and nothing lost."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.law.citations import Citation, Reading, read
from pipeline.law.plain import NUMERAL, numeral, plain, value
from pipeline.law.provisions import written_out

_NUMBER = re.compile(rf"({NUMERAL})\s*[)〉>]?\s*号")
_ARTICLE = re.compile(rf"第({NUMERAL})条")
# 依照本法第九条, 违反第八条: an article that the law's own words name.
_NAMED_BY = re.compile("本|依照|按照|违反|根据|适用|符合|前款|》|其中|条")


@lru_cache(maxsize=8192)
def short_form(text: str) -> str:
    """What a catalogue prints for a long ground; the text itself where it cites no law or could not be read for sure.

    The short form is read again: it must say the same laws, numbers and provisions as the text does.
    """
    reading = read(text)
    if not reading.citations or reading.unread or _left_out(text, reading):
        return text
    short = "；".join(map(_written, _merged(reading)))
    return short if _said(read(short)) == _said(reading) else text


def _left_out(text: str, reading: Reading) -> bool:
    """Whether an article or a number stands in the cell that was not read as cited.

    An article that the words of the law itself name is none of the cell's own.
    """
    shown = plain(text)
    numbered = {
        value(match[1]) for one in reading.citations for match in _NUMBER.finditer(plain("、".join(one.written)))
    }
    if any(value(match[1]) not in numbered for match in _NUMBER.finditer(shown)):
        return True
    cited = {article.number for one in reading.citations for article in one.articles}
    return any(
        value(match[1]) not in cited and not _NAMED_BY.search(shown[max(0, match.start() - 14) : match.start()])
        for match in _ARTICLE.finditer(shown)
    )


def _merged(reading: Reading) -> list[Citation]:
    """Each law once, with all its numbers and provisions, under the name that it bears first."""
    from dataclasses import replace

    merged: dict[str, Citation] = {}
    for one in reading.citations:
        known = merged.setdefault(one.law, one)
        merged[one.law] = replace(
            known,
            written=tuple(dict.fromkeys((*known.written, *one.written))),
            articles=tuple(dict.fromkeys((*known.articles, *one.articles))),
            chapters=tuple(dict.fromkeys((*known.chapters, *one.chapters))),
            annexes=tuple(dict.fromkeys((*known.annexes, *one.annexes))),
        )
    return list(merged.values())


def _written(one: Citation) -> str:
    numbers = f"（{'、'.join(one.written)}）" if one.written else ""
    chapters = "、".join(f"第{numeral(chapter)}章" for chapter in sorted(one.chapters))
    annexes = "、".join(map(str, one.annexes))
    return f"《{one.title}》{numbers}{'、'.join(filter(None, (chapters, written_out(one.articles), annexes)))}"


def _said(reading: Reading) -> dict[str, tuple[frozenset[object], ...]]:
    """What a reading says, whatever its order."""
    said: dict[str, tuple[frozenset[object], ...]] = {}
    for one in reading.citations:
        known = said.get(one.law, (frozenset(),) * 4)
        facts = (one.documents, one.articles, one.chapters, one.annexes)
        said[one.law] = tuple(old | set(new) for old, new in zip(known, facts, strict=True))
    return said
