"""一次一个: one run at a time on an output folder, held by the system's own lock.

The lock is the kernel's (flock): it goes with the process that holds it, however that process ends, so that a dead
run blocks nobody. The lock file only tells the next run who is at work; it is gone when nobody is.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OutputBusy, UnwritableOutput

LOCK = ".lianfang.lock"
_PAUSE_SECONDS = 0.2


@contextmanager
def locked(out: Path, *, wait: bool = False, waiting: Callable[[str], None] = lambda line: None) -> Iterator[None]:
    """Hold the output folder ``out`` for this process alone.

    ``wait``: wait until the run that holds it is done, after telling ``waiting`` once who that is. Raises OutputBusy
    where it is held and nobody wants to wait, UnwritableOutput where the folder cannot be written.
    """
    path = out / LOCK
    told = False
    while (descriptor := _taken(path)) is None:
        holder = _holder(path)
        if not wait:
            raise OutputBusy(f"输出文件夹“{out}”正由另一次运行使用（{holder}）。请等它完成后再运行，或加 --wait 等候。")
        if not told:
            waiting(f"输出文件夹“{out}”正由另一次运行使用（{holder}），等它完成……")
            told = True
        time.sleep(_PAUSE_SECONDS)
    try:
        os.write(
            descriptor, f"{socket.gethostname()} 进程{os.getpid()}，{time.strftime('%Y-%m-%d %H:%M:%S')} 起".encode()
        )
        yield
    finally:
        # Removed while it is held: who opened it meanwhile finds another file under its name, and tries again.
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _taken(path: Path) -> int | None:
    """The descriptor of the lock file, locked; None where another process has it. Raises UnwritableOutput."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not inherited by programs that are started, so that none of them outlives the run with the lock in hand.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UnwritableOutput(
            f"输出文件夹“{path.parent}”无法写入（{error.strerror}）。请换一个文件夹或检查权限。"
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), os.stat(path)):
            os.truncate(descriptor, 0)
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(descriptor)
    return None


def _holder(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip() or "刚刚开始"
    except OSError:
        return "刚刚结束"
