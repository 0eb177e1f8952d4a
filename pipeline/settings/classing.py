"""定类: how the class of a risk point is told (rules.toml, [class]), and which amounts are 重大 ([major])."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Annotated

from pipeline.model import Confidence
from pipeline.settings.factors import is_look
from pipeline.settings.faults import Place, unknown
from pipeline.settings.marks import Between, Filled, Of, Places, Says

Field = Annotated[str, Of("涉及领域")]
Category = Annotated[str, Of("权力类别")]
Words = tuple[Annotated[str, Filled()], ...]
Amount = Annotated[Decimal, Between(0)]

_LOOKED_AT = ("power", "step", "risk")
"""The records whose texts may tell a field."""


@dataclass(frozen=True, slots=True)
class ClassRule:
    """定类规则: its code and title, how it says what it saw, and how sure a class is that rests on it."""

    code: Annotated[str, Filled()]
    title: str
    found: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class ClassRoles:
    """What the rules of classing are for; each names in its sentence what it knows."""

    declared: Annotated[ClassRule, Says("field")]
    category: Annotated[ClassRule, Says("category", "field")]
    text: Annotated[ClassRule, Says("field", "words")]
    major: Annotated[ClassRule, Says("amount", "limit", "field", "lifted")]
    conflict: Annotated[ClassRule, Says("category", "field", "expected")]
    below: Annotated[ClassRule, Says("field", "amount", "limit")]
    unread: Annotated[ClassRule, Says("text", "limit")]
    unknown: Annotated[ClassRule, Says("code")]
    none: Annotated[ClassRule, Says("category")]

    def all(self) -> tuple[ClassRule, ...]:
        """The rules, in this order."""
        return tuple(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class TextRules:
    """按文字归类: how much each text weighs, the words of each field, and how clear the outcome must be.

    The best field must have ``least`` points, and ``lead`` more than the next.
    """

    least: int
    lead: int
    weights: Mapping[str, int]
    words: Mapping[Field, Words]

    def faults_at(self, place: Place) -> None:
        """What is weighed must be there."""
        for key in self.weights:
            if not is_look(key, _LOOKED_AT):
                at = place / "weights" / key
                at.wrong(f"“{key}”不是可看的栏目，写法如 power.name、step.name、risk.description")


@dataclass(frozen=True, slots=True)
class Near:
    """候选领域是怎样来的: by the words of the text, by the category."""

    text: Annotated[str, Places("words")]
    category: Annotated[str, Places("category")]


@dataclass(frozen=True, slots=True)
class ClassRules:
    """定类: the classes with their fields; what is inferred where no field is filled in.

    ``by_category`` is the field of a category, ``within`` the fields among which the text decides, ``when_major`` the
    counterpart in the first class of a field whose amount is 重大.
    """

    none: Annotated[str, Filled()]
    first: str
    fields: Mapping[str, tuple[Field, ...]]
    by_category: Mapping[Category, Field]
    when_major: Mapping[Field, Field]
    text: TextRules
    near: Near
    rule: ClassRoles
    within: Mapping[Category, tuple[Field, ...]] = field(default_factory=dict)

    @property
    def class_of_field(self) -> dict[str, str]:
        """The class of each field that has one."""
        return {name: klass for klass, names in self.fields.items() for name in names}

    def faults_at(self, place: Place) -> None:
        """Each field that is spoken of has a class."""
        if self.first not in self.fields:
            (place / "first").wrong(unknown(self.first, tuple(self.fields)))
        known = tuple(self.class_of_field)
        spoken = [
            *((place / "by_category" / key, name) for key, name in self.by_category.items()),
            *((place / "when_major" / key, name) for key, pair in self.when_major.items() for name in (key, pair)),
            *((place / "text" / "words" / name, name) for name in self.text.words),
            *(
                (place / "within" / key / index, name)
                for key, names in self.within.items()
                for index, name in enumerate(names)
            ),
        ]
        for at, name in spoken:
            if name not in known:
                at.wrong(f"“{name}”没有列入 [class.fields] 的任何一类")


@dataclass(frozen=True, slots=True)
class MajorRules:
    """重大标准 in 万元: the common one, those of categories, and those of units."""

    default: Amount
    by_category: Mapping[Category, Amount] = field(default_factory=dict)
    by_unit: Mapping[str, Mapping[Annotated[str, Of("权力类别或 default")], Amount]] = field(default_factory=dict)

    def of(self, unit: str, category: str) -> Decimal:
        """The threshold: the unit's own for the category, its own default, the category's, the common one."""
        own = self.by_unit.get(unit, {})
        common = self.by_category.get(category, self.default)
        return own.get(category, own.get("default", common))
