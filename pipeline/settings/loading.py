"""All settings of a run, read once: what ships, the office's own folder laid over it, its rule file on top."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipeline.errors import SettingsError
from pipeline.settings.columns import FIELDS, ColumnTable, DecisionForm
from pipeline.settings.compare import Comparing
from pipeline.settings.draft import BESIDE_COLUMNS, DRAFT_FIELD, DraftRules
from pipeline.settings.faults import Faults, Known
from pipeline.settings.guard import GuardRules
from pipeline.settings.laws import Laws, national_rows, spoken_of
from pipeline.settings.layers import Layered, layered
from pipeline.settings.measures import MeasureRules
from pipeline.settings.reader import is_entries, read, read_over
from pipeline.settings.reading import Reading
from pipeline.settings.renaming import SCALES, Renamed, in_new_names, renamed_terms, renamed_vocabulary
from pipeline.settings.rules import Rules, stands_alone
from pipeline.settings.sources import SHIPPED, Reword, Sources, part
from pipeline.settings.structure import SECTIONS as STRUCTURE
from pipeline.settings.structure import StructureRules
from pipeline.settings.tomlfile import TomlFile, parsed
from pipeline.settings.vocabulary import Vocabulary
from pipeline.settings.wording import Wording

FILES = (
    "columns", "vocabulary", "reading", "structure", "wording", "laws", "guard", "compare",
    "decision_sheet", "measures", "draft", "rules",
)  # fmt: skip
"""The files that an office may have its own of, without their ending."""
_SPEAKS_OF_LEVELS: Mapping[str, type] = {
    "rules.toml": Rules,
    "structure.toml": StructureRules,
    "measures.toml": MeasureRules,
    "compare.toml": Comparing,
}
NAMED = {"laws": {"law": "name"}}
"""Lists to which an office adds entries of its own, each known by a key of it."""

DRAFTED = (*(f"{record}.{name}" for record, names in FIELDS.items() for name in names), *BESIDE_COLUMNS)
"""The fields that heads of old tables may fill, by the columns that every table has."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a run, with the SHA-256 of the files that they came from.

    ``rule_sets`` are further rules, by the name that a unit chooses one by (定级规则). ``kept_rules`` is what is kept
    of the rules beside the records.
    """

    columns: ColumnTable
    vocabulary: Vocabulary
    rules: Rules
    rule_sets: Mapping[str, Rules]
    kept_rules: Mapping[str, object]
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


def load_settings(rules: Path | None = None, office: Path | None = None) -> Settings:
    """The settings that ship, with those of the office's own folder, then of its rule file, laid over key by key.

    Raises SettingsError with every fault of every file, a line each.
    """
    faults = Faults(own=bool(office or rules))
    sources = Sources(office, rules, faults)
    sources.reword(_rewording(renamed_terms(sources.layered("vocabulary.toml"), faults)))
    plain = [name for name in FILES if name not in ("structure", "rules")]
    documents = {name: sources.layered(f"{name}.toml", named=NAMED.get(name)) for name in plain}
    over = (*sources.own("rules.toml"), *sources.named())
    document = layered(sources.shipped("rules.toml"), *_rules_in(over), alone=stands_alone)
    set_files = _set_files(document, sources, faults)
    sources.refuse_unknown([f"{name}.toml" for name in FILES], [file.name for file in set_files.values()])
    structure = layered(sources.shipped("structure.toml"), *sources.own("structure.toml"), *_structure_in(over))
    known = _known(documents["vocabulary"], document)
    gone = _gone(documents["vocabulary"])
    vocabulary = read(Vocabulary, documents["vocabulary"], faults)
    before = len(faults.lines)
    columns = read(ColumnTable, documents["columns"], faults, known, gone)
    # Where the columns have faults, what old tables may fill is not told on top of them.
    heads = columns.draft_fields() if len(faults.lines) == before else DRAFTED
    decision_sheet = read(DecisionForm, documents["decision_sheet"], faults, known, gone)
    in_force = read(Rules, document, faults, known, gone)
    settings = Settings(
        columns=columns,
        vocabulary=vocabulary,
        rules=in_force,
        rule_sets=_rule_sets(in_force, document, set_files, documents["vocabulary"], faults),
        kept_rules={
            **document.content,
            **layered(TomlFile("", "", {}), *_structure_in(over)).content,
            "sets": {name: file.content for name, file in set_files.items()},
        },
        wording=read(Wording, documents["wording"], faults, known, gone),
        structure=read(StructureRules, structure, faults, known, gone),
        reading=read(Reading, documents["reading"], faults, known, gone),
        laws=read(Laws, documents["laws"], faults, known, gone).with_national(
            national_rows(sources.text("laws.csv")), spoken_of(sources.text("law_articles.csv"))
        ),
        guard=read(GuardRules, documents["guard"], faults, known, gone),
        compare=read(Comparing, documents["compare"], faults, known, gone),
        decision_sheet=decision_sheet,
        draft=read(DraftRules, documents["draft"], faults, {**known, DRAFT_FIELD: heads}, gone),
        measures=read(MeasureRules, documents["measures"], faults, known, gone),
        digests=sources.digests,
    )
    faults.stop()
    return replace(
        settings,
        columns=columns.worded(vocabulary),
        decision_sheet=decision_sheet.worded(in_force.klass.none),
        guard=settings.guard.worded(vocabulary.levels.terms, in_force.klass.fields),
    )


def _rewording(renamed: Renamed) -> Reword:
    """What ships, in the names that the office has given to the levels."""

    def reword(name: str, file: TomlFile) -> TomlFile:
        if name == "vocabulary.toml":
            return renamed_vocabulary(file, renamed)
        return in_new_names(file, _SPEAKS_OF_LEVELS[name], renamed) if name in _SPEAKS_OF_LEVELS else file

    return reword


def rules_file(kept: Mapping[str, object]) -> str:
    """The rules that a run judged by, as the JSON that is kept beside its records; the same rules, the same text."""
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def rules_digest(kept: Mapping[str, object]) -> str:
    """SHA-256 of the rules' content: comments and order in the file do not count."""
    return hashlib.sha256(rules_file(kept).encode("utf-8")).hexdigest()


def judged_by(settings: Settings, kept: Mapping[str, object]) -> Settings:
    """The same settings with other rules: those that a run kept beside its records.

    A key that an earlier version did not have yet is as it ships. Raises SettingsError where nothing was kept, or what
    was kept cannot be used.
    """
    sets = kept.get("sets", {})
    if not kept or not isinstance(sets, Mapping) or not all(isinstance(one, Mapping) for one in sets.values()):
        raise SettingsError("没有保存当时的规则，或保存的规则已损坏。")
    content = {key: value for key, value in kept.items() if key not in STRUCTURE}
    # What was kept may call the levels as they were called then.
    reword = _rewording({name: settings.vocabulary[name].synonyms for name in SCALES})
    file = reword("rules.toml", TomlFile("rules.json", "", {**content, "sets": {name: name for name in sets}}))
    shipped = reword("rules.toml", parsed("rules.toml", SHIPPED.joinpath("rules.toml").read_bytes()))
    document = layered(
        shipped,
        file,
        # The entries of the office's own keys were kept whole: what ships by now is none of them.
        alone=lambda path, beneath, above: is_entries(Rules, path) or stands_alone(path, beneath, above),
    )
    faults = Faults()
    vocabulary = _terms_as_read(settings.vocabulary)
    rules = read(Rules, document, faults, _known(vocabulary, document))
    set_files = {name: reword("rules.toml", TomlFile(f"rules.json sets {name}", "", one)) for name, one in sets.items()}
    rule_sets = _rule_sets(rules, document, set_files, vocabulary, faults)
    faults.stop()
    return replace(settings, rules=rules, rule_sets=rule_sets, kept_rules=kept)


def _rules_in(files: Collection[TomlFile]) -> list[TomlFile]:
    return [part(file, lambda key: key not in STRUCTURE) for file in files]


def _structure_in(files: Collection[TomlFile]) -> list[TomlFile]:
    """A rule file may hold sections of structure.toml as well."""
    return [part(file, lambda key: key in STRUCTURE) for file in files]


def _set_files(document: Layered, sources: Sources, faults: Faults) -> dict[str, TomlFile]:
    """The file of each rule set ([sets]), by the set's name."""
    listed = document.at(("sets",))
    found: dict[str, TomlFile] = {}
    for name, file in listed.items() if isinstance(listed, Mapping) else ():
        if not isinstance(file, str):
            continue
        if target := sources.rule_set(file):
            found[name] = target
        else:
            faults.add(document, ("sets", name), f"定级规则“{name}”的文件 {file} 不在规则文件旁边")
    return found


def _rule_sets(
    rules: Rules, document: Layered, files: Mapping[str, TomlFile], vocabulary: Layered, faults: Faults
) -> dict[str, Rules]:
    """Each rule set as rules of its own: what its file writes, over the rules in force."""
    found: dict[str, Rules] = {}
    for name, file in files.items():
        of_set = document.over(file, alone=stands_alone)
        # Levels rest on factors and words: they are looked at again where those change.
        keys = (*file.content, "factor", "level")
        found[name] = read_over(rules, keys, of_set, faults, _known(vocabulary, of_set), _gone(vocabulary))
    return found


def _known(vocabulary: Layered, rules: Layered) -> Known:
    """The names that settings may speak of, by subject."""
    lists = _lists(vocabulary)
    classes = rules.at(("class", "fields"))
    return {
        **lists,
        **FIELDS,
        "measures": ("text", "kinds", "responsible", "due"),
        "词表": tuple(lists),
        "检查": _checks(),
        "可公开的公文": _public_papers(),
        "类别": (*_keys(classes), str(rules.at(("class", "none")))),
        "权力类别或 default": (*lists["权力类别"], "default"),
        "因素": _keys(rules.at(("factor",))),
        "用语": _keys(rules.at(("words",))),
        "定级规则": _keys(rules.at(("sets",))),
    }


def _gone(vocabulary: Layered) -> Known:
    """The terms of each list that ships, which the office has taken out."""
    return {
        name: [term for term in _terms(vocabulary.base.content, name) if term not in terms]
        for name, terms in _lists(vocabulary).items()
    }


def _lists(vocabulary: Layered) -> dict[str, tuple[str, ...]]:
    """The terms of each list; those that ship where the office's cannot be read."""
    shipped = vocabulary.base.content
    return {name: _terms(vocabulary.content, name) or _terms(shipped, name) for name in shipped}


def _terms(content: Mapping[str, object], name: str) -> tuple[str, ...]:
    listed = content.get(name)
    terms = listed.get("terms") if isinstance(listed, Mapping) else None
    return tuple(terms) if isinstance(terms, list) and all(isinstance(term, str) for term in terms) else ()


def _terms_as_read(vocabulary: Vocabulary) -> Layered:
    """A vocabulary that was read, as a document to look terms up in."""
    content = {name: {"terms": list(listed.terms)} for name, listed in vocabulary.items()}
    return layered(TomlFile("vocabulary.toml", "", content))


def _keys(table: object) -> tuple[str, ...]:
    return tuple(table) if isinstance(table, Mapping) else ()


@cache
def _checks() -> tuple[str, ...]:
    """The codes of the checks; the catalogue itself stands in a later room."""
    return tuple(parsed("checks.toml", SHIPPED.joinpath("checks.toml").read_bytes()).content)


@cache
def _public_papers() -> tuple[str, ...]:
    """The kinds of papers that have a public edition; their registry stands in a later room."""
    papers = parsed("papers.toml", SHIPPED.joinpath("papers.toml").read_bytes()).content
    return tuple(name for name, public in papers.items() if public)
