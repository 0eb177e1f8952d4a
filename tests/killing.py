"""Runs that are killed, in a process of their own: ``python -m tests.killing INBOX OUT WORKERS SEED COUNT``.

The program is loaded once; each run is a fork of it in a session of its own, killed by kill -9 at a named point
(COUNT 0: at each in turn) or at a random moment, COUNT times. Printed is one JSON object: how many runs were killed,
and what was wrong after any of them.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.publish import staging
from pipeline.publish.manifest import sha256
from pipeline.run.order import carry_out
from tests.conftest import job

# How long workers may take to notice that their run is gone, on a machine that is busy with other things.
_PATIENCE_SECONDS = 20.0


class Points:
    """Named points of a run; it dies at the one whose number is asked for."""

    def __init__(self, fatal: int) -> None:
        self.fatal, self.passed = fatal, 0

    def reach(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: object, name: str) -> None:
        """A point before a step and one after it."""
        step: Callable[..., object] = getattr(owner, name)

        def with_points(*args: object, **options: object) -> object:
            self.reach()
            result = step(*args, **options)
            self.reach()
            return result

        setattr(owner, name, with_points)


def started(inbox: Path, out: Path, workers: int, fatal: int) -> int:
    """A run in a process and session of its own; ends with status 0 only where it came to its end."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    points = Points(fatal)
    points.around(staging, "_heal")
    points.around(staging, "_exchanged")
    points.around(staging.Stage, "discard")
    points.around(staging.Staging, "commit")
    points.around(shutil, "rmtree")
    carry_out(replace(job(inbox, out), workers=workers), points.reach)
    os._exit(0)


def members(session: int) -> list[int]:
    """The processes of a session that are still alive; what has died and waits to be reaped is dead."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                state = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(state[3]) == session and state[0] not in "ZX":
                found.append(int(entry.name))
    return found


def faults(out: Path, session: int) -> Iterator[str]:
    """What is wrong after a run has died: an output that is not whole, or workers that live on."""
    target = out / "2026"
    try:
        listed = json.loads((target / "manifest.json").read_text("utf-8"))["outputs"]
    except OSError as error:
        yield f"the output is gone: {error}"
        return
    for entry in listed:
        path = target / entry["file"]
        if not path.is_file() or sha256(path) != entry["sha256"]:
            yield f"{entry['file']} is not what the manifest says"
    known = {entry["file"] for entry in listed} | {"manifest.json", "data/run.json"}
    yield from (
        f"{path} is of another run"
        for path in target.rglob("*")
        if path.is_file() and path.relative_to(target).as_posix() not in known
    )
    until = time.monotonic() + _PATIENCE_SECONDS
    while (alive := members(session)) and time.monotonic() < until:
        time.sleep(0.05)
    if alive:
        yield f"{len(alive)} workers outlive their run"


def _lasting(inbox: Path, out: Path, workers: int) -> float:
    begin = time.monotonic()
    os.waitpid(started(inbox, out, workers, 0), 0)
    return time.monotonic() - begin


def killed(inbox: Path, out: Path, workers: int, seed: int, count: int) -> tuple[int, list[str]]:
    """Kill runs as asked; give how many died, and the faults."""
    chance = random.Random(seed)
    wrong: list[str] = []
    lasts = min(_lasting(inbox, out, workers) for _ in range(2))
    died = 0
    for number in range(1, count + 1 if count else 1000):
        child = started(inbox, out, workers, 0 if count else number)
        if count:
            time.sleep(chance.uniform(0, lasts))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        wrong += [f"{number}: {fault}" for fault in faults(out, child)]
        if os.WIFSIGNALED(status):
            died += 1
        elif not count:
            break
    return died, wrong


if __name__ == "__main__":
    place, output = Path(sys.argv[1]), Path(sys.argv[2])
    dead, found = killed(place, output, *map(int, sys.argv[3:6]))
    json.dump({"killed": dead, "faults": found}, sys.stdout)
