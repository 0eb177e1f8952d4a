"""The stages of a run: each is announced by its name, and its seconds are kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str], None]


class Stages:
    """``with stages("检查和评定"): …``; ``seconds`` tells of those that are over."""

    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """One stage."""
        self._progress(f"{name}……")
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start
