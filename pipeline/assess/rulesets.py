"""The rule sets of a run: the one in force, and those that units chose (定级规则)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.assess.ruleset import Ruleset, load_ruleset
from pipeline.model import Submission, UnitInfo
from pipeline.settings import Settings, Vocabulary


class Rulesets:
    """The rule sets by name; the one in force has the name "". Each is read when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._read: dict[str, Ruleset] = {}

    @property
    def vocabulary(self) -> Vocabulary:
        """The terms that all of them speak of."""
        return self._settings.vocabulary

    def named(self, name: str) -> Ruleset:
        """A rule set."""
        if name not in self._read:
            self._read[name] = load_ruleset(self._settings, name)
        return self._read[name]

    def all(self) -> Mapping[str, Ruleset]:
        """Every rule set that may be chosen."""
        return {name: self.named(name) for name in ("", *self._settings.rule_sets)}

    def all_read(self) -> Rulesets:
        """These, each of them read."""
        self.all()
        return self

    def chosen(self, info: UnitInfo) -> str:
        """The name of the rule set that a workbook is judged by."""
        return self._settings.rules.chosen(info.rules, info.unit)

    def of_unit(self, unit: str, submissions: Iterable[Submission]) -> Mapping[str, Ruleset]:
        """The rule sets that a unit's workbooks are judged by."""
        names = dict.fromkeys(self.chosen(submission.info) for submission in submissions)
        return {name: self.named(name) for name in names}
