"""One unit's work (单位), second half: what ``judging`` found in, the unit's papers as files out. Runs on any core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.model import UnitRecords
from pipeline.papers.decision_notice import decision_notices
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
class FilesTask:
    """What compose and render need of one unit; ``originals`` are its workbooks as they came."""

    settings: Settings
    records: UnitRecords
    period: str
    layouts: Path
    with_print_copies: bool
    originals: Mapping[str, Path]


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
