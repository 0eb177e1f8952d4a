"""Words of the clerk to terms of the vocabulary. What is in no list stays as written; check says so."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.likeness.folding import folded, simplified
from pipeline.settings import TermList

SYNONYM = "同义词"
TRADITIONAL = "繁体字"
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
        key = folded(text)
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


def declared_scale(text: str) -> dict[str, str]:
    """A scale as a workbook declares it: “一级=高；二级=中；三级=低”."""
    pairs = re.findall(r"([^\s=:：；;，,、→]+)\s*(?:=|＝|：|:|→|为|即)\s*([^\s=:：；;，,、→]+)", text)
    return dict(pairs)
