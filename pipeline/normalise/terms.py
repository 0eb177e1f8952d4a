"""Words of the clerk to terms of the vocabulary. What is in no list stays as written; check says so."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.likeness.folding import folded, simplified
from pipeline.settings import TermList

SYNONYM = "同义词"
TRADITIONAL = "繁体字"
_TICKED, _EMPTY = "☑☒■√✓✔●◉", "□☐○◯"
_BOX = re.compile(f"[{_TICKED}{_EMPTY}]")
SCALE = "等级换算（按声明）"


class Terms:
    """词表 ready for reading: its terms and synonyms by comparing key, and a declared scale, if any."""

    def __init__(self, listed: TermList, scale: Mapping[str, str]) -> None:
        self.listed = listed
        self.keys = {folded(word): term for word, term in listed.synonyms.items()}
        self.keys |= {folded(term): term for term in listed.terms}
        self.scale = {folded(word): term for word, term in scale.items() if term in listed.terms}

    def term(self, text: str) -> tuple[str, str]:
        """The listed term that ``text`` means and the rule that says so; ``text`` itself where nothing says it."""
        if not text or text in self.listed.terms:
            return text, ""
        key = _ticked(folded(text))
        for found, rule in (
            (self.keys.get(key), SYNONYM),
            (self.scale.get(key), SCALE),
            (self.keys.get(simplified(key)), TRADITIONAL),
        ):
            if found:
                return found, rule
        return text, ""

    def several(self, text: str, separators: str) -> tuple[tuple[str, ...], str]:
        """Several terms in one cell, in the order written, each once; ``separators`` are the signs between them."""
        parts = re.split(f"[{re.escape(separators)}]", text)
        read = [self.term(part.strip()) for part in parts if part.strip()]
        return tuple(dict.fromkeys(term for term, _ in read)), next((rule for _, rule in read if rule), SYNONYM)


def _ticked(key: str) -> str:
    """The word that is ticked among several with boxes (“☑是□否”, “是√否”); the text itself where not just one is."""
    if not _BOX.search(key):
        return key
    boxes = re.findall(f"([{_TICKED}{_EMPTY}])([^{_TICKED}{_EMPTY}]+)", key)
    ticked = [word for mark, word in boxes if mark in _TICKED]
    empty = any(sign in key for sign in _EMPTY)
    return ticked[0] if len(ticked) == 1 and empty and key[0] in _TICKED + _EMPTY else key


def declared_scale(text: str) -> dict[str, str]:
    """A scale as a workbook declares it: “一级=高；二级=中；三级=低”."""
    pairs = re.findall(r"([^\s=:：；;，,、→]+)\s*(?:=|＝|：|:|→|为|即)\s*([^\s=:：；;，,、→]+)", text)
    return dict(pairs)
