"""A line of data/*.jsonl back to the record that it was written from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, get_type_hints

from pipeline.model import Branch, Place, Read, Reason, Row

T = TypeVar("T")
Line = Mapping[str, Any]
Reader = Callable[[Line, str], Any]


def record(kind: Callable[..., T], line: Line, keys: Mapping[str, str]) -> T:
    """The record of that kind that ``line`` tells of; ``keys`` are the fields that the line calls by another name.

    What an older program did not write is empty, or has its default; what a newer one added is passed over.
    Raises ValueError, TypeError, KeyError or AttributeError where a value is not what it should be.
    """
    values: dict[str, Any] = {}
    for name, reader, optional in _readers(kind):
        key = keys.get(name, name)
        if not optional or key in line:
            values[name] = reader(line, key)
    return kind(**values)


@cache
def _readers(kind: Any) -> tuple[tuple[str, Reader, bool], ...]:
    """(field, how it is read, whether it may be missing); fields of other kinds, which have defaults, are left out."""
    hints = get_type_hints(kind)
    return tuple(
        (field.name, READERS[hints[field.name]], field.default is not MISSING)
        for field in fields(kind)
        if hints[field.name] in READERS
    )


def _text(line: Line, key: str) -> str:
    return str(line.get(key) or "")


def _texts(line: Line, key: str) -> tuple[str, ...]:
    return tuple(map(str, line.get(key) or ()))


def _row(line: Line, key: str) -> Row:
    return Row(_text(line, "file"), _text(line, "sheet"), int(line.get("row") or 0), {})


def _places(line: Line, key: str) -> tuple[Place, ...]:
    return tuple(Place(p["file"], p["sheet"], p["cell"]) for p in line.get(key) or ())


def _reasons(line: Line, key: str) -> tuple[Reason, ...]:
    return tuple(Reason(r["rule"], r["title"], r["evidence"]) for r in line.get(key) or ())


def _read(meaning: Callable[[Any], Any]) -> Reader:
    def read(line: Line, key: str) -> Read[Any]:
        value = line.get(key)
        return Read(_text(line, f"{key}_text"), None if value is None else meaning(value))

    return read


READERS: Mapping[Any, Reader] = {
    str: _text,
    tuple[str, ...]: _texts,
    Row: _row,
    tuple[Place, ...]: _places,
    # Only the cells of the sheet of pairs are kept by name, and a last period's cells are never shown.
    Mapping[str, Place]: lambda line, key: {},
    tuple[Reason, ...]: _reasons,
    Read[int]: _read(int),
    Read[Decimal]: _read(lambda value: Decimal(str(value))),
    Read[date]: _read(date.fromisoformat),
    Read[tuple[int, ...]]: _read(lambda value: tuple(map(int, value))),
    Read[tuple[Branch, ...]]: _read(lambda value: tuple(Branch(b["label"], int(b["target"])) for b in value)),
}
