"""Mermaid 源文: a chart as Mermaid text, for whoever wants to open it in another tool. Built by mermaid-py."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType

from pipeline.flowchart.chart import Chart, Node, Part

_SHAPES: Mapping[Part, str] = {"start": "stadium-shape", "work": "normal", "fork": "rhombus", "end": "stadium-shape"}
_PLAIN = frozenset(" ,.:+-/=_，。；：、（）《》【】〔〕“”‘’！？…—·★☆▲△◆◇●○■□％％")


def mermaid_source(chart: Chart) -> str:
    """A chart as Mermaid flowchart text.

    The title is left out: mermaid-py writes it bare into YAML, where cell text could change the document.
    """
    _leave_out_the_client()
    from mermaid.flowchart import FlowChart, Link
    from mermaid.flowchart import Node as MermaidNode

    ids = {node.key: f"n{index}" for index, node in enumerate(chart.nodes)}
    nodes = {node.key: MermaidNode(ids[node.key], _label(node), _SHAPES[node.part]) for node in chart.nodes}
    links = [
        Link(nodes[edge.origin], nodes[edge.target], message=escaped(edge.label))
        for edge in chart.edges
        if edge.origin in nodes and edge.target in nodes
    ]
    script: str = FlowChart("", list(nodes.values()), links, orientation="TB").script
    return script[script.index("flowchart TB") :]


def _leave_out_the_client() -> None:
    """Keep mermaid-py's client for a drawing service from being loaded: these papers are internal.

    Its package loads the client, and an HTTP library with it, whenever its builder of texts is asked for; an empty
    module in the client's place is all that the builder needs.
    """
    client = ModuleType("mermaid.__main__")
    for name in ("Mermaid", "MermaidError", "Position"):
        setattr(client, name, None)
    sys.modules.setdefault(client.__name__, client)


def escaped(text: str) -> str:
    """A text as a quoted Mermaid label: all but letters, digits and harmless signs as numeric entity codes."""
    return "".join(char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in " ".join(text.split()))


def _label(node: Node) -> str:
    name = escaped(f"{node.number} {node.name}")
    notes = "，".join(part for part in (node.actor, node.period) if part)
    supervision = f"监督：{node.supervision}" if node.supervision else ""
    rest = [escaped(part) for part in (notes, supervision, " ".join(map(str, node.marks)), node.fault) if part]
    return "<br/>".join([name, *rest]) or "#160;"
