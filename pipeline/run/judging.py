"""One unit's work (单位), first half: records in; findings, levels and decisions out. It touches no file.

``judge`` is a task whole and by itself, so that it can run on any core; ``compared`` then looks at the units side by
side. ``composing`` makes the papers of what was judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.assess import Rulesets, assess_unit, past_problems
from pipeline.assess.decisions import WrittenDecisions, decide
from pipeline.assess.facts import with_facts
from pipeline.assess.suggested import assess_suggested
from pipeline.check import check_between, check_unit, in_order, suggest_unit
from pipeline.model import PeriodRecords, Submission, UnitRecords
from pipeline.papers.file_names import file_names
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class JudgeTask:
    """What check and assess need of one unit, and the settings that it is judged by.

    ``past`` are the problems that the last period's records hold, counted by risk code.
    """

    settings: Settings
    unit: str
    file_name: str
    submissions: tuple[Submission, ...]
    written: WrittenDecisions
    past: Mapping[str, int] = field(default_factory=dict)


def judge_tasks(
    submissions: Iterable[Submission],
    settings: Settings,
    written: Mapping[str, WrittenDecisions] | None = None,
    last: PeriodRecords | None = None,
) -> list[JudgeTask]:
    """A task a unit, in the order of the inbox; divisions in the order of their codes, as the unit numbered them."""
    units: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        units[submission.info.unit].append(submission)
    names = file_names(units)
    past = past_problems(last.units, settings.vocabulary) if last else {}
    return [
        JudgeTask(
            settings,
            unit,
            names[unit],
            tuple(sorted(members, key=_first_code)),
            (written or {}).get(unit, WrittenDecisions()),
            past.get(unit, {}),
        )
        for unit, members in units.items()
    ]


def judge(task: JudgeTask) -> UnitRecords:
    """Assess one unit, put the office's decisions in force, and check it. Pure.

    Checked last: some checks compare what a clerk wrote with the levels that stand.
    """
    rulesets = Rulesets(task.settings)
    assessments = with_facts(
        task.submissions, assess_unit(task.unit, task.submissions, rulesets, task.past), task.settings.vocabulary
    )
    suggestions = suggest_unit(task.unit, task.submissions, task.settings)
    found = UnitRecords(
        unit=task.unit,
        file_name=task.file_name,
        submissions=task.submissions,
        findings=(),
        assessments=assessments,
        suggestions=suggestions,
        suggested=assess_suggested(task.unit, task.submissions, suggestions, rulesets),
    )
    judged = decide(found, task.written, rulesets.named(""))
    return replace(judged, findings=check_unit(task.unit, task.submissions, task.settings, judged))


def compared(units: Sequence[UnitRecords], settings: Settings) -> tuple[UnitRecords, ...]:
    """The units with what comparing them with one another found. Pure."""
    found = check_between({records.unit: records.submissions for records in units}, settings)
    return tuple(
        replace(records, findings=in_order((*records.findings, *found.get(records.unit, ())), settings))
        for records in units
    )


def _first_code(submission: Submission) -> tuple[str, str]:
    return (min((power.code for power in submission.powers), default=""), submission.file)
