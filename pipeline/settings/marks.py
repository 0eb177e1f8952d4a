"""What a field of a settings record asks of its value beside its type, written as ``Annotated[str, OneOf(…)]``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """The key in the file, where a field cannot have its name (``class``, ``from``)."""

    name: str


class OneOf:
    """The text is one of these words."""

    def __init__(self, *words: str) -> None:
        self.words = words


@dataclass(frozen=True, slots=True)
class Of:
    """The text is one of the names that are known of a subject: the terms of a list of 词表, the codes of checks."""

    subject: str


class Places:
    """The text is a sentence; only these places may stand in its braces."""

    def __init__(self, *names: str) -> None:
        self.names = names


class Says:
    """The record's ``found`` is a sentence; only these places may stand in its braces."""

    def __init__(self, *names: str) -> None:
        self.names = names


@dataclass(frozen=True, slots=True)
class Between:
    """The number lies between two, themselves included; without ``high`` it has no upper end."""

    low: float
    high: float | None = None


class Regex:
    """The text is a regular expression."""


class Filled:
    """The text is not blank."""


class OwnKey:
    """The field holds the key that its table stands at; it is not written in the table."""


@dataclass(frozen=True, slots=True)
class Sibling:
    """The text is one of a list that stands, by this key, in the table itself or in one about it (``terms``)."""

    key: str
