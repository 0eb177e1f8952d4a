"""The catalogue that checks join: ``@check(...)`` above a function is all it takes.

A check takes a Unit (all submissions of one unit, indexed) and yields faults; one ``between`` units takes Units.
It touches no file, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from pipeline.model import Place, Power, Severity, Step
from pipeline.settings.vocabulary import MeasureRole


@dataclass(frozen=True, slots=True)
class Weakness:
    """结构弱点: the power, the steps and the posts that show what a structural check found."""

    power: Power
    steps: tuple[Step, ...] = ()
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What a check yields: the places of one cause, what is wrong there, and how to mend it.

    ``weakness`` is given where the check ``suggests`` a risk point.
    """

    places: tuple[Place, ...]
    message: str
    mend: str
    weakness: Weakness | None = None


@dataclass(frozen=True, slots=True)
class Suggests:
    """提示: the risk point that a structural check suggests: what could go wrong, and what a fitting measure does.

    ``risk`` may name ``{power}`` and ``{posts}``. What the structure shows is a gap in rules (制度机制).
    """

    risk: str
    measures: tuple[MeasureRole, ...]


CheckFunction = TypeVar("CheckFunction", bound=Callable[[Any], Iterator[Fault]])


@dataclass(frozen=True, slots=True)
class Check:
    """检查: one rule of the catalogue. A code never changes its meaning.

    ``function`` takes a Unit; the Units of the run where the check is ``between`` them.
    """

    code: str
    severity: Severity
    title: str
    reason: str
    example: str
    mend: str
    function: Callable[[Any], Iterator[Fault]]
    suggests: Suggests | None = None
    between: bool = False


CATALOGUE: dict[str, Check] = {}


class Family:
    """检查类别: the checks whose codes begin with one letter, and the modules that hold them."""

    def __init__(self, letter: str, title: str, *modules: ModuleType) -> None:
        self.letter = letter
        self.title = title
        self.modules = modules

    @property
    def checks(self) -> list[Check]:
        """The family's checks in the order of their codes."""
        return sorted((c for c in CATALOGUE.values() if c.code[0] == self.letter), key=lambda c: c.code)


def check(
    code: str,
    severity: Severity,
    title: str,
    *,
    reason: str,
    example: str,
    mend: str,
    suggests: Suggests | None = None,
    between: bool = False,
) -> Callable[[CheckFunction], CheckFunction]:
    """Put a function into the catalogue. Raises ValueError where its code is taken."""

    def register(function: CheckFunction) -> CheckFunction:
        if code in CATALOGUE:
            raise ValueError(f"check code {code} is taken")
        CATALOGUE[code] = Check(code, severity, title, reason, example, mend, function, suggests, between)
        return function

    return register


def short(text: str) -> str:
    """The first twenty characters of a text, for messages."""
    return text if len(text) <= 20 else text[:20] + "…"
