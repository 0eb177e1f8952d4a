"""Official fonts that a machine may lack, and what the print copy does about it."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

from docx.document import Document
from docx.oxml.ns import qn

from pipeline.render.word.standard import official_fonts

# 小标宋 is a heavy Song without a lighter sister; among free fonts only the bold face of a Song looks like it.
HEAVY = frozenset({"方正小标宋简体", "方正小标宋_GBK"})


@cache
def installed(family: str) -> bool:
    """Whether fontconfig knows a font of this very name; False where there is no fontconfig."""
    command = shutil.which("fc-list")
    if command is None:
        return False
    found = subprocess.run([command, f":family={family}"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def embolden_stand_ins(document: Document) -> None:
    """Set styles in a heavy font that is missing here to bold, so that the stand-in is heavy too."""
    for style in document.styles:
        properties = style.element.find(qn("w:rPr"))
        fonts = properties.find(qn("w:rFonts")) if properties is not None else None
        family = fonts.get(qn("w:eastAsia")) if fonts is not None else None
        if family in HEAVY and not installed(family):
            style.font.bold = True


def stand_in_note() -> str:
    """What the office should know of official fonts that are missing here; empty where none is."""
    missing = [family for family in official_fonts() if not installed(family)]
    if not missing:
        return ""
    return (
        f"本机没有{'、'.join(missing)}，PDF 中用相近的字体代替；"
        "docx 写明的仍是标准字体，在装有这些字体的电脑上打开即用。"
    )
