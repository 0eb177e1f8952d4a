"""出处: where a value was read, and what was written there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


def digest(*texts: str) -> str:
    """A short fingerprint of texts: the same for the same texts, in every run and on every machine."""
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Place:
    """出处: one cell of one sheet of one file; ``cell`` is empty where a whole sheet or file is meant."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet or self.file


@dataclass(frozen=True, slots=True)
class Row:
    """行: where a record was read; ``columns`` maps a field's name to its column letters."""

    file: str
    sheet: str
    number: int
    columns: Mapping[str, str]

    def at(self, field: str) -> Place:
        """The cell of a field; the row's first cell where the sheet has no such column."""
        letters = self.columns.get(field)
        return Place(self.file, self.sheet, f"{letters or 'A'}{self.number}")


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value read from text: what was written, and what it means; ``value`` is None where it cannot be read."""

    text: str = ""
    value: T | None = None

    @property
    def unreadable(self) -> bool:
        """Something was written, but it could not be understood. Never taken for zero or for empty."""
        return bool(self.text) and self.value is None


@dataclass(frozen=True, slots=True)
class Sourced:
    """What every record read from a sheet has in common: its row."""

    row: Row

    def at(self, field: str) -> Place:
        """The cell that ``field`` was read from."""
        return self.row.at(field)
