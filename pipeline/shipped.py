"""随程序的文件: where the Word layouts and the standard workbook are, in a checkout and in an installed package.

In a checkout they stand at the top of the tree, where people look for what they open in Word and Excel; the wheel
carries them inside the package (pyproject.toml). No other place knows this.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def shipped_folder(name: str) -> Path:
    """The folder ``templates_docx`` or ``input_templates``."""
    package = Path(str(resources.files("pipeline")))
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
