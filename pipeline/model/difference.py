"""What a comparison says: differences, each of one subject, and looks that somebody must take again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Subject(StrEnum):
    """变动的对象."""

    DIVISION = "处室"
    POWER = "职权"
    STEP = "流程环节"
    RISK = "风险点"
    LEVEL = "风险等级"
    MEASURE = "防控措施"


class Kind(StrEnum):
    """变动的种类. A level goes up, down or to another class; a measure is done, put off or overdue."""

    NEW = "新增"
    ENDED = "取消"
    CHANGED = "变动"
    RENAMED = "更名"
    MOVED = "调整次序"
    UP = "上升"
    DOWN = "下降"
    RECLASSED = "类别变动"
    DONE = "已落实"
    OVERDUE = "逾期"
    PUT_OFF = "延期"


class CauseKind(StrEnum):
    """等级变动的原因: the facts that were filled in, the rules that judge them, or the office's decision."""

    FACTS = "事实变动"
    RULES = "规则变动"
    DECISION = "审定"


@dataclass(frozen=True, slots=True)
class Cause:
    """原因: one step of the way from the old level to the new, and the reasons that came and went with it."""

    kind: CauseKind
    before: str
    after: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """栏目变动: a field by its heading, from what to what."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """变动: one thing that is new, gone or other than in the last period.

    ``code`` is the risk point's code or the step's number; ``title`` what it is called. ``matched`` tells how the two
    were found to be the same, where that was not plain: “编码由…改为…，名称相似度0.93”.
    """

    subject: Subject
    kind: Kind
    unit: str
    division: str
    power_code: str
    power_name: str
    code: str
    title: str
    fields: tuple[FieldChange, ...] = ()
    causes: tuple[Cause, ...] = ()
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Revisit:
    """须重新审视: which rule asks for a new look, at what, why, and what is to be done."""

    rule: str
    title: str
    unit: str
    division: str
    power_code: str
    power_name: str
    code: str
    text: str
    ask: str


@dataclass(frozen=True)
class Comparison:
    """两期比较: all differences in the order unit, power, subject; and since when each level has stood.

    ``rules_changed`` says how the rules, or the program that applies them, changed; empty where they did not.
    """

    old_period: str
    new_period: str
    rules_changed: str
    differences: tuple[Difference, ...]
    revisits: tuple[Revisit, ...]
    since: Mapping[tuple[str, str], str]

    @cached_property
    def counts(self) -> Counter[tuple[Subject, Kind]]:
        """How many differences of each subject and kind."""
        return Counter((difference.subject, difference.kind) for difference in self.differences)

    @cached_property
    def causes(self) -> Counter[CauseKind]:
        """How many changes of a level each kind of cause took part in."""
        return Counter(cause.kind for difference in self.differences for cause in difference.causes)
