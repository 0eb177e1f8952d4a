"""问题: what the checks say of records."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.source import Place


class Severity(StrEnum):
    """严重程度: how much a finding weighs."""

    ERROR = "错误"
    WARNING = "警告"
    HINT = "提示"


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
