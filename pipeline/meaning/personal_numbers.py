"""个人号码: phones, identity cards, bank cards, number plates in running text, however their digits are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.likeness.folding import plain
from pipeline.settings.guard import NumberPattern, NumberWords

# Numerals of one digit each, by which a number is read out (一三八) or written out (壹叁捌).
DIGITS = str.maketrans("〇零○洞一幺壹二贰两三叁四肆五伍六陆七柒八捌九玖", "0000111222334455667788" + "99")
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# What may stand between the digits of one number.
_BETWEEN = r"[\s\-.·•∙・‧_/\\()\[\]*+~|:=#',\u20e3]{0,4}"
# Thousands of an amount, and what is counted: no number of a person's.
_AMOUNT = re.compile(r"元|万|亿|平方|㎡|吨|公里|千克|人次|%")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
# Letters that are put for digits.
_ROUND = re.compile(r"(?<=[0-9])O+(?=[0-9O])|(?<=[0-9])O+$")
_RUN = re.compile(rf"(?<![0-9])[0-9](?:{_BETWEEN}[0-9])*(?:{_BETWEEN}X(?![A-Z0-9]))?")
_LETTERS = re.compile(r"[A-Z0-9]*[A-Z]$")
_UNBROKEN = re.compile(r"(?<![0-9A-Za-z.])[0-9]{10,19}X?(?![0-9A-Za-z.])")
_PART = re.compile(r"(?<![0-9])[0-9]{2,}X?|(?<=位)X")
_GROUP = re.compile(r"[0-9]+X?|X")
_LONGEST = 23  # of a number with its country code
_NEAR, _FAR = 12, 28  # how far before a number what it is called may stand
# The weights of the check digit (GB 11643-1999).
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Mention:
    """个人信息: what was found in a text, and the words."""

    what: str
    text: str


class NumberReader:
    """Reads the numbers that the patterns of guard.toml describe."""

    def __init__(self, patterns: Iterable[NumberPattern], words: NumberWords) -> None:
        listed = list(patterns)
        self._joining = re.compile(words.joining)
        self._scattered = words.scattered
        self._labels = frozenset(words.labels)
        self._spread = [(one, re.compile(one.regex)) for one in listed if one.spread]
        self._written = [(one, re.compile(one.regex)) for one in listed if not one.spread]

    def mentions(self, text: str) -> Iterator[Mention]:
        """The numbers in a text, as they are written there, in the order of the patterns' kinds."""
        for line in plain(text).splitlines():
            yield from self._in_line(line)

    def _in_line(self, shown: str) -> Iterator[Mention]:
        yield from self._in(shown)
        joined, parts = self._joining.subn("", shown)
        if parts:
            yield from self._in(joined)
        if any(word in shown for word in self._scattered):
            yield from self._scattered_in(shown)

    def unbroken(self, text: str) -> Iterator[Mention]:
        """The numbers in what no person wrote (coordinates, styles, codes): only those whose digits stand together."""
        for pattern, regex in self._spread:
            if not pattern.cue:
                for run in _UNBROKEN.finditer(text):
                    if regex.fullmatch(run[0]) and _passes(pattern.check, run[0]):
                        yield Mention(pattern.name, run[0])

    def _scattered_in(self, shown: str) -> Iterator[Mention]:
        """Numbers whose parts stand among words: only those that a check digit proves."""
        digits = shown.translate(DIGITS).translate(_UPPER)
        groups = list(_PART.finditer(digits))
        for first in range(len(groups)):
            number, end = "", groups[first].start()
            for group in groups[first:]:
                number += group[0]
                if len(number) > _LONGEST or group.start() - end > _NEAR:
                    break
                end = group.end()
                for pattern, regex in self._spread:
                    if pattern.check and regex.fullmatch(number) and _passes(pattern.check, number):
                        yield Mention(pattern.name, number)

    def _in(self, shown: str) -> Iterator[Mention]:
        digits = shown.translate(DIGITS).translate(_UPPER)
        digits = _ROUND.sub(lambda letters: "0" * len(letters[0]), digits)
        for run in _RUN.finditer(digits):
            yield from self._in_run(shown, digits, run)
        for pattern, regex in self._written:
            for match in regex.finditer(digits):
                if _passes(pattern.check, match[0]) and _called(pattern, digits[: match.start()]):
                    yield Mention(pattern.name, shown[match.start() : match.end()].strip())

    def _in_run(self, shown: str, digits: str, run: re.Match[str]) -> Iterator[Mention]:
        """Numbers made of groups that stand beside each other; the longest first, none inside another."""
        groups = [(run.start() + g.start(), run.start() + g.end()) for g in _GROUP.finditer(run[0])]
        first = 0
        while first < len(groups):
            found = self._longest(shown, digits, groups, first)
            if found:
                first, mention = found
                yield mention
            else:
                first += 1

    def _longest(
        self, shown: str, digits: str, groups: list[tuple[int, int]], first: int
    ) -> tuple[int, Mention] | None:
        start = groups[first][0]
        best: tuple[int, Mention] | None = None
        if self._continues(digits, groups, first):
            return None
        number = ""
        for last in range(first, len(groups)):
            number += digits[slice(*groups[last])]
            if len(number) > _LONGEST:
                break
            end = groups[last][1]
            if _joined(digits, groups, last) or _is_amount(digits, start, end):
                continue
            for pattern, regex in self._spread:
                if regex.fullmatch(number) and _passes(pattern.check, number) and _called(pattern, digits[:start]):
                    best = last + 1, Mention(pattern.name, shown[start:end])
                    break
        return best

    def _continues(self, digits: str, groups: list[tuple[int, int]], first: int) -> bool:
        """A group that goes on from letters or, by a hyphen or dot, from another group is the middle of a code."""
        start = groups[first][0]
        if letters := _LETTERS.search(digits[max(0, start - _NEAR) : start]):
            return letters[0] not in self._labels
        return first > 0 and digits[start - 1] in "-./_"


def is_identity_number(text: str) -> bool:
    """Whether the check digit of an 18-digit identity number is right (GB 11643)."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(text, _WEIGHTS, strict=False)) % 11] == text[-1].upper()


def is_card_number(text: str) -> bool:
    """Whether the last digit of a bank card's number is right (ISO/IEC 7812, Luhn)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(text))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_CHECKS = {"": lambda text: True, "identity": is_identity_number, "luhn": is_card_number}


def _passes(check: str, number: str) -> bool:
    return _CHECKS[check](number)


def _called(pattern: NumberPattern, before: str) -> bool:
    """Whether what stands before a number lets it be one of this kind."""
    near = re.sub(r"[\s::为是()\"“”「]+$", "", before[-_NEAR:])
    if near.endswith(pattern.not_after) or any(word in before[-_FAR:] for word in pattern.not_near):
        return False
    return not pattern.cue or any(word in before[-_NEAR:] for word in pattern.cue)


def _joined(digits: str, groups: list[tuple[int, int]], last: int) -> bool:
    """A group that letters, or by a hyphen or dot another group, go on from."""
    end = groups[last][1]
    after = digits[end : end + 1]
    if after.isascii() and after.isalnum():
        return True
    return last + 1 < len(groups) and after != "" and after in "-./_"


def _is_amount(digits: str, start: int, end: int) -> bool:
    return bool(_AMOUNT.match(digits, end) or _THOUSANDS.fullmatch(digits, start, end))
