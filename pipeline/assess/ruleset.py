"""The rules that decide class and level, made from the settings once, ready to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.assess.classing import Classing, Text
from pipeline.assess.factor_rules import factors
from pipeline.assess.factors import Factor, look_of
from pipeline.assess.grading import grading
from pipeline.assess.level import Grading
from pipeline.meaning.words import Grammar, WordList
from pipeline.settings import Settings
from pipeline.settings.classing import TextRules


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
    """The rules in force, or those that a unit chose by name (定级规则)."""
    rules = settings.rule_sets[chosen] if chosen else settings.rules
    levels = settings.vocabulary.levels.terms
    grammar = Grammar(rules.text.denials, rules.text.denials_after, rules.text.turns, rules.text.whole)
    factor_list = factors(rules.factor, grammar, rules.words, settings.columns, settings.vocabulary.step_kinds)
    return Ruleset(
        name=rules.name,
        version=rules.version,
        note=rules.note,
        classing=Classing(rules.klass, rules.major, rules.klass.class_of_field, _text(rules.klass.text, grammar)),
        factors=factor_list,
        grading=grading(rules.level, settings.vocabulary, factor_list),
        answers={level: rules.answer[level] for level in levels},
    )


def _text(rules: TextRules, grammar: Grammar) -> Text:
    fields_of_word: dict[str, tuple[str, ...]] = {}
    for field, words in rules.words.items():
        for word in words:
            fields_of_word[word] = (*fields_of_word.get(word, ()), field)
    looks = tuple((look_of(look), weight) for look, weight in rules.weights.items())
    return Text(WordList(fields_of_word, grammar), fields_of_word, looks, rules.least, rules.lead)
