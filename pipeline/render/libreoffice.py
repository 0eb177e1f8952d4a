"""LibreOffice as a program that is started and ended: it never outlives the run that started it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

# The engine is a script that starts others, so it is ended as a group. Its standard input is a pipe that nobody writes
# to: it closes when the run is gone, even by kill -9, and then the group ends itself.
_WITH_ITS_RUN = 'exec 3<&0; "$@" </dev/null & engine=$!; { read -r _ <&3; kill -9 0; } & wait "$engine"'

Engine = subprocess.Popen[bytes]


def command() -> str | None:
    """LibreOffice's command, or None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def start(call: Sequence[str], environment: Mapping[str, str] | None = None) -> Engine:
    """LibreOffice at work, in a group of its own; ``environment`` is added to the run's. End it by ``end``."""
    return subprocess.Popen(
        ["sh", "-c", _WITH_ITS_RUN, "sh", *call],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def end(engine: Engine) -> None:
    """End an engine with all its children, whether or not it has ended by itself."""
    with suppress(ProcessLookupError):
        os.killpg(engine.pid, signal.SIGKILL)
    engine.wait()
    if engine.stdin:
        engine.stdin.close()
