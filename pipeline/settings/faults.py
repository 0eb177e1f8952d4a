"""What is wrong with the settings: every fault with its file and line, all of them told at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from string import Formatter

from pipeline.errors import SettingsError
from pipeline.likeness.ratio import nearest
from pipeline.settings.layers import Layered
from pipeline.settings.tomlfile import Path

Known = Mapping[str, Collection[str]]
"""The names that a text may have, by subject: the terms of each list of 词表, the codes of checks."""

MOST_NAMED = 30
"""More names than this are not listed in a message; beside the nearest one, not more than FEW."""
FEW = 8
_DRAWN_IN = "（这一行随程序，被本机关的改动牵连，请在本机关的文件里一并写明）"
_LOOK_ALIKE = str.maketrans("OIL", "011")
NEAR = 50
"""How like (of 100) a known name must be, to be offered in place of one that is not known."""


@dataclass(slots=True)
class Faults:
    """What is wrong, in the order it was met; ``own``: an office's own files lie over those that ship."""

    own: bool = False
    lines: list[str] = field(default_factory=list)

    def add(self, document: Layered, path: Path, message: str) -> None:
        """One fault at a key."""
        name, line = document.place(path)
        # What ships is whole by itself: only another change of the office's can have put it out of joint.
        note = (
            "（这一行随程序，被本机关的改动牵连，请在本机关的文件里一并写明）"
            if self.own and document.told_at_base(path)
            else ""
        )
        self.lines.append(f"设置文件 {name}{f' 第{line}行' if line else ''}：{message}{note}")

    def stop(self) -> None:
        """Raise SettingsError with all faults, a line each; nothing where there are none."""
        if self.lines:
            raise SettingsError("\n".join(dict.fromkeys(self.lines)))


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the settings: where a value stands, what names are known, and where its faults are noted.

    ``gone`` are names that ship and that the office has taken out, by subject.
    """

    document: Layered
    faults: Faults
    known: Known
    gone: Known
    path: Path = ()

    def __truediv__(self, key: str | int) -> Place:
        return Place(self.document, self.faults, self.known, self.gone, (*self.path, key))

    def wrong(self, message: str) -> None:
        """Note a fault here."""
        self.faults.add(self.document, self.path, message)

    def names(self, key: str) -> tuple[Collection[str], Collection[str]]:
        """The names of a list that stands at a key here or in a table about here; those the office has taken out."""
        for length in range(len(self.path), -1, -1):
            listed = self.document.at((*self.path[:length], key))
            if isinstance(listed, list):
                listed = [name for name in listed if isinstance(name, str)]
                shipped = self.document.at((*self.path[:length], key), self.document.base.content)
                return listed, [name for name in shipped if name not in listed] if isinstance(shipped, list) else []
        return (), ()

    @property
    def name(self) -> str:
        """What to call it: its key, and its number in a list."""
        keys = [part for part in self.path if isinstance(part, str)]
        last = self.path[-1] if self.path else ""
        return f"“{keys[-1] if keys else ''}”" + (f"第{last + 1}项" if isinstance(last, int) else "")


def sentence(text: str, names: Collection[str], place: Place) -> None:
    """Note what is wrong with a sentence in whose braces only these names may stand."""
    try:
        used = [(name, form, turn) for _, name, form, turn in Formatter().parse(text) if name is not None]
    except ValueError:
        place.wrong(f"{place.name}中的花括号不成对")
        return
    for name, form, turn in used:
        if name not in names:
            place.wrong(f"{place.name}中的 {{{name}}} 没有内容，可用的有：{'、'.join(names) or '（无）'}")
        elif form or turn:
            place.wrong(f"{place.name}中的 {{{name}}} 只写名字，不写“:”“!”和后面的格式")


def unknown(name: str, known: Collection[str]) -> str:
    """That a name is not known; the one that was meant, and all of them where they are few."""
    meant = _slip(name, known) or nearest(name, known)
    guess = f"，是否为“{meant}”？" if meant else "，"
    if len(known) > MOST_NAMED:
        # Of very many, those that begin alike: the checks of one family.
        known = [one for one in known if one[:1] == name[:1]]
    listed = f"可用的有：{'、'.join(known)}" if 0 < len(known) <= (FEW if meant else MOST_NAMED) else ""
    return f"“{name}”不存在" + f"{guess}{listed}".removesuffix("，")


def _slip(name: str, known: Collection[str]) -> str:
    """The one known name that looks the same: S8O1 and ｓ８０１ are S801."""
    looks = _look(name)
    alike = [one for one in known if _look(one) == looks]
    return alike[0] if len(alike) == 1 else ""


def _look(name: str) -> str:
    return unicodedata.normalize("NFKC", name).upper().strip().translate(_LOOK_ALIKE)
