"""All records of a run, looked up the way documents need them: powers by code, assessments by risk point."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.model import (
    ACCEPTING,
    Assessment,
    Decision,
    Measure,
    Power,
    RiskPoint,
    Step,
    Submission,
    UnitRecords,
    measures_by_risk,
)
from pipeline.view.suggested_point import risk_of


@dataclass(frozen=True, slots=True)
class Point:
    """A risk point with everything that is said of it: its power, measures, assessment and decision.

    ``suggested``: no division declared it; the program showed it and the office accepted it (系统提示，已采纳).
    """

    submission: Submission
    risk: RiskPoint
    power: Power | None
    measures: tuple[Measure, ...]
    assessment: Assessment
    decision: Decision | None = None
    suggested: bool = False

    @property
    def klass(self) -> str:
        """The class that stands: as decided (审定), else as computed."""
        return (self.decision and self.decision.klass) or self.assessment.klass

    @property
    def level(self) -> str:
        """The level that stands: as decided (审定), else as computed."""
        return (self.decision and self.decision.level) or self.assessment.level

    @property
    def decided(self) -> str:
        """The office's decision in one line, for documents; empty where there is none."""
        if self.decision is None:
            return ""
        why = f"：{self.decision.reason}" if self.decision.reason else ""
        return f"审定{self.decision.opinion}{why}（{self.decision.signed}）"

    @property
    def power_name(self) -> str:
        """The power's name; its code in brackets where the catalogue has none of that code."""
        return self.power.name if self.power else f"（目录中无此编码：{self.risk.power_code}）"

    @property
    def measure_kinds(self) -> str:
        """The measures' kinds, each once."""
        return "、".join(dict.fromkeys(kind for measure in self.measures for kind in measure.kinds))

    @property
    def measure_text(self) -> str:
        """What is done; numbered where there are several measures; none yet where the division is still to say."""
        if self.suggested:
            return "（请处室补填）"
        return _listed([measure.text for measure in self.measures])

    @property
    def responsible(self) -> str:
        """Who answers for the measures, each once."""
        return "、".join(dict.fromkeys(measure.responsible for measure in self.measures if measure.responsible))

    @property
    def due(self) -> str:
        """The due dates as 2026-12-31, or as written; numbered like the measures where they differ."""
        dates = [measure.due.value.isoformat() if measure.due.value else measure.due.text for measure in self.measures]
        return dates[0] if len(set(dates)) == 1 else _listed(dates)


def _listed(texts: Sequence[str]) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))


class Register:
    """One unit's records, indexed. Documents of one unit read only this."""

    def __init__(self, records: UnitRecords) -> None:
        self.records = records
        self.unit = records.unit
        self.file_name = records.file_name
        self.submissions = records.submissions

    @cached_property
    def powers(self) -> tuple[Power, ...]:
        """All powers, in the order of files and rows."""
        return tuple(power for submission in self.submissions for power in submission.powers)

    @cached_property
    def power_by_code(self) -> Mapping[str, Power]:
        """The first power of each code."""
        found: dict[str, Power] = {}
        for power in self.powers:
            found.setdefault(power.code, power)
        return found

    @cached_property
    def flows(self) -> Mapping[str, Sequence[Step]]:
        """Steps by power code."""
        flows: defaultdict[str, list[Step]] = defaultdict(list)
        for submission in self.submissions:
            for step in submission.steps:
                flows[step.power_code].append(step)
        return flows

    def shares_its_code(self, power: Power) -> bool:
        """Another power bears the same code: which of them steps and risk points are of, nobody can tell."""
        return self._codes[power.code] > 1

    def flow_of(self, power: Power) -> Sequence[Step]:
        """The power's own steps; none where its code is another's too."""
        return () if self.shares_its_code(power) else self.flows.get(power.code, ())

    @cached_property
    def _codes(self) -> Counter[str]:
        return Counter(power.code for power in self.powers)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """All risk points with what belongs to them, in the order of files and rows; then the accepted suggestions."""
        return (*self._declared(), *self._accepted())

    def _declared(self) -> Iterator[Point]:
        assessments = iter(self.records.assessments)
        for submission in self.submissions:
            measures = measures_by_risk(submission)
            for risk in submission.risks:
                yield Point(
                    submission,
                    risk,
                    self.power_by_code.get(risk.power_code),
                    tuple(measures[risk.row.number]),
                    next(assessments),
                    self.records.decisions.get(risk.code),
                )

    def _accepted(self) -> Iterator[Point]:
        for point in self.suggestions:
            if point.decision and point.decision.opinion in ACCEPTING:
                marked = replace(point.risk, description=f"{point.risk.description}（系统提示，已采纳）")
                yield replace(point, risk=marked)

    @cached_property
    def suggestions(self) -> tuple[Point, ...]:
        """All suggested risk points, whatever was decided on them."""
        by_file = {submission.file: submission for submission in self.submissions}
        return tuple(
            Point(
                by_file[suggestion.places[0].file],
                risk_of(suggestion),
                self.power_by_code.get(suggestion.power_code),
                (),
                found,
                self.records.decisions.get(suggestion.code),
                suggested=True,
            )
            for suggestion, found in zip(self.records.suggestions, self.records.suggested, strict=True)
        )

    @cached_property
    def checks_by_power(self) -> Mapping[str, frozenset[str]]:
        """Power code → the codes of the checks that name the power or a step of its flow."""
        rows: dict[tuple[str, str, str], str] = {}
        for submission in self.submissions:
            for power in submission.powers:
                rows[power.row.file, power.row.sheet, str(power.row.number)] = power.code
            for step in submission.steps:
                rows[step.row.file, step.row.sheet, str(step.row.number)] = step.power_code
        found: defaultdict[str, set[str]] = defaultdict(set)
        for finding in self.records.findings:
            for place in finding.places:
                row = (place.file, place.sheet, place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
                if row in rows:
                    found[rows[row]].add(finding.code)
        return {code: frozenset(codes) for code, codes in found.items()}

    @cached_property
    def points_by_power(self) -> Mapping[str, Sequence[Point]]:
        """Risk points by power code."""
        points: defaultdict[str, list[Point]] = defaultdict(list)
        for point in self.points:
            points[point.risk.power_code].append(point)
        return points
