"""审定通知: a letter to each division, of what the office decided on its risk points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pipeline.model import Decision, Opinion
from pipeline.papers.file_names import file_names
from pipeline.papers.number_words import counted
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Content, Edition, Manuscript
from pipeline.papers.registry import paper
from pipeline.settings import Settings
from pipeline.view.point import Point


@dataclass(frozen=True, slots=True)
class DecisionNoticeRow:
    """One decided point: what it was rated, what was decided, what stands from now on, and why."""

    number: int
    code: str
    power: str
    description: str
    computed: Annotated[str, "按规则评定的类别和等级"]
    opinion: Annotated[str, "审定意见（维持、调整、补充说明、不予采纳）"]
    stands: Annotated[str, "审定后的类别和等级"]
    reason: Annotated[str, "审定理由"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNoticeContent(Content):
    """审定通知: a letter with a table of what was decided."""

    addressee: str
    paragraphs: tuple[str, ...]
    rows: tuple[DecisionNoticeRow, ...]
    organ: str
    date: str


@paper("审定通知", of=OneUnit, content=DecisionNoticeContent, order=90, folder="审定通知")
def decision_notices(unit: OneUnit, edition: Edition) -> Iterator[Manuscript[DecisionNoticeContent]]:
    """The letters of one unit: one for each division of which a point was decided on."""
    register = unit.register
    names = file_names(dict.fromkeys(submission.info.division for submission in register.submissions))
    # Suggested points stand in both lists once they are accepted; here also those count that were not.
    points = (*(point for point in register.points if not point.suggested), *register.suggestions)
    for submission in register.submissions:
        division = submission.info.division
        decided = [(p, p.decision) for p in points if p.submission is submission and p.decision]
        if decided:
            name = f"{register.file_name}/{names[division]}审定通知"
            yield Manuscript(name, _letter(f"{register.name}{division}", decided, unit.settings))


def _letter(addressee: str, decided: Sequence[tuple[Point, Decision]], settings: Settings) -> DecisionNoticeContent:
    words = settings.wording.decision_notice
    opinions = Counter(decision.opinion for _, decision in decided)
    accepted = sum(point.suggested and decision.opinion is not Opinion.DROP for point, decision in decided)
    changed = opinions[Opinion.CHANGE] + opinions[Opinion.KEEP] > 0
    paragraphs = [
        words.opening.format(
            count=len(decided), parts=counted([(str(opinion), opinions[opinion]) for opinion in Opinion], "个")
        ),
        *([words.accepted.format(count=accepted)] if accepted else []),
        *([words.stands] if changed else []),
        *([words.add] if opinions[Opinion.ADD] else []),
        words.ask.format(contact=settings.wording.contact),
    ]
    return DecisionNoticeContent(
        title=settings.wording.titles.decision_notice,
        addressee=addressee,
        paragraphs=tuple(paragraphs),
        rows=tuple(_row(number, point, decision) for number, (point, decision) in enumerate(decided, start=1)),
        organ=settings.wording.organ,
        date=settings.wording.issued_on,
    )


def _row(number: int, point: Point, decision: Decision) -> DecisionNoticeRow:
    dropped = decision.opinion is Opinion.DROP
    return DecisionNoticeRow(
        number=number,
        code=point.risk.code,
        power=point.power_name,
        description=point.risk.description,
        computed=f"{point.assessment.klass}\n{point.assessment.level}",
        opinion=str(decision.opinion),
        stands="—" if dropped else f"{point.klass}\n{point.level}",
        reason=decision.reason,
    )
