"""The same flowcharts by others: Mermaid's own script, and layered layouts that could have drawn our lanes.

None of them is a dependency: they are installed once into benchmarks/.tools/ (git ignores it); what cannot be had is
left out with a line that says so.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.common import children_cpu, cpu, say
from pipeline.flowchart import lay_out, mermaid_source
from pipeline.flowchart.arrangement import Format
from pipeline.flowchart.chart import Chart
from pipeline.flowchart.drawing import Point

_TOOLS = Path(__file__).parent / ".tools"
# A page on which every chart is one drawing, as it is for the others.
_ENDLESS = Format(5000.0, 5000.0, 5000.0)


def against_mermaid(flows: Sequence[Chart], ours: Callable[[], None]) -> None:
    """Mermaid's script in an embedded engine (mermaidx), and mermaid-cli with a browser; each draws the flows once."""
    own = cpu(ours) / len(flows)
    sources = [mermaid_source(flow) for flow in flows]
    if engine := _python("mermaidx"):
        engine.render("flowchart TB\na-->b").svg()
        start = time.process_time()
        for source in sources:
            engine.render(source).svg()
        each = (time.process_time() - start) / len(flows)
        say(f"Mermaid 自己的脚本（内嵌引擎 mermaidx）：每幅 {each * 1000:.0f} 毫秒 CPU，是本程序的 {each / own:.0f} 倍")
    if (command := _mermaid_cli()) and (browser := shutil.which("chromium")):
        with tempfile.TemporaryDirectory() as folder:
            settings, book = Path(folder, "browser.json"), Path(folder, "charts.md")
            settings.write_text(json.dumps({"executablePath": browser, "args": ["--no-sandbox"]}), "utf-8")
            book.write_text("\n".join(f"```mermaid\n{source}\n```\n" for source in sources), "utf-8")
            start = children_cpu()
            done = subprocess.run(
                [command, "-q", "-p", settings, "-i", book, "-o", Path(folder, "drawn.md")],
                capture_output=True,
                check=False,
                timeout=300,
            )
            each = (children_cpu() - start) / len(flows)
        if done.returncode:
            say("mermaid-cli：浏览器没有画出，未测")
            return
        say(f"mermaid-cli（浏览器）：每幅 {each * 1000:.0f} 毫秒 CPU，是本程序的 {each / own:.0f} 倍")


def against_layouts(flows: Iterable[Chart]) -> None:
    """Speed and crossings of lanes: ours, ELK's partitioned layers, fast-sugiyama's with straight lines."""
    laned = [replace(flow, views=("laned",)) for flow in flows if len({node.actor for node in flow.nodes}) > 1]
    manners: list[tuple[str, Callable[[Chart], list[Sequence[Point]]]]] = [("本程序", _our_lines)]
    if elk := _python("pyelk"):
        manners.append(("pyelk（分区）", lambda flow: _elk_lines(elk, flow)))
    if sugiyama := _python("fast_sugiyama"):
        manners.append(("fast-sugiyama（无泳道，连线不绕框）", lambda flow: _sugiyama_lines(sugiyama, flow)))
    for name, lines in manners:
        start = time.process_time()
        drawn = [lines(flow) for flow in laned]
        each = (time.process_time() - start) / len(laned)
        crossings = sum(_crossings(one) for one in drawn)
        say(f"泳道 {len(laned)} 幅，{name}：每幅 {each * 1000:.1f} 毫秒，交叉共 {crossings} 处")


def _our_lines(flow: Chart) -> list[Sequence[Point]]:
    (page,) = lay_out(flow, _ENDLESS, _ENDLESS).pages
    return [arrow.points for arrow in page.arrows]


def _elk_lines(elk: ModuleType, flow: Chart) -> list[Sequence[Point]]:
    lanes: dict[str, int] = {}
    for node in flow.nodes:
        lanes.setdefault(node.actor, len(lanes))
    graph = {
        "id": "flow",
        "layoutOptions": {
            "elk.algorithm": "layered",
            "elk.direction": "RIGHT",
            "elk.edgeRouting": "ORTHOGONAL",
            "elk.partitioning.activate": "true",
        },
        "children": [
            {
                "id": node.key,
                "width": 62,
                "height": 44,
                "layoutOptions": {"elk.partitioning.partition": lanes[node.actor]},
            }
            for node in flow.nodes
        ],
        "edges": [
            {"id": f"e{number}", "sources": [edge.origin], "targets": [edge.target]}
            for number, edge in enumerate(flow.edges)
        ],
    }
    laid = elk.ELK().layout(graph)
    lines: list[Sequence[Point]] = []
    for edge in laid["edges"]:
        for section in edge.get("sections", ()):
            points = [section["startPoint"], *section.get("bendPoints", ()), section["endPoint"]]
            lines.append([(point["x"], point["y"]) for point in points])
    return lines


def _sugiyama_lines(sugiyama: ModuleType, flow: Chart) -> list[Sequence[Point]]:
    places: Mapping[str, Point] = sugiyama.from_edges([(edge.origin, edge.target) for edge in flow.edges]).to_dict()
    return [
        [places[edge.origin], places[edge.target]]
        for edge in flow.edges
        if edge.origin in places and edge.target in places
    ]


def _crossings(lines: Sequence[Sequence[Point]]) -> int:
    """How often one line passes through another; lines that only touch, or share a stretch, do not cross."""
    strokes = [(number, *pair) for number, line in enumerate(lines) for pair in pairwise(line)]
    return sum(_cross(a, b, c, d) for (one, a, b), (other, c, d) in combinations(strokes, 2) if one != other)


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < -1e-6 and side(c, d, a) * side(c, d, b) < -1e-6


def _python(name: str) -> Any:
    """A Python package from the tools' folder, installed there where it is missing; None where it cannot be had."""
    folder = _TOOLS / "python"
    if not (folder / name).is_dir():
        command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(folder), name.replace("_", "-")]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            say(f"{name}：装不上，未测")
            return None
    if str(folder) not in sys.path:
        # Last, so that nothing of the program's own is taken from there.
        sys.path.append(str(folder))
    return importlib.import_module(name)


def _mermaid_cli() -> str | None:
    """mermaid-cli's command, installed by npm where it is missing; None where it cannot be had."""
    command = _TOOLS / "node_modules" / ".bin" / "mmdc"
    if not command.exists():
        npm = shutil.which("npm")
        if npm is None:
            say("mermaid-cli：没有 npm，未测")
            return None
        _TOOLS.mkdir(exist_ok=True)
        install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(_TOOLS)]
        # The system's own browser serves; none is downloaded.
        environment = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
        subprocess.run([*install, "@mermaid-js/mermaid-cli"], env=environment, capture_output=True, check=False)
    if not command.exists():
        say("mermaid-cli：装不上，未测")
        return None
    return str(command)
