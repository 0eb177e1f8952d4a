"""行使依据: a cell of laws, numbers and (often quoted) articles, read into citations.

Clerks paste whole articles of several laws into one cell. What counts is which law, which document
number and which articles: ``citations`` finds them, ``short_form`` writes only them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

# Every width and kind of bracket and digit as one, a character for a character, so that positions stay true.
_ONE_FORM = str.maketrans("０１２３４５６７８９（）［］【】〔〕﹝﹞[]：，；．～－—", "0123456789()()()()()():,;.~--")

_NUMERAL = r"[\d零〇一二三四五六七八九十百千两]{1,9}"
_PART = rf"(?:第\(?{_NUMERAL}\)?[款项目]|\({_NUMERAL}\)项?)"
_ARTICLE = re.compile(
    rf"第\s*(?P<number>{_NUMERAL})\s*条(?:之(?P<inserted>{_NUMERAL}))?\s*(?P<part>{_PART}(?:[、和及]?{_PART})*)?"
)
# 第六、七条 and 第六至八条: the last of them alone bears 条.
_SHARED = re.compile(rf"第\s*(?P<numbers>{_NUMERAL}(?:\s*[、,至到~和及-]+\s*{_NUMERAL})+)\s*条")
_CHAPTER = re.compile(rf"第\s*({_NUMERAL})\s*章(?:第{_NUMERAL}节)?")
_BLANKS = re.compile(r"\s*")
_LEAD = re.compile(r"\s*[:的]?\s*")
_JOINT = re.compile(r"\s*(?:[、,;和及与]|以及|并)?\s*")
_TO = re.compile(r"\s*[至到~-]+\s*")
# An article further on, quoted in its turn: at the head of a line or sentence, and followed by its text.
_NEXT_ARTICLE = re.compile(r"[\n。;”]\s*(?=第\s*[^条\n]{1,9}条(?:之[^\s:]{1,3})?[^\s:]{0,12}(?:[\s:]|规定))")

_ORDER = re.compile(rf"([\u4e00-\u9fff]{{2,24}}?令)\s*\(?第?\s*({_NUMERAL})\s*号")
_LETTER = re.compile(r"([\u4e00-\u9fffA-Za-z]{1,12})\s*\(\s*((?:19|20)\d\d)\s*\)\s*第?\s*0*(\d{1,5})\s*号")
_STANDARD = re.compile(r"\b(?:GB|MZ|DB\d*)(?:/[TZ])?\s*[\d.]+-\d{4}")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_QUOTE = re.compile("“[^“”]*”")
# What may stand before a law that is cited after the words of another: a sentence's end, a list's number or label.
_FRESH = re.compile(rf"(?:^|[。;:\n”])\s*(?:\(?{_NUMERAL}\)?[.、\s]*|[①-⑳]|\([\u4e00-\u9fff]{{2,8}}\))?\s*$")
_SEPARATORS = re.compile(r"(?:[\s、,;:。.()]|以及|根据|依据|依照|按照|参照|[和及与暨①-⑳\d])*")
_ISSUED = re.compile("印发[〈《<]([^〈〉《》<>]+)[〉》>]")
_LABEL = re.compile(r"\(([\u4e00-\u9fff]{2,8})\)\s*$")

_LONGEST_TITLE = 120
_LONGEST_RANGE = 200
# Fewer characters after the articles are punctuation and a word of gloss, not an article's text.
_SHORTEST_QUOTE = 15


@dataclass(frozen=True, slots=True, order=True)
class Article:
    """条: 第十二条之一 is (12, 1); ``part`` narrows it: 第二款, 第一款第（三）项."""

    number: int
    inserted: int = 0
    part: str = ""

    def __str__(self) -> str:
        inserted = f"之{numeral(self.inserted)}" if self.inserted else ""
        return f"第{numeral(self.number)}条{inserted}{self.part}"


@dataclass(frozen=True, slots=True)
class Citation:
    """引用: one law or document cited as a ground (依据), and where in the text it stands.

    ``title`` is what stands between 《 and 》, ``documents`` its numbers (文号) in the form of GB/T 9704
    (民发〔2016〕123号, 国务院令第250号), ``year`` the latest year named with it (2017年修正), ``label`` the kind
    that the clerk gave it (【部门规章】). ``quoted``: words of the law, or about it, follow the articles.
    """

    title: str
    documents: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()
    chapters: tuple[int, ...] = ()
    year: int | None = None
    label: str = ""
    quoted: bool = False
    start: int = 0
    end: int = 0

    @property
    def law(self) -> str:
        """The law's name for comparing: without 中华人民共和国, brackets, blanks."""
        return law_name(self.title)

    def __str__(self) -> str:
        documents = f"（{'、'.join(self.documents)}）" if self.documents else ""
        chapters = "、".join(f"第{numeral(chapter)}章" for chapter in self.chapters)
        return f"《{self.title}》{documents}{'、'.join(filter(None, (chapters, _runs(self.articles))))}"


@lru_cache(maxsize=8192)
def citations(text: str) -> tuple[Citation, ...]:
    """The laws that a cell cites, in its order. A law named in the quoted words of another is not one of them."""
    plain = text.translate(_ONE_FORM)
    spans = list(_titles(plain))
    found: list[Citation] = []
    for index, (start, end) in enumerate(spans):
        limit = spans[index + 1][0] if index + 1 < len(spans) else len(text)
        if found and not _is_fresh(plain, found[-1], start):
            # Named in the words of the law above: they go on.
            found[-1] = replace(_with_further_articles(found[-1], plain, end, limit), end=limit)
            continue
        found.append(_citation(text, plain, start, end, limit))
    return tuple(replace(one, end=len(text[: one.end].rstrip())) for one in found)


def short_form(text: str) -> str:
    """Only law, number and articles, each law once: what a catalogue prints; the text itself where it cites no law."""
    merged: dict[str, Citation] = {}
    for one in citations(text):
        known = merged.setdefault(one.law, one)
        merged[one.law] = replace(
            known,
            documents=tuple(dict.fromkeys((*known.documents, *one.documents))),
            articles=tuple(sorted({*known.articles, *one.articles})),
            chapters=tuple(sorted({*known.chapters, *one.chapters})),
        )
    return "；".join(map(str, merged.values())) or text


@lru_cache(maxsize=8192)
def law_name(title: str) -> str:
    """A title for comparing: 《中华人民共和国慈善法（2023年修正）》 and 《慈善法》 are one law.

    《关于印发〈…办法〉的通知》 is the 办法 that it brings.
    """
    name = re.sub(r"\([^()]*\)", "", "".join(title.translate(_ONE_FORM).split()))
    if issued := _ISSUED.search(name):
        name = issued[1]
    return re.sub('[《》〈〉<>“”"]', "", name).removeprefix("中华人民共和国")


@lru_cache(maxsize=4096)
def numeral(number: int) -> str:
    """An article's number in Chinese: 十二, 一百零五."""
    from cn2an import an2cn

    text: str = an2cn(str(number))
    return text.removeprefix("一") if 10 <= number < 20 else text


def _titles(plain: str) -> Iterator[tuple[int, int]]:
    """Spans of 《…》, nested ones as one, those inside a quotation left out; an unclosed 《 opens nothing."""
    quotes = [match.span() for match in _QUOTE.finditer(plain)]
    start, depth, quote = 0, 0, 0
    for position, character in enumerate(plain):
        if character == "《":
            if depth == 0 or position - start > _LONGEST_TITLE:
                start, depth = position, 0
            depth += 1
        elif character == "》" and depth:
            depth -= 1
            if depth == 0:
                while quote < len(quotes) and quotes[quote][1] <= start:
                    quote += 1
                if not (quote < len(quotes) and quotes[quote][0] < start):
                    yield start, position + 1


def _is_fresh(plain: str, above: Citation, start: int) -> bool:
    """A new citation, not a mention in the words that follow the one above."""
    between = plain[above.end : start]
    return bool(_SEPARATORS.fullmatch(between) or _FRESH.search(between[-24:]) or _LABEL.search(between[-24:]))


def _citation(text: str, plain: str, start: int, end: int, limit: int) -> Citation:
    title = text[start + 1 : end - 1].strip()
    position, heads = end, [plain[start:end]]
    while position < limit:
        after = _skip(_BLANKS, plain, position, limit)
        letter = _LETTER.match(plain, after, limit) or _ORDER.match(plain, after, limit)
        close = letter.end() if letter else _closing(plain, after, limit)
        if not close:
            break
        heads.append(plain[after:close])
        position = close
    documents, year = _documents("\n".join(heads))
    label = _LABEL.search(plain[max(0, start - 12) : start])
    articles, chapters, position = _articles(plain, position, limit)
    rest = plain[position:limit]
    one = Citation(
        title=title,
        documents=documents,
        articles=tuple(articles),
        chapters=tuple(chapters),
        year=year,
        label=label[1] if label else "",
        quoted=bool(articles) and len(rest.strip()) >= _SHORTEST_QUOTE,
        start=start,
        end=position,
    )
    return _with_further_articles(one, plain, position, limit)


def _with_further_articles(one: Citation, plain: str, start: int, limit: int) -> Citation:
    """The citation with the articles that are quoted one after the other behind its first."""
    rest = _QUOTE.sub(lambda quote: "”".rjust(len(quote[0])), plain[start:limit])
    articles = list(one.articles)
    for match in _NEXT_ARTICLE.finditer(rest):
        articles += _articles(plain, start + match.end(), limit)[0]
    return replace(one, articles=tuple(dict.fromkeys(articles)))


def _closing(plain: str, start: int, limit: int) -> int:
    """Where the bracket that opens at ``start`` closes; 0 where none opens or it never closes."""
    if not plain.startswith("(", start):
        return 0
    depth = 0
    for position in range(start, min(limit, start + _LONGEST_TITLE)):
        depth += {"(": 1, ")": -1}.get(plain[position], 0)
        if depth == 0:
            return position + 1
    return 0


def _documents(head: str) -> tuple[tuple[str, ...], int | None]:
    """Document numbers in the form of GB/T 9704, and the latest year named beside them."""
    found: list[tuple[int, str]] = []
    for match in _LETTER.finditer(head):
        found.append((match.start(), f"{match[1]}〔{match[2]}〕{match[3]}号"))
    for match in _ORDER.finditer(head):
        value = _number(match[2])
        if value is not None:
            found.append((match.start(), f"{match[1].removeprefix('中华人民共和国')}第{value}号"))
    found += [(match.start(), match[0]) for match in _STANDARD.finditer(head)]
    years = _YEAR.findall(_STANDARD.sub("", _LETTER.sub("", head)))
    documents = tuple(dict.fromkeys(document for _, document in sorted(found)))
    return documents, max(map(int, years), default=None)


def _articles(plain: str, position: int, limit: int) -> tuple[list[Article], list[int], int]:
    """Articles and chapters listed from ``position`` on, and where the list ends."""
    articles: list[Article] = []
    chapters: list[int] = []
    end, cursor, is_range = position, _skip(_LEAD, plain, position, limit), False
    while cursor < limit:
        if match := _SHARED.match(plain, cursor, limit):
            articles += _shared(match["numbers"])
        elif match := _ARTICLE.match(plain, cursor, limit):
            number, inserted = _number(match["number"]), _number(match["inserted"] or "0")
            if number is None or inserted is None:
                break
            if is_range and articles and 0 < number - articles[-1].number <= _LONGEST_RANGE:
                articles += map(Article, range(articles[-1].number + 1, number))
            articles.append(Article(number, inserted, _part(match["part"] or "")))
        elif match := _CHAPTER.match(plain, cursor, limit):
            chapter = _number(match[1])
            if chapter is not None:
                chapters.append(chapter)
        else:
            break
        end = cursor = match.end()
        to = _TO.match(plain, cursor, limit)
        is_range = to is not None
        cursor = to.end() if to else _skip(_JOINT, plain, cursor, limit)
    return articles, chapters, end


def _part(text: str) -> str:
    """第2款(三)项 as 第二款第（三）项 is written."""
    figures = re.sub(r"\d+", lambda figure: numeral(int(figure[0])), text)
    return re.sub(r"第?\(([^()]+)\)项?", r"第（\1）项", figures)


def _skip(pattern: re.Pattern[str], plain: str, position: int, limit: int) -> int:
    match = pattern.match(plain, position, limit)
    return match.end() if match else position


def _shared(numbers: str) -> Iterator[Article]:
    """六、七 and 六至八: numbers that share one 条."""
    last = 0
    for joint, figure in re.findall(rf"([、,至到~和及-]*)\s*({_NUMERAL})", numbers):
        value = _number(figure)
        if value is None:
            continue
        if any(sign in joint for sign in "至到~-") and 0 < value - last <= _LONGEST_RANGE:
            yield from map(Article, range(last + 1, value))
        yield Article(value)
        last = value


@lru_cache(maxsize=4096)
def _number(figure: str) -> int | None:
    if figure.isdecimal():
        return int(figure)
    from cn2an import cn2an

    try:
        return int(cn2an(figure.replace("〇", "零").replace("两", "二"), "smart"))
    except ValueError:
        return None


def _runs(articles: Iterable[Article]) -> str:
    """第六条、第八条至第十条: three or more in a row as a range."""
    ordered = sorted(set(articles))
    runs: list[str] = []
    # Plain articles in a row differ from their index by the same amount; inserted ones and parts stand alone.
    keyed = [
        (article.number - index if not (article.inserted or article.part) else (index,), article)
        for index, article in enumerate(ordered)
    ]
    for _, group in groupby(keyed, key=lambda pair: pair[0]):
        members = [article for _, article in group]
        if len(members) >= 3:
            runs.append(f"{members[0]}至{members[-1]}")
        else:
            runs += map(str, members)
    return "、".join(runs)
