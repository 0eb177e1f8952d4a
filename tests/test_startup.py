"""Nobody waits for libraries that his command does not use. What is loaded is looked at, not the clock."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.conftest import ROOT, Tables

# What only making papers, drafts and pictures needs: together a second of CPU.
FOR_PAPERS = {
    "PIL", "docx", "docxtpl", "imap_tools", "jinja2", "mermaid", "msoffcrypto", "numpy", "openpyxl", "pandas",
    "pikepdf", "pptx", "pypdfium2", "requests", "resvg_py", "rjieba",
}  # fmt: skip
# What reading a workbook needs beside.
FOR_READING = {"ahocorasick", "cn2an", "lxml", "opencc", "oxmsg", "python_calamine", "rapidfuzz"}


def _loaded(code: str) -> set[str]:
    """The modules that are loaded once the code has run in a Python of its own."""
    shown = "\nimport sys\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    result = subprocess.run([sys.executable, "-c", code + shown], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(result.stderr.splitlines())


def _command(*words: str) -> str:
    return f"from click.testing import CliRunner\nfrom pipeline.cli import main\nCliRunner().invoke(main, {words!r})"


def test_importing_the_package_loads_none_of_its_rooms() -> None:
    ours = {name for name in _loaded("import pipeline") if name.startswith("pipeline")}
    assert ours == {"pipeline", "pipeline.version"}


def test_help_loads_no_library_but_the_command_line() -> None:
    loaded = _loaded(_command("--help"))
    assert not loaded & (FOR_PAPERS | FOR_READING)
    assert {name.split(".")[1] for name in loaded if name.startswith("pipeline.")} == {"cli", "errors", "version"}


def test_the_help_of_every_command_loads_nothing_either() -> None:
    words = ["reports", "check", "flow", "template", "levels", "explain", "diff", "fetch", "templates"]
    loaded = _loaded("\n".join(_command(word, "--help") for word in words))
    assert not loaded & (FOR_PAPERS | FOR_READING)


def test_a_clerk_who_checks_a_workbook_does_not_load_what_makes_papers(
    tables: Tables, write: Callable[..., Path]
) -> None:
    loaded = _loaded(_command("check", str(write(tables))))
    assert "python_calamine" in loaded
    assert not loaded & FOR_PAPERS
