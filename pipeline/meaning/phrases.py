"""What checks say and look for in text: steps by number and name, and words that are there or not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from pipeline.model import Step


def named(steps: Iterable[Step]) -> str:
    """Steps for a message: 3“审核”、4“决定”."""
    return "、".join(f"{step.number.text}“{step.name}”" for step in steps)


def says(text: str, words: Collection[str]) -> bool:
    """One of the words stands in the text."""
    return any(word in text for word in words)


def bare(text: str, phrases: Collection[str] = ()) -> str:
    """The text without these phrases, without marks, numbers and spaces."""
    for phrase in phrases:
        text = text.replace(phrase, "")
    return re.sub(r"[\W\d_]+", "", text)
