"""词表: the terms of the field, the other words that are read as them, and the parts that some terms play."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Annotated

from pipeline.model import Opinion
from pipeline.settings.faults import Place
from pipeline.settings.marks import Key, OwnKey, Sibling

Term = Annotated[str, Sibling("terms")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermList:
    """词表: one list of terms with the other words that are read as them."""

    name: Annotated[str, OwnKey()]
    terms: tuple[str, ...]
    synonyms: Mapping[str, Term] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerCategories(TermList):
    """权力类别; ``internal`` are those of internal powers, which are never made public.

    The others are those that laws of procedure speak of by name: permits, confirmations, penalties, coercion, levies,
    and what is none of them.
    """

    internal: tuple[Term, ...]
    permit: Term
    confirmation: Term
    penalty: Term
    coercion: Term
    levy: Term
    other: Term


@dataclass(frozen=True, slots=True, kw_only=True)
class StepKinds(TermList):
    """环节类型, and which of them begin, branch, end, handle, review or decide, decide, publish."""

    start: Term
    fork: Term
    end: Term
    handling: tuple[Term, ...]
    approving: tuple[Term, ...]
    deciding: tuple[Term, ...]
    publishing: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskSources(TermList):
    """风险来源; ``system`` is the one of gaps in rules and procedures (制度机制), which structural checks point to."""

    system: Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(TermList):
    """尺度: terms from the highest to the lowest; ``as_shipped`` are their names before an office renamed them."""

    as_shipped: tuple[str, ...] = ()

    def shipped_name(self, term: str) -> str:
        """What a term is called where nothing was renamed: a fingerprint of it stays the same."""
        return self.as_shipped[self.terms.index(term)] if self.as_shipped and term in self.terms else term

    def faults_at(self, place: Place) -> None:
        """A scale has two steps or more, each with a name of its own."""
        at = place / "terms"
        if len(self.terms) < 2:
            at.wrong("至少要有两级，由高到低排列")
        for index, term in enumerate(self.terms):
            if term in self.terms[:index]:
                (at / index).wrong(f"“{term}”重复")


class MeasureRole(StrEnum):
    """措施作用: what a kind of measure does, by which checks ask for one (方案第五步“防控”).

    分权制衡 answers power in too few hands, 规范裁量 too free a hand, 健全制度 a gap in the rules, 教育警示 what people
    think, 科技监控 what nobody sees.
    """

    BALANCE = "balance"
    BOUND = "bound"
    REFORM = "reform"
    TEACH = "teach"
    WATCH = "watch"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureKinds(TermList):
    """措施类型, by what each does; ``separators`` are the signs between several in one cell."""

    separators: str
    balance: Term
    bound: Term
    reform: Term
    teach: Term
    watch: Term

    def of(self, *roles: MeasureRole) -> tuple[str, ...]:
        """The kinds that do this."""
        return tuple(str(getattr(self, role)) for role in roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence(TermList):
    """有无; ``present`` is what a power with discretion says."""

    present: Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers(TermList):
    """是否: the answers of an evaluation."""

    yes: Term
    no: Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects(TermList):
    """成效: what an evaluation says of measures."""

    effective: Term
    partly: Term
    ineffective: Term


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartViews(TermList):
    """流程图式: the plain chart and the one with lanes."""

    plain: Term
    laned: Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions(TermList):
    """审定意见: the program's own four, for what each of them does is written in it; other words are synonyms."""

    def faults_at(self, place: Place) -> None:
        """They are those, no more and no fewer."""
        if self.terms != tuple(map(str, Opinion)):
            (place / "terms").wrong(f"审定意见只能是{'、'.join(Opinion)}，别的说法请加在 synonyms 里")


@dataclass(frozen=True, slots=True)
class Vocabulary(Mapping[str, TermList]):
    """All lists (data/vocabulary.toml): each by its field here, or by its Chinese name as the column table names it."""

    power_categories: Annotated[PowerCategories, Key("权力类别")]
    power_fields: Annotated[TermList, Key("涉及领域")]
    step_kinds: Annotated[StepKinds, Key("环节类型")]
    risk_sources: Annotated[RiskSources, Key("风险来源")]
    levels: Annotated[Scale, Key("等级")]
    grades: Annotated[Scale, Key("程度")]
    measure_kinds: Annotated[MeasureKinds, Key("措施类型")]
    presence: Annotated[Presence, Key("有无")]
    answers: Annotated[Answers, Key("是否")]
    effects: Annotated[Effects, Key("成效")]
    chart_views: Annotated[ChartViews, Key("流程图式")]
    opinions: Annotated[Opinions, Key("审定意见")]

    def __getitem__(self, name: str) -> TermList:
        for listed in self._lists():
            if listed.name == name:
                return listed
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (listed.name for listed in self._lists())

    def __len__(self) -> int:
        return len(fields(self))

    def _lists(self) -> Iterator[TermList]:
        return (getattr(self, one.name) for one in fields(self))
