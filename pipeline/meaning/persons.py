"""个人信息: persons' names, home addresses, health and belief in a text, beside personal numbers.

One reader for the check that tells the clerk and for the guard that reads before publishing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipeline.likeness.folding import plain, simplified
from pipeline.meaning.personal_numbers import DIGITS, Mention, NumberReader
from pipeline.settings.guard import GuardRules, PersonWords

NAME = "人名"
_NEAR = 12
_DOTS = "·•∙・‧⋅･ᐧ"
_BREAK = re.compile(r"[\s、，,;；/（）()：:。！!？?“”\"《》〈〉|]+")
_STOPS = re.compile(rf"[.{_DOTS}]+")
# A blank in a name that is set wide (王　芳).
_WITHIN_NAME = re.compile(r"(?<=[一-鿿])[^\S\n]+(?=[一-鿿])")
# A name of a people that writes given name and father's name with a dot between: at least two characters a part.
_HAN = "一-鿿㐀-䶿"


class PersonReader:
    """Reads what a text says of private persons. ``allow`` are the texts that the office has made public itself."""

    def __init__(self, rules: GuardRules, allow: Iterable[str] = ()) -> None:
        self._numbers = NumberReader(rules.number, rules.numbers)
        self._names = _Names(rules.person)
        person = self._names.anchor
        self._matters = [(one, re.compile(one.regex.replace("<人>", f"(?:{person})"))) for one in rules.matter]
        self._allow = frozenset(_bare(text) for text in allow)
        # The same few posts and sentences stand on thousands of steps.
        self.mentions = lru_cache(maxsize=8192)(self._mentions)

    def _mentions(self, text: str, of_posts: bool = False) -> tuple[Mention, ...]:
        """Everything personal in a text, each thing once; ``of_posts``: posts are listed, a name stands alone."""
        found = dict.fromkeys((*self._numbers.mentions(text), *self._told(text), *self._named(text, of_posts)))
        return tuple(mention for mention in found if _bare(mention.text) not in self._allow)

    def _named(self, text: str, of_posts: bool) -> Iterator[Mention]:
        shown = simplified(plain(text))
        forms = dict.fromkeys((shown, _WITHIN_NAME.sub("", shown)))
        yield from (Mention(NAME, name) for form in forms for name in self._names.within(form, of_posts))

    def _told(self, text: str) -> Iterator[Mention]:
        shown = "".join(simplified(plain(text)).split())
        bare = _STOPS.sub("", shown)
        # The numerals of a flat become figures; those of names (王一) must not.
        for one, regex in self._matters:
            for form in dict.fromkeys((shown, bare, bare.translate(DIGITS))):
                match = regex.search(form)
                if match and not any(
                    word in form[max(0, match.start() - _NEAR) : match.end()] for word in one.not_near
                ):
                    yield Mention(one.name, match[0])
                    break


class _Names:
    """Names by surname and what stands about them; names with a middle dot by their form."""

    def __init__(self, words: PersonWords) -> None:
        surnames = "".join(words.surnames.split())
        given = "".join(dict.fromkeys("".join(words.given.split())))
        compound = "|".join(words.compound)
        self._words = words
        self._post_ends = words.posts
        in_text = "".join(sorted(set(surnames) - set(words.grammatical)))
        full = rf"(?:{compound})[{given}]{{1,2}}|[{in_text}][{given}]{{1,2}}"
        styles = "|".join(sorted(map(re.escape, words.styles), key=len, reverse=True))
        verbs = "|".join(sorted(map(re.escape, words.verbs), key=len, reverse=True))
        cues = "|".join(sorted(map(re.escape, words.cues), key=len, reverse=True))
        posts = "|".join(sorted(map(re.escape, words.posts), key=len, reverse=True))
        sure = "".join(sorted(set(surnames) - set(words.doubtful)))
        some = rf"(?:{compound}|[{surnames}])某某?(?![{_HAN}]?[市县区省镇乡村局])"
        familiar = rf"(?:{'|'.join(words.familiar)})[{sure}]|(?<![{_HAN}])[{sure}](?:{'|'.join(words.suffixes)})"
        dotted = rf"[{_HAN}]{{2,6}}[{_DOTS}][{_HAN}]{{2,6}}"
        self.anchor = rf"{some}|(?<![{_HAN}])(?:{familiar}|{full})|(?:{cues})(?:{familiar}|{full})|{dotted}"
        start = rf"(?:^|(?<=[^{_HAN}])|(?:{cues}|{posts}))"
        self._styled = re.compile(
            rf"{start}(?P<name>(?:{full}|{compound}|[{sure}])(?:{styles}))(?![室会班组{_HAN}]?(?:办公|会议))"
        )
        self._full = re.compile(rf"{start}(?P<name>{full})(?=$|[^{_HAN}]|{verbs}|{styles})")
        self._familiar = re.compile(rf"{start}(?P<name>{familiar})(?=$|[^{_HAN}]|{verbs})")
        self._dotted = re.compile(rf"(?<![{_HAN}])(?:{cues})?(?P<name>{dotted})")
        self._alone = re.compile(rf"(?:{compound})[{_HAN}]{{1,2}}|[{surnames}][{_HAN}]{{1,2}}")

    def within(self, text: str, of_posts: bool) -> Iterator[str]:
        """The names in a text, in no order."""
        for regex in (self._styled, self._full, self._familiar, self._dotted):
            at = 0
            while match := regex.search(text, at):
                at = max(match.end("name"), at + 1)
                if regex is not self._full or _no_word(match["name"]):
                    yield match["name"]
        if of_posts:
            yield from (part for part in _BREAK.split(text) if self._is_alone(part))

    def _is_alone(self, part: str) -> bool:
        """A part of a list of posts that is a name: no post, no word of the language."""
        return (
            bool(self._alone.fullmatch(part)) and not part.endswith(self._post_ends) and _no_word(part)
        )  # fmt: skip


def _no_word(name: str) -> bool:
    """Whether a name is no word of the language beside (安全, 和平)."""
    # Its dictionary is loaded by the import.
    from rjieba import has_word, tag

    return not has_word(name) or any(kind == "nr" for _, kind in tag(name, False))


def _bare(text: str) -> str:
    return re.sub(r"[\s\-()]+", "", plain(text)).casefold()
