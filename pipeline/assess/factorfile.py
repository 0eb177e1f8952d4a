"""[text] and [factor.…] of the rule file: read into a Grammar and Factors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.assess.classing import Classing
from pipeline.assess.factors import (
    AMOUNT,
    COUNTS,
    OF_POWER,
    RECORDS,
    STRUCTURES,
    Evidence,
    Factor,
    Facts,
    Revisit,
    at_least,
    blank,
    equals,
    klass_is,
    look_of,
    words,
)
from pipeline.meaning.words import Grammar, WordList
from pipeline.settings import ColumnTable, StepKinds
from pipeline.settings.rulefile import Entry

WAYS = ("equals", "words", "blank", "at_least", "class", "structure")
"""How a factor may look; each factor has exactly one of these keys."""


def read_grammar(section: Entry) -> Grammar:
    """[text]: denials, turns and words that only look alike."""
    grammar = Grammar(
        denials=section.texts("denials"),
        denials_after=section.texts("denials_after"),
        turns=section.texts("turns"),
        all_units=section.texts("whole"),
    )
    section.close()
    return grammar


def read_factors(
    tops: Sequence[Entry],
    grammar: Grammar,
    lists: Mapping[str, tuple[str, ...]],
    classing: Classing,
    columns: ColumnTable,
    step_kinds: StepKinds,
) -> Mapping[str, Factor]:
    """All factors of all files; ``lists`` are the shared lists of words ([words]).

    The first file's factor stands where several have one of that name.
    """
    reader = _FactorReader(grammar, lists, classing, columns, step_kinds)
    found: dict[str, Factor] = {}
    # The file that ships comes first in the order of factors, so that an office's file changes one and not the order.
    for top in reversed(tops):
        listed = top.table("factor")
        found |= {name: reader.factor(name, listed.table(name)) for name in listed.keys}
    return found


class _FactorReader:
    """Reads factors; knows the sheets and headings, to say what a factor looks at."""

    def __init__(
        self,
        grammar: Grammar,
        lists: Mapping[str, tuple[str, ...]],
        classing: Classing,
        columns: ColumnTable,
        step_kinds: StepKinds,
    ) -> None:
        self.grammar, self.lists, self.classing, self.columns = grammar, lists, classing, columns
        self.step_kinds = step_kinds

    def factor(self, name: str, entry: Entry) -> Factor:
        ways = [key for key in WAYS if key in entry]
        if len(ways) != 1:
            entry.wrong("", f"因素“{name}”应当写明怎样看，且只写一种：{'、'.join(WAYS)}")
        way = ways[0] if ways else ""
        looks = _looks(entry)
        if way in ("equals", "words", "blank") and not looks:
            entry.wrong("", "缺少“look”：这个因素看哪些栏目")
        evidence, sees = self._seen(way, entry, looks)
        factor = Factor(
            name=name,
            title=entry.text("title"),
            raises=entry.flag("raises"),
            sees=sees,
            lacking=entry.text("lacking", ""),
            mend=entry.text("mend", ""),
            of_power=way not in ("class", "at_least") and all(record in OF_POWER for record, _ in looks),
            evidence=evidence,
        )
        entry.close()
        return factor

    def _seen(self, way: str, entry: Entry, looks: tuple[Revisit, ...]) -> tuple[Evidence, str]:
        """How the factor looks, and in words what it looks at."""
        places = self._headings(looks)
        match way:
            case "equals":
                values = entry.texts("equals")
                return equals(
                    looks, values, entry.template("found", ("place", "value"))
                ), f"{places}为{_quoted(values)}"
            case "words":
                listed = self._words(entry)
                found = entry.template("found", ("place", "value", "word"))
                return words(looks, WordList(listed, self.grammar), found), f"{places}提到{_quoted(listed)}"
            case "blank":
                if not entry.flag("blank"):
                    entry.wrong("blank", "“blank”只能写 true")
                return blank(looks, entry.template("found", ("place",))), f"{places}没有填"
            case "at_least":
                figure = entry.word("figure", (AMOUNT, *COUNTS))
                least = entry.number("at_least")
                found = entry.template("found", ("value", "limit"))
                known = figure in (AMOUNT, *COUNTS)
                return at_least(figure, least, found) if known else _never, f"{figure}在{least:f}以上"
            case "class":
                klass = entry.word("class", tuple(dict.fromkeys(self.classing.class_of_field.values())))
                return klass_is(klass, entry.template("found", ("value",))), f"类别为“{klass}”"
            case "structure":
                structure = entry.word("structure", tuple(STRUCTURES))
                found = entry.template("found", ("value", "limit"))
                if structure in STRUCTURES:
                    made, sees = STRUCTURES[structure]
                    return made(found, self.step_kinds), sees
        return _never, ""

    def _words(self, entry: Entry) -> tuple[str, ...]:
        """The words themselves, or those of a shared list."""
        if isinstance(entry.content["words"], str):
            return self.lists.get(entry.word("words", tuple(self.lists)), ())
        return entry.texts("words")

    def _headings(self, looks: tuple[Revisit, ...]) -> str:
        """What is looked at, as the workbook calls it: each sheet with its headings."""
        headings: dict[str, list[str]] = {}
        for record, field in looks:
            sheet, which = _SHEETS[record]
            heading = self.columns.heading(sheet, _COLUMNS.get((record, field), field))
            headings.setdefault(f"《{self.columns.sheet(sheet).name}》{which}", []).append(heading)
        return "，".join(f"{sheet}{'、'.join(names)}" for sheet, names in headings.items())


_SHEETS = {
    "power": ("powers", ""),
    "step": ("steps", ""),
    "risk_step": ("steps", "涉险环节的"),
    "risk": ("risks", ""),
    "measure": ("risks", ""),
    "evaluation": ("evaluations", ""),
}
"""Where a record is filled in, and which of its rows are looked at where it is not all."""
_COLUMNS: Mapping[Revisit, str] = {("measure", "text"): "measure", ("measure", "kinds"): "measure_kinds"}
"""Columns that have another name than the record's field."""


def _looks(entry: Entry) -> tuple[Revisit, ...]:
    looks: list[Revisit] = []
    for text in entry.texts("look", ()):
        look = look_of(text)
        if look is None:
            entry.wrong("look", f"“{text}”不是可看的栏目。可看的记录有 {'、'.join(RECORDS)}，写法如 power.discretion")
        else:
            looks.append(look)
    return tuple(looks)


def _quoted(values: tuple[str, ...]) -> str:
    return "、".join(f"“{value}”" for value in values)


def _never(facts: Facts) -> str:
    """What a factor with a fault sees; the fault itself is told when all of the file is read."""
    return ""
