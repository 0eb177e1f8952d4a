"""Find secrets, numbers and internal words in passages: one pass over each text, whatever the number of secrets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick

from pipeline.meaning.personal_numbers import NumberReader
from pipeline.publish.guard.passage import Passage
from pipeline.publish.guard.secrets import Manner, Secret, plain
from pipeline.settings import Settings

# How much of the text about a name is cut into words, to see whether the name is one.
_WINDOW = 10
_NOT_SAID = ("属性", "PNG")
_SHORT = 60
_HAN = re.compile(r"[一-鿿]")
_SIGN = re.compile(r"[0-9a-z]")


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found in a passage: what it is, and the words."""

    what: str
    text: str


class Searcher:
    """Searches passages for what ``secrets`` and the patterns of guard.toml name.

    ``said`` are the surroundings in which internal words stand in the public fields themselves (``surroundings``): a
    law named …风险… is no leak.
    """

    def __init__(self, found: Iterable[Secret], said: frozenset[str], settings: Settings, *, risks: bool) -> None:
        """``risks`` tells whether what is said of risks is internal in the file."""
        guard = settings.guard
        found = [secret for secret in found if risks or not secret.risk]
        self._persons = guard.person
        self._properties = guard.properties.persons
        self._allow = {plain(text) for text in settings.rules.public.allow}
        self._numbers = NumberReader(guard.number, guard.numbers)
        self._words = [(e.name, re.compile(e.regex)) for e in guard.word if risks]
        self._said = said
        # What a layout says of its looks comes again in every document.
        self._in_text = lru_cache(maxsize=4096)(lambda text, said: tuple(self._read(text, said)))
        self._codes = _Finder(s for s in found if s.manner is Manner.CODE)
        self._names = _Finder(s for s in found if s.manner is Manner.NAME)
        self._texts = _Finder(s for s in found if s.manner is Manner.TEXT)
        self._cells = {secret.form: secret for secret in found if secret.manner is Manner.CELL}

    def hits(self, passage: Passage) -> Iterable[Hit]:
        """Everything in a passage that must not be public, each thing once."""
        found = list(self._in_text(passage.text, _is_said(passage)))
        if passage.what:
            found.append(Hit(passage.what, passage.text))
        if passage.field in self._properties and passage.text.strip():
            found.append(Hit("作者", passage.text))
        return dict.fromkeys(hit for hit in found if plain(hit.text) not in self._allow)

    def _read(self, text: str, said: bool) -> Iterator[Hit]:
        text = unicodedata.normalize("NFKC", text)
        lines = [plain(line) for line in text.split("\n")]
        all_units = "".join(lines)
        yield from (
            Hit(told.what, told.text)
            for told in (self._numbers.mentions(text) if said else self._numbers.unbroken(text))
        )
        yield from self._codes_in(text.casefold())
        for line in lines:
            yield from self._names_in(line)
            if line in self._cells:
                yield Hit(self._cells[line].what, self._cells[line].text)
        # A long text may run over lines; a name that did would be the words of two cells joined.
        for _, _, group in self._texts.within(all_units):
            yield from (Hit(secret.what, secret.text) for secret in group)
        for name, regex in self._words:
            for match in regex.finditer(all_units):
                if self._said.isdisjoint(_about(match)):
                    yield Hit(name, match[0])

    def _codes_in(self, text: str) -> Iterator[Hit]:
        """Codes and phones that stand by themselves: CS01-F1 is not in CS01-F12."""
        for start, end, group in self._codes.within(text):
            if not _SIGN.match(text[end : end + 1]) and not _SIGN.match(text[max(0, start - 1) : start]):
                yield from (Hit(secret.what, secret.text) for secret in group)

    def _names_in(self, line: str) -> Iterator[Hit]:
        for start, end, group in self._names.within(line):
            if self._is_name(line, start, end):
                yield from (Hit(secret.what, secret.text) for secret in group)

    def _is_name(self, line: str, start: int, end: int) -> bool:
        """Whether words begin and end where the name does (王一 is not in 王一般), and speak of a person."""
        if line[start:end] == line:
            return True
        # Its dictionary is loaded by the import.
        from rjieba import cut

        at = max(0, start - _WINDOW)
        ends = {at}
        for word in cut(line[at : end + _WINDOW], False):
            at += len(word)
            ends.add(at)
        if start not in ends or end not in ends:
            return False
        if not _is_word(line[start:end]):
            return True
        before, after = self._persons.before, self._persons.after
        return line[:start].endswith(before) or line[end:].startswith(after)


def surroundings(said: Iterable[str], settings: Settings) -> frozenset[str]:
    """The internal words in texts, each with what stands about it."""
    words = [re.compile(entry.regex) for entry in settings.guard.word]
    return frozenset(
        piece for text in said for regex in words for match in regex.finditer(plain(text)) for piece in _about(match)
    )


def _is_said(passage: Passage) -> bool:
    """Whether a text is read as a person reads it; coordinates, styles and raw bytes are not."""
    text = passage.text
    if not passage.place or passage.place.startswith(_NOT_SAID):
        return len(text) < _SHORT and bool(_HAN.search(text))
    return len(text) < _SHORT or bool(_HAN.search(text))


def _about(match: re.Match[str]) -> Iterator[str]:
    """A match with the two signs before it, and with the two after it, where there are any."""
    text, start, end = match.string, match.start(), match.end()
    if start:
        yield text[max(0, start - 2) : end]
    if end < len(text):
        yield text[start : end + 2]


def _is_word(name: str) -> bool:
    """Whether a name is a word of the language, too (安全, 和平), and not known as a person's."""
    from rjieba import has_word, tag

    return has_word(name) and not any(kind.startswith("nr") for _, kind in tag(name, False))


class _Finder:
    """Finds all secrets of one manner at once; those of one form are found together."""

    def __init__(self, found: Iterable[Secret]) -> None:
        self._groups: dict[str, list[Secret]] = {}
        for secret in found:
            self._groups.setdefault(secret.form, []).append(secret)
        self._automaton = ahocorasick.Automaton()
        for form in self._groups:
            self._automaton.add_word(form, form)
        self._automaton.make_automaton()

    def within(self, text: str) -> Iterator[tuple[int, int, list[Secret]]]:
        """Where each form begins and ends in a text, and what it gives away."""
        if self._groups:
            for last, form in self._automaton.iter(text):
                yield last + 1 - len(form), last + 1, self._groups[form]
