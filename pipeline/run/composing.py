"""The papers of a run: what was judged in, files out. Composed and rendered, one unit's on any core.

``judging`` comes before; ``output`` stores the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import LayoutError
from pipeline.intake.isolated import Failed, attempted
from pipeline.model import UnitRecords
from pipeline.papers.all_units import AllUnits
from pipeline.papers.data_files import data_files
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.public import WEB_PAGE, public_register
from pipeline.papers.registry import kinds_of
from pipeline.papers.returns import Return
from pipeline.render.files import File, Supplies, render_paper
from pipeline.render.web.open_data import open_data
from pipeline.render.web.public_page import charts_among, web_page
from pipeline.render.word.document import Layouts
from pipeline.run.job import Job
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


def files_tasks(job: Job, all_units: AllUnits, originals: Mapping[str, Path]) -> list[FilesTask]:
    """A task a unit, in the order of the units."""
    return [
        FilesTask(
            all_units.settings,
            register.records,
            all_units.period,
            job.layouts,
            job.pdf,
            {submission.file: originals[submission.file] for submission in register.submissions},
        )
        for register in all_units.registers
    ]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of papers: the files, and a line for each paper that could not be made."""

    files: tuple[File, ...]
    missing: tuple[str, ...] = ()


def unit_files(task: FilesTask) -> Made:
    """One unit's papers. Pure but for reading layouts and originals. Raises LayoutError."""
    unit = OneUnit(Register(task.records), task.period, task.settings)
    supplies = Supplies(Layouts(task.layouts), task.with_print_copies, task.originals)
    return _made(unit, task.settings, supplies)


def common_files(job: Job, all_units: AllUnits) -> Made:
    """The papers of all units together, and the records for machines. Raises LayoutError."""
    made = _made(all_units, all_units.settings, Supplies(Layouts(job.layouts), job.pdf))
    data = (File(f"data/{name}", text.encode("utf-8")) for name, text in data_files(all_units).items())
    return Made((*made.files, *data), made.missing)


def _made(subject: OneUnit | AllUnits, settings: Settings, supplies: Supplies) -> Made:
    """All papers about a subject as files: one that breaks is named, and costs itself only. Raises LayoutError."""
    files: list[File] = []
    missing: list[str] = []
    about = f"{subject.register.name}的" if isinstance(subject, OneUnit) else ""
    for kind in kinds_of(type(subject)):
        for edition in kind.editions(settings):
            papers = kind.papers(subject, edition)
            while True:
                paper = attempted(lambda rest: next(rest, None), papers)
                if isinstance(paper, Failed):
                    missing.append(f"{about}{kind.name}未能生成：{paper.reason}。")
                if paper is None or isinstance(paper, Failed):
                    break
                made = attempted(lambda one: list(render_paper(one, supplies)), paper)
                if not isinstance(made, Failed):
                    files += made
                    continue
                stop_for_a_layout(made)
                missing.append(f"{paper.path}未能生成：{made.reason}。")
                if isinstance(subject, OneUnit) and isinstance(paper.content, Return):
                    # The notice, which comes later, goes alone.
                    subject = replace(subject, unmarked=subject.unmarked | {paper.content.file})
    return Made(tuple(files), tuple(missing))


def stop_for_a_layout(failed: Failed) -> None:
    """Raise LayoutError where a paper failed for its layout: that concerns all papers, and the office can mend it."""
    if isinstance(failed.error, LayoutError):
        raise failed.error


def public_files(all_units: AllUnits, files: Sequence[str]) -> Iterator[File]:
    """The public edition as a web page and as open data; their charts are among the ``files`` of the units."""
    register = public_register(all_units)
    if register is None:
        return
    charts = charts_among(files)
    data = list(open_data(register, charts))
    yield from data
    yield File(WEB_PAGE, web_page(register, charts, [file.path for file in data]))
