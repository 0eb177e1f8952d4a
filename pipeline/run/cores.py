"""A task done for each entry, in their order, on so many cores; whatever ends the run ends its workers with it."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn, TypeVar

A = TypeVar("A")
B = TypeVar("B")
_PR_SET_PDEATHSIG = 1


class Cores:
    """Workers where there is more than one, else this process."""

    def __init__(self, workers: int) -> None:
        self._pool = ProcessPoolExecutor(workers, initializer=_follow, initargs=(os.getpid(),)) if workers > 1 else None

    def each(self, task: Callable[[A], B], entries: Sequence[A]) -> Iterable[B]:
        """The task's result for each entry, in the order of the entries."""
        return self._pool.map(task, entries) if self._pool else map(task, entries)

    def __enter__(self) -> Cores:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is None:
            return
        if kind is not None and not issubclass(kind, Exception):
            # Stopped by somebody who does not want to wait for what is half done.
            for worker in multiprocessing.active_children():
                worker.kill()
        self._pool.shutdown(cancel_futures=True)


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


def _follow(parent: int) -> None:
    """A worker leaves stopping to the run (a terminal's Ctrl-C reaches all of them), and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(AttributeError, OSError):
        # Linux: the kernel ends a worker whose run has died, even by kill -9, so that no half of a run stays behind.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
