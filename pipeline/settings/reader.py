"""The one reader of settings: a table of a TOML file into a frozen dataclass, by the annotations of its fields.

str, int, float, Decimal, bool, date, an enumeration of texts, ``tuple[X, ...]`` for a list, ``Mapping[str, X]`` for a
table of the office's own keys, a dataclass for a table, ``X | Y`` for one or the other; a field with a default may be
missing.
``Annotated`` with the marks of ``marks.py`` asks for more. What is wrong is noted with its file and line, and reading
goes on, so that all faults are told at once.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Protocol, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pipeline.likeness.ratio import nearest
from pipeline.settings.faults import Faults, Known, Place, sentence, unknown
from pipeline.settings.layers import Layered
from pipeline.settings.marks import Between, Filled, Key, Of, OneOf, OwnKey, Places, Regex, Says, Sibling
from pipeline.settings.tomlfile import Path

_GONE = object()
"""Stands for an entry that ships and speaks of a name that the office has taken out."""

T = TypeVar("T")
_Read = Callable[[object, Place], object]

_KINDS: Mapping[object, str] = {
    str: "文字",
    int: "整数",
    float: "数字",
    Decimal: "数字",
    bool: " true 或 false",
    date: "日期",
    tuple: "列表",
    Mapping: "一组设置",
}


class Checked(Protocol):
    """A record that says what is wrong with it beyond its fields; asked only where each field by itself is right."""

    def faults_at(self, place: Place) -> None:
        """Note what is wrong at ``place``, where the record was read."""
        ...


def read(kind: type[T], document: Layered, faults: Faults, known: Known | None = None, gone: Known | None = None) -> T:
    """A whole file as a record of this kind.

    ``known`` are the names that ``Of(subject)`` allows; an entry that ships and speaks of one that is ``gone`` is left
    out. With faults the record is filled up with empty values, never to
    be used: ``faults.stop()`` raises them.
    """
    reader: _Read = _reader(cast(Hashable, kind))
    return cast(T, reader(document.content, Place(document, faults, known or {}, gone or {})))


def read_over(
    record: T, keys: Collection[str], document: Layered, faults: Faults, known: Known | None = None,
    gone: Known | None = None,
) -> T:  # fmt: skip
    """A record of which only some keys are read anew, from a document that says the same as before of all others."""
    kind = type(record)
    place = Place(document, faults, known or {}, gone or {})
    hints = get_type_hints(kind, include_extras=True)
    changed = {
        name: _reader(hint)(document.content[key], place / key)
        for name, hint in hints.items()
        if (key := _key(name, hint)) in keys and key in document.content
    }
    for key in keys:
        if key not in {_key(name, hint) for name, hint in hints.items()}:
            _unknown_key(key, [_key(name, hint) for name, hint in hints.items()], place)
    before = len(faults.lines)
    made = kind(**{name: changed.get(name, getattr(record, name)) for name in hints})
    if hasattr(kind, "faults_at") and len(faults.lines) == before:
        cast(Checked, made).faults_at(place)
    return made


def is_entries(kind: object, path: Path) -> bool:
    """Whether the table at a path of a record is one of the office's own keys (``Mapping``)."""
    for key in path:
        kind = _inner(kind)
        if isinstance(kind, type) and is_dataclass(kind):
            hints = get_type_hints(kind, include_extras=True)
            kind = next((hint for name, hint in hints.items() if _key(name, hint) == key), None)
        else:
            kind = get_args(kind)[1] if get_origin(kind) is Mapping else None
    return get_origin(_inner(kind)) is Mapping


def _inner(kind: object) -> object:
    """A type without marks, and without the None of what may be missing."""
    if get_origin(kind) is Annotated:
        return _inner(get_args(kind)[0])
    return get_args(kind)[0] if get_origin(kind) in (Union, types.UnionType) else kind


@cache
def _reader(kind: Hashable) -> _Read:
    """What reads a value of a type. The types are those of the settings' own records, so that there are few."""
    if get_origin(kind) is Annotated:
        inner, *marks = get_args(kind)
        return _marked(_reader(inner), tuple(mark for mark in marks if not isinstance(mark, Key)))
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enumerated(kind)
    if get_origin(kind) is tuple:
        return _listed(get_args(kind)[0])
    if get_origin(kind) is Mapping:
        return _mapped(*get_args(kind))
    if get_origin(kind) in (Union, types.UnionType):
        return _either([one for one in get_args(kind) if one is not type(None)])
    return _plain(kind)


def _record(kind: type) -> _Read:
    hints = get_type_hints(kind, include_extras=True)
    own = [field.name for field in fields(kind) if any(isinstance(mark, OwnKey) for mark in _marks(hints[field.name]))]
    keys = {field.name: _key(field.name, hints[field.name]) for field in fields(kind) if field.name not in own}
    optional = {one.name for one in fields(kind) if one.default is not MISSING or one.default_factory is not MISSING}
    checked = hasattr(kind, "faults_at")
    # Readers are made when the first value comes, so that a record may hold records of its own kind.
    readers: dict[str, _Read] = {}

    def read_record(value: object, place: Place) -> object:
        if not isinstance(value, Mapping):
            return _wrong(kind, value, place)
        before = len(place.faults.lines)
        found: dict[str, object] = dict.fromkeys(own, place.path[-1] if place.path else "")
        for name, key in keys.items():
            if key in value:
                reader = readers.get(name) or readers.setdefault(name, _reader(hints[name]))
                found[name] = reader(value[key], place / key)
                if found[name] is _GONE:
                    _ask_all(_marks(hints[name]), value[key], place / key)
                    found[name] = _empty(hints[name])
            elif name not in optional:
                place.wrong(f"缺少“{key}”（{_called(hints[name])}）")
                found[name] = _empty(hints[name])
        for key in value:
            if key not in keys.values():
                _unknown_key(str(key), list(keys.values()), place)
        record = kind(**found)
        if checked and len(place.faults.lines) == before:
            cast(Checked, record).faults_at(place)
        return record

    return read_record


def _key(name: str, hint: object) -> str:
    return next((mark.name for mark in _marks(hint) if isinstance(mark, Key)), name)


def _marks(hint: object) -> tuple[object, ...]:
    return tuple(get_args(hint)[1:]) if get_origin(hint) is Annotated else ()


def _unknown_key(key: str, keys: list[str], place: Place) -> None:
    meant = nearest(key, keys)
    mend = f"，是否为“{meant}”？" if meant else f"，这里可用的有：{'、'.join(keys)}"
    (place / key).wrong(f"不认识的设置“{key}”{mend}")


def _listed(kind: object) -> _Read:
    inner = _reader(kind)

    def read_list(value: object, place: Place) -> object:
        if not isinstance(value, list):
            return _wrong(tuple, value, place)
        entries = (inner(entry, place / index) for index, entry in enumerate(value))
        return tuple(entry for entry in entries if entry is not _GONE)

    return read_list


def _mapped(key_kind: object, kind: object) -> _Read:
    inner = _reader(kind)
    marks = _marks(key_kind)

    def read_table(value: object, place: Place) -> object:
        if not isinstance(value, Mapping):
            return _wrong(Mapping, value, place)
        found: dict[str, object] = {}
        for key, entry in value.items():
            # An office takes an entry out of a table that ships by writing false; nothing else can be said of a key.
            if (entry is False and kind is not bool) or _gone(marks, key, place / key):
                continue
            _ask_all(marks, key, place / key)
            read_entry = inner(entry, place / key)
            if read_entry is not _GONE:
                found[key] = read_entry
        return found

    return read_table


def _either(kinds: list[object]) -> _Read:
    """The first type that the value has; a single one with None is what may be missing."""
    readers = [(_fitting(kind), _reader(kind)) for kind in kinds]

    def read_either(value: object, place: Place) -> object:
        for fits, reader in readers:
            if fits(value):
                return reader(value, place)
        return readers[0][1](value, place)

    return read_either


def _enumerated(kind: type[Enum]) -> _Read:
    words = {str(member.value): member for member in kind}

    def read_member(value: object, place: Place) -> object:
        if not isinstance(value, str):
            return _wrong(kind, value, place)
        if value not in words:
            place.wrong(unknown(value, words))
        return words.get(value, next(iter(words.values())))

    return read_member


def _plain(kind: object) -> _Read:
    fits = _fitting(kind)

    def read_value(value: object, place: Place) -> object:
        if not fits(value):
            return _wrong(kind, value, place)
        if kind is Decimal:
            return Decimal(str(value))
        return float(cast(float, value)) if kind is float else value

    return read_value


def _marked(reader: _Read, marks: tuple[object, ...]) -> _Read:
    if not marks:
        return reader

    def read_marked(value: object, place: Place) -> object:
        if _gone(marks, value, place):
            return _GONE
        before = len(place.faults.lines)
        found = reader(value, place)
        if len(place.faults.lines) == before:
            _ask_all(marks, found, place)
        return found

    return read_marked


def _gone(marks: tuple[object, ...], value: object, place: Place) -> bool:
    """The value stands as it ships, and is a name that the office has taken out."""
    for mark in marks:
        gone: Collection[str] = ()
        if isinstance(mark, Of):
            gone = place.gone.get(mark.subject, ())
        elif isinstance(mark, Sibling):
            gone = place.names(mark.key)[1]
        if gone and value in gone and place.document.ships(place.path):
            return True
    return False


def _ask_all(marks: tuple[object, ...], value: object, place: Place) -> None:
    for mark in marks:
        _ask(mark, value, place)


def _ask(mark: object, value: object, place: Place) -> None:
    """Note where a value is not what a mark asks for."""
    match mark:
        case OneOf() if value not in mark.words:
            place.wrong(unknown(str(value), mark.words))
        case Of() if value not in place.known.get(mark.subject, ()):
            place.wrong(unknown(str(value), place.known.get(mark.subject, ())))
        case Sibling():
            # A list that has a fault itself is told there, and not again by each text that stands in it.
            names = place.names(mark.key)[0]
            if names and value not in names:
                place.wrong(unknown(str(value), names))
        case Places():
            sentence(str(value), mark.names, place)
        case Says():
            sentence(str(getattr(value, "found", "")), mark.names, place / "found")
        case Between() if isinstance(value, int | float | Decimal):
            high = mark.high
            if value < mark.low or (high is not None and value > high):
                ends = f"{mark.low:g}以上" if high is None else f"{mark.low:g}到{high:g}"
                place.wrong(f"{place.name}应为{ends}，现在是 {value}")
        case Regex():
            try:
                re.compile(str(value))
            except (re.error, RecursionError, OverflowError) as error:
                place.wrong(f"{place.name}的正则表达式有误：{error}")
        case Filled() if not str(value).strip():
            place.wrong(f"{place.name}不能为空")
        case _:
            pass


def _fitting(kind: object) -> Callable[[object], bool]:
    """Whether a value is of a type. To Python true is a number, and a point of time a date; to the office not."""
    bare = _bare(kind)
    if bare is str:
        return lambda value: isinstance(value, str)
    if bare is bool:
        return lambda value: isinstance(value, bool)
    if bare is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    if bare in (float, Decimal):
        # Not endless, and not "nan": no amount is.
        return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value - value == 0
    if bare is date:
        return lambda value: isinstance(value, date) and not isinstance(value, datetime)
    return lambda value: isinstance(value, list if bare is tuple else Mapping)


def _bare(kind: object) -> object:
    """A type without marks: tuple for each list, Mapping for each table, str for each enumeration."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (tuple, Mapping):
        return get_origin(kind)
    if get_origin(kind) in (Union, types.UnionType):
        return _bare(get_args(kind)[0])
    if isinstance(kind, type) and is_dataclass(kind):
        return Mapping
    return str if isinstance(kind, type) and issubclass(kind, Enum) else kind


def _called(kind: object) -> str:
    return _KINDS[_bare(kind)]


def _wrong(kind: object, value: object, place: Place) -> object:
    place.wrong(f"{place.name}应为{_called(kind)}，现在是{_shown(value)}")
    return _empty(kind)


def _shown(value: object) -> str:
    match value:
        case bool():
            return " true" if value else " false"
        case str():
            return f"“{value[:20]}”"
        case list():
            return "列表"
        case Mapping():
            return "一组设置"
        case _:
            return f" {value}"


def _empty(kind: object) -> object:
    """What stands in for a value with a fault, so that reading can go on."""
    if get_origin(kind) is Annotated:
        return _empty(get_args(kind)[0])
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind, include_extras=True)
        return kind(**{field.name: _empty(hints[field.name]) for field in fields(kind)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if get_origin(kind) in (Union, types.UnionType):
        return None if type(None) in get_args(kind) else _empty(get_args(kind)[0])
    bare = _bare(kind)
    blanks: Mapping[object, object] = {
        str: "", int: 0, float: 0.0, Decimal: Decimal(0), bool: False, date: date.min, tuple: (), Mapping: {},
    }  # fmt: skip
    return blanks[bare]
