"""One record, one JSON object: how each field is written, and read back.

The rules, so that a new field of a record needs nothing here:
- a field bears its own name, or the one of ``NAMES`` (or its own ``key``); texts, numbers and lists as JSON has them;
- a row, a cell, a record within a record are spread into the same object; those of ``NESTED`` are objects of their own;
- a value read from text (``Read``) is two keys, ``amount`` and ``amount_text``: what could not be read is not lost;
- ``UNWRITTEN`` fields are left out, and come back empty.
What an older program did not write has its default; what a newer one added is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from pipeline.model import (
    Assessment,
    Basis,
    Candidate,
    CauseKind,
    Decision,
    Difference,
    Finding,
    Kind,
    Read,
    Revisit,
    Row,
    Subject,
    Suggestion,
    UnitInfo,
)

T = TypeVar("T")
Line = dict[str, Any]

NAMES: Mapping[type, Mapping[str, str]] = {
    Row: {"number": "row"},
    Finding: {"mend": "hint"},
    Assessment: {"risk_code": "risk", "power_code": "power", "klass": "class"},
    Candidate: {"klass": "class"},
    Basis: {"klass": "class"},
    Decision: {"klass": "class", "decided_by": "by", "decided_on": "on"},
    Suggestion: {"power_code": "power"},
    Difference: {"power_code": "power"},
    Revisit: {"power_code": "power"},
}
NESTED: frozenset[type] = frozenset({Basis})
UNWRITTEN: Mapping[type, frozenset[str]] = {
    # Where a column stood in its sheet, and the cells of 单位信息: no later run shows an earlier one's cells.
    Row: frozenset({"columns"}),
    UnitInfo: frozenset({"places"}),
    # The catalogue of checks has it.
    Finding: frozenset({"title"}),
}
# Days that are always read, so that their text is their value: 审定日期.
TEXTLESS: Mapping[type, frozenset[str]] = {Decision: frozenset({"decided_on"})}
# Machines read the English name of these: a change of the Chinese word changes no file that a program reads.
BY_NAME: frozenset[type[Enum]] = frozenset({Subject, Kind, CauseKind})

_ENCODER = msgspec.json.Encoder()
# As written, to the last digit: a float would round an amount.
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_WRONG = (msgspec.MsgspecError, ValueError, TypeError, KeyError, AttributeError)


class Damaged(Exception):
    """A line is not what was written; ``number`` is its place in the file, from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Codec(Generic[T]):
    """How records of one kind are written and read. ``order`` is that of the keys, where not that of the fields."""

    def __init__(self, kind: Any, order: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.order = order
        self._fields = tuple(_fields(kind))
        # Most fields are JSON as they are: they are read without a call each.
        self._plain = tuple((field.name, field.key) for field in self._fields if field.key)
        self._read = tuple(field for field in self._fields if not field.key)

    def line(self, record: T) -> Line:
        """The record as a JSON object."""
        line: Line = {}
        for field in self._fields:
            field.write(getattr(record, field.name), line)
        return {key: line[key] for key in self.order} if self.order else line

    def values(self, line: Line) -> Line:
        """The object by the names of the fields; what it lacks is left out."""
        values = {name: value for name, key in self._plain if (value := line.get(key)) is not None}
        for field in self._read:
            if (value := field.read(line)) is not None:
                values[field.name] = value
        return values

    def record(self, line: Line) -> T:
        """The record that was written as ``line``. Raises ValueError, TypeError, KeyError or AttributeError."""
        record: T = msgspec.convert(self.values(line), self.kind)
        return record


def as_text(line: Line) -> str:
    """A JSON object on one line."""
    # Spaces after “:” and “,”: people read these files, too.
    return msgspec.json.format(_ENCODER.encode(line), indent=0).decode()


def read_lines(codec: Callable[[Line], Codec[T]], lines: Iterable[bytes]) -> Iterator[T]:
    """The records of a file's lines, each by the codec that its line asks for. Raises Damaged."""
    for number, text in enumerate(lines, start=1):
        try:
            line = _DECODER.decode(text)
            record = codec(line).record(line)
        except _WRONG as error:
            raise Damaged(number) from error
        yield record


class _Field:
    """One field: how its value goes into an object (``write``), and what of the object it is made from (``read``).

    ``key`` is that of a value which is read as it stands.
    """

    def __init__(
        self, name: str, write: Callable[[Any, Line], None], read: Callable[[Line], Any], key: str = ""
    ) -> None:
        self.name = name
        self.write = write
        self.read = read
        self.key = key


def _fields(kind: Any) -> Iterator[_Field]:
    owner = get_origin(kind) or kind
    given = dict(zip(getattr(owner, "__parameters__", ()), get_args(kind), strict=True))
    hints = get_type_hints(owner)
    for field in fields(owner):
        hint = given.get(hints[field.name], hints[field.name])
        if field.name in UNWRITTEN.get(owner, ()):
            yield _unwritten(field.name, "" if hint is str else {})
            continue
        key = field.metadata.get("key") or NAMES.get(owner, {}).get(field.name, field.name)
        if get_origin(hint) is Read:
            yield _pair(field.name, key, get_args(hint)[0], field.name in TEXTLESS.get(owner, ()))
        elif is_dataclass(hint) and hint not in NESTED:
            yield _spread(field.name, hint)
        else:
            yield _single(field.name, key, hint)


def _unwritten(name: str, empty: Any) -> _Field:
    return _Field(name, lambda value, line: None, lambda line: empty)


def _single(name: str, key: str, hint: Any) -> _Field:
    written, named = _written(hint), _named(hint)

    def write(value: Any, line: Line) -> None:
        line[key] = written(value) if written and value is not None else value

    def read(line: Line) -> Any:
        value = line.get(key)
        return named(value) if named and value is not None else value

    return _Field(name, write, read, "" if named else key)


def _pair(name: str, key: str, hint: Any, textless: bool) -> _Field:
    written, named = _written(hint), _named(hint)

    def write(value: Read[Any], line: Line) -> None:
        line[key] = written(value.value) if written and value.value is not None else value.value
        if not textless:
            line[f"{key}_text"] = value.text

    def read(line: Line) -> Any:
        value = line.get(key)
        text = line.get(key) if textless else line.get(f"{key}_text")
        return {"text": text or "", "value": named(value) if named and value is not None else value}

    return _Field(name, write, read)


def _spread(name: str, hint: Any) -> _Field:
    inner = codec_of(hint)
    return _Field(name, lambda value, line: line.update(inner.line(value)), inner.values)


@cache
def codec_of(kind: Any) -> Codec[Any]:
    """The codec of a kind of record, made once."""
    return Codec(kind)


@cache
def _written(hint: Any) -> Callable[[Any], Any] | None:
    """How a value of a type becomes JSON; None where it is JSON already."""
    if get_origin(hint) in (Union, UnionType):
        return _written(next(member for member in get_args(hint) if member is not type(None)))
    if get_origin(hint) is tuple:
        entry = _written(get_args(hint)[0])
        return (lambda value: [entry(one) for one in value]) if entry else list
    if isinstance(hint, type) and is_dataclass(hint):
        return codec_of(hint).line
    if isinstance(hint, type) and issubclass(hint, Enum):
        return (lambda value: value.name.lower()) if hint in BY_NAME else (lambda value: value.value)
    if hint is Decimal:
        return _digits
    return date.isoformat if hint is date else None


def _digits(value: Decimal) -> msgspec.Raw:
    """A number without zeros that say nothing: 5 for 5.00."""
    text = f"{value:f}"
    return msgspec.Raw((text.rstrip("0").rstrip(".") if "." in text else text).encode())


@cache
def _named(hint: Any) -> Callable[[Any], Any] | None:
    """JSON back to what the type is made from, by the names of its fields; None where it needs nothing."""
    if get_origin(hint) in (Union, UnionType):
        return _named(next(member for member in get_args(hint) if member is not type(None)))
    if get_origin(hint) is tuple:
        entry = _named(get_args(hint)[0])
        return (lambda value: [entry(one) for one in value]) if entry else None
    if isinstance(hint, type) and is_dataclass(hint):
        return codec_of(hint).values
    if isinstance(hint, type) and hint in BY_NAME:
        return lambda value: hint[value.upper()]
    return None
