"""What the measurements share: CPU seconds, the example records, lines on the screen."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.flowchart.arrangement import chosen
from pipeline.flowchart.boxes import fitted
from pipeline.flowchart.text_size import wrap
from pipeline.intake.inbox import inbox_files, read_file
from pipeline.model import SetAside, Submission
from pipeline.normalise import normalise
from pipeline.settings import Settings

ROOT = Path(__file__).parent.parent
INBOX = ROOT / "examples" / "inbox"
LAYOUTS = ROOT / "templates_docx"


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call, the least of three."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def forget_charts() -> None:
    """Nothing of a chart that was drawn the last time serves again."""
    for remembered in (chosen, fitted, wrap):
        remembered.cache_clear()


def children_cpu() -> float:
    """CPU seconds of the programs started so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def say(line: str) -> None:
    """One line of results, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def submissions(settings: Settings) -> list[Submission]:
    """The example workbooks' records."""
    read = (normalise(read_file(path, path.name), settings) for path in inbox_files(INBOX))
    return [submission for submission in read if not isinstance(submission, SetAside)]
