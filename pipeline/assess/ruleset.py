"""The rule files as one set of rules, typed: read once, and refused with the line of each fault.

Of the office's file, what it holds stands in place of what ships, section by section; factors one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.assess.classing import ROLES, Classing, ClassRule, Text
from pipeline.assess.factorfile import read_factors, read_grammar
from pipeline.assess.factors import Factor, Revisit, look_of
from pipeline.assess.level import Grading
from pipeline.assess.levelfile import read_grading
from pipeline.meaning.words import Grammar, WordList
from pipeline.model import Confidence
from pipeline.settings import Settings
from pipeline.settings.rulefile import Entry, Faults
from pipeline.settings.structure import SECTIONS as STRUCTURE
from pipeline.settings.tomlfile import TomlFile


@dataclass(frozen=True, slots=True)
class Ruleset:
    """规则: everything that decides class and level.

    ``note`` says where the rules come from, ``answers`` who must answer for a level (由谁负责).
    """

    name: str
    version: str
    note: str
    classing: Classing
    factors: Mapping[str, Factor]
    grading: Grading
    answers: Mapping[str, str]

    @property
    def levels(self) -> tuple[str, ...]:
        """The scale, highest first."""
        return self.grading.levels

    @property
    def unclassed(self) -> str:
        """The word for no class (未归类)."""
        return self.classing.unclassed

    @property
    def class_of_field(self) -> Mapping[str, str]:
        """The class of each of the plan's fields."""
        return self.classing.class_of_field


def load_ruleset(settings: Settings, chosen: str = "") -> Ruleset:
    """The rules in force, or those that a unit chose by name (定级规则).

    Raises SettingsError, a line for each fault with its file and line, where the rules cannot be used.
    """
    files = (*([settings.rule_sets[chosen]] if chosen else []), *settings.rule_files)
    return _Reader(files, settings).ruleset(chosen)


class _Reader:
    """The sections of some rule files, those of the first file before those of the next."""

    def __init__(self, files: tuple[TomlFile, ...], settings: Settings) -> None:
        self.settings = settings
        self.faults = Faults()
        self.codes: set[str] = set()
        self.tops = [Entry(file, (), file.content, self.faults) for file in files]

    def ruleset(self, chosen: str) -> Ruleset:
        levels = self.settings.vocabulary.levels.terms
        for top in self.tops:
            # The files that ship have every section, also those that are read elsewhere.
            top.keys_of((*self.tops[-1].keys, *STRUCTURE))
        grammar = read_grammar(self.section("text"))
        classing = self.classing(grammar)
        words = self.section("words")
        lists = {name: words.texts(name) for name in words.keys}
        factors = read_factors(
            [top for top in self.tops if "factor" in top],
            grammar,
            lists,
            classing,
            self.settings.columns,
            self.settings.vocabulary.step_kinds,
        )
        grading = read_grading(self.section("level"), levels, factors, self.codes)
        answer = self.section("answer")
        answers = {level: answer.text(level) for level in levels}
        answer.close()
        scales = self.section("scales")
        for name in scales.keys_of(tuple(self.settings.vocabulary)):
            scale = scales.table(name)
            for word in scale.keys:
                scale.word(word, self.settings.vocabulary[name].terms)
        units = self.section("units")
        for unit in units.keys:
            units.word(unit, tuple(self.settings.rule_sets))
        name, version, note = (self.top(key).text(key) for key in ("name", "version", "note"))
        ruleset = Ruleset(name, version, note, classing, factors, grading, answers)
        self.faults.stop()
        return ruleset

    def top(self, key: str) -> Entry:
        """The first file that holds a key; the last one where none does."""
        return next((top for top in self.tops if key in top), self.tops[-1])

    def section(self, name: str) -> Entry:
        return self.top(name).table(name)

    def classing(self, grammar: Grammar) -> Classing:
        section = self.section("class")
        vocabulary = self.settings.vocabulary
        fields = vocabulary.power_fields.terms
        categories = vocabulary.power_categories.terms
        unclassed, first = section.text("none"), section.text("first")
        listed = section.table("fields")
        class_of_field = {field: klass for klass in listed.keys for field in listed.words(klass, fields)}
        by_category = _pairs(section.table("by_category"), categories, class_of_field)
        within_table = section.optional("within")
        within = {
            category: within_table.words(category, class_of_field) for category in within_table.keys_of(categories)
        }
        when_major = _pairs(section.table("when_major"), class_of_field, class_of_field)
        if first not in class_of_field.values():
            section.wrong("first", f"“{first}”不在 [class.fields] 的类别中")
        near = section.table("near")
        rules = section.table("rule")
        classing = Classing(
            unclassed=unclassed,
            first=first,
            class_of_field=class_of_field,
            field_of_category=by_category,
            fields_within=within,
            field_when_major=when_major,
            major=self.major(),
            text=_text(section, class_of_field, grammar),
            rules={role: _class_rule(rules.table(role), values, self.codes) for role, values in ROLES.items()},
            near_by_text=near.template("text", ("words",)),
            near_by_category=near.template("category", ("category",)),
        )
        for table in (rules, near, section):
            table.close()
        return classing

    def major(self) -> Mapping[str, Any]:
        """[major], with every name and amount looked at."""
        section = self.section("major")
        categories = self.settings.vocabulary.power_categories.terms
        section.number("default")
        tables = [(section.optional("by_category"), categories)]
        units = section.optional("by_unit")
        tables += [(units.table(unit), (*categories, "default")) for unit in units.keys]
        for table, known in tables:
            for key in table.keys_of(known):
                table.number(key)
        section.close()
        return section.content


def _pairs(table: Entry, known: Mapping[str, object] | tuple[str, ...], values: Mapping[str, str]) -> dict[str, str]:
    return {key: table.word(key, tuple(values)) for key in table.keys_of(tuple(known))}


def _text(section: Entry, class_of_field: Mapping[str, str], grammar: Grammar) -> Text:
    table = section.table("text")
    listed = table.table("words")
    fields_of_word: dict[str, tuple[str, ...]] = {}
    for field in listed.keys_of(tuple(class_of_field)):
        for word in listed.texts(field):
            fields_of_word[word] = (*fields_of_word.get(word, ()), field)
    weights = table.table("weights")
    looks: list[tuple[Revisit, int]] = []
    for key in weights.keys:
        look = look_of(key, ("power", "step", "risk"))
        if look is None:
            weights.wrong(key, f"“{key}”不是可看的栏目，写法如 power.name、step.name、risk.description")
        else:
            looks.append((look, weights.integer(key)))
    text = Text(
        words=WordList(fields_of_word, grammar),
        fields_of_word=fields_of_word,
        looks=tuple(looks),
        least=table.integer("least"),
        lead=table.integer("lead"),
    )
    table.close()
    return text


def _class_rule(entry: Entry, values: tuple[str, ...], codes: set[str]) -> ClassRule:
    confidence = entry.word("confidence", [str(grade) for grade in Confidence])
    rule = ClassRule(
        code=entry.unique("code", codes),
        title=entry.text("title"),
        found=entry.template("found", values),
        confidence=Confidence(confidence) if confidence in list(Confidence) else Confidence.NONE,
    )
    entry.close()
    return rule
