"""条款项目, 章, 附件: the list of provisions that follows a law's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.law.plain import CJK, NUMERAL, numeral, value

_LONGEST_RANGE = 200
_RANGE_SIGNS = ("至", "到", "~", "-")

_N = rf"\(?\s*{NUMERAL}\s*\)?"
_SECTION = rf"(?:\s*第\s*{NUMERAL}\s*节)?"
_OR = r"\s*[、,和及或至到~-]?\s*"
# 第六、七条 and 第六至八条: the last of them alone bears 条.
_SHARED = re.compile(
    rf"第\s*(?P<numbers>{NUMERAL}(?:\s*[、,至到~和及-]+\s*第?\s*{NUMERAL})+)\s*条(?!之?[零〇一二三四五六七八九十\d])"
)
_ARTICLE = re.compile(
    rf"第\s*\(?(?P<number>{NUMERAL}(?:[ \u3000]{{1,2}}{NUMERAL}){{0,4}})\)?\s*条"
    r"(?:\s*之\s*(?P<inserted>[一二三四五六七八九十\d]{1,3}))?"
)
_INSERTED = re.compile(r"\s*[、,和及]\s*之\s*([一二三四五六七八九十])")
# 第十八条、二十条: only behind another article.
_BARE = re.compile(rf"(?P<number>{NUMERAL})\s*条(?:之(?P<inserted>[一二三四五六七八九十\d]{{1,3}}))?")
_BARE_SHARED = re.compile(rf"(?P<numbers>{NUMERAL}(?:\s*[、,至到~和及-]+\s*{NUMERAL})+)\s*条")
_PART = re.compile(
    rf"\s*(?P<joint>[、,和及与或至到~-]|以及)?\s*(?:第\s*(?P<numbers>{_N}(?:{_OR}{_N})*)"
    rf"|(?P<bracketed>\(\s*{NUMERAL}\s*\)(?:{_OR}\(\s*{NUMERAL}\s*\))*)|(?<=[条款项])(?P<glued>{NUMERAL}))"
    rf"\s*(?P<unit>[款项目])"
)
_OPEN_ITEM = re.compile(rf"第?\(\s*(?P<number>{NUMERAL})\s*\)(?=\s*(?:[、,;。)]|$))")
_CHAPTER = re.compile(
    rf"第\s*(?P<numbers>{NUMERAL}(?:\s*[、,至到~和及-]+\s*第?\s*{NUMERAL})*)\s*章{_SECTION}"
    rf"(?:\s*“[^“”\n]{{1,30}}”|\s*(?![至到和及或])(?:(?!第){CJK}){{2,16}}\s*(?=第\s*{NUMERAL}\s*[条节]|[和及与]\s*第\s*{NUMERAL}\s*章|[、,;。()\n]|$))?{_SECTION}"
)
_ANNEX = re.compile(
    rf"附件\s*(?P<numbers>{NUMERAL}(?:\s*[、,和及至到~-]\s*{NUMERAL}(?![.)、章条]))*)?"
    r"\s*(?:《[^《》]{1,60}》|“[^“”]{1,60}”|\((?!第)[^()]{1,60}\))?"
)
_ANNEX_ITEMS = re.compile(rf"\s*(?P<joint>[、,和及])?\s*[:中的之(]*\s*第\s*(?P<items>{_N}(?:{_OR}{_N})*)\s*[项号]\)?")
_JOINT = re.compile(r"\s*(?:[、,;+&/]|以及|及其|[和及与或并])?\s*")
_TO = re.compile(r"\s*[至到~-]+\s*")
_FIGURES = re.compile(rf"([、,至到~和及或-]*)\s*第?\(?\s*({NUMERAL})")


@dataclass(frozen=True, slots=True, order=True)
class Article:
    """条: 第十二条之一第二款第（三）项 is (12, 1, 2, 3)."""

    number: int
    inserted: int = 0
    paragraph: int = 0
    item: int = 0
    point: int = 0

    @property
    def whole(self) -> bool:
        """No 款, 项 narrows it."""
        return not (self.paragraph or self.item or self.point)

    @property
    def part(self) -> str:
        """第二款第（三）项."""
        paragraph = f"第{numeral(self.paragraph)}款" if self.paragraph else ""
        item = f"第（{numeral(self.item)}）项" if self.item else ""
        return paragraph + item + (f"第{self.point}目" if self.point else "")

    def __str__(self) -> str:
        inserted = f"之{numeral(self.inserted)}" if self.inserted else ""
        return f"第{numeral(self.number)}条{inserted}{self.part}"


@dataclass(frozen=True, slots=True, order=True)
class Annex:
    """附件: its number and item; 0 where there is none."""

    number: int = 0
    item: int = 0

    def __str__(self) -> str:
        return f"附件{self.number or ''}" + (f"第{self.item}项" if self.item else "")


@dataclass(slots=True)
class Provisions:
    """所引条款: what a list names, in its order."""

    articles: list[Article] = field(default_factory=list)
    chapters: list[int] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.articles or self.chapters or self.annexes)

    def add(self, other: Provisions) -> None:
        """The other list's provisions behind these."""
        self.articles += other.articles
        self.chapters += other.chapters
        self.annexes += other.annexes


def read_provisions(text: str, start: int, *, behind_name: bool = False) -> tuple[Provisions, int]:
    """The list that begins at ``start``, and where it ends (``start`` where there is none).

    Right behind a law's name the 第 of the first article may be missing: 《行政许可法》三十二条.
    """
    found = Provisions()
    end = cursor = start
    is_range = False
    while True:
        after = _one(text, cursor, found, is_range, first=cursor == start, bare=behind_name)
        if after is None:
            return found, end
        end = after
        to = _TO.match(text, end)
        is_range = to is not None
        joint = to or _JOINT.match(text, end)
        cursor = joint.end() if joint else end


def _one(text: str, cursor: int, found: Provisions, is_range: bool, *, first: bool, bare: bool) -> int | None:
    """One member of the list put into ``found``; its end, None where none stands there."""
    if shared := _SHARED.match(text, cursor):
        numbers = list(_values(shared["numbers"]))
        if not numbers:
            return None
        articles, end = _parted(text, shared.end(), numbers)
        found.articles += articles
        return end
    if not first and found.articles and (shared := _BARE_SHARED.match(text, cursor)):
        found.articles += map(Article, _values(shared["numbers"]))
        return shared.end()
    article = _ARTICLE.match(text, cursor)
    if article is None and (bare if first else found.articles):
        article = _BARE.match(text, cursor)
    if article:
        number, inserted = value("".join(article["number"].split())), value(article["inserted"] or "0")
        if number is None or inserted is None:
            return None
        if is_range and found.articles:
            found.articles += _between(found.articles[-1], Article(number, inserted))
        articles, end = _parted(text, article.end(), [number], inserted)
        found.articles += articles
        while inserted and (further := _INSERTED.match(text, end)):
            found.articles.append(Article(number, value(further[1]) or 0))
            end = further.end()
        return end
    if chapter := _CHAPTER.match(text, cursor):
        chapters = list(_values(chapter["numbers"]))
        if not chapters:
            return None
        if is_range and found.chapters and 0 < chapters[0] - found.chapters[-1] <= _LONGEST_RANGE:
            found.chapters += range(found.chapters[-1] + 1, chapters[0])
        found.chapters += chapters
        return chapter.end()
    if annex := _ANNEX.match(text, cursor):
        return _annex(text, annex, found)
    return None


def _between(first: Article, last: Article) -> Iterator[Article]:
    """The articles between the two ends of a range."""
    if first.number == last.number and first.inserted:
        yield from (Article(first.number, inserted) for inserted in range(first.inserted + 1, last.inserted))
    elif 0 < last.number - first.number <= _LONGEST_RANGE:
        yield from map(Article, range(first.number + 1, last.number))


def _annex(text: str, annex: re.Match[str], found: Provisions) -> int:
    """附件1第3项、第5项 put into ``found``; where it ends."""
    numbers, end = list(_values(annex["numbers"] or "0")), annex.end()
    items: list[int] = []
    while (match := _ANNEX_ITEMS.match(text, end)) and (items or not match["joint"]):
        items += _values(match["items"])
        end = match.end()
    found.annexes += map(Annex, numbers[:-1])
    found.annexes += [Annex(numbers[-1], item) for item in items] or [Annex(numbers[-1])]
    return end


def read_parts(text: str, start: int, article: Article) -> tuple[list[Article], int]:
    """第二款, 第（二）项 that begin at ``start``: further parts of an article named before, and where they end."""
    parts, end = _further_parts(text, start, article)
    return (parts[1:] if parts[0] == article else parts, end) if end > start else ([], start)


def _parted(text: str, start: int, numbers: Sequence[int], inserted: int = 0) -> tuple[list[Article], int]:
    """The articles with the 款, 项, 目 that follow the last of them."""
    parts, end = _further_parts(text, start, Article(numbers[-1], inserted))
    return [*map(Article, numbers[:-1]), *parts], end


def _further_parts(text: str, start: int, open_one: Article) -> tuple[list[Article], int]:
    done: list[Article] = []
    end = start
    while match := _PART.match(text, end):
        values = list(_values(match["numbers"] or match["bracketed"] or match["glued"]))
        if not values:
            break
        if not _narrows(open_one, match["unit"]):
            done.append(open_one)
            last = _last(open_one, match["unit"])
            if (match["joint"] or "") in _RANGE_SIGNS and 0 < values[0] - last <= _LONGEST_RANGE:
                values = [*range(last + 1, values[0]), *values]
        parts = [_narrowed(open_one, match["unit"], one) for one in values]
        done += parts[:-1]
        open_one = parts[-1]
        end = match.end()
    if end == start or open_one.item == 0:
        item = _OPEN_ITEM.match(text, end)
        number = value(item["number"]) if item else None
        if item and number:
            open_one, end = _narrowed(open_one, "项", number), item.end()
    return [*done, open_one], end


def _narrows(one: Article, unit: str) -> bool:
    """Whether a 款 (项, 目) behind this narrows it; otherwise it is a further one of the same article."""
    if unit == "款":
        return one.whole
    return not (one.item or one.point) if unit == "项" else not one.point


def _last(one: Article, unit: str) -> int:
    return one.paragraph if unit == "款" else one.item if unit == "项" else one.point


def _narrowed(one: Article, unit: str, number: int) -> Article:
    if unit == "款":
        return Article(one.number, one.inserted, number)
    if unit == "项":
        return Article(one.number, one.inserted, one.paragraph, number)
    return Article(one.number, one.inserted, one.paragraph, one.item, number)


def _values(numbers: str) -> Iterator[int]:
    """六、七 and 六至八: numbers that share one 条 (款, 项)."""
    last = 0
    for joint, figure in _FIGURES.findall(numbers):
        number = value(figure)
        if number is None:
            continue
        if any(sign in joint for sign in "至到~-") and 0 < number - last <= _LONGEST_RANGE:
            yield from range(last + 1, number)
        yield number
        last = number


def written_out(articles: Iterable[Article]) -> str:
    """第六条、第八条至第十条、第十二条第一款、第三款: three whole articles or more in a row as a range."""
    ordered = sorted(set(articles))
    # Plain articles in a row differ from their index by the same amount; inserted ones and parts stand alone.
    keyed = [
        ((article.number - index,) if article.whole and not article.inserted else (index, index), article)
        for index, article in enumerate(ordered)
    ]
    said: list[str] = []
    last: Article | None = None
    for _, group in groupby(keyed, key=lambda pair: pair[0]):
        members = [article for _, article in group]
        if len(members) >= 3:
            said.append(f"{members[0]}至{members[-1]}")
        else:
            for one in members:
                again = (
                    last is not None and not last.whole and (last.number, last.inserted) == (one.number, one.inserted)
                )
                said.append(_rest(last, one) if again and last else str(one))
                last = one
        last = members[-1]
    return "、".join(said)


def _rest(last: Article, one: Article) -> str:
    """第三款 behind 第十二条第一款; 第（二）项 behind …第（一）项; the whole where that would be read otherwise."""
    if one.paragraph != last.paragraph:
        return one.part if one.paragraph else str(one)
    if one.item != last.item:
        return f"第（{numeral(one.item)}）项" + (f"第{one.point}目" if one.point else "") if one.item else str(one)
    return f"第{one.point}目"
