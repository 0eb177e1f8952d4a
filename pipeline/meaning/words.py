"""Words in running text: cut by the longest word that fits, and not counted where they are denied.

"不涉及资金" says nothing of money, "与经费无关" neither: a denial covers the words of its own clause, those after it or
those before it as the language has it, up to a turn ("不涉及资金但涉及物资").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import ahocorasick

_CLAUSE = re.compile(r"[^，,。；;！!？?：:（）()\n]+")

_WORD, _DENIES_AFTER, _DENIES_BEFORE, _TURNS, _WHOLE = range(5)


@dataclass(frozen=True, slots=True)
class Grammar:
    """文字判断: words that deny what follows them or what stands before them, turns, and words that only look alike.

    ``whole`` are longer words that hold one of ours but mean something else (救助管理站 is no 管理).
    """

    denials: tuple[str, ...]
    denials_after: tuple[str, ...]
    turns: tuple[str, ...]
    whole: tuple[str, ...]


class WordList:
    """A list of words that texts are searched for."""

    def __init__(self, words: Iterable[str], grammar: Grammar) -> None:
        self._automaton: Any = ahocorasick.Automaton()
        roles = (
            (_WHOLE, grammar.whole),
            (_TURNS, grammar.turns),
            (_DENIES_BEFORE, grammar.denials_after),
            (_DENIES_AFTER, grammar.denials),
            # Last, so that a word asked for is found even where the grammar lists it too.
            (_WORD, words),
        )
        for role, members in roles:
            for word in members:
                self._automaton.add_word(word, (role, word))
        self._automaton.make_automaton()

    def affirmed(self, text: str) -> tuple[str, ...]:
        """The words that the text affirms, in its order, each once."""
        found: dict[str, None] = {}
        for clause in _CLAUSE.findall(text):
            found.update(dict.fromkeys(self._in_clause(clause)))
        return tuple(found)

    def _in_clause(self, clause: str) -> list[str]:
        affirmed: list[str] = []
        since_turn: list[str] = []
        denied = False
        for _, (role, word) in self._automaton.iter_long(clause):
            if role == _WORD and not denied:
                since_turn.append(word)
            elif role == _DENIES_AFTER:
                denied = True
            elif role == _DENIES_BEFORE:
                since_turn.clear()
            elif role == _TURNS:
                affirmed += since_turn
                since_turn.clear()
                denied = False
        return affirmed + since_turn
