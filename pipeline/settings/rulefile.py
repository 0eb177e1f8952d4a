"""Reading a rule file key by key: every fault with its file and line, all of them in one pass."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from string import Formatter
from typing import Any

from pipeline.errors import SettingsError
from pipeline.settings.tomlfile import Path, TomlFile, line_of

_KINDS = {str: "文字", int: "整数", Decimal: "数字", bool: "true 或 false", list: "列表", dict: "一组设置"}


@dataclass(slots=True)
class Faults:
    """What is wrong with the rules, in the order it was met."""

    lines: list[str] = field(default_factory=list)

    def add(self, file: TomlFile, path: Path, message: str) -> None:
        """One fault at a key."""
        line = line_of(file.text, path)
        place = f"规则文件 {file.name} 第{line}行" if line else f"规则文件 {file.name}"
        self.lines.append(f"{place}：{message}")

    def stop(self) -> None:
        """Raise SettingsError with all faults, a line each; nothing where there are none."""
        if self.lines:
            raise SettingsError("\n".join(dict.fromkeys(self.lines)))


class Entry:
    """One table of a rule file. What is read is ticked off; what is left at ``close`` is unknown."""

    def __init__(self, file: TomlFile, path: Path, content: Mapping[str, Any], faults: Faults) -> None:
        self.file, self.path, self.faults = file, path, faults
        self.content = content
        self._read: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.content

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys, in the file's order."""
        return tuple(self.content)

    def keys_of(self, known: Collection[str]) -> tuple[str, ...]:
        """The keys that are known; each other one is a fault."""
        for key in self.content:
            self.check(key, (key,), known)
        return tuple(key for key in self.content if key in known)

    def wrong(self, key: str, message: str) -> None:
        """Note a fault at one of this table's keys (or at the table, where the key is empty)."""
        self.faults.add(self.file, (*self.path, key) if key else self.path, message)

    def text(self, key: str, default: str | None = None) -> str:
        """A piece of text; required where there is no default."""
        return str(self._take(key, str, default, ""))

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        return int(self._take(key, int, default, 0))

    def number(self, key: str, default: Decimal | None = None) -> Decimal:
        """A number, exactly as it is written."""
        return Decimal(str(self._take(key, Decimal, default, Decimal(0))))

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        return bool(self._take(key, bool, default, False))

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        found = self._take(key, list, default, ())
        if not all(isinstance(entry, str) for entry in found):
            self.wrong(key, f'“{key}”应为文字的列表，如 ["甲", "乙"]')
            return ()
        return tuple(found)

    def word(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """A text that must be one of those known."""
        found = self.text(key, default)
        if key in self.content and isinstance(self.content[key], str):
            self.check(key, (found,), known)
        return found

    def words(self, key: str, known: Collection[str], default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, each one of those known."""
        found = self.texts(key, default)
        self.check(key, found, known)
        return found

    def template(self, key: str, values: Collection[str]) -> str:
        """A sentence with places such as {level}; only the values named may stand in them."""
        sentence = self.text(key)
        try:
            named = [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]
        except ValueError:
            self.wrong(key, f"“{key}”中的花括号不成对")
            return ""
        for name in named:
            if name not in values:
                self.wrong(key, f"“{key}”中的 {{{name}}} 没有内容，可用的有：{'、'.join(values) or '（无）'}")
        return "" if set(named) - set(values) else sentence

    def unique(self, key: str, seen: set[str]) -> str:
        """A text that no other place has, by what was seen so far."""
        found = self.text(key)
        if found and found in seen:
            self.wrong(key, f"“{found}”重复，已被另一条规则使用")
        seen.add(found)
        return found

    def check(self, key: str, names: Collection[str], known: Collection[str]) -> None:
        """Note each name that is not known."""
        for name in names:
            if name not in known:
                self.wrong(key, f"“{name}”不存在，可用的有：{'、'.join(known)}")

    def table(self, key: str) -> Entry:
        """The table under a key; an empty one where it is missing, so that reading goes on to further faults."""
        return Entry(self.file, (*self.path, key), self._take(key, dict, None, {}), self.faults)

    def optional(self, key: str) -> Entry:
        """The table under a key, empty where it is not there."""
        return Entry(self.file, (*self.path, key), self._take(key, dict, {}, {}), self.faults)

    def entries(self, key: str) -> Iterator[Entry]:
        """The tables of a list of tables ([[…]]); none where it is not there."""
        for index, content in enumerate(self._take(key, list, [], [])):
            if isinstance(content, dict):
                yield Entry(self.file, (*self.path, key, index), content, self.faults)
            else:
                self.wrong(key, f"“{key}”应写成若干组 [[{'.'.join(map(str, (*self.path, key)))}]]")

    def close(self) -> None:
        """Note the keys that nobody asked for."""
        for key in self.content:
            if key not in self._read:
                known = "、".join(sorted(self._read))
                self.wrong(key, f"不认识的设置“{key}”" + (f"，这里可用的有：{known}" if known else ""))

    def _take(self, key: str, kind: type, default: object, fallback: Any) -> Any:
        self._read.add(key)
        if key not in self.content:
            if default is None:
                self.wrong("", f"缺少“{key}”（{_KINDS[kind]}）")
                return fallback
            return default
        value = self.content[key]
        kinds: tuple[type, ...] = (int, float) if kind is Decimal else (kind,)
        # To Python true is a number; to the office it is not.
        if not isinstance(value, kinds) or (isinstance(value, bool) and kind is not bool):
            self.wrong(key, f"“{key}”应为{_KINDS[kind]}，现在是 {value!r}")
            return fallback
        return value
