"""The catalogue that checks join: ``@check(...)`` above a function is all it takes.

A check takes a Unit (all submissions of one unit, indexed) and yields faults. It touches no file, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.check.unit import Unit
from pipeline.model import Place, Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """What a check yields: the places of one cause, what is wrong there, and how to mend it."""

    places: tuple[Place, ...]
    message: str
    mend: str


CheckFunction = Callable[[Unit], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Check:
    """检查: one rule of the catalogue. A code never changes its meaning."""

    code: str
    severity: Severity
    title: str
    reason: str
    example: str
    mend: str
    function: CheckFunction


CATALOGUE: dict[str, Check] = {}

FAMILIES = {
    "A": "来件",
    "F": "填写完整与格式",
    "T": "术语",
    "C": "编码",
    "R": "表间引用",
    "G": "流程图",
    "H": "风险与措施",
    "E": "评估检查",
}


def check(
    code: str, severity: Severity, title: str, *, reason: str, example: str, mend: str
) -> Callable[[CheckFunction], CheckFunction]:
    """Put a function into the catalogue. Raises ValueError where its code is taken."""

    def register(function: CheckFunction) -> CheckFunction:
        if code in CATALOGUE:
            raise ValueError(f"check code {code} is taken")
        CATALOGUE[code] = Check(code, severity, title, reason, example, mend, function)
        return function

    return register
