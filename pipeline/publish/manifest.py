"""manifest.json: every input and output with its SHA-256, and what made them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

from pipeline.version import VERSION

LIBRARIES = ("python-calamine", "openpyxl", "python-docx", "docxtpl", "mermaid-py", "resvg-py", "pikepdf")


# What no manifest lists: itself, and the seconds that differ from run to run.
UNLISTED = frozenset({"manifest.json", "data/run.json"})


def sha256(path: Path) -> str:
    """A file's SHA-256, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest(
    period: str,
    inputs: Mapping[str, str],
    output: Path,
    layouts: Sequence[Path],
    settings: Mapping[str, str],
    order: Mapping[str, object],
) -> bytes:
    """The manifest of a run as JSON: ``inputs`` are what was read, by name, with its SHA-256; outputs are relative to
    their folder; ``order`` is how the run was asked for, so that it can be asked for again.
    """
    content = {
        "period": period,
        "program": VERSION,
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "settings": dict(settings),
        "layouts": {path.name: sha256(path) for path in layouts},
        "order": dict(order),
        "inputs": [{"file": name, "sha256": digest} for name, digest in inputs.items()],
        "outputs": [
            {"file": path.relative_to(output).as_posix(), "sha256": sha256(path)}
            for path in sorted(output.rglob("*"))
            if path.is_file() and path.relative_to(output).as_posix() not in UNLISTED
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
