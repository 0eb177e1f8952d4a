"""What the office may change: the column table, the vocabulary, the rules and the wordings, read from TOML.

Loaded once at the top and handed to the stages; no stage reads these files by itself.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError
from pipeline.settings.columns import Column, ColumnTable, DecisionForm, Sheet
from pipeline.settings.faults import Faults
from pipeline.settings.laws import Law, Laws, RankRule, law_table
from pipeline.settings.layers import layered
from pipeline.settings.reader import read
from pipeline.settings.reading import Period, Reading
from pipeline.settings.rulefiles import read_rule_files
from pipeline.settings.terms import TermList, Vocabulary, vocabulary
from pipeline.settings.tomlfile import TomlFile, parsed
from pipeline.settings.wording import Wording

__all__ = [
    "Column", "ColumnTable", "Law", "Laws", "Period", "RankRule", "Reading", "ReviewForm", "Settings",
    "Sheet", "TermList", "Vocabulary", "judged_by", "load_settings", "rules_digest", "rules_file",
]  # fmt: skip

FILES = (
    "columns", "vocabulary", "reading", "structure", "wording", "laws", "guard", "compare",
    "decision_sheet", "measures",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a run, with the SHA-256 of the files that they came from.

    ``rule_files`` are the rule files that apply, the office's own before the one that ships; ``rule_sets`` are further
    ones, by the name that a unit chooses one by (定级规则). ``rules`` is what all of them say together.
    """

    columns: ColumnTable
    vocabulary: Vocabulary
    rules: Mapping[str, Any]
    rule_files: tuple[TomlFile, ...]
    rule_sets: Mapping[str, TomlFile]
    wording: Wording
    structure: Mapping[str, Any]
    reading: Reading
    laws: Laws
    guard: Mapping[str, Any]
    compare: Mapping[str, Any]
    decision_sheet: DecisionForm
    measures: Mapping[str, Any]
    digests: Mapping[str, str]


def rules_file(rules: Mapping[str, Any]) -> str:
    """The rules that a run judged by, as the JSON that is kept beside its records; the same rules, the same text."""
    return json.dumps(rules, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def rules_digest(rules: Mapping[str, Any]) -> str:
    """SHA-256 of the rules' content: comments and order in the file do not count."""
    return hashlib.sha256(rules_file(rules).encode("utf-8")).hexdigest()


def judged_by(settings: Settings, rules: Mapping[str, Any]) -> Settings:
    """The same settings with other rules: those that a run kept beside its records."""
    return replace(
        settings,
        rules=rules,
        rule_files=(TomlFile("rules.json", "", rules),),
        rule_sets={
            name: TomlFile(f"rules.json sets {name}", "", content) for name, content in rules.get("sets", {}).items()
        },
    )


def load_settings(rules: Path | None = None) -> Settings:
    """Read the TOML files that ship with the program; of ``rules``, the office's own rule file, the parts it holds.

    Raises SettingsError when one of them cannot be read, is not valid TOML or names a term list that does not exist.
    """
    data = resources.files("pipeline").joinpath("data")
    digests: dict[str, str] = {}
    shipped: dict[str, TomlFile] = {}
    raw: dict[str, Mapping[str, Any]] = {}
    for name in FILES:
        content = data.joinpath(f"{name}.toml").read_bytes()
        digests[f"{name}.toml"] = hashlib.sha256(content).hexdigest()
        shipped[name] = parsed(f"{name}.toml", content)
        raw[name] = shipped[name].content
    rule_files, rule_sets = read_rule_files(data, rules, digests)
    merged = {key: value for file in reversed(rule_files) for key, value in file.content.items()}
    merged["sets"] = {name: file.content for name, file in rule_sets.items()}
    structure = {part: merged.get(part, section) for part, section in raw["structure"].items()}
    faults = Faults()
    wording = read(Wording, layered(shipped["wording"]), faults)
    terms = vocabulary(raw["vocabulary"])
    known = {"词表": tuple(terms)}
    columns = read(ColumnTable, layered(shipped["columns"]), faults, known).worded(terms)
    decision_sheet = read(DecisionForm, layered(shipped["decision_sheet"]), faults, known)
    reading = read(Reading, layered(shipped["reading"]), faults)
    faults.stop()
    _compilable(raw["guard"])
    return Settings(
        columns=columns,
        vocabulary=terms,
        rules=merged,
        rule_files=rule_files,
        rule_sets=rule_sets,
        wording=wording,
        structure=structure,
        reading=reading,
        laws=law_table(raw["laws"]),
        guard=raw["guard"],
        compare=raw["compare"],
        decision_sheet=decision_sheet.worded(merged["class"]["none"]),
        measures=raw["measures"],
        digests=digests,
    )


def _compilable(guard: Mapping[str, Any]) -> None:
    for entry in (*guard["number"], *guard["word"], *guard["part"]):
        try:
            re.compile(entry.get("regex") or entry["like"])
        except re.error as error:
            raise SettingsError(f"guard.toml 中“{entry['name']}”的正则表达式有误：{error}。") from error
