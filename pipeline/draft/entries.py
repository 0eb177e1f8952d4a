"""Old tables of three shapes — a table, a form a power, a headed list — as entries: one power or risk each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.draft.heads import ENOUGH_HEADS, Head, HeadBook, TableHeads
from pipeline.intake import Grid
from pipeline.intake.cellnames import letters
from pipeline.model import Place
from pipeline.normalise.headings import heading_key, row_text
from pipeline.normalise.terms import Terms
from pipeline.settings.draft import DraftRules

_CLASS = re.compile(r"^[一二三四五六七八九十]{1,3}、\s*(.+?)(?:[（(]共?\s*\d+\s*[项个][）)])?\s*$")
_NAME = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]\s*(.+)$")


@dataclass(frozen=True, slots=True)
class Said:
    """What one cell said, under which head, and where."""

    head: str
    text: str
    place: Place
    reason: str = ""


@dataclass(slots=True)
class Entry:
    """One row, form or list item: what it says by field, and what has no field."""

    said: dict[str, list[Said]] = field(default_factory=dict)
    unplaced: list[Said] = field(default_factory=list)

    def add(self, name: str, said: Said) -> None:
        """Say something of a field."""
        self.said.setdefault(name, []).append(said)

    def text(self, name: str) -> str:
        """A field's text; several heads of one field are joined."""
        return "：".join(dict.fromkeys(said.text for said in self.said.get(name, ())))


class OldSheets:
    """旧表: reads sheets of any shape; ``categories`` tell the headings of a headed list."""

    def __init__(self, rules: DraftRules, categories: Terms) -> None:
        self._book = HeadBook(rules)
        self._reasons = rules.reasons
        self._categories = categories

    def entries(self, file: str, grid: Grid) -> list[Entry]:
        """The entries of a sheet, in order; none where it has no shape that is known."""
        heads = self._book.table(grid)
        forms = self._forms(file, grid)
        in_forms = sum(len(form.said) for form in forms)
        if heads and heads.known >= min(in_forms, ENOUGH_HEADS + 1) and not (len(forms) > 0 and heads.known < in_forms):
            return list(self._table(file, grid, heads))
        if in_forms >= ENOUGH_HEADS:
            return forms
        return list(_headed_list(file, grid, self._categories))

    def _table(self, file: str, grid: Grid, heads: TableHeads) -> Iterator[Entry]:
        again = {at: heading_key(head.text.rpartition("/")[2]) for at, head in heads.columns.items()}
        for index in range(heads.first_row, len(grid.rows)):
            cells = grid.rows[index]
            texts = {at: row_text(cells, at) for at in heads.columns}
            filled = {at: text for at, text in texts.items() if text}
            if not filled:
                continue
            if len(set(filled.values())) == 1 < len(filled):
                # A line merged over the whole table: a title, a note, a signature.
                at, text = next(iter(filled.items()))
                line = Said("（整行）", text, Place(file, grid.name, f"{letters(at)}{index + 1}"), self._reasons.line)
                yield Entry(unplaced=[line])
                continue
            if sum(heading_key(text) == again[at] for at, text in filled.items()) * 2 > len(filled):
                continue
            entry = Entry()
            for at, text in filled.items():
                self._put(entry, heads.columns[at], text, Place(file, grid.name, f"{letters(at)}{index + 1}"))
            yield entry

    def _put(self, entry: Entry, head: Head, text: str, place: Place) -> None:
        if head.field:
            entry.add(head.field, Said(head.text, text, place))
        else:
            entry.unplaced.append(Said(head.text, text, place, head.reason or self._reasons.no_head))

    def _forms(self, file: str, grid: Grid) -> list[Entry]:
        """Forms of label and value, one below the other; a power's name begins the next."""
        forms: list[Entry] = []
        for index, cells in enumerate(grid.rows):
            at = 0
            while at < len(cells):
                label = row_text(cells, at)
                head = self._book.head(label) if label else Head("", "", "")
                value_at = next((i for i in range(at + 1, len(cells)) if row_text(cells, i) not in ("", label)), None)
                if not (head.field or head.reason) or value_at is None:
                    at += 1
                    continue
                value = row_text(cells, value_at)
                # A label with another label beside it is a row of heads, not a form.
                if self._book.head(value).field:
                    at = value_at
                    continue
                if head.field == "powers.name" or not forms:
                    forms.append(Entry())
                place = Place(file, grid.name, f"{letters(value_at)}{index + 1}")
                detail_at = next(
                    (i for i in range(value_at + 1, len(cells)) if row_text(cells, i) not in ("", value)), None
                )
                if head.field == "steps.duties" and detail_at is not None:
                    value = f"{value.removesuffix('责任')}责任：{row_text(cells, detail_at)}"
                    value_at = detail_at
                self._put(forms[-1], head, value, place)
                at = value_at + 1
        return forms


def _headed_list(file: str, grid: Grid, categories: Terms) -> Iterator[Entry]:
    """“一、行政许可（共8项）”, below it “（一）” and a power's name, below that its legal basis."""
    category: Said | None = None
    entry: Entry | None = None
    for index, cells in enumerate(grid.rows):
        for at in range(len(cells)):
            text = row_text(cells, at)
            if not text or (at and text == row_text(cells, at - 1)):
                continue
            place = Place(file, grid.name, f"{letters(at)}{index + 1}")
            if match := _CLASS.match(text):
                term, _ = categories.term(match[1])
                category = Said("分类", term, place) if term in categories.listed.terms else None
            elif category and (match := _NAME.match(text)):
                if entry:
                    yield entry
                entry = Entry()
                entry.add("powers.category", category)
                entry.add("powers.name", Said("职权名称", match[1].strip(), place))
            elif entry:
                entry.add("powers.basis", Said("法律依据", text, place))
    if entry:
        yield entry
