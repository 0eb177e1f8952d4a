"""One unit's work (单位), second half: what ``judging`` found in, the unit's papers as files out. Runs on any core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import UnitRecords
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.registry import papers_of
from pipeline.render.files import File, Supplies, render_paper
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
    unit = OneUnit(Register(task.records), task.period, task.settings)
    supplies = Supplies(Layouts(task.layouts), task.with_print_copies, task.originals)
    return [file for paper in papers_of(unit, task.settings) for file in render_paper(paper, supplies)]
