"""What the office may change: the column table, the vocabulary, the rules and the wordings, read from TOML.

Loaded once at the top and handed to the stages; no stage reads these files by itself.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.rulefile import RuleFile, parsed
from pipeline.rulefile import SettingsError as SettingsError
from pipeline.rulefiles import read_rule_files

# The kinds of documents that may be made public at all (rules.toml, [public] kinds).
PUBLISHABLE = ("职权目录", "权力运行流程图", "廉政风险自查表", "风险点及防控措施汇总表")


FILES = ("columns", "vocabulary", "reading", "structure", "wording", "laws", "guard", "compare", "review", "measures")


@dataclass(frozen=True, slots=True)
class Column:
    """列: one column (or, in a sheet of pairs, one line) of the standard workbook."""

    field: str
    heading: str
    kind: str
    required: bool
    prompt: str
    example: str
    names: tuple[str, ...]
    terms: str = ""
    width: int = 40
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """表: one sheet of the standard workbook; ``layout`` is "pairs" (项目, 内容) or "table"; ``names``: other names."""

    name: str
    record: str
    layout: str
    columns: tuple[Column, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """列表: the sheets of the standard workbook, its version, and the versions that can still be read."""

    template: str
    version: str
    readable: tuple[str, ...]
    example_mark: str
    sheets: tuple[Sheet, ...]

    def sheet(self, record: str) -> Sheet:
        """The sheet that a kind of record stands on."""
        return next(sheet for sheet in self.sheets if sheet.record == record)

    def heading(self, record: str, field: str) -> str:
        """The heading of a field, for messages."""
        return next(column.heading for column in self.sheet(record).columns if column.field == field)


@dataclass(frozen=True, slots=True)
class TermList:
    """词表: one list of terms with the other words that are read as them."""

    name: str
    terms: tuple[str, ...]
    synonyms: Mapping[str, str]
    roles: Mapping[str, Any]


Vocabulary = Mapping[str, TermList]


@dataclass(frozen=True, slots=True)
class Period:
    """期限单位: words for a unit of time, how many working days it makes, and the rule that says so."""

    units: tuple[str, ...]
    days: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """读表规则: how table feet, periods and due dates are read."""

    foot: tuple[str, ...]
    scale_labels: tuple[str, ...]
    rules_labels: tuple[str, ...]
    periods: tuple[Period, ...]
    period_words: Mapping[str, int]
    due_words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Law:
    """法: a law or document that grounds are taken from, its rank and what became of it (data/laws.toml)."""

    name: str
    kind: str
    status: str
    version: int = 0
    effective: date | None = None
    articles: int = 0
    numbers: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    successor: str = ""
    by: str = ""
    procedural: bool = False


@dataclass(frozen=True, slots=True)
class RankRule:
    """层级判断: a pattern in a law's number, label or title that tells its kind where the list does not hold it."""

    within: str
    pattern: str
    kind: str


@dataclass(frozen=True, slots=True)
class Laws:
    """法律法规表: the laws that are known, and how the rank of others is told."""

    known: tuple[Law, ...]
    ranks: tuple[RankRule, ...]


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """审定意见表: its sheets and columns, the rules of 批量审定 (name → "all" or "same"), and what its guide says."""

    title: str
    all_units: str
    sheets: tuple[Sheet, ...]
    batch: Mapping[str, str]
    guide: Mapping[str, Any]

    def sheet(self, record: str) -> Sheet:
        """The sheet of 审定意见 ("decisions") or 批量审定 ("batches")."""
        return next(sheet for sheet in self.sheets if sheet.record == record)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a run, with the SHA-256 of the files that they came from.

    ``rule_files`` are the rule files that apply, the office's own before the one that ships; ``rule_sets`` are further
    ones, by the name that a unit chooses one by (定级规则). ``rules`` is what all of them say together.
    """

    columns: ColumnTable
    vocabulary: Vocabulary
    rules: Mapping[str, Any]
    rule_files: tuple[RuleFile, ...]
    rule_sets: Mapping[str, RuleFile]
    wording: Mapping[str, Any]
    structure: Mapping[str, Any]
    reading: Reading
    laws: Laws
    guard: Mapping[str, Any]
    compare: Mapping[str, Any]
    review: ReviewForm
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
        rule_files=(RuleFile("rules.json", "", rules),),
        rule_sets={
            name: RuleFile(f"rules.json sets {name}", "", content) for name, content in rules.get("sets", {}).items()
        },
    )


def load_settings(rules: Path | None = None) -> Settings:
    """Read the TOML files that ship with the program; of ``rules``, the office's own rule file, the parts it holds.

    Raises SettingsError when one of them cannot be read, is not valid TOML or names a term list that does not exist.
    """
    data = resources.files("pipeline").joinpath("data")
    digests: dict[str, str] = {}
    raw: dict[str, Mapping[str, Any]] = {}
    for name in FILES:
        content = data.joinpath(f"{name}.toml").read_bytes()
        digests[f"{name}.toml"] = hashlib.sha256(content).hexdigest()
        raw[name] = parsed(f"{name}.toml", content).content
    rule_files, rule_sets = read_rule_files(data, rules, digests)
    merged = {key: value for file in reversed(rule_files) for key, value in file.content.items()}
    merged["sets"] = {name: file.content for name, file in rule_sets.items()}
    structure = {part: merged.get(part, shipped) for part, shipped in raw["structure"].items()}
    vocabulary = {
        name: TermList(
            name,
            tuple(entry["terms"]),
            dict(entry.get("synonyms", {})),
            {key: value for key, value in entry.items() if key not in ("terms", "synonyms")},
        )
        for name, entry in raw["vocabulary"].items()
    }
    columns = _column_table(raw["columns"])
    review = _review_form(raw["review"])
    for sheet in (*columns.sheets, *review.sheets):
        for column in sheet.columns:
            if column.terms and column.terms not in vocabulary:
                raise SettingsError(f"“{sheet.name}·{column.heading}”所用的词表“{column.terms}”不存在。")
    _publishable(merged["public"].get("kinds", ()))
    _compilable(raw["guard"])
    return Settings(
        columns=columns,
        vocabulary=vocabulary,
        rules=merged,
        rule_files=rule_files,
        rule_sets=rule_sets,
        wording=raw["wording"],
        structure=structure,
        reading=_reading(raw["reading"]),
        laws=_laws(raw["laws"]),
        guard=raw["guard"],
        compare=raw["compare"],
        review=review,
        measures=raw["measures"],
        digests=digests,
    )


def _publishable(kinds: Iterable[str]) -> None:
    for kind in kinds:
        if kind not in PUBLISHABLE:
            raise SettingsError(f"rules.toml 的 [public] kinds “{kind}”不能公开，可写的有：{'、'.join(PUBLISHABLE)}。")


def _compilable(guard: Mapping[str, Any]) -> None:
    for entry in (*guard["number"], *guard["word"], *guard["part"]):
        try:
            re.compile(entry.get("regex") or entry["like"])
        except re.error as error:
            raise SettingsError(f"guard.toml 中“{entry['name']}”的正则表达式有误：{error}。") from error


def _reading(raw: Mapping[str, Any]) -> Reading:
    return Reading(
        foot=tuple(raw["foot"]),
        scale_labels=tuple(raw["scale_labels"]),
        rules_labels=tuple(raw["rules_labels"]),
        periods=tuple(Period(tuple(e["units"]), Decimal(e["days"]), e["rule"]) for e in raw["period"]),
        period_words=raw["period_words"],
        due_words=raw["due_words"],
    )


def _laws(raw: Mapping[str, Any]) -> Laws:
    return Laws(
        known=tuple(
            Law(**{**entry, "numbers": tuple(entry.get("numbers", ())), "former": tuple(entry.get("former", ()))})
            for entry in raw["law"]
        ),
        ranks=tuple(RankRule(entry["in"], entry["pattern"], entry["kind"]) for entry in raw["rank"]),
    )


def _column_table(raw: Mapping[str, Any]) -> ColumnTable:
    return ColumnTable(raw["template"], raw["version"], tuple(raw["readable"]), raw["example_mark"], _sheets(raw))


def _review_form(raw: Mapping[str, Any]) -> ReviewForm:
    return ReviewForm(raw["title"], raw["all_units"], _sheets(raw), raw["batch"], raw["guide"])


def _sheets(raw: Mapping[str, Any]) -> tuple[Sheet, ...]:
    return tuple(
        Sheet(
            entry["name"],
            entry["record"],
            entry["layout"],
            tuple(_column(column) for column in entry["column"]),
            tuple(entry["names"]),
        )
        for entry in raw["sheet"]
    )


def _column(raw: Mapping[str, Any]) -> Column:
    defaults = {"prompt": "", "example": ""}
    return Column(**{**defaults, **raw, "names": tuple(raw["names"]), "words": tuple(raw.get("words", ()))})
