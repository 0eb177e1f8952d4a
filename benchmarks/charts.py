"""Flowcharts: how fast they are laid out, drawn and set as PDF; and the same charts by others (rivals.py)."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import get_args

import pikepdf

from benchmarks.common import LAYOUTS, children_cpu, cpu, forget_charts, say, submissions
from benchmarks.rivals import against_layouts, against_mermaid
from pipeline.flowchart import drawingml, drawio, emf, lay_out, mermaid_source, svg
from pipeline.flowchart.chart import Chart, View, chart
from pipeline.model import UnitRecords
from pipeline.papers.flows import chart_terms, unit_flows
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Edition
from pipeline.papers.registry import kind_of
from pipeline.render.pdf.engine import to_pdf
from pipeline.render.word.document import Layouts, layout_charts, print_copy
from pipeline.settings import Settings
from pipeline.view.register import Register

_FOURTEEN, _MANY, _PAGES = 14, 2000, 100


def charts(settings: Settings) -> None:
    """All measurements of flowcharts."""
    flows = example_flows(settings)
    longest = [flow for flow in flows if len(flow.nodes) == _FOURTEEN]
    for view in get_args(View):
        fourteen = [replace(flow, views=(view,)) for flow in longest]
        seconds = cpu(partial(draw, fourteen)) / len(fourteen)
        say(f"流程图（{view}，{_FOURTEEN} 个环节）：每幅 {seconds * 1000:.1f} 毫秒 CPU（排版和各种面貌）")
    many = [replace(flows[number % len(flows)], title=f"{number}") for number in range(_MANY)]
    start = time.process_time()
    draw(many)
    say(f"流程图 {_MANY} 幅：{time.process_time() - start:.1f} 秒 CPU")
    pdf_of_pages(settings)
    against_mermaid(longest, partial(draw, longest))
    against_layouts(flows)


def example_flows(settings: Settings) -> list[Chart]:
    """The examples' flows, each in the view that the rule gives it."""
    return [
        chart(power.name, steps, {}, chart_terms(settings))
        for submission in submissions(settings)
        for power in submission.powers
        if (steps := [step for step in submission.steps if step.power_code == power.code])
    ]


def draw(flows: Sequence[Chart]) -> None:
    """Charts in all faces of text."""
    forget_charts()
    for flow in flows:
        figure = lay_out(flow)
        for page in figure.pages:
            drawingml(page, shape_id=1, alt="")
            emf(page)
            svg(page)
        drawio(figure)
        mermaid_source(flow)


def pdf_of_pages(settings: Settings) -> None:
    """A document of a hundred chart pages without tables, by the SVG face; the engine's start is included."""
    bare = [replace(one, risks=(), measures=(), evaluations=()) for one in submissions(settings)]
    register = Register(UnitRecords("测", "测", tuple(bare), (), ()))
    unit = OneUnit(register, "2026", settings)
    (atlas,) = unit_flows(unit, Edition.INTERNAL)
    (paper,) = kind_of("权力运行流程图", OneUnit).papers(unit, Edition.INTERNAL)
    flows, pages = [], 0
    figures = layout_charts(paper)
    for flow in atlas.content.flows * 3:
        if flow.chart and pages < _PAGES:
            flows.append(replace(flow, steps=(), marks=()))
            pages += len(figures[flow.chart].pages)
    paper = replace(paper, content=replace(atlas.content, flows=tuple(flows)))
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "图.docx"), Path(folder, "图.pdf")
        source.write_bytes(print_copy(paper, Layouts(LAYOUTS), figures))
        start, busy = time.perf_counter(), children_cpu()
        (result,) = to_pdf([(source, target)], workers=1)
        seconds, busy = time.perf_counter() - start, children_cpu() - busy
        if result.reason:
            say(f"{_PAGES} 页图的 PDF：{result.reason}，未测")
            return
        with pikepdf.open(target) as pdf:
            say(f"{pages} 页图的 PDF（共 {len(pdf.pages)} 页）：{seconds:.1f} 秒，其中 CPU {busy:.1f} 秒")
