"""A TOML file as it was read: its name, its text and what it says; and the line that each key stands on."""

from __future__ import annotations

import bisect
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.errors import SettingsError

Path = tuple[str | int, ...]
"""Where a value stands in a file: keys, and places in lists."""

_FULL_WIDTH = re.compile("[“”‘’＝，【】［］｛｝＃＂]")
# A name outside quotes, at the left of an equals sign or in the brackets of a section.
_CHINESE_KEY = re.compile(r"\s*\[{0,2}[^=]*[\u4e00-\u9fff]")
_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """设置文件: its name as messages have it, its text (so that a fault is told by its line), and what it says."""

    name: str
    text: str
    content: Mapping[str, Any]


def parsed(name: str, data: bytes) -> TomlFile:
    """A TOML file's content. Raises SettingsError where it is not UTF-8 or not TOML."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"设置文件 {name} 不是 UTF-8 编码。请用文本编辑器另存为 UTF-8。") from error
    try:
        return TomlFile(name, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        lines = text.splitlines() or [""]
        line = min(int(at[1]), len(lines)) if at else len(lines)
        raise SettingsError(f"设置文件 {name} 第{line}行：格式有误。{_mend(lines[line - 1])}") from error
    except RecursionError as error:
        raise SettingsError(f"设置文件 {name} 的括号套得太深。请检查方括号、花括号是否成对。") from error


def _mend(line: str) -> str:
    """What a clerk most likely wrote wrong on a line that is no TOML."""
    bare = re.sub(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*', "", line)
    if marks := _FULL_WIDTH.findall(bare):
        return f"这一行有中文标点 {marks[0]} ，请改用英文的引号、等号、逗号、方括号。"
    if _CHINESE_KEY.match(bare):
        return '中文的名称要用英文双引号括起来，如 "高" = "主要领导"、[scales."等级"]。'
    return "请检查引号、方括号、等号是否成对，同一设置是否写了两次。"


def line_of(text: str, path: Path) -> int:
    """The line (from 1) where a key of a TOML text stands: itself, else the nearest table that holds it; 0 for none."""
    lines = _lines(text)
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 0


@lru_cache(maxsize=8)
def _lines(text: str) -> Mapping[Path, int]:
    """Each key path → its line. The text is known to be TOML."""
    return _Scan(text).lines


_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PART = re.compile(r"""[ \t]*(?:"((?:\\.|[^"\\\n])*)"|'([^'\n]*)'|([\w-]+))[ \t]*""")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}\n#]+")


class _Scan:
    """One pass over a TOML text, noting where keys and entries of lists begin."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.breaks = [match.start() for match in re.finditer("\n", text)]
        self.lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        table: Path = ()
        while self._skip():
            begin = self.at
            if text[self.at] == "[":
                listed = text.startswith("[[", self.at)
                self.at += 2 if listed else 1
                table = self._resolved(self._key(), listed=listed)
                self._note(table, begin)
                self.at += 2 if listed else 1
            else:
                self._pair(table)

    def _skip(self) -> bool:
        """Go on to what is neither space nor remark; False at the end."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at < len(self.text)

    def _note(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, bisect.bisect_left(self.breaks, at) + 1)

    def _key(self) -> Path:
        parts: list[str] = []
        while match := _PART.match(self.text, self.at):
            self.at = match.end()
            quoted, literal, bare = match.groups()
            parts.append(
                tomllib.loads(f'k = "{quoted}"')["k"] if quoted and "\\" in quoted else quoted or literal or bare or ""
            )
            if self.text[self.at] != ".":
                break
            self.at += 1
        return tuple(parts)

    def _pair(self, table: Path) -> None:
        begin = self.at
        parts = self._key()
        # A dotted key makes its tables by the way.
        for length in range(1, len(parts) + 1):
            self._note((*table, *parts[:length]), begin)
        self.at += 1
        self._skip()
        self._value((*table, *parts))

    def _value(self, path: Path) -> None:
        sign = self.text[self.at]
        if match := _STRING.match(self.text, self.at):
            self.at = match.end()
        elif sign in "[{":
            self.at += 1
            self._entries(path, "]" if sign == "[" else "}")
        elif match := _BARE.match(self.text, self.at):
            self.at = match.end()

    def _entries(self, path: Path, end: str) -> None:
        """The entries of a list, or the pairs of a table in braces, up to its end."""
        index = 0
        while self._skip() and self.text[self.at] != end:
            if self.text[self.at] == ",":
                self.at += 1
            elif end == "}":
                self._pair(path)
            else:
                self._note((*path, index), self.at)
                self._value((*path, index))
                index += 1
        self.at += 1

    def _resolved(self, parts: Path, *, listed: bool) -> Path:
        """A header's path, with the place in the list put in after each list of tables; notes what it opens."""
        path: Path = ()
        for index, part in enumerate(parts):
            path = (*path, part)
            self._note(path, self.at)
            if listed and index == len(parts) - 1:
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
        return path
