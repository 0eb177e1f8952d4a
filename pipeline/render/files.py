"""Papers to finished files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.flowchart import drawio, mermaid_source, svg
from pipeline.papers.paper import Edition, Paper
from pipeline.papers.public import CHARTS
from pipeline.render.word.document import Layouts, document, layout_charts, print_copy

# What readers' machines have, the official one first; all Chinese fonts are as wide as one another.
WEB_FONTS = ("FangSong", "仿宋_GB2312", "STFangsong", "Noto Serif CJK SC", "Songti SC", "SimSun", "serif")


@dataclass(frozen=True, slots=True)
class File:
    """A finished file: its path below the output, its bytes, and the copy that its PDF is made from, if any."""

    path: str
    data: bytes
    print_copy: bytes | None = None


def render_paper(paper: Paper, layouts: Layouts, *, with_print_copy: bool) -> Iterator[File]:
    """The paper's .docx, and its charts as files: for the office to edit, or for the public web page.

    Raises LayoutError.
    """
    figures = layout_charts(paper)
    yield File(
        f"{paper.path}.docx",
        document(paper, layouts, figures),
        print_copy(paper, layouts, figures) if with_print_copy else None,
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
