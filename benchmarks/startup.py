"""How long a user waits before anything happens: CPU of a whole command against that of Python doing nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.common import INBOX, ROOT, children_cpu, say
from pipeline.intake.inbox import inbox_files

RUNS = 10


def startup() -> None:
    """Help and the check of one workbook, as multiples of ``python -c pass``."""
    nothing = _cpu("-c", "pass")
    workbook = next(path for path in inbox_files(INBOX) if path.suffix == ".xlsx")
    say(
        f"启动：lianfang --help 的 CPU 是空的 Python 的 {_cpu('-m', 'pipeline', '--help') / nothing:.1f} 倍（不超过 8）"
    )
    check = _cpu("-m", "pipeline", "check", workbook)
    say(f"启动：lianfang check 一份工作簿是空的 Python 的 {check / nothing:.0f} 倍")


def _cpu(*words: str | Path) -> float:
    """CPU seconds of a Python program with its children, the least of some runs."""
    best = float("inf")
    for _ in range(RUNS):
        before = children_cpu()
        # Its status tells of the workbook; what it says is for people.
        subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, check=False)
        best = min(best, children_cpu() - before)
    return best
