"""The records that every stage speaks: typed, frozen, in the field's own terms.

Each record keeps the row it was read from, and the row knows in which column each field stood, so
that every value can be traced to its file, sheet and cell: ``power.at("category")``.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

T = TypeVar("T")


def digest(*texts: str) -> str:
    """A short fingerprint of texts: the same for the same texts, in every run and on every machine."""
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:12]


class Severity(StrEnum):
    """严重程度: how much a finding weighs."""

    ERROR = "错误"
    WARNING = "警告"
    HINT = "提示"


@dataclass(frozen=True, slots=True)
class Place:
    """出处: one cell of one sheet of one file; ``cell`` is empty where a whole sheet or file is meant."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet or self.file


@dataclass(frozen=True, slots=True)
class Row:
    """行: where a record was read; ``columns`` maps a field's name to its column letters."""

    file: str
    sheet: str
    number: int
    columns: Mapping[str, str]

    def at(self, field: str) -> Place:
        """The cell of a field; the row's first cell where the sheet has no such column."""
        letters = self.columns.get(field)
        return Place(self.file, self.sheet, f"{letters or 'A'}{self.number}")


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value read from text: what was written, and what it means; ``value`` is None where it cannot be read."""

    text: str = ""
    value: T | None = None

    @property
    def unreadable(self) -> bool:
        """Something was written, but it could not be understood. Never taken for zero or for empty."""
        return bool(self.text) and self.value is None


@dataclass(frozen=True, slots=True)
class Sourced:
    """What every record read from a sheet has in common: its row."""

    row: Row

    def at(self, field: str) -> Place:
        """The cell that ``field`` was read from."""
        return self.row.at(field)


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """单位信息: who filled the workbook, when, for which year. ``places`` maps a field to its cell.

    ``rules`` is the rule set that the workbook itself asks to be judged by (定级规则); empty where it names none.
    """

    unit: str
    division: str
    reporter: str
    phone: str
    reviewer: str
    reported_on: Read[date]
    year: str
    places: Mapping[str, Place]
    rules: str = ""

    def at(self, field: str) -> Place:
        """The cell that ``field`` was read from."""
        return self.places[field]


@dataclass(frozen=True, slots=True)
class Power(Sourced):
    """职权: one power that a division exercises."""

    code: str
    name: str
    category: str
    basis: str
    department: str
    post: str
    counterpart: str
    field: str
    amount: Read[Decimal]
    discretion: str
    publicity: str
    remark: str
    view: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """流向: a way out of a step, with its label (通过, 不通过; empty for the only way) and target number."""

    label: str
    target: int


@dataclass(frozen=True, slots=True)
class Step(Sourced):
    """环节: one step of a power's flow; ``days`` are working days (工作日)."""

    power_code: str
    number: Read[int]
    name: str
    kind: str
    actor: str
    condition: str
    procedure: str
    days: Read[int]
    supervision: str
    ways: Read[tuple[Branch, ...]]
    remark: str
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Measure(Sourced):
    """防控措施: what keeps a risk point in check, who answers for it, and until when."""

    risk_code: str
    kinds: tuple[str, ...]
    text: str
    responsible: str
    due: Read[date]


@dataclass(frozen=True, slots=True)
class RiskPoint(Sourced):
    """廉政风险点: what could go wrong at which steps of a power."""

    code: str
    power_code: str
    steps: Read[tuple[int, ...]]
    source: str
    description: str
    manifestation: str
    likelihood: str
    harm: str
    self_level: str


@dataclass(frozen=True, slots=True)
class Evaluation(Sourced):
    """评估检查: the unit's own look back at one risk point."""

    risk_code: str
    found: str
    level_right: str
    effective: str
    opinion: str
    evaluated_on: Read[date]


@dataclass(frozen=True, slots=True)
class Change:
    """归一记录: one thing that normalising changed, from what to what, by which rule."""

    place: Place
    field: str
    before: str
    after: str
    rule: str


class OddityKind(StrEnum):
    """来件情况: what is unusual about a file that could be read all the same."""

    MACROS = "含有宏"
    EXTERNAL_LINKS = "引用其他文件"
    PASSWORD = "设有密码"
    HIDDEN_ROWS = "有隐藏行"
    UNCALCULATED = "公式没有结果"
    UNREAD_SHEETS = "有未读取的工作表"


@dataclass(frozen=True, slots=True)
class Oddity:
    """来件情况: something about a file that its reader should know, and where it is."""

    kind: OddityKind
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """来历: how a workbook came: SHA-256 of the file, the mail's date (UTC) and sender, and how often it was returned.

    ``returned`` counts the rounds of 退回修改 that the workbook itself bears witness to.
    """

    digest: str = ""
    mailed: datetime | None = None
    sender: str = ""
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Submission:
    """报送: everything one division's workbook says, in the order of its rows."""

    file: str
    info: UnitInfo
    template_version: str
    powers: tuple[Power, ...]
    steps: tuple[Step, ...]
    risks: tuple[RiskPoint, ...]
    measures: tuple[Measure, ...]
    evaluations: tuple[Evaluation, ...]
    changes: tuple[Change, ...]
    missing_columns: tuple[tuple[str, str], ...]
    oddities: tuple[Oddity, ...] = ()
    origin: Origin = Origin()


def measures_by_risk(submission: Submission) -> dict[int, list[Measure]]:
    """Row number of each risk point → its measures: that of its own row, and of rows below that repeat a merged one."""
    rows = sorted(risk.row.number for risk in submission.risks)
    found: dict[int, list[Measure]] = {row: [] for row in rows}
    for measure in submission.measures:
        found[rows[bisect_right(rows, measure.row.number) - 1]].append(measure)
    return found


@dataclass(frozen=True, slots=True)
class SetAside:
    """未能处理的文件: a file that gave no records, why, and what its sender should do."""

    file: str
    reason: str
    mend: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Superseded:
    """旧版本: a workbook that a newer one of the same division replaces, and how that was told."""

    file: str
    unit: str
    division: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ExpectedDivision:
    """应报处室: a division that should report; ``division`` is empty where any of the unit will do."""

    unit: str
    division: str


@dataclass(frozen=True, slots=True)
class Finding:
    """问题: what a check found; all places that one cause touches are one finding."""

    code: str
    title: str
    severity: Severity
    unit: str
    division: str
    places: tuple[Place, ...]
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class Reason:
    """定级理由: a rule that took part, and the words or figures it matched."""

    rule: str
    title: str
    evidence: str


class Confidence(StrEnum):
    """把握: how sure a class is, by what it was read from."""

    HIGH = "高"
    MIDDLE = "中"
    LOW = "低"
    NONE = "无"


@dataclass(frozen=True, slots=True)
class Candidate:
    """候选领域: a field that an unclassed point comes near to, the class it would have, and the words that say so."""

    field: str
    klass: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """降级途径: what would lower the level (a change of one fact, or of two together), and the level it then has."""

    change: str
    level: str

    def __str__(self) -> str:
        return f"若{self.change}，则为{self.level}"


@dataclass(frozen=True, slots=True)
class Assessment:
    """评定: the class and level of one risk point, with the ordered reasons that led there.

    ``field`` is the plan's field (涉及领域) that it was classed by; ``candidates`` are the nearest ones where none was
    found, best first. ``likelihood`` and ``harm`` are empty where the rule set does not grade by them. ``score`` is
    the figure that the level was read from; ``remedies`` are what would lower the level; ``rules`` names the rule set.
    ``facts`` is the digest of the facts that were assessed: it changes where they do, not where the rules do.
    """

    unit: str
    division: str
    risk_code: str
    power_code: str
    klass: str
    level: str
    likelihood: str
    harm: str
    reasons: tuple[Reason, ...]
    self_assessed: str
    field: str = ""
    confidence: Confidence = Confidence.NONE
    candidates: tuple[Candidate, ...] = ()
    score: int = 0
    remedies: tuple[Remedy, ...] = ()
    rules: str = ""
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """系统提示的风险点: a risk that nobody declared, shown by the structure of the records.

    ``code`` stays the same from run to run while the structure does, so that the office's decision finds it again;
    ``rule`` is the check that shows it; ``places`` are the cells of the steps and posts that show it.
    """

    code: str
    rule: str
    unit: str
    division: str
    power_code: str
    source: str
    description: str
    steps: tuple[int, ...]
    posts: tuple[str, ...]
    measure_kinds: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """审定依据: what a decision rests on: the digest of a point's facts, and the class and level computed from them."""

    facts: str
    klass: str
    level: str


class Opinion(StrEnum):
    """审定意见: what the office says of a computed level or of a suggested risk point."""

    KEEP = "维持"
    CHANGE = "调整"
    ADD = "补充说明"
    DROP = "不予采纳"


# What makes a suggested risk point one of the documents.
ACCEPTING = (Opinion.KEEP, Opinion.CHANGE)


@dataclass(frozen=True, slots=True)
class Decision:
    """审定: what the office decided on one risk point (or suggestion), why, who and when.

    ``klass`` and ``level`` are what stands from then on, empty where they stay as computed. ``basis`` is what was
    decided on: where it has changed since, the decision lapses. ``period`` is the year whose run was decided on.
    """

    unit: str
    division: str
    code: str
    opinion: Opinion
    klass: str
    level: str
    reason: str
    decided_by: str
    decided_on: Read[date]
    basis: Basis
    period: str
    place: Place

    @property
    def signed(self) -> str:
        """Who decided, and when: 张三，2026-06-30."""
        day = self.decided_on.value
        return f"{self.decided_by}，{day.isoformat() if day else self.decided_on.text}"

    @property
    def ruling(self) -> str:
        """What was decided, by whom and when, as a digest: two decisions are the same where it is."""
        return _ruling(self.opinion, self.klass, self.level, self.reason, self.decided_by, self.decided_on)


@dataclass(frozen=True, slots=True)
class ReviewEntry(Sourced):
    """审定表的一行: what the office wrote on one point, its terms read, and what the row's 核对码 says.

    ``period`` and ``basis`` are the year and what the row showed; ``before`` is the ruling that it was prefilled with;
    ``by_batch``: the row was left blank and a rule of 批量审定 fills it.
    """

    unit: str
    division: str
    code: str
    opinion: str
    klass: str
    level: str
    reason: str
    decided_by: str
    decided_on: Read[date]
    period: str
    basis: Basis
    before: str
    by_batch: bool = False

    @property
    def blank(self) -> bool:
        """Nothing was decided; a name and a date alone, as they stay when a column is filled down, decide nothing."""
        return not (self.opinion or self.klass or self.level or self.reason)

    @property
    def ruling(self) -> str:
        """The same digest as that of the decision that the row makes."""
        return _ruling(self.opinion, self.klass, self.level, self.reason, self.decided_by, self.decided_on)

    @property
    def untouched(self) -> bool:
        """The row says what it was prefilled with, and nothing of its own."""
        return self.ruling == self.before


def _ruling(opinion: str, klass: str, level: str, reason: str, decided_by: str, decided_on: Read[date]) -> str:
    # Only a change sets class and level; elsewhere they follow from what is decided on.
    levels = (klass, level) if opinion == Opinion.CHANGE else ()
    on = decided_on.value.isoformat() if decided_on.value else decided_on.text
    return digest(opinion, *levels, reason, decided_by, on)


@dataclass(frozen=True, slots=True)
class ReviewNotice:
    """审定未用: something in a filled review sheet that is not applied (or no longer), where, why, and what to do."""

    severity: Severity
    place: Place
    unit: str
    code: str
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class UnitRecords:
    """One unit's share of a run (单位), and the name that its files bear.

    ``assessments`` stand in the order of the risk points, ``suggested`` in that of the suggestions. ``decisions`` are
    those in force, by risk or suggestion code; ``lapsed`` are those whose basis has changed; ``unapplied`` are rows of
    review sheets that could not be applied, to be corrected by the office.
    """

    unit: str
    file_name: str
    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...]
    assessments: tuple[Assessment, ...]
    suggestions: tuple[Suggestion, ...] = ()
    suggested: tuple[Assessment, ...] = ()
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    lapsed: Mapping[str, Decision] = field(default_factory=dict)
    unapplied: Mapping[str, ReviewEntry] = field(default_factory=dict)
    review_notices: tuple[ReviewNotice, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodRecords:
    """一期: all records of one run, and the rules that it was judged by.

    ``rules`` is the content of the rule file, empty where an older run did not keep it; ``since`` tells of a risk point
    (unit, code) since which period its class and level have stood.
    """

    period: str
    program: str
    rules_version: str
    rules_digest: str
    rules: Mapping[str, Any]
    units: tuple[UnitRecords, ...]
    since: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """一期的数字: what a trend is drawn from; ``levels`` is empty where an older run did not count them."""

    period: str
    powers: int
    risks: int
    levels: Mapping[str, int]
    errors: int
