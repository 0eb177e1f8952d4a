"""流程图成图: one geometry, drawn with several faces: Word shapes, SVG, EMF, PNG, draw.io; and the Mermaid source."""

from pipeline.render.chart.drawing import Drawing, Figure
from pipeline.render.chart.drawingml import drawingml
from pipeline.render.chart.drawio import drawio
from pipeline.render.chart.emf import emf
from pipeline.render.chart.layout import lay_out, page_names
from pipeline.render.chart.png import png
from pipeline.render.chart.source import mermaid_source
from pipeline.render.chart.svg import svg

__all__ = ["Drawing", "Figure", "drawingml", "drawio", "emf", "lay_out", "mermaid_source", "page_names", "png", "svg"]
