"""Misspelt names and codes: which known one was meant, found without comparing with each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

_ALIKE = str.maketrans("OoＯIil|ＩSsZz—－_～", "000111115522----")


class Spellings:
    """Known names or codes, filed under the keys that a misspelt one would share with them."""

    def __init__(self, known: Iterable[str], keys: Callable[[str], Iterator[str]]) -> None:
        self._keys = keys
        self._known: dict[str, str] = {}
        for one in known:
            for key in keys(one):
                self._known.setdefault(key, one)

    def meant(self, written: str) -> str | None:
        """The known one that shares the first of the keys; None where none does."""
        return next((self._known[key] for key in self._keys(written) if key in self._known), None)


def name_keys(name: str) -> Iterator[str]:
    """Two names share one if they hold the same characters, or differ in a single one at one place."""
    yield "".join(sorted(name))
    for index in range(len(name)):
        yield f"{name[:index]}?{name[index + 1 :]}"


def code_keys(code: str) -> Iterator[str]:
    """Two codes share one if they look alike (O and 0), or one character is missing, added or wrong."""
    plain = code.translate(_ALIKE).upper()
    yield plain
    for index in range(len(plain)):
        yield plain[:index] + plain[index + 1 :]
    for index in range(len(plain)):
        yield f"{plain[:index]}?{plain[index + 1 :]}"
