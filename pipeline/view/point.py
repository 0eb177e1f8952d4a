"""风险点 with everything that is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.model import Assessment, Decision, Evaluation, Finding, Measure, Power, RiskPoint, Submission


@dataclass(frozen=True, slots=True)
class Point:
    """A risk point with everything that is said of it: its power, measures, assessment, decision, evaluation, findings.

    ``suggested``: no division declared it; the program showed it and the office accepted it (系统提示，已采纳).
    """

    submission: Submission
    risk: RiskPoint
    power: Power | None
    measures: tuple[Measure, ...]
    assessment: Assessment
    decision: Decision | None = None
    evaluation: Evaluation | None = None
    findings: tuple[Finding, ...] = ()
    suggested: bool = False

    @property
    def standing(self) -> tuple[str, str]:
        """The class and level that stand: as decided (审定), else as computed."""
        return self.decision.standing if self.decision else self.computed

    @property
    def klass(self) -> str:
        """The class that stands."""
        return self.standing[0]

    @property
    def level(self) -> str:
        """The level that stands."""
        return self.standing[1]

    @property
    def computed(self) -> tuple[str, str]:
        """Class and level by the rules."""
        return self.assessment.klass, self.assessment.level

    @property
    def unit(self) -> str:
        """The unit that declared it."""
        return self.submission.info.unit

    @property
    def division(self) -> str:
        """The division that declared it."""
        return self.submission.info.division

    @property
    def reported_on(self) -> date | None:
        """The day that the division filled its workbook."""
        return self.submission.info.reported_on.value

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
