"""行使依据: a cell of laws, numbers and (often quoted) articles, read into citations.

Clerks paste whole articles of several laws into one cell. What counts is which law, which document number and which
articles. The reader goes from law to law: behind a law's name stand its numbers and provisions; behind these either
the next law, or words of the law, in which only the head of a sentence or line may cite again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.law.numbers import DocumentNumber, number_at, numbers_in, years_in
from pipeline.law.plain import CJK, NUMERAL, YEAR, closing, plain, quotations
from pipeline.law.provisions import Annex, Article, Provisions, read_parts, read_provisions
from pipeline.law.titles import bare_title, is_no_law, law_name, marked_titles

__all__ = ["Annex", "Article", "Citation", "Reading", "citations", "law_name", "read"]

_LONGEST_BRACKET = 900
# Fewer characters after the articles are punctuation and a word of gloss, not an article's text.
_SHORTEST_QUOTE = 15
# Between the joints behind one law and the next one's 《: who issued it.
_LONGEST_LEAD = 160

_LIST_MARK = (
    rf"(?:\(\s*{NUMERAL}\s*\)[、.]?|{NUMERAL}\s*[.、)](?!\d)|[①-⑳]|[•·●■◆-]|\d{{1,2}}(?=\s*《)"
    r"|[一二三四五六七八九十]是|其[一二三四五六][是、,]|首先|其次)"
)
_LABEL = rf"\((?P<label>{CJK}{{2,8}})\)"
_JOINT = r"(?:[\s、,;:.。+&/|”\"]|以及|及其|根据|依据|依照|按照|参照|结合|遵照|[和及与暨或并])"
_JOINTS = re.compile(rf"(?:{_JOINT}|{_LIST_MARK}|\({CJK}{{2,8}}\)(?=\s*[《\u4e00-\u9fff]))*")
# Before 《 more may stand: 的规定, 等法律法规和, 为贯彻落实, who issued it.
_BEFORE_TITLE = re.compile(
    rf"(?:{_JOINT}|{_LIST_MARK}|“|为?贯彻落实|为贯彻|同时|另|[见由该新]|新?修[订正改]后?的|现行的?|上述|前述|详见|参见|有关|相关|法律|法规|规章|文件|等|的"
    rf"|规定|要求|精神|\({CJK}{{2,8}}\)|{CJK}{{0,6}}依据:)*"
    rf"(?:(?:{CJK}{{1,24}}[、\s]\s*){{0,8}}{CJK}{{0,24}}(?:部委|部门|政府|[部委局署院行会办厅组]))?\s*"
    r"(?:关于)?(?:印发|公布|发布|转发|下发|实施)?(?:的)?\s*(?=《)"
)
_HEADING = re.compile(rf"\s*{CJK}{{2,8}}:\s*")
_REFERENCE = re.compile(
    r"(?:[本该同此]|上述|前述|上列)(?P<kind>法(?=律?\s*第)|条例|办法|规定|细则|规则|决定|意见|通知|规范)律?(?=\s*第)"
)
_TAIL = re.compile("的(?:通知|决定|公告|意见|函)")
_SHORT_NAME = re.compile(
    r"(?:以下|下)?(?:统)?简?称(?:为|:)?\s*"
    r"(?:《(?P<marked>[^《》]{1,40})》|“(?P<quoted>[^“”]{1,40})”|(?P<bare>[^()《》“”;,。]{1,20}))"
)
_STOP = re.compile(
    rf"[“《]|[。;；\n”!]|[、和及](?=第\s*{NUMERAL}\s*条)|[,](?=\s*(?:第|《))|\s(?=第\s*{NUMERAL}\s*条\s)|(?<=[^\d.])(?=(?:{_LIST_MARK})\s*《)|(?=\({CJK}{{2,8}}\)\s*《)"
)
# Behind these within a sentence only what is surely a citation is one.
_COMMAS = (",", " ", "\t", "\u3000", "、", "和", "及")
# 第十条设立登记、第十一条变更登记: so few characters behind an article are a gloss, not the words of the law.
_SHORT_GLOSS = 12
_SAME_ARTICLE = re.compile(r"[、,及和]?\s*[同该本]条\s*(?=第|\()")
_ENDS_RUN = re.compile(r"[。;\n”!]*")
_MENTIONED = re.compile(r"(?:的?(?:所称|所列|所指|中的)|规定的|的(?!规定)|之规定的|另有|除外)")
_SAID = re.compile(r"\s*(?:[:“]|规定)|\s")
_TYPE = re.compile("(法|条例|办法|规定|细则|规则|决定|意见|通知|规范)$")
_OPENING_QUOTE = re.compile(rf"“\s*(?:《|第\s*{NUMERAL}\s*条)")
_ISSUING = re.compile(r"[\s,、:]*(?:(?:公布|发布|颁布|修订|修正|修改|印发)的?\s*)?")
_BLANKS, _COMMA, _LEAD = (
    re.compile(r"\s*"),
    re.compile(r"[\s,、:]*"),
    re.compile(rf"\s*[:的之,中从自]?\s*“?(?:(?:{CJK}{{2,6}}编|第{CJK}编{CJK}{{0,8}}|[总附分]则)(?=\s*第))?"),
)
_INNER = re.compile(r"[,、;\s(号]\s*(?=第[^)]{1,9}?[条章]|附件)")
# 《公务员法》2018年修订第四十三条
_VERSION = re.compile(rf"{YEAR}\s*年?\s*(?:第[一二三四五]次)?(?:修订版?|修正版?|修改|公布|版|本)")
_PROVISION = re.compile(rf"第\s*{NUMERAL}\s*条|{NUMERAL}\s*号|《|》")
# Right behind what was read: provisions and numbers in a form that is not known.
_LEFT_OVER = re.compile(
    rf"[\s、,;和及(]*(?:第\s*\(?{NUMERAL}\)?\s*[款项目条章节号]|附[表录件]|令|[前后两]者|其实施|序号|{NUMERAL}\s*[号条]|》)"
)
# A law's article behind words that are not known to lead to a law, nor to be a law's.
_ANOTHER = re.compile(rf"(?:(?!依照|按照|违反|规定|应当|可以)[^。;\n:“《]){{0,12}}《[^《》]+》\s*第\s*{NUMERAL}\s*条")
# An article soon behind a law of which none was read, and no other words' article.
_NAMED = re.compile(rf"(?:(?!依照|按照|违反|根据)[^。;\n《“:]){{0,20}}?第\s*{NUMERAL}\s*[条章款]")


@dataclass(frozen=True, slots=True)
class Citation:
    """引用: one law or document cited as a ground (依据), and where in the text it stands.

    ``title`` is the name as it stands, ``documents`` its numbers (文号) in the form of GB/T 9704 (民发〔2016〕123号,
    国务院令第250号) and ``written`` the same as they stand, ``year`` the latest year named with it, ``amended`` the
    word where that is the year of an amendment (2017年修正), ``label`` the kind that the clerk gave it (【部门规章】).
    ``quoted``: words of the law, or about it, follow the articles.
    """

    title: str
    documents: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()
    chapters: tuple[int, ...] = ()
    annexes: tuple[Annex, ...] = ()
    year: int | None = None
    amended: str = ""
    label: str = ""
    marked: bool = True
    quoted: bool = False
    start: int = 0
    end: int = 0

    @property
    def law(self) -> str:
        """The law's name for comparing: without 中华人民共和国, brackets, blanks."""
        return law_name(self.title)


@dataclass(frozen=True, slots=True)
class Reading:
    """读法: the laws that a cell cites, in its order, and what looks like a citation and could not be read."""

    citations: tuple[Citation, ...]
    unread: tuple[str, ...]


def citations(text: str) -> tuple[Citation, ...]:
    """The laws that a cell cites, in its order. A law named in the quoted words of another is not one of them."""
    return read(text).citations


@lru_cache(maxsize=8192)
def read(text: str) -> Reading:
    """A cell's citations, and what could not be read."""
    reader = _Reader(text)
    reader.run()
    return Reading(tuple(open_one.frozen(text) for open_one in reader.found), tuple(dict.fromkeys(reader.unread)))


@dataclass(slots=True)
class _Open:
    """A citation while it is being read."""

    title: str
    start: int
    end: int
    marked: bool = True
    numbers: list[DocumentNumber] = field(default_factory=list)
    provisions: Provisions = field(default_factory=Provisions)
    years: list[tuple[int, str]] = field(default_factory=list)
    label: str = ""
    provisions_end: int = 0

    def frozen(self, text: str) -> Citation:
        year, amended = max(self.years, default=(None, ""))
        rest = text[self.provisions_end : self.end].strip()
        return Citation(
            title=self.title,
            documents=tuple(dict.fromkeys(number.standard for number in self.numbers)),
            written=tuple(dict.fromkeys(number.written for number in self.numbers)),
            articles=tuple(dict.fromkeys(self.provisions.articles)),
            chapters=tuple(dict.fromkeys(self.provisions.chapters)),
            annexes=tuple(dict.fromkeys(self.provisions.annexes)),
            year=year,
            amended=amended,
            label=self.label,
            marked=self.marked,
            quoted=bool(self.provisions) and len(rest) >= _SHORTEST_QUOTE,
            start=self.start,
            end=len(text[: self.end].rstrip()),
        )


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Where what may stand between two things ends; no further than a lead may reach, so that cost stays linear."""
    match = pattern.match(text, position, position + _LONGEST_LEAD)
    return match.end() if match else position


class _Reader:
    """One walk over a cell. ``_fresh`` at a place: nothing but joints since the last thing that was read."""

    def __init__(self, text: str) -> None:
        self.cell = text
        self.text = plain(text)
        self.titles = dict(marked_titles(self.text, _OPENING_QUOTE))
        # Words in “ ” are passed over, but not where a whole list or article stands in them.
        self.quotes = {a: b for a, b in quotations(self.text) if not _OPENING_QUOTE.match(self.text, a)}
        self.found: list[_Open] = []
        self.unread: list[str] = []
        self.short_names: dict[str, _Open] = {}

    def run(self) -> None:
        position, direct, gap = 0, True, 0
        while position < len(self.text):
            after = self._take(position, direct)
            if after is not None:
                self._note_gap(gap, position, direct)
                position = gap = after
                direct = True
                continue
            position = self._next_place(position)
            direct = False
        self._note_gap(gap, len(self.text), direct)
        named = None if self.found else bare_title(self.text, _skip(_JOINTS, self.text, 0))
        if named and re.search("(?:条例|办法|细则)$", self.text[named[0] : named[1]]):
            self.unread.append(self.cell.strip())
        for index, open_one in enumerate(self.found):
            open_one.end = self.found[index + 1].start if index + 1 < len(self.found) else len(self.text)

    def _next_place(self, position: int) -> int:
        """The next place where a citation may begin: a sentence's head; before the first law, any name."""
        text, cursor = self.text, position
        while stop := _STOP.search(text, cursor):
            at = stop.start()
            if at in self.quotes:
                return self.quotes[at]
            if text[at] == "《" and at > position and not self.found:
                return at
            if at in self.titles and at > position:
                cursor = self.titles[at]
            elif text[at] not in "“《" and stop.end() > position:
                # A run of ends is one: what follows is looked at once.
                run = _ENDS_RUN.match(text, stop.end())
                return run.end() if run else stop.end()
            else:
                cursor = at + 1
        return len(text)

    def _take(self, position: int, direct: bool) -> int | None:
        """What begins here read; where it ends, None where nothing does."""
        for start in self._starts(position):
            for attempt in (self._marked, self._numbered, self._again, self._referred, self._bare):
                after = attempt(start, position, direct)
                if after is not None:
                    return after
        return self._bracket_behind(position) if direct else None

    def _starts(self, position: int) -> Iterator[int]:
        """The place itself, behind joints, and behind a heading (实施依据：)."""
        joints = _skip(_JOINTS, self.text, position)
        heading = _skip(_JOINTS, self.text, _skip(_HEADING, self.text, joints))
        yield from dict.fromkeys((joints, position, heading))

    def _marked(self, start: int, position: int, direct: bool) -> int | None:
        """《…》, and before it joints, who issued it, 关于印发."""
        if self.text.find("《", start, start + _LONGEST_LEAD) < 0:
            return None
        opening = _skip(_BEFORE_TITLE, self.text, start)
        if opening not in self.titles:
            return None
        close = self.titles[opening]
        title = self._title(opening + 1, close - 1)
        known = self.short_names.get(title) or self._fitting(title)
        if known is not None:
            return self._provisions(known, close)
        if re.fullmatch(_TYPE, title):
            end = read_provisions(self.text, close)[1]
            self.unread.append(self.cell[opening:end])
            return end
        if not title or (is_no_law(title) and not self._numbered_behind(close)):
            return None if self.found and not direct else read_provisions(self.text, close)[1]
        lead = self.text[position:opening]
        if re.search("关于(?!印发|公布|发布|转发|下发|实施)[^。;\n]{0,10}$", self.text[max(0, opening - 14) : opening]):
            self.unread.append(self.cell[opening:close])
            return close
        if self.found and re.search("依照|按照" if not direct else ":.*?(?:依照|按照)", lead):
            return None
        if self.found and not direct and not self._sets_off(opening, close, position):
            return None
        if "关于" in lead and (tail := _TAIL.match(self.text, close)):
            close = tail.end()
        return self._head(_Open(title, opening, close), close, self._label(opening))

    def _title(self, start: int, end: int) -> str:
        """A name as it stands, on one line."""
        return re.sub(r"\s*[\r\n]+\s*", "", self.cell[start:end]).strip()

    def _numbered_behind(self, close: int) -> bool:
        """A list or a form with a number of its own is a paper: 《…清单》（国办发〔2022〕2号）."""
        end = closing(self.text, _skip(_BLANKS, self.text, close), 120)
        return bool(end and numbers_in(self.text, self.cell, close, end))

    def _sets_off(self, opening: int, close: int, position: int) -> bool:
        """Whether a name at the head of a sentence in a law's words begins a new citation."""
        after = self.text[close : close + 40]
        if self.text[position - 1] in _COMMAS:
            provisions, end = read_provisions(self.text, close)
            return bool(provisions) and not re.match(r"\s*(?:的|规定的)", self.text[end : end + 6])
        return not re.match(r"\s*(?:等|的规定|规定|所|由|应当|自|载明|和《|、《)", after) or bool(
            re.match(r"\s*[第(]", after)
        )

    def _label(self, opening: int) -> str:
        match = re.search(rf"{_LABEL}\s*$", self.text[max(0, opening - 12) : opening])
        return match["label"] if match else ""

    def _numbered(self, start: int, position: int, direct: bool) -> int | None:
        """An order before the name that it belongs to: 国务院令第250号《…》, (国务院令第250号)《…》."""
        close = closing(self.text, start, 120)
        numbers = numbers_in(self.text, self.cell, start, close) if close else []
        number = numbers[0] if numbers else number_at(self.text, self.cell, start)
        if number is None or (close and direct and self.found):
            return None
        end = close or number.end
        cursor = _skip(_ISSUING, self.text, end)
        if cursor in self.titles and not is_no_law(self.cell[cursor + 1 : self.titles[cursor] - 1]):
            close = self.titles[cursor]
            opened = _Open(self._title(cursor + 1, close - 1), start, close)
        elif bare := bare_title(self.text, cursor):
            close = bare[1]
            opened = _Open(self._title(bare[0], close), start, close, marked=False)
        elif direct and self.found and not close and re.fullmatch(r"[\s,、]*", self.text[position:start]):
            self.found[-1].numbers.append(number)
            return number.end
        else:
            if not close and (direct or not self.found or self.text[position - 1] not in _COMMAS):
                self.unread.append(number.written)
            return None
        opened.numbers += numbers or [number]
        return self._head(opened, close, "")

    def _again(self, start: int, position: int, direct: bool) -> int | None:
        """A further article of the law above: the next in its list, or quoted at the head of a sentence."""
        if not self.found:
            return None
        law = self.found[-1]
        if law.provisions.articles and (direct or self.text[position - 1] not in _COMMAS):
            last = law.provisions.articles[-1]
            parts, end = read_parts(self.text, _skip(_SAME_ARTICLE, self.text, start), last)
            follows = bool(parts) and last.paragraph > 0 and parts[0].paragraph == last.paragraph + 1
            if parts and (direct or _SAID.match(self.text, end) or (follows and not _MENTIONED.match(self.text, end))):
                law.provisions.articles += parts
                law.provisions_end = end
                return end
        provisions, end = read_provisions(self.text, start)
        if not provisions or (provisions.annexes and not direct):
            return None
        if not direct:
            if _MENTIONED.match(self.text, end):
                return None
            known = law.provisions.articles
            if self.text[position - 1] in "、和及" and position - law.provisions_end > _SHORT_GLOSS:
                return None
            if self.text[position - 1] in _COMMAS and (
                not known or not provisions.articles or provisions.articles[0] <= known[-1]
            ):
                return None
            if not known and not provisions.chapters:
                return None
        law.provisions.add(provisions)
        law.provisions_end = end
        return end

    def _referred(self, start: int, position: int, direct: bool) -> int | None:
        """该法第六十一条, and short names that the cell has introduced: 村组法第五条."""
        for name, law in self.short_names.items():
            if self.text.startswith(name, start) and re.match(r"\s*第", self.text[start + len(name) :][:4]):
                return self._provisions(law, start + len(name))
        reference = _REFERENCE.match(self.text, start)
        if not reference or not self.found or (not direct and self.text[position - 1] in _COMMAS):
            return None
        if not direct and reference[0][0] in "本此":
            return None
        meant = self._fitting(reference["kind"])
        return self._provisions(meant, reference.end()) if meant else None

    def _fitting(self, kind: str) -> _Open | None:
        """The law that 该条例, 《条例》 means: the last one that bears this kind of name."""
        if not re.fullmatch(_TYPE, kind):
            return None
        return next(
            (one for one in reversed(self.found) if (m := _TYPE.search(law_name(one.title))) and m[1] == kind), None
        )

    def _bare(self, start: int, position: int, direct: bool) -> int | None:
        """A name without marks, where a citation may begin."""
        joints = _JOINTS.match(self.text, start)
        found = bare_title(self.text, start)
        if (
            found is None
            or start in self.quotes
            or (joints and joints.end() > start)
            or self.text[start - 1 : start] == "》"
        ):
            return None
        begin, end, sure = found
        in_words = bool(self.found) and not direct
        if in_words and (self.text[position - 1] in (*_COMMAS, "”") or (sure != "strong" and start == position)):
            return None
        if sure == "bracket":
            close = self._close(self.text.index("(", end))
            if not close or not (
                numbers_in(self.text, self.cell, end, close)
                or any(years_in(self.text, end, close))
                or read_provisions(self.text, close)[0]
            ):
                return None
        if sure == "weak" and not self._stands_apart(position, start, self.text[end - 1]):
            return None
        return self._head(_Open(self._title(begin, end), begin, end, marked=False), end, "")

    def _stands_apart(self, position: int, start: int, ending: str) -> bool:
        """A name with nothing behind it is one only as a member of a list, or as the whole of a line.

        …规定, …办法 alone may be any house rule: one is a law only behind another law.
        """
        if not self.found and ending not in "法例":
            return False
        lead = self.text[position:start]
        return (
            start == 0
            or "\n" in lead
            or self.text[start - 1] == "\n"
            or lead.strip()[-1:] in tuple("、.):;。,①②③④⑤⑥⑦⑧⑨⑩")
        )

    def _head(self, opened: _Open, position: int, label: str) -> int:
        """Numbers, brackets and provisions behind a name; where they end."""
        self.found.append(opened)
        opened.label = label
        opened.years += years_in(self.text, opened.start, position)
        while True:
            after = _skip(_BLANKS, self.text, position)
            if close := self._close(after) or self._numbered_bracket(_skip(_COMMA, self.text, position)):
                self._bracket(opened, self.text.index("(", position), close)
                position = close
                continue
            number = number_at(self.text, self.cell, _skip(_COMMA, self.text, position))
            if number is not None and not self._belongs_to_next(number.end):
                opened.numbers.append(number)
                position = number.end
                continue
            version = _VERSION.match(self.text, _skip(_COMMA, self.text, position))
            if version is None:
                break
            opened.years += years_in(self.text, after, version.end())
            position = version.end()
        opened.end = opened.provisions_end = position
        return self._provisions(opened, position)

    def _belongs_to_next(self, end: int) -> bool:
        cursor = _skip(_BLANKS, self.text, end)
        return cursor in self.titles or bare_title(self.text, cursor) is not None

    def _numbered_bracket(self, start: int) -> int:
        """Where a further bracket ends that holds a number: （民发〔2016〕1号）、（民发〔2017〕2号）."""
        close = self._close(start)
        return close if close and numbers_in(self.text, self.cell, start, close) else 0

    def _close(self, start: int) -> int:
        return closing(self.text, start, _LONGEST_BRACKET)

    def _bracket(self, law: _Open, start: int, close: int) -> None:
        """(国务院令第250号), (2016年修订), (以下简称…): what it says of the law before it."""
        law.numbers += numbers_in(self.text, self.cell, start, close)
        law.years += years_in(self.text, start, close)
        if short := _SHORT_NAME.search(self.text, start + 1, close - 1):
            name = short["marked"] or short["quoted"] or short["bare"]
            self.short_names[name.strip()] = law
        if inner := _INNER.search(self.text, start, close):
            provisions, end = read_provisions(self.text, inner.end())
            if end <= close:
                law.provisions.add(provisions)

    def _provisions(self, law: _Open, position: int) -> int:
        """The list behind a name or a reference to it."""
        provisions, end = read_provisions(self.text, _skip(_LEAD, self.text, position), behind_name=True)
        if not provisions:
            return position
        law.provisions.add(provisions)
        law.end = max(law.end, end)
        law.provisions_end = end
        return end

    def _bracket_behind(self, position: int) -> int | None:
        """A bracket behind the provisions: a number of the law, or a gloss (申请、受理)."""
        start = _skip(_BLANKS, self.text, position)
        close = self._close(start)
        if not close or not self.found or close in self.titles:
            return None
        if re.match(rf"\s*(?:{CJK}|《)", self.text[close : close + 4]) and not numbers_in(
            self.text, self.cell, start, close
        ):
            return None
        law = self.found[-1]
        if law.provisions.articles:
            parts, end = read_parts(self.text, start + 1, law.provisions.articles[-1])
            if parts and end == close - 1:
                law.provisions.articles[-1:] = parts
        self._bracket(law, start, close)
        return close

    def _note_gap(self, start: int, end: int, direct: bool) -> None:
        """What stands between two citations, or before the first, and looks like one itself."""
        part = self.text[start:end]
        if self.found:
            bare = not self.found[-1].provisions and _NAMED.match(part)
            left = _LEFT_OVER.match(part) or _ANOTHER.match(part) or bare
            if "号" in part:
                self.unread += [number.written for number in numbers_in(self.text, self.cell, start, end)]
        else:
            left = _PROVISION.search(part)
        if left:
            self.unread.append(self.cell[start : min(end, start + 40)].strip())
