"""Words of the clerk to terms of the vocabulary. What is in no list stays as written; check says so."""

from __future__ import annotations

import re

from pipeline.normalise.values import folded
from pipeline.settings import TermList


def to_term(text: str, terms: TermList) -> str:
    """The listed term that ``text`` means, or ``text`` itself."""
    if not text or text in terms.terms:
        return text
    key = folded(text)
    for term in terms.terms:
        if folded(term) == key:
            return term
    for word, term in terms.synonyms.items():
        if folded(word) == key:
            return term
    return text


def to_terms(text: str, terms: TermList) -> tuple[str, ...]:
    """Several terms in one cell, in the order written, each once."""
    parts = re.split(f"[{re.escape(terms.roles['separators'])}]", text)
    return tuple(dict.fromkeys(to_term(part.strip(), terms) for part in parts if part.strip()))
