"""报送: what one division's workbook says, how it came, and what came that gave no records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pipeline.model.finding import Severity
from pipeline.model.power import Power, Step
from pipeline.model.risk import Evaluation, Measure, RiskPoint
from pipeline.model.source import Place, Read


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
    ERROR_VALUE = "单元格是错误值"
    LONG_NUMBER = "编码超过数字的位数"
    STRUCK_OUT = "有划去的行"
    UNREAD_SHEETS = "有未读取的工作表"


@dataclass(frozen=True, slots=True)
class Oddity:
    """来件情况: something about a file that its reader should know, and where it is; ``shown`` is what stands there."""

    kind: OddityKind
    places: tuple[Place, ...]
    shown: str = ""


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
