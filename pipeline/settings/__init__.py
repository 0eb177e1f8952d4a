"""What the office may change: the column table, the vocabulary, the rules and the wordings, read from TOML.

Loaded once at the top and handed to the stages; no stage reads these files by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.model import Power, RiskPoint, Sourced, Step
from pipeline.settings.columns import Column, ColumnTable, DecisionForm, Sheet
from pipeline.settings.compare import Comparing
from pipeline.settings.draft import DRAFT_FIELD, DraftRules
from pipeline.settings.faults import Faults
from pipeline.settings.guard import GuardRules
from pipeline.settings.laws import Law, Laws, RankRule, national_rows
from pipeline.settings.layers import Layered, layered
from pipeline.settings.measures import MeasureRules
from pipeline.settings.reader import read
from pipeline.settings.reading import Period, Reading
from pipeline.settings.rulefiles import read_rule_files
from pipeline.settings.sources import SHIPPED, Sources, part
from pipeline.settings.structure import SECTIONS as STRUCTURE
from pipeline.settings.structure import StructureRules
from pipeline.settings.tomlfile import TomlFile, parsed
from pipeline.settings.vocabulary import StepKinds, TermList, Vocabulary
from pipeline.settings.wording import Wording

__all__ = [
    "Column", "ColumnTable", "Law", "Laws", "Period", "RankRule", "Reading", "ReviewForm", "Settings",
    "Sheet", "StepKinds", "TermList", "Vocabulary", "judged_by", "load_settings", "rules_digest", "rules_file",
]  # fmt: skip

FILES = (
    "columns", "vocabulary", "reading", "structure", "wording", "laws", "guard", "compare",
    "decision_sheet", "measures", "draft",
)  # fmt: skip
# Lists to which an office adds entries of its own, each known by a key of it.
NAMED = {"laws": {"law": "name"}}


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
    structure: StructureRules
    reading: Reading
    laws: Laws
    guard: GuardRules
    compare: Comparing
    decision_sheet: DecisionForm
    draft: DraftRules
    measures: MeasureRules
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


def load_settings(rules: Path | None = None, office: Path | None = None) -> Settings:
    """The settings that ship, with those of the office's own folder, then of its rule file, laid over key by key.

    Raises SettingsError with every fault of every file, a line each.
    """
    faults = Faults()
    sources = Sources(office, rules, faults)
    sources.refuse_unknown([f"{name}.toml" for name in (*FILES, "rules")])
    raw = {name: sources.layered(f"{name}.toml", named=NAMED.get(name)) for name in FILES}
    data = resources.files("pipeline").joinpath("data")
    rule_files, rule_sets = read_rule_files(data, rules, sources.digests)
    merged = {key: value for file in reversed(rule_files) for key, value in file.content.items()}
    merged["sets"] = {name: file.content for name, file in rule_sets.items()}
    terms = read(Vocabulary, raw["vocabulary"], faults)
    known: dict[str, Collection[str]] = {"词表": tuple(terms)}
    columns = read(ColumnTable, raw["columns"], faults, known)
    decision_sheet = read(DecisionForm, raw["decision_sheet"], faults, known)
    faults.stop()
    known |= _known(terms, columns, parsed("checks.toml", SHIPPED.joinpath("checks.toml").read_bytes()).content, merged)
    gone = {name: _gone(raw["vocabulary"], listed) for name, listed in terms.items()}
    structure = layered(
        raw["structure"].base,
        *sources.own("structure.toml"),
        *(part(file, lambda key: key in STRUCTURE) for file in reversed(rule_files[:-1])),
    )
    settings = Settings(
        columns=columns.worded(terms),
        vocabulary=terms,
        rules=merged,
        rule_files=rule_files,
        rule_sets=rule_sets,
        wording=read(Wording, raw["wording"], faults, known, gone),
        structure=read(StructureRules, structure, faults, known, gone),
        reading=read(Reading, raw["reading"], faults, known, gone),
        laws=read(Laws, raw["laws"], faults, known, gone).with_national(national_rows(sources.text("laws.csv"))),
        guard=read(GuardRules, raw["guard"], faults, known, gone),
        compare=read(Comparing, raw["compare"], faults, known, gone),
        decision_sheet=decision_sheet.worded(merged["class"]["none"]),
        draft=read(DraftRules, raw["draft"], faults, known | {DRAFT_FIELD: columns.draft_fields()}, gone),
        measures=read(MeasureRules, raw["measures"], faults, known, gone),
        digests=sources.digests,
    )
    faults.stop()
    return settings


def _gone(document: Layered, listed: TermList) -> list[str]:
    """The terms of a list that ships, which the office has taken out."""
    shipped = document.at((listed.name, "terms"), document.base.content)
    return [term for term in shipped if term not in listed.terms] if isinstance(shipped, list) else []


def _known(
    terms: Vocabulary, columns: ColumnTable, checks: Collection[str], rules: Mapping[str, Any]
) -> dict[str, Collection[str]]:
    """The names that settings may speak of, by subject."""
    records = {"powers": Power, "steps": Step, "risks": RiskPoint}
    return {
        **{name: listed.terms for name, listed in terms.items()},
        **{name: _fields_of(columns.sheet(name), record) for name, record in records.items()},
        "measures": ("text", "kinds", "responsible", "due"),
        "检查": tuple(checks),
        "类别": (*rules["class"]["fields"], rules["class"]["none"]),
    }


def _fields_of(sheet: Sheet, record: type[Sourced]) -> list[str]:
    """The columns of a sheet that are fields of the record of their name."""
    kept = {field.name for field in fields(record)}
    return [column.field for column in sheet.columns if column.field in kept]
