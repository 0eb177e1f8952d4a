"""流程图成图: one geometry, drawn with several faces: Word shapes, SVG, EMF, draw.io; and the Mermaid source."""

from pipeline.flowchart.arrangement import lay_out, page_names
from pipeline.flowchart.drawing import Drawing, Figure
from pipeline.flowchart.drawingml import drawingml
from pipeline.flowchart.drawio import drawio
from pipeline.flowchart.emf import emf
from pipeline.flowchart.mermaid import mermaid_source
from pipeline.flowchart.svg import svg

__all__ = ["Drawing", "Figure", "drawingml", "drawio", "emf", "lay_out", "mermaid_source", "page_names", "svg"]
