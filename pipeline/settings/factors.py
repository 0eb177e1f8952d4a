"""因素: the facts that rules rest on, as the rule file writes them ([factor.…]): what is looked at, and for what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pipeline.model import Evaluation, Measure, Power, RiskPoint, Sourced, Step
from pipeline.settings.faults import Place, sentence, unknown
from pipeline.settings.layers import Table
from pipeline.settings.marks import Filled, Key, Of, OneOf

RECORDS: Mapping[str, type[Sourced]] = {
    "power": Power,
    "step": Step,
    "risk_step": Step,
    "risk": RiskPoint,
    "measure": Measure,
    "evaluation": Evaluation,
}
"""The records a factor may look at; ``risk_step`` are the steps that the risk point names, all where it names none."""

COUNTS = ("岗位风险点", "职权风险点", "环节", "以往问题")
"""The figures that a factor may compare with a number, beside 涉及金额."""
AMOUNT = "涉及金额"


class Structure(StrEnum):
    """结构: what hangs on how the records stand together."""

    MAJOR_AMOUNT = "major_amount"
    SAME_ACTOR = "same_actor"


WAYS = ("equals", "words", "blank", "at_least", "class", "structure")
"""How a factor may look; each factor has exactly one of these keys."""

_SAYS: Mapping[str, tuple[str, ...]] = {
    "equals": ("place", "value"),
    "words": ("place", "value", "word"),
    "blank": ("place",),
    "at_least": ("value", "limit"),
    "class": ("value",),
    "structure": ("value", "limit"),
}
"""What each way may name in ``found``."""


def is_look(text: str, records: Collection[str] = tuple(RECORDS)) -> bool:
    """Whether ``power.discretion`` is a field of one of the records."""
    record, _, name = text.partition(".")
    return record in records and name in {one.name for one in fields(RECORDS[record])} - {"row"}


def other_way(beneath: Table, above: Table) -> bool:
    """A factor looks in another way than the one beneath, so that it stands alone."""
    ways = [key for key in WAYS if key in above]
    return bool(ways) and not any(key in beneath for key in ways)


@dataclass(frozen=True, slots=True)
class FactorRule:
    """因素: ``raises`` tells a graver fact from a lighter one; one of the ways of WAYS tells how it looks.

    ``found`` says that it holds, ``lacking`` that it does not; ``mend`` how to make a grave one go away, or a light
    one come about.
    """

    title: Annotated[str, Filled()]
    raises: bool
    found: str
    look: tuple[str, ...] = ()
    equals: tuple[str, ...] | None = None
    words: str | tuple[Annotated[str, Filled()], ...] | None = None
    blank: bool | None = None
    figure: Annotated[str, OneOf("", AMOUNT, *COUNTS)] = ""
    at_least: Decimal | None = None
    klass: Annotated[str | None, Key("class"), Of("类别")] = None
    structure: Structure | None = None
    lacking: str = ""
    mend: str = ""

    @property
    def way(self) -> str:
        """The one way that it looks in; the first where there are several, "" where there is none."""
        return next(iter(self._ways), "")

    @property
    def _ways(self) -> list[str]:
        found = (self.equals, self.words, self.blank, self.at_least, self.klass, self.structure)
        return [way for way, value in zip(WAYS, found, strict=True) if value is not None]

    def faults_at(self, place: Place) -> None:
        """One way, something to look at, and a sentence that fits."""
        if len(self._ways) != 1:
            place.wrong(f"因素应当写明怎样看，且只写一种：{'、'.join(WAYS)}")
            return
        if self.way in ("equals", "words", "blank") and not self.look:
            place.wrong("缺少“look”：这个因素看哪些栏目")
        for index, text in enumerate(self.look):
            if not is_look(text):
                at = place / "look" / index
                at.wrong(f"“{text}”不是可看的栏目。可看的记录有 {'、'.join(RECORDS)}，写法如 power.discretion")
        if self.blank is False:
            (place / "blank").wrong("“blank”只能写 true")
        if self.at_least is not None and not self.figure:
            place.wrong(f"缺少“figure”：与哪个数比，可用的有：{'、'.join((AMOUNT, *COUNTS))}")
        if isinstance(self.words, str) and self.words not in place.known.get("用语", ()):
            (place / "words").wrong(unknown(self.words, place.known.get("用语", ())))
        sentence(self.found, _SAYS[self.way], place / "found")
