"""流程图成图: one geometry, drawn as Word shapes and as SVG; and the chart's Mermaid source."""

from pipeline.render.chart.drawing import Drawing
from pipeline.render.chart.drawingml import drawingml
from pipeline.render.chart.layout import lay_out
from pipeline.render.chart.source import mermaid_source
from pipeline.render.chart.svg import svg

__all__ = ["Drawing", "drawingml", "lay_out", "mermaid_source", "svg"]
