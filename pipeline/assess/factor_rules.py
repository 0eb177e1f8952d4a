"""[factor.…] of the rules as what looks at a risk point."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.assess.factors import (
    OF_POWER,
    STRUCTURES,
    Evidence,
    Factor,
    Look,
    at_least,
    blank,
    equals,
    klass_is,
    look_of,
    words,
)
from pipeline.meaning.words import Grammar, WordList
from pipeline.settings import ColumnTable, StepKinds
from pipeline.settings.factors import FactorRule


def factors(
    rules: Mapping[str, FactorRule],
    grammar: Grammar,
    lists: Mapping[str, tuple[str, ...]],
    columns: ColumnTable,
    step_kinds: StepKinds,
) -> Mapping[str, Factor]:
    """All factors, by name; ``lists`` are the shared lists of words ([words])."""
    made = _Factors(grammar, lists, columns, step_kinds)
    return {name: made.factor(name, rule) for name, rule in rules.items()}


class _Factors:
    """Makes factors; knows the sheets and headings, to say what a factor looks at."""

    def __init__(
        self,
        grammar: Grammar,
        lists: Mapping[str, tuple[str, ...]],
        columns: ColumnTable,
        step_kinds: StepKinds,
    ) -> None:
        self.grammar, self.lists, self.columns, self.step_kinds = grammar, lists, columns, step_kinds

    def factor(self, name: str, rule: FactorRule) -> Factor:
        looks = tuple(map(look_of, rule.look))
        evidence, sees = self._seen(rule, looks)
        return Factor(
            name=name,
            title=rule.title,
            raises=rule.raises,
            sees=sees,
            lacking=rule.lacking,
            mend=rule.mend,
            of_power=rule.way not in ("class", "at_least") and all(record in OF_POWER for record, _ in looks),
            evidence=evidence,
        )

    def _seen(self, rule: FactorRule, looks: tuple[Look, ...]) -> tuple[Evidence, str]:
        """How the factor looks, and in words what it looks at."""
        places = self._headings(looks)
        if rule.equals is not None:
            return equals(looks, rule.equals, rule.found), f"{places}为{_quoted(rule.equals)}"
        if rule.words is not None:
            listed = self.lists[rule.words] if isinstance(rule.words, str) else rule.words
            return words(looks, WordList(listed, self.grammar), rule.found), f"{places}提到{_quoted(listed)}"
        if rule.at_least is not None:
            return at_least(rule.figure, rule.at_least, rule.found), f"{rule.figure}在{rule.at_least:f}以上"
        if rule.klass is not None:
            return klass_is(rule.klass, rule.found), f"类别为“{rule.klass}”"
        if rule.structure is not None:
            made, sees = STRUCTURES[rule.structure]
            return made(rule.found, self.step_kinds), sees
        return blank(looks, rule.found), f"{places}没有填"

    def _headings(self, looks: tuple[Look, ...]) -> str:
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
_COLUMNS: Mapping[Look, str] = {("measure", "text"): "measure", ("measure", "kinds"): "measure_kinds"}
"""Columns that have another name than the record's field."""


def _quoted(values: tuple[str, ...]) -> str:
    return "、".join(f"“{value}”" for value in values)
