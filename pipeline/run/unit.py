"""One unit's work (单位) in two tasks, each whole and by itself: they can run on any core.

``judge`` is check and assess: records in, findings, levels, decisions out. ``unit_files`` is compose and render:
what was judged in, files out. Between the two, ``compared`` looks at the units side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from pipeline.assess import Rulesets, assess_unit, past_problems
from pipeline.assess.decisions import WrittenDecisions, decide
from pipeline.assess.facts import with_facts
from pipeline.assess.suggested import assess_suggested
from pipeline.check import check_between, check_unit, in_order, suggest_unit
from pipeline.model import PeriodRecords, Submission, UnitRecords
from pipeline.papers.decision_notice import decision_notices
from pipeline.papers.file_names import file_names
from pipeline.papers.flows import unit_flows
from pipeline.papers.paper import Paper
from pipeline.papers.power_catalogue import unit_catalogue
from pipeline.papers.public import editions
from pipeline.papers.responsibilities import unit_posts
from pipeline.papers.returns import marked_files, notice, returned
from pipeline.papers.risk_forms import unit_forms, unit_risks
from pipeline.render.files import File, render_paper
from pipeline.render.marked import marked_copy
from pipeline.render.word.document import Layouts
from pipeline.settings import Settings
from pipeline.view.register import Register


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


@dataclass(frozen=True, slots=True)
class FilesTask:
    """What compose and render need of one unit; ``originals`` are its workbooks as they came."""

    settings: Settings
    records: UnitRecords
    period: str
    layouts: Path
    with_print_copies: bool
    originals: Mapping[str, Path]


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
    past = past_problems(last.units) if last else {}
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
    assessments = with_facts(task.submissions, assess_unit(task.unit, task.submissions, rulesets, task.past))
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


def unit_files(task: FilesTask) -> list[File]:
    """Compose and render one unit's papers. Pure but for reading layouts and originals. Raises LayoutError."""
    settings = task.settings
    register = Register(task.records)
    layouts = Layouts(task.layouts)
    papers: list[Paper | None] = [
        *(unit_risks(register, task.period, settings, edition) for edition in editions("廉政风险自查表", settings)),
        unit_forms(register, settings),
        unit_posts(register, task.period, settings),
        *decision_notices(register, settings),
        *(unit_catalogue(register, task.period, settings, edition) for edition in editions("职权目录", settings)),
        *(unit_flows(register, task.period, settings, edition) for edition in editions("权力运行流程图", settings)),
    ]
    files = [
        file
        for paper in papers
        if paper
        for file in render_paper(paper, layouts, with_print_copy=task.with_print_copies)
    ]
    return [*files, *_returned_files(task, layouts, settings)]


def _returned_files(task: FilesTask, layouts: Layouts, settings: Settings) -> Iterator[File]:
    """退回修改: the marked copy of each workbook that needs work, and its notice."""
    records = task.records
    marked = marked_files(records)
    for submission in records.submissions:
        if submission.file not in marked:
            continue
        path = marked[submission.file]
        content = returned(submission, records.findings, settings)
        yield File(path, marked_copy(task.originals[submission.file].read_bytes(), content))
        name = path.removesuffix("（退回修改）.xlsx")
        letter = notice(content, f"{name}退回修改通知", PurePosixPath(path).name, settings)
        yield from render_paper(letter, layouts, with_print_copy=task.with_print_copies)


def _first_code(submission: Submission) -> tuple[str, str]:
    return (min((power.code for power in submission.powers), default=""), submission.file)
