"""The files that the settings come from: those that ship, an office's own folder over them, its rule file on top."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from importlib import resources
from pathlib import Path

from pipeline.errors import SettingsError
from pipeline.likeness.ratio import nearest
from pipeline.settings.faults import Faults
from pipeline.settings.layers import Alone, Layered, layered, merging
from pipeline.settings.tomlfile import TomlFile, parsed

OFFICE = "本机关"
"""What an office's own folder is called, and how the manifest names it."""
LAYOUTS = "版式"
"""The folder of the office's own Word layouts, in its folder."""

SHIPPED = resources.files("pipeline").joinpath("data")


Reword = Callable[[str, TomlFile], TomlFile]
"""What ships under a name, in the office's words."""


class Sources:
    """Reads each file once, and notes its SHA-256 under the name that the manifest has.

    A file that cannot be read, or is no TOML, is a fault among others; it counts as empty, so that reading goes on.
    """

    def __init__(self, office: Path | None, rules: Path | None, faults: Faults) -> None:
        self.digests: dict[str, str] = {}
        self._office, self._rules, self._faults = office, rules, faults
        self._read: dict[str, TomlFile] = {}
        self._reword: Reword = lambda _name, file: file

    def reword(self, reword: Reword) -> None:
        """Give what ships in other words from now on."""
        self._reword = reword

    def shipped(self, name: str) -> TomlFile:
        """A file that ships (``rules.toml``)."""
        return self._reword(name, self._file(name, name, SHIPPED.joinpath(name).read_bytes))

    def text(self, name: str) -> str:
        """The text of a table that ships (``laws.csv``)."""
        content = SHIPPED.joinpath(name).read_bytes()
        self.digests[name] = hashlib.sha256(content).hexdigest()
        return content.decode("utf-8")

    def own(self, name: str) -> tuple[TomlFile, ...]:
        """The office's own file of that name; none where it has none."""
        if self._office is None or not (self._office / name).is_file():
            return ()
        shown = f"{self._office.resolve().name}/{name}"
        return (self._file(f"{OFFICE}/{name}", shown, (self._office / name).read_bytes),)

    def named(self) -> tuple[TomlFile, ...]:
        """The rule file that was asked for by name."""
        if self._rules is None:
            return ()
        return (self._file(f"--rules {self._rules.name}", self._rules.name, self._rules.read_bytes),)

    def rule_set(self, file: str) -> TomlFile | None:
        """The file of a rule set, from beside the rule file, else from the office's folder, else from what ships."""
        folders = (self._rules and self._rules.parent, self._office, SHIPPED.joinpath("rules"))
        for folder in folders:
            if folder is not None and (path := folder.joinpath(file)).is_file():
                found = self._file(f"rules/{file}", file, path.read_bytes)
                return self._reword("rules.toml", found) if folder is folders[-1] else found
        return None

    def layered(self, name: str, alone: Alone = merging, named: Mapping[str, str] | None = None) -> Layered:
        """A file that ships with the office's own of the same name laid over it."""
        return layered(self.shipped(name), *self.own(name), alone=alone, named=named)

    def refuse_unknown(self, known: Collection[str], rule_sets: Collection[str]) -> None:
        """Note each file of the office's folder that is none of these, nor a note to people."""
        if self._office is None:
            return
        if not self._office.is_dir():
            self._faults.lines.append(f"没有文件夹“{self._office}”。请核对名称和位置。")
            return
        for path in sorted(self._office.iterdir()):
            expected = path.is_dir() if path.name == LAYOUTS else path.is_file() and path.name in (*known, *rule_sets)
            if expected or _is_note(path.name):
                continue
            meant = nearest(path.name, [*known, LAYOUTS])
            mend = f"，是否为“{meant}”？" if meant else f"，可以放的有：{'、'.join(known)}、{LAYOUTS}/。"
            self._faults.lines.append(f"文件夹“{self._office.resolve().name}”中的“{path.name}”不认识{mend}")

    def _file(self, digest: str, name: str, reading: Callable[[], bytes]) -> TomlFile:
        if digest not in self._read:
            try:
                content = reading()
                self.digests[digest] = hashlib.sha256(content).hexdigest()
                self._read[digest] = parsed(name, content)
            except OSError as error:
                self._faults.lines.append(f"设置文件“{name}”无法读取（{error.strerror}）。请检查文件名和位置。")
            except SettingsError as error:
                self._faults.lines.append(str(error))
        return self._read.setdefault(digest, TomlFile(name, "", {}))


def part(file: TomlFile, holds: Callable[[str], bool]) -> TomlFile:
    """A file with only those sections."""
    return TomlFile(file.name, file.text, {key: value for key, value in file.content.items() if holds(key)})


def _is_note(name: str) -> bool:
    """A file that is no setting: hidden, a lock of Word's, a desktop's, or a note to people (说明…, README…)."""
    return name.startswith((".", "~$", "说明", "README")) or name.casefold() in ("thumbs.db", "desktop.ini")
