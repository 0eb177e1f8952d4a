"""Read finished public files through; say what leaks, in which file, part and place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.publish.guard.passages import passages
from pipeline.publish.guard.search import Searcher
from pipeline.publish.guard.secrets import Secret
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file of the public edition; ``risks``: whether what is said of risks is internal in it, as a rule it is."""

    path: str
    at: Path
    risks: bool = True


@dataclass(frozen=True, slots=True)
class Leak:
    """泄露: one internal thing in one public file, where it stands first, and in how many places."""

    file: str
    part: str
    place: str
    what: str
    text: str
    count: int

    def __str__(self) -> str:
        shown = f"“{self.text}”" if self.text else ""
        more = f"（共{self.count}处）" if self.count > 1 else ""
        return f"{self.part}{self.place}有{self.what}{shown}{more}"


@dataclass(frozen=True, slots=True)
class Task:
    """Files to read through, whole and by itself: it can run on any core."""

    files: tuple[PublicFile, ...]
    found: Sequence[Secret]
    said: frozenset[str]
    settings: Settings


def inspect(task: Task) -> list[Leak]:
    """The leaks of each file, in the order of the files and of their parts. Reads the files, writes nothing."""
    searchers = {
        risks: Searcher(task.found, task.said, task.settings, risks=risks) for risks in {f.risks for f in task.files}
    }
    return [leak for file in task.files for leak in _leaks(file, searchers[file.risks], task.settings)]


def _leaks(file: PublicFile, searcher: Searcher, settings: Settings) -> list[Leak]:
    first: dict[tuple[str, str], tuple[str, str]] = {}
    counts: dict[tuple[str, str], int] = {}
    for passage in passages(file.path, file.at.read_bytes()):
        for hit in searcher.hits(passage):
            key = (hit.what, hit.text)
            first.setdefault(key, (passage.part, passage.place))
            counts[key] = counts.get(key, 0) + 1
    return [
        Leak(file.path, part_name(part, settings), place, what, text, counts[what, text])
        for (what, text), (part, place) in first.items()
    ]


def part_name(part: str, settings: Settings) -> str:
    """A part as people call it (word/document.xml is 正文); its own name where the settings have none."""
    for entry in settings.guard.part:
        if re.fullmatch(entry.like, part):
            return entry.name
    return part
