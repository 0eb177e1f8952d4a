"""改名: an office calls the levels otherwise; what ships speaks of them by the office's names from then on.

Only scales (等级, 程度) are renamed, by their order: the first name is the highest. Other lists are written anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import UnionType
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from pipeline.settings.faults import Faults
from pipeline.settings.layers import Layered
from pipeline.settings.marks import Key, Of
from pipeline.settings.tomlfile import TomlFile

SCALES = ("等级", "程度")
"""The lists that are scales, highest first."""

Renamed = Mapping[str, Mapping[str, str]]
"""List → the name of a term as it was → as it is now."""


def renamed_terms(document: Layered, faults: Faults) -> Renamed:
    """The scales that the office's vocabulary (laid over the one that ships) calls otherwise, as many as they were.

    A name that ships may not come to stand for another level: that is a scale written the wrong way round.
    """
    found: dict[str, Mapping[str, str]] = {}
    for name in SCALES:
        before, now = document.at((name, "terms"), document.base.content), document.at((name, "terms"))
        if not isinstance(before, list) or not isinstance(now, list) or len(before) != len(now) or before == now:
            continue
        if not all(isinstance(term, str) for term in now):
            continue
        moved = [index for index, term in enumerate(now) if term in before and before.index(term) != index]
        for index in moved:
            was = before.index(now[index]) + 1
            faults.add(
                document, (name, "terms", index), f"“{now[index]}”原为第{was}级，不能改作第{index + 1}级。由高到低排列"
            )
        if not moved:
            found[name] = {old: new for old, new in zip(before, now, strict=True) if old != new}
    return found


def renamed_vocabulary(file: TomlFile, renamed: Renamed) -> TomlFile:
    """The vocabulary that ships with its scales renamed; a name as it was is read as the new one."""
    content = dict(file.content)
    for name, names in renamed.items():
        listed = content[name]
        if not isinstance(listed, Mapping):
            continue
        synonyms = listed.get("synonyms", {})
        known = synonyms.items() if isinstance(synonyms, Mapping) else ()
        content[name] = {
            **listed,
            "terms": [names.get(term, term) for term in listed["terms"]],
            "synonyms": {**{word: names.get(term, term) for word, term in known}, **names},
            "as_shipped": listed["terms"],
        }
    return replace(file, content=content)


def in_new_names(file: TomlFile, kind: type, renamed: Renamed) -> TomlFile:
    """A file that ships, read as ``kind``, with the new names wherever it speaks of terms (``Of``)."""
    if not any(renamed.values()):
        return file
    content = _Renaming(renamed).value(kind, file.content)
    return replace(file, content=content) if isinstance(content, Mapping) else file


class _Renaming:
    """Walks a value by its type."""

    def __init__(self, renamed: Renamed) -> None:
        self._renamed = renamed

    def value(self, kind: object, value: object) -> object:
        origin = get_origin(kind)
        if origin is Annotated:
            inner, *marks = get_args(kind)
            return self._named(marks, value) if isinstance(value, str) else self.value(inner, value)
        if origin in (Union, UnionType):
            return next((made for one in get_args(kind) if (made := self.value(one, value)) != value), value)
        if origin is tuple and isinstance(value, list):
            return [self.value(get_args(kind)[0], entry) for entry in value]
        if origin is Mapping and isinstance(value, Mapping):
            key_kind, of_kind = get_args(kind)
            return self._table(key_kind, of_kind, value)
        if isinstance(kind, type) and is_dataclass(kind) and isinstance(value, Mapping):
            return self._record(kind, value)
        return value

    def _named(self, marks: list[object], value: str) -> str:
        for mark in marks:
            if isinstance(mark, Of):
                value = self._renamed.get(mark.subject, {}).get(value, value)
        return value

    def _table(self, key_kind: object, kind: object, table: Mapping[object, object]) -> object:
        return {self.value(key_kind, key): self.value(kind, entry) for key, entry in table.items()}

    def _record(self, kind: type, table: Mapping[object, object]) -> object:
        hints = get_type_hints(kind, include_extras=True)
        by_key = {_key(field.name, hints[field.name]): hints[field.name] for field in fields(kind)}
        return {
            key: self.value(by_key[key], entry) if isinstance(key, str) and key in by_key else entry
            for key, entry in table.items()
        }


def _key(name: str, hint: object) -> str:
    marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((mark.name for mark in marks if isinstance(mark, Key)), name)
