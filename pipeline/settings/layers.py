"""Settings files laid over one another: what they say together, and which of them said it.

Tables are laid over key by key; any other value, a list too, stands in place of the one beneath. So an office writes
the one key that it changes, and writes a list anew when it changes the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.settings.tomlfile import Path, TomlFile, line_of

Table = Mapping[str, object]

_Origin = tuple[TomlFile, Path]

Alone = Callable[[Path, Table, Table], bool]
"""Whether a table (its path, the one beneath, the one above) stands alone, and hides the one beneath."""


@dataclass(frozen=True, slots=True)
class Layered:
    """What some files say together.

    ``values`` has the file, and the path in it, of each value that an upper file wrote; ``tables`` those of each table
    that it opened, some keys of which may come from beneath.
    """

    content: Table
    base: TomlFile
    values: Mapping[Path, _Origin]
    tables: Mapping[Path, _Origin]

    def place(self, path: Path) -> tuple[str, int]:
        """The name of the file that a value came from, and its line (0 where it has none)."""
        file, at = self._origin(path)
        return file.name, line_of(file.text, at)

    def told_at_base(self, path: Path) -> bool:
        """Whether a fault there is told at a line of the lowest file."""
        return self._origin(path)[0] is self.base

    def over(self, file: TomlFile, alone: Alone) -> Layered:
        """These files with another one on top."""
        values, tables = dict(self.values), dict(self.tables)
        content = _Laying(file, values, tables, alone, {}).table(self.content, file.content, (), ())
        return Layered(content, self.base, values, tables)

    def ships(self, path: Path) -> bool:
        """A value stands as the lowest file has it."""
        return self._written(path) is None

    def at(self, path: Path, content: object = None) -> object:
        """The value at a path, of all files or of the content given; None where there is none."""
        value = self.content if content is None else content
        for part in path:
            entries = dict(enumerate(value)) if isinstance(value, list) else value
            value = entries.get(part) if isinstance(entries, Mapping) else None
        return value

    def _origin(self, path: Path) -> _Origin:
        """The file that a value, or the table that lacks it, came from, and the path of it there."""
        while path and self.at(path) is None:
            path = path[:-1]
        return self._written(path) or self.tables.get(path, (self.base, path))

    def _written(self, path: Path) -> _Origin | None:
        """The upper file that wrote a value, and the path of it there."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.values:
                file, at = self.values[path[:length]]
                return file, (*at, *path[length:])
        return None


def merging(_path: Path, _beneath: Table, _above: Table) -> bool:
    """No table stands alone."""
    return False


def layered(
    base: TomlFile, *above: TomlFile, alone: Alone = merging, named: Mapping[str, str] | None = None
) -> Layered:
    """The files together, the last one on top.

    ``named`` are lists of tables whose entries are known by a key of theirs (``{"law": "name"}``): an entry of the same
    name is laid over, a new one comes last, and the others stay.
    """
    content: Table = base.content
    values: dict[Path, _Origin] = {}
    tables: dict[Path, _Origin] = {}
    for file in above:
        content = _Laying(file, values, tables, alone, named or {}).table(content, file.content, (), ())
    return Layered(content, base, values, tables)


@dataclass(frozen=True, slots=True)
class _Laying:
    """One file as it is laid over those beneath."""

    file: TomlFile
    values: dict[Path, _Origin]
    tables: dict[Path, _Origin]
    alone: Alone
    named: Mapping[str, str]

    def table(self, beneath: Table, above: Table, path: Path, at: Path) -> Table:
        """``path`` is the table's place in all files together, ``at`` that in this file."""
        if self.alone(path, beneath, above):
            self._replaced(path, at)
            return above
        self.tables[path] = (self.file, at)
        result = dict(beneath)
        for key, value in above.items():
            result[key] = self._value(result.get(key), value, (*path, key), (*at, key))
        return result

    def _value(self, beneath: object, above: object, path: Path, at: Path) -> object:
        if isinstance(above, Mapping) and isinstance(beneath, Mapping):
            return self.table(beneath, above, path, at)
        if len(path) == 1 and path[0] in self.named and isinstance(beneath, list) and isinstance(above, list):
            return self._list(beneath, above, path, at)
        self._replaced(path, at)
        return above

    def _list(self, beneath: list[object], above: list[object], path: Path, at: Path) -> list[object]:
        """Entries laid over by their names."""
        key = self.named[str(path[0])]
        result = list(beneath)
        places = {
            entry[key]: index for index, entry in enumerate(result) if isinstance(entry, Mapping) and key in entry
        }
        for index, entry in enumerate(above):
            name = entry.get(key) if isinstance(entry, Mapping) else None
            to = places.get(name, len(result)) if isinstance(name, str) else len(result)
            if to == len(result):
                result.append({})
            result[to] = self._value(result[to], entry, (*path, to), (*at, index))
        return result

    def _replaced(self, path: Path, at: Path) -> None:
        """This file's value stands at a path; what other files said of it, or beneath it, does not count any more."""
        for origins in (self.values, self.tables):
            for known in [known for known in origins if known[: len(path)] == path]:
                del origins[known]
        self.values[path] = (self.file, at)
