"""评估计分卡: how well each unit has searched, graded, acted and looked back, in figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.model import Severity
from pipeline.papers.all_units import AllUnits
from pipeline.papers.due import HeldMeasure, Standing
from pipeline.papers.number_words import share
from pipeline.view.register import Register


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    total: int

    def __str__(self) -> str:
        return f"{self.part}/{self.total} · {share(self.part, self.total)}" if self.total else "—"


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """一个单位的计分卡.

    ``searched``: powers with a risk point; ``per_power``: risk points a power, with one decimal; ``agreed``: points
    whose own level is the assessed one; ``in_time``: measures with a date that has not passed, or has with effect;
    ``evaluated``: points looked back at; ``consistent``: evaluations that nothing contradicts; ``decided``: points
    that the office has decided on.
    """

    unit: str
    file_name: str
    searched: Share
    points: int
    per_power: str
    agreed: Share
    in_time: Share
    overdue: int
    soon: int
    evaluated: Share
    consistent: Share
    decided: Share
    findings: Mapping[Severity, int]


def score_cards(all_units: AllUnits, held: Iterable[HeldMeasure]) -> tuple[ScoreCard, ...]:
    """A card a unit, in the order of the units."""
    of_unit: defaultdict[str, list[HeldMeasure]] = defaultdict(list)
    for entry in held:
        of_unit[entry.point.submission.info.unit].append(entry)
    return tuple(_card(register, of_unit[register.name], all_units) for register in all_units.registers)


def _card(register: Register, held: list[HeldMeasure], all_units: AllUnits) -> ScoreCard:
    points = [point for point in register.points if not point.suggested]
    found = [power.code in register.points_by_power for power in register.powers]
    evaluations = [evaluation for submission in register.submissions for evaluation in submission.evaluations]
    evaluated = {evaluation.risk_code for evaluation in evaluations}
    # The checks of the evaluation sheet against the facts (family E) name the rows that something contradicts.
    doubtful = {
        (place.file, place.sheet, place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        for finding in register.records.findings
        if finding.code.startswith("E")
        for place in finding.places
    }
    sound = [(e.row.file, e.row.sheet, str(e.row.number)) not in doubtful for e in evaluations]
    standings = Counter(entry.standing for entry in held)
    dated = sum(standings[s] for s in (Standing.OVERDUE, Standing.SOON, Standing.OPEN, Standing.DONE))
    return ScoreCard(
        unit=register.name,
        file_name=register.file_name,
        searched=Share(sum(found), len(found)),
        points=len(points),
        per_power=f"{len(points) / len(found):.1f}" if found else "—",
        agreed=Share(sum(p.assessment.self_assessed == p.assessment.level for p in points), len(points)),
        in_time=Share(dated - standings[Standing.OVERDUE], dated),
        overdue=standings[Standing.OVERDUE],
        soon=standings[Standing.SOON],
        evaluated=Share(sum(point.risk.code in evaluated for point in points), len(points)),
        consistent=Share(sum(sound), len(sound)),
        decided=Share(sum(point.decision is not None for point in points), len(points)),
        findings=Counter(finding.severity for finding in register.records.findings),
    )
