"""Entries to rows of the standard workbook: powers, their steps, their risk points; what was guessed, what was left."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.draft.entries import Entry, OldSheets, Said
from pipeline.draft.numbering import duty, level_mark, marked_level, points_of
from pipeline.intake import Workbook
from pipeline.model import Draft, Guess, Leftover, Place
from pipeline.normalise.terms import Terms
from pipeline.settings import Settings

LEVELS = "等级"


def draft(workbook: Workbook, settings: Settings) -> Draft:
    """All visible sheets of an old workbook, of any shape, as one draft."""
    return _Drafter(settings).made(workbook)


class _Drafter:
    def __init__(self, settings: Settings) -> None:
        self.terms = {name: Terms(listed, {}) for name, listed in settings.vocabulary.items()}
        self.separators = settings.vocabulary.measure_kinds.separators
        self.lists = {
            f"{sheet.record}.{column.field}": (column.terms, column.kind)
            for sheet in settings.columns.sheets
            for column in sheet.columns
            if column.terms
        }
        self.sheets = OldSheets(settings.draft, self.terms["权力类别"])
        self.level_mark = level_mark(self.terms[LEVELS].listed)
        self.draft = Draft()
        self.codes: dict[tuple[str, ...], str] = {}
        self.notes = settings.draft.notes
        self.reasons = settings.draft.reasons

    def made(self, workbook: Workbook) -> Draft:
        units: dict[str, list[Said]] = {}
        for grid in workbook.sheets:
            if grid.hidden:
                continue
            entries = self.sheets.entries(workbook.file, grid)
            if not entries and any(any(row) for row in grid.rows):
                self._left(Said("", "（整张表）", Place(workbook.file, grid.name, "A1")), self.reasons.unread)
            for entry in entries:
                for said in entry.said.pop("info.unit", ()):
                    units.setdefault(said.text, []).append(said)
                self._entry(entry)
        self._unit(units)
        return self.draft

    def _unit(self, units: dict[str, list[Said]]) -> None:
        if len(units) == 1:
            self.draft.info["unit"] = next(iter(units))
            self.draft.guesses.append(Guess("info", 0, "unit", self.notes.unit))
            self.draft.placed += sum(map(len, units.values()))
        else:
            for found in units.values():
                self._left(found[0], self.reasons.units)

    def _entry(self, entry: Entry) -> None:
        for said in entry.unplaced:
            self._left(said, said.reason)
        for name in list(entry.said):
            if name in self.lists:
                self._keep_terms(entry, name)
        self.draft.placed += sum(map(len, entry.said.values()))
        steps = self._steps(entry)
        code = self._power(entry)
        numbers = [self._step(code, name, text, extra) for name, text, extra in steps]
        self._risks(entry, code, numbers if len(numbers) == 1 else [])

    def _keep_terms(self, entry: Entry, name: str) -> None:
        """Terms as the vocabulary has them; what is in no list is left over, never guessed."""
        listed, kind = self.lists[name]
        kept: list[Said] = []
        for said in entry.said[name]:
            terms = self.terms[listed]
            found = terms.several(said.text, self.separators)[0] if kind == "terms" else (terms.term(said.text)[0],)
            if found and all(term in terms.listed.terms for term in found):
                kept.append(Said(said.head, "、".join(found), said.place))
            else:
                self._left(said, self.reasons.no_term.format(text=said.text, list=listed))
        if kept:
            entry.said[name] = kept
        else:
            del entry.said[name]

    def _steps(self, entry: Entry) -> list[tuple[str, str, dict[str, str]]]:
        """(name, what is done, other fields) of the steps that an entry speaks of."""
        found: list[tuple[str, str, dict[str, str]]] = []
        for said in entry.said.pop("powers.name+steps", ()):
            name, points = points_of(said.text)
            first, _, rest = name.partition("\n")
            entry.add("powers.name", Said(said.head, first.strip(" ：:"), said.place))
            found += [(point, "", {}) for point in ([rest.strip()] if rest.strip() else []) + points]
        for said in entry.said.pop("steps.duties", ()):
            _, points = points_of(said.text)
            duties = [(point, duty(point)) for point in points or [said.text]]
            for point, read in duties:
                if read:
                    found.append((*read, {}))
                else:
                    self._left(Said(said.head, point, said.place), self.reasons.no_head)
        extra = {
            name.removeprefix("steps."): entry.text(name)
            for name in list(entry.said)
            if name.startswith("steps.") and name != "steps.name"
        }
        for said in entry.said.pop("steps.name", ()):
            before, points = points_of(said.text)
            found += [(point, "", extra) for point in points or [before]]
        return found

    def _power(self, entry: Entry) -> str:
        """The code of the entry's power; its row is made when it is first spoken of."""
        values = {
            name.removeprefix("powers."): entry.text(name)
            for name in entry.said
            if name.startswith("powers.") and name not in ("powers.order", "powers.subitem")
        }
        subitem = entry.text("powers.subitem")
        guessed = {}
        if subitem and subitem != values.get("name"):
            values["name"] = f"{values['name']}—{subitem}" if values.get("name") else subitem
            guessed["name"] = self.notes.subitem
        # A code that stands beside several items (大项/子项) is one code for several powers: name tells them apart.
        key = (values.get("code", ""), values.get("name", ""))
        if not any(key):
            key = (values.get("department", ""), values.get("post", ""))
        if not any(key):
            return ""
        if key in self.codes:
            self._add_to_power(self.codes[key], values)
            return self.codes[key]
        code = values.get("code") or f"ZQ-{len(self.codes) + 1:03d}"
        if code in self.codes.values():
            code = f"{code}-{sum(used.startswith(code) for used in self.codes.values()) + 1}"
            guessed["code"] = self.notes.code
        elif not values.get("code"):
            guessed["code"] = self.notes.code
        self.codes[key] = code
        rows = self.draft.rows["powers"]
        self._guess("powers", len(rows), guessed)
        rows.append({**values, "order": str(len(rows) + 1), "code": code})
        return code

    def _add_to_power(self, code: str, values: dict[str, str]) -> None:
        """A later row of the same power may say what the first did not."""
        row = next(row for row in self.draft.rows["powers"] if row["code"] == code)
        for name, text in values.items():
            row.setdefault(name, text)

    def _step(self, code: str, name: str, procedure: str, extra: dict[str, str]) -> str:
        rows = self.draft.rows["steps"]
        for row in rows:
            if row.get("power_code") == code and row["name"] == name:
                return row["number"]
        number = str(sum(row.get("power_code") == code for row in rows) + 1)
        self._guess("steps", len(rows), {"name": self.notes.step})
        values = {"power_code": code, "number": number, "name": name, "procedure": procedure, **extra}
        rows.append({field: text for field, text in values.items() if text})
        return number

    def _risks(self, entry: Entry, code: str, steps: Sequence[str]) -> None:
        values = {n.removeprefix("risks."): entry.text(n) for n in entry.said if n.startswith("risks.")}
        if not values:
            return
        guessed: dict[str, str] = {}
        for name in values:
            if len({said.text for said in entry.said[f"risks.{name}"]}) > 1:
                guessed[name] = self.notes.joined
        main = "description" if "description" in values else "manifestation" if "manifestation" in values else ""
        before, points = points_of(values[main]) if main else ("", [])
        if not points:
            self._risk(values, main, code, steps, guessed)
            return
        if before:
            said = entry.said[f"risks.{main}"][0]
            self._left(Said(said.head, before, said.place), self.reasons.before)
        measures = points_of(values.get("measure", ""))[1]
        paired = len(measures) == len(points)
        if measures and not paired:
            said = entry.said["risks.measure"][0]
            self._left(Said(said.head, said.text, said.place), self.reasons.measures)
        for number, point in enumerate(points):
            row = dict(values)
            row[main] = point
            marks = {**guessed, main: self.notes.points}
            if paired:
                row["measure"] = measures[number]
                marks["measure"] = self.notes.points
            elif number:
                row.pop("measure", None)
            if "self_level" in row:
                marks["self_level"] = self.notes.level
            self._risk(row, main, code, steps, marks)

    def _risk(
        self, values: dict[str, str], main: str, code: str, steps: Sequence[str], guessed: dict[str, str]
    ) -> None:
        rows = self.draft.rows["risks"]
        values = dict(values)
        guessed = dict(guessed)
        if main and "self_level" not in values:
            text, level = marked_level(values[main], self.level_mark)
            if level:
                values[main], values["self_level"] = text, self.terms[LEVELS].term(level)[0]
                guessed["self_level"] = self.notes.marked_level
        if not values.get("code") and code:
            values["code"] = f"{code}-F{sum(row.get('power_code') == code for row in rows) + 1}"
            guessed["code"] = self.notes.risk_code
        if steps:
            values["steps"] = "、".join(steps)
            guessed["steps"] = self.notes.step
        if code:
            values["power_code"] = code
        self._guess("risks", len(rows), guessed)
        rows.append(values)

    def _guess(self, record: str, row: int, notes: dict[str, str]) -> None:
        self.draft.guesses += [Guess(record, row, name, note) for name, note in notes.items()]

    def _left(self, said: Said, reason: str) -> None:
        self.draft.leftovers.append(Leftover(said.place, said.head, said.text, reason))
