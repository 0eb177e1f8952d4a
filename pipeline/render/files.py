"""Papers to finished files, whatever their medium."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.flowchart import drawio, mermaid_source, svg
from pipeline.papers.paper import Edition, Paper
from pipeline.papers.public import CHARTS
from pipeline.papers.returns import Return
from pipeline.papers.sheet import WorkbookContent
from pipeline.render.excel.sheets import workbook
from pipeline.render.marked import marked_copy
from pipeline.render.word.document import Layouts, document, layout_charts, print_copy

# What readers' machines have, the official one first; all Chinese fonts are as wide as one another.
WEB_FONTS = ("FangSong", "仿宋_GB2312", "STFangsong", "Noto Serif CJK SC", "Songti SC", "SimSun", "serif")


@dataclass(frozen=True, slots=True)
class File:
    """A finished file: its path below the output, its bytes; of a Word document the paper's title, and the copy that
    its PDF is made from, if any.
    """

    path: str
    data: bytes
    title: str = ""
    print_copy: bytes | None = None


@dataclass(frozen=True, slots=True)
class Supplies:
    """备料: what papers are made with: the layouts, and the workbooks as they came, by the name their records know."""

    layouts: Layouts
    with_print_copies: bool
    originals: Mapping[str, Path] = field(default_factory=dict)


def render_paper(paper: Paper, supplies: Supplies) -> Iterator[File]:
    """The paper's document or workbook, and its charts as files. Raises LayoutError."""
    match paper.content:
        case WorkbookContent(title=title, sheets=sheets):
            yield File(f"{paper.path}.xlsx", workbook(title, sheets))
        case Return(file=file) as content:
            yield File(f"{paper.path}.xlsx", marked_copy(supplies.originals[file].read_bytes(), content))
        case _:
            yield from _word_files(paper, supplies)


def _word_files(paper: Paper, supplies: Supplies) -> Iterator[File]:
    """The .docx, and its charts: for the office to edit, or for the public web page."""
    figures = layout_charts(paper)
    yield File(
        f"{paper.path}.docx",
        document(paper, supplies.layouts, figures),
        paper.title,
        print_copy(paper, supplies.layouts, figures) if supplies.with_print_copies else None,
    )
    if paper.edition is Edition.INTERNAL:
        for key, chart in paper.charts.items():
            yield File(f"{paper.path}-源文件/{key}.mmd", mermaid_source(chart).encode("utf-8"))
            yield File(f"{paper.path}-源文件/{key}.drawio", drawio(figures[key]))
    else:
        folder = f"{CHARTS}/{paper.path.rpartition('/')[2]}"
        for key, figure in figures.items():
            for number, drawing in enumerate(figure.pages, start=1):
                yield File(f"{folder}/{key}-{number}.svg", svg(drawing, fonts=WEB_FONTS))
