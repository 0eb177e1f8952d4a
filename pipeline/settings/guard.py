"""公开版查漏: what must not stand in a public file, beside what the run's own records say (data/guard.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from pipeline.settings.marks import Between, Filled, Key, OneOf, Regex

Words = tuple[Annotated[str, Filled()], ...]


@dataclass(frozen=True, slots=True)
class Shortest:
    """下限: shorter texts and codes of the records are too common to tell anything."""

    text: Annotated[int, Between(1), Key("文字")]
    code: Annotated[int, Between(1), Key("编号")]


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """号码: what it is called, its pattern; ``check`` names a further test of what the pattern finds.

    ``spread``: the pattern is of the bare digits, which may stand apart. ``cue``: one of these words stands near before
    it; ``not_near``: none of these does; ``not_after``: none of these stands right before it.
    """

    name: str
    regex: Annotated[str, Regex()]
    spread: bool = False
    check: Annotated[str, OneOf("", "identity", "luhn")] = ""
    cue: Words = ()
    not_near: Words = ()
    not_after: Words = ()


@dataclass(frozen=True, slots=True)
class NumberWords:
    """号码的用语: words between the parts of one number, letters that may stand right before it."""

    joining: Annotated[str, Regex()]
    labels: Words
    scattered: Words


@dataclass(frozen=True, slots=True)
class MatterPattern:
    """住址、健康、信仰: what it is called, and its pattern, in which ``<人>`` is a person; not where ``not_near``."""

    name: str
    regex: Annotated[str, Regex()]
    not_near: Words = ()


@dataclass(frozen=True, slots=True)
class WordPattern:
    """内部用语: what it is called, and its pattern; ``<等级>``, ``<类别>`` in it are the names of either."""

    name: str
    regex: Annotated[str, Regex()]


@dataclass(frozen=True, slots=True)
class PersonWords:
    """姓名: surnames, and what tells names from posts and from words of the language."""

    surnames: str
    compound: Words
    posts: Words
    titles: Words
    before: Words
    after: Words
    cues: Words
    verbs: Words
    familiar: Words
    doubtful: str
    grammatical: str
    suffixes: Words
    styles: Words
    given: str


@dataclass(frozen=True, slots=True)
class PersonProperties:
    """属性中不得写人的栏目."""

    persons: Words


@dataclass(frozen=True, slots=True)
class PartName:
    """部件的中文名: the parts of a file whose paths match, and what they are called in messages."""

    like: Annotated[str, Regex()]
    name: str


@dataclass(frozen=True, slots=True)
class GuardRules:
    """公开版查漏的口径."""

    shortest: Shortest
    numbers: NumberWords
    number: tuple[NumberPattern, ...]
    matter: tuple[MatterPattern, ...]
    word: tuple[WordPattern, ...]
    person: PersonWords
    properties: PersonProperties
    part: tuple[PartName, ...]

    def worded(self, levels: Iterable[str], classes: Iterable[str]) -> GuardRules:
        """The rules with the names of levels and classes in their patterns."""
        names = {"<等级>": levels, "<类别>": classes}
        patterns = {sign: "|".join(map(re.escape, of)) for sign, of in names.items()}

        def filled(regex: str) -> str:
            for sign, names in patterns.items():
                regex = regex.replace(sign, names)
            return regex

        return replace(self, word=tuple(replace(one, regex=filled(one.regex)) for one in self.word))
