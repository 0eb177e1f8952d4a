"""Misspelt names and codes: which known one was meant, found without comparing with each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from pipeline.likeness.ratio import figures_of

_ALIKE = str.maketrans("OoＯIil|ＩSsZz—－_～", "000111115522----")
# Of codes with fewer letters, one letter more, less or other is another kind: XK and XZ.
_FEWEST_LETTERS = 4

Keys = Callable[[str], Iterator[Iterable[str]]]


class Spellings:
    """Known names or codes, filed under the keys that a misspelt one would share with them.

    The keys come in tiers, the slightest slip first.
    """

    def __init__(self, known: Iterable[str], keys: Keys) -> None:
        self._keys = keys
        self._known: defaultdict[tuple[int, str], dict[str, None]] = defaultdict(dict)
        for one in known:
            for tier, shared in enumerate(keys(one)):
                for key in shared:
                    self._known[tier, key][one] = None

    def meant(self, written: str) -> str | None:
        """The one known name that shares a key of the first tier that any does; None where none or several do."""
        for tier, shared in enumerate(self._keys(written)):
            found = {one for key in shared if (tier, key) in self._known for one in self._known[tier, key]}
            if found:
                return found.pop() if len(found) == 1 else None
        return None


def name_keys(name: str) -> Iterator[Iterable[str]]:
    """Two names share one if they hold the same characters, or else differ in a single one at one place."""
    yield ("".join(sorted(name)),)
    yield (f"{name[:index]}?{name[index + 1 :]}" for index in range(len(name)))


def code_keys(code: str) -> Iterator[Iterable[str]]:
    """Two codes share one if they look alike (O and 0), differ in their signs only, or in one letter.

    The figures of a code tell it from the next one, so that they must be the same numbers.
    """
    yield (code.translate(_ALIKE).upper(),)
    figures = ".".join(figures_of(code))
    letters = "".join(filter(str.isalpha, code)).upper()
    yield (f"{figures} {letters}",)
    if len(letters) >= _FEWEST_LETTERS:
        yield (f"{figures} {letters[:index]}?{letters[index + 1 :]}" for index in range(len(letters)))
