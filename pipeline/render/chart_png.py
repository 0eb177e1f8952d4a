"""PNG: a page of a chart as a bitmap, drawn from its SVG by resvg with the fonts that the PDF takes.

Here and not among the chart's other faces, because it asks this machine for its fonts.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from importlib import resources
from pathlib import Path

from pipeline.flowchart.drawing import Drawing
from pipeline.flowchart.svg import FONTS, svg

# Dots an inch: what a printer needs for small text; a picture is only the fallback of the drawing.
DPI = 144


def png(drawing: Drawing, *, dpi: int = DPI) -> bytes:
    """The page as a PNG picture on white."""
    import resvg_py

    fonts = _font_files()
    data: bytes = resvg_py.svg_to_bytes(
        svg_string=svg(drawing).decode("utf-8"),
        dpi=float(dpi),
        background="#ffffff",
        skip_system_fonts=bool(fonts),
        font_files=list(fonts),
        serif_family="FandolFang",
    )
    return bytes(data)


@cache
def _font_files() -> tuple[str, ...]:
    """The file of the chart's font; none where fontconfig is missing, and then all fonts of the system are searched."""
    command = shutil.which("fc-match")
    if command is None:
        return ()
    with resources.as_file(resources.files("pipeline").joinpath("data", "fonts.conf")) as settings:
        found = subprocess.run(
            [command, "-f", "%{file}", FONTS[0]],
            env={"FONTCONFIG_FILE": str(settings), "HOME": str(Path.home())},
            capture_output=True,
            check=False,
        )
    return (found.stdout.decode("utf-8", "replace"),) if found.stdout else ()
