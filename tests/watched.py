"""The command line, watched: which file, clock or part of the environment does a room touch that should touch none?

``python -m tests.watched SEEN ROOMS ARGUMENTS…`` runs ``lianfang ARGUMENTS…`` and writes to the file SEEN a line for
everything that happened while code of one of ROOMS (a list with commas) was at work, whoever did it on its behalf,
and a last line with the number of files that all other rooms opened. A process of its own, because a hook of the
interpreter can never be taken away again.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PIPELINE = f"{Path(__file__).parent.parent / 'pipeline'}{os.sep}"
# A library's own tables are as its code.
LIBRARIES = (sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"))
TOUCHING = {"open", "glob.glob", "glob.glob/2", "pathlib.Path.glob", "pathlib.Path.rglob"}
FAMILIES = ("os.", "shutil.", "socket.", "subprocess.", "tempfile.", "urllib.", "sqlite3.", "ftplib.", "smtplib.")
CLOCKS = ("time", "time_ns", "monotonic", "perf_counter", "process_time", "localtime", "gmtime", "strftime")


class Watch:
    """What the rooms touch, as lines for a person."""

    def __init__(self, rooms: frozenset[str]) -> None:
        self.rooms = rooms
        self.lines: list[str] = []
        self.others = 0

    def heard(self, event: str, args: tuple[Any, ...]) -> None:
        """An event of the interpreter (``sys.addaudithook``)."""
        if event not in TOUCHING and not event.startswith(FAMILIES):
            return
        if event == "open" and str(args[0]).startswith(LIBRARIES):
            return
        self.touched(f"{event} {args[0] if args else ''}")

    def touched(self, what: str) -> None:
        """Note what is touched, if a room is at work; imports are not counted, wherever they stand."""
        frame = sys._getframe(1)
        at = ""
        while frame is not None:
            file = frame.f_code.co_filename
            if file.startswith("<frozen importlib"):
                return
            if not at and file.startswith(PIPELINE) and file[len(PIPELINE) :].split(os.sep)[0] in self.rooms:
                at = f"{file[len(PIPELINE) :]}:{frame.f_lineno}"
            frame = frame.f_back  # type: ignore[assignment]
        if at:
            self.lines.append(f"{at} {what}")
        else:
            self.others += 1


def main() -> None:
    seen, rooms, *arguments = sys.argv[1:]
    from pipeline.cli import main as lianfang

    watch = Watch(frozenset(rooms.split(",")))

    class Environment(type(os.environ)):  # type: ignore[misc]
        def __getitem__(self, key: str) -> Any:
            watch.touched(f"os.environ {key}")
            return super().__getitem__(key)

    os.environ.__class__ = Environment
    for name in CLOCKS:
        setattr(time, name, _told(getattr(time, name), name, watch))
    sys.addaudithook(watch.heard)
    sys.argv[1:] = arguments
    try:
        lianfang()
    finally:
        lines = list(watch.lines)
        Path(seen).write_text("\n".join([*dict.fromkeys(lines), str(watch.others)]), encoding="utf-8")


def _told(clock: Callable[..., Any], name: str, watch: Watch) -> Callable[..., Any]:
    def read(*args: Any) -> Any:
        watch.touched(f"time.{name}")
        return clock(*args)

    return read


if __name__ == "__main__":
    main()
