"""A run can be stopped: whoever stops it, everything is put away on the way out."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM stops a run as Ctrl-C does: by KeyboardInterrupt, so that everything is put away on the way out."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:
        # Only the main thread hears signals; a run in another thread is stopped by whoever started it.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
