"""动态管理: how two periods are matched, what is compared, what must be looked at again (data/compare.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pipeline.settings.marks import Between, Of, Places

Share = Annotated[float, Between(0, 1)]


@dataclass(frozen=True, slots=True)
class MatchLikeness:
    """对应: how like two records must be to be the same; ``renamed`` is the share of powers that a new name keeps."""

    powers: Share
    steps: Share
    risks: Share
    measures: Share
    renamed: Share


@dataclass(frozen=True, slots=True)
class ComparedFields:
    """逐栏比较的栏目, by the names of the column table."""

    powers: tuple[Annotated[str, Of("powers")], ...]
    steps: tuple[Annotated[str, Of("steps")], ...]
    risks: tuple[Annotated[str, Of("risks")], ...]
    measures: tuple[Annotated[str, Of("measures")], ...]

    def of(self, record: str) -> tuple[str, ...]:
        """The fields of one kind of record."""
        return {"powers": self.powers, "steps": self.steps, "risks": self.risks, "measures": self.measures}[record]


@dataclass(frozen=True, slots=True)
class EvaluationWords:
    """评估结论: the answers that say that measures work, and that the points were found."""

    effective: Annotated[str, Of("成效")]
    found: Annotated[str, Of("是否")]


@dataclass(frozen=True, slots=True)
class BasisRevisit:
    """行使依据变动."""

    code: str
    title: str
    text: Annotated[str, Places("count")]
    ask: str


@dataclass(frozen=True, slots=True)
class LawRevisit:
    """所引法律有新变化; what became of the law is said by ``changed``, ``repealed`` or ``replaced``."""

    code: str
    title: str
    text: Annotated[str, Places("last", "laws")]
    changed: Annotated[str, Places("name", "date", "successor")]
    repealed: Annotated[str, Places("name", "date", "successor")]
    replaced: Annotated[str, Places("name", "date", "successor")]
    ask: str


@dataclass(frozen=True, slots=True)
class ContentRevisit:
    """职权内容变动而风险点未变; ``fields`` are those whose change asks for another search."""

    code: str
    title: str
    text: Annotated[str, Places("fields", "count")]
    ask: str
    fields: tuple[Annotated[str, Of("powers")], ...]


@dataclass(frozen=True, slots=True)
class FlowRevisit:
    """流程变动而风险点未变."""

    code: str
    title: str
    text: Annotated[str, Places("changes", "count")]
    ask: str


@dataclass(frozen=True, slots=True)
class DivisionRevisit:
    """处室更名或职权划转."""

    code: str
    title: str
    text: Annotated[str, Places("before", "after", "count")]
    ask: str


@dataclass(frozen=True, slots=True)
class StaleRevisit:
    """等级多年未变而问题仍在; ``years`` from the period since which the level has stood."""

    code: str
    title: str
    text: Annotated[str, Places("since", "evidence")]
    ask: str
    years: Annotated[int, Between(1)]


RevisitRule = BasisRevisit | LawRevisit | ContentRevisit | FlowRevisit | DivisionRevisit | StaleRevisit


@dataclass(frozen=True, slots=True)
class RevisitRules:
    """须重新审视的情形."""

    basis: BasisRevisit
    law: LawRevisit
    content: ContentRevisit
    flow: FlowRevisit
    division: DivisionRevisit
    stale: StaleRevisit


@dataclass(frozen=True, slots=True)
class Comparing:
    """两期比较的口径."""

    likeness: MatchLikeness
    fields: ComparedFields
    evaluation: EvaluationWords
    look: RevisitRules
