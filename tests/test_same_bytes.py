"""Same input, same bytes: whatever the folder, the order of files, the cores, the clock, the place, the language."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pipeline.run.job import Run
from tests.conftest import ROOT
from tests.test_run import hashes

# Another day for whatever asks the clock by way of Python's time module; another second for all else.
LATER = "import time; now = time.time; time.time = lambda: now() + 4e7; from pipeline.cli import main; main()"


def test_a_run_in_another_world_gives_the_same_bytes(examples: Run, tmp_path: Path) -> None:
    inbox = tmp_path / "别处" / "收件箱"
    source = ROOT / "examples" / "inbox"
    # As some folders list files in the order in which they came, here they come the other way round.
    for age, path in enumerate(sorted((path for path in source.rglob("*") if path.is_file()), reverse=True)):
        copy = inbox / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
        os.utime(copy, (1e9 + age, 1e9 - age))
    world = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "4711"}
    order = ["reports", "--inbox", str(inbox), "--out", str(tmp_path / "out"), "--no-pdf", "--workers", "2", "--quiet"]
    done = subprocess.run(
        [sys.executable, "-c", LATER, *order], env={**os.environ, **world}, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    here, there = hashes(examples.target), hashes(tmp_path / "out" / "2026")
    assert {name for name in here.keys() | there.keys() if here.get(name) != there.get(name)} == set()
    kinds = {Path(name).suffix for name in here}
    assert kinds >= {".docx", ".xlsx", ".html", ".csv", ".json", ".jsonl", ".svg", ".drawio", ".mmd"}
