"""``python -m benchmarks.citations FILE…``: how many cells of a corpus of grounds are read right.

Printed: cells read right (laws, numbers as written, provisions), laws invented, and unsafe short forms: those that
print a law, number or provision that the right reading does not have, or lose one. ``--show`` lists the wrong ones.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.law.citations import Citation, citations
from pipeline.law.short_form import short_form

Read = Mapping[str, tuple[frozenset[str], frozenset[str]]]


@dataclass(slots=True)
class Figures:
    """成绩 of a corpus: how many cells, which are read wrong, where a law is invented, a short form unsafe."""

    cells: int = 0
    wrong: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    unsafe: list[str] = field(default_factory=list)

    @property
    def right(self) -> float:
        """The share that is read right."""
        return 1 - len(self.wrong) / self.cells

    def __str__(self) -> str:
        return (
            f"{self.cells}格，读对{self.cells - len(self.wrong)}格（{self.right:.1%}），"
            f"多出法律的{len(self.invented)}格，简写不安全的{len(self.unsafe)}格"
        )


def figures(lines: Iterable[str]) -> Figures:
    """The figures of a corpus, a JSON object a line (the form is told in the corpus' README)."""
    result = Figures()
    for line in lines:
        entry = json.loads(line)
        result.cells += 1
        found, right = _read(citations(entry["text"])), _expected(entry["laws"])
        names = {name for law in entry["laws"] for name in (law["name"], *law.get("also", ()))}
        if not _same(found, right, entry["laws"]):
            result.wrong.append(entry["id"])
        if set(found) - {_name(name) for name in names}:
            result.invented.append(entry["id"])
        short = short_form(entry["text"])
        if short != entry["text"] and not _same(_read(citations(short)), right, entry["laws"]):
            result.unsafe.append(entry["id"])
    return result


def _name(name: str) -> str:
    return "".join(name.split())


def _read(found: Iterable[Citation]) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Laws with their numbers and provisions, each law once: under the name that it bears first."""
    first: dict[str, str] = {}
    merged: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for one in found:
        name = first.setdefault(one.law, _name(one.title))
        numbers, provisions = merged.get(name, (frozenset(), frozenset()))
        merged[name] = (numbers | {_name(number) for number in one.written}, provisions | _provisions(one))
    return merged


def _provisions(one: Citation) -> frozenset[str]:
    said = {f"c{chapter}" for chapter in one.chapters}
    said |= {f"a{annex.number or ''}" + (f"..{annex.item}" if annex.item else "") for annex in one.annexes}
    for article in one.articles:
        number = f"{article.number}-{article.inserted}" if article.inserted else f"{article.number}"
        parts = [str(part or "") for part in (article.paragraph, article.item, article.point)]
        said.add(".".join([number, *parts]).rstrip("."))
    return frozenset(said)


def _expected(laws: Iterable[Mapping[str, Any]]) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    return {_name(law["name"]): (frozenset(map(_name, law["numbers"])), frozenset(law["articles"])) for law in laws}


def _same(found: Read, right: Read, laws: Iterable[Mapping[str, Any]]) -> bool:
    """The same laws with the same numbers and provisions; another name that counts as right is taken for the first."""
    other = {_name(also): _name(law["name"]) for law in laws for also in law.get("also", ())}
    return {other.get(name, name): what for name, what in found.items()} == dict(right)


def main(arguments: list[str]) -> None:
    """Print the figures of each file; ``--show`` also which cells are wrong."""
    for name in (argument for argument in arguments if argument != "--show"):
        lines = Path(name).read_text("utf-8").splitlines()
        result = figures(lines)
        sys.stdout.write(f"{Path(name).name}：{result}\n")
        if "--show" in arguments:
            _show(lines, result)


def _show(lines: Iterable[str], result: Figures) -> None:
    """The cells that are not right, with what they should be and what was read."""
    entries = {entry["id"]: entry for entry in map(json.loads, lines)}
    for identity in dict.fromkeys([*result.wrong, *result.invented, *result.unsafe]):
        entry = entries[identity]
        sys.stdout.write(f"{identity} {entry['text']!r}\n   应为 {_expected(entry['laws'])}\n")
        sys.stdout.write(f"   读作 {_read(citations(entry['text']))}\n   简写 {short_form(entry['text'])!r}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
