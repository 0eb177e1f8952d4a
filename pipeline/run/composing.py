"""The papers of a run: what was judged in, files out. Composed and rendered, one unit's on any core.

``judging`` comes before; ``output`` stores the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import UnitRecords
from pipeline.papers.all_units import AllUnits
from pipeline.papers.data_files import data_files
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.public import WEB_PAGE, public_register
from pipeline.papers.registry import papers_of
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


def unit_files(task: FilesTask) -> list[File]:
    """One unit's papers. Pure but for reading layouts and originals. Raises LayoutError."""
    unit = OneUnit(Register(task.records), task.period, task.settings)
    supplies = Supplies(Layouts(task.layouts), task.with_print_copies, task.originals)
    return [file for paper in papers_of(unit, task.settings) for file in render_paper(paper, supplies)]


def common_files(job: Job, all_units: AllUnits) -> Iterator[File]:
    """The papers of all units together, and the records for machines. Raises LayoutError."""
    supplies = Supplies(Layouts(job.layouts), job.pdf)
    for paper in papers_of(all_units, all_units.settings):
        yield from render_paper(paper, supplies)
    for name, text in data_files(all_units).items():
        yield File(f"data/{name}", text.encode("utf-8"))


def public_files(all_units: AllUnits, files: Sequence[str]) -> Iterator[File]:
    """The public edition as a web page and as open data; their charts are among the ``files`` of the units."""
    register = public_register(all_units)
    if register is None:
        return
    charts = charts_among(files)
    data = list(open_data(register, charts))
    yield from data
    yield File(WEB_PAGE, web_page(register, charts, [file.path for file in data]))
