"""Work on what came from outside, in processes that may die alone: a task that does costs its own entry only.

Each process has limits of memory, of time for one task, and of what it may write. The pool is small and our own because
it must be cheap: measured beside others in docs/dependencies.md.
"""

from __future__ import annotations

import ctypes
import faulthandler
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from pipeline.errors import LianfangError

A = TypeVar("A")
B = TypeVar("B")

_PR_SET_PDEATHSIG = 1
_GIGABYTE = 1 << 30
# Judging a unit and making its papers is work of our own: long, but it ends.
UNIT_SECONDS = 900.0
# Forked, a process has all modules at once; where that is unknown, the system's own way will do.
_CONTEXT: Any = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else None)
# So many results may lie ready before their turn: memory does not grow with the number of entries.
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """限度: what one task may take: bytes of memory, seconds, bytes of one file that it writes."""

    memory: int = 3 * _GIGABYTE
    seconds: float = 60.0
    output: int = _GIGABYTE


@dataclass(frozen=True, slots=True)
class Failed:
    """未能完成: a task that raised, hung, or took its process with it; the reason in Chinese, to be shown.

    ``error`` is what a user can mend and must: such an error is of the office's own making, not of a file's.
    """

    reason: str
    error: LianfangError | None = None


def attempted(task: Callable[[A], B], entry: A) -> B | Failed:
    """The task done here and now; whatever it raises is a Failed."""
    try:
        return task(entry)
    except (KeyboardInterrupt, SystemExit):
        raise
    # A panic of a reader that is not written in Python is no Exception.
    except BaseException as error:
        return _failed(error)


class Workers:
    """So many processes; ``tried`` does a task for each entry and gives the results in the entries' order."""

    def __init__(self, count: int, limits: Limits | None = None) -> None:
        self._count = max(1, count)
        self._limits = limits or Limits()
        self._workers: list[_Worker] = []

    def tried(self, task: Callable[[A], B], entries: Sequence[A], seconds: float | None = None) -> Iterator[B | Failed]:
        """The results in order; where a task failed, why. Must be read to its end before it is called again.

        ``seconds`` is the time that one task may take, where it is another than that of the limits.
        """
        time_limit = seconds or self._limits.seconds
        done: dict[int, B | Failed] = {}
        sent = given = 0
        while given < len(entries):
            for worker in self._free():
                if sent < len(entries) and sent < given + _AHEAD * self._count:
                    worker.start(sent, task, entries[sent], time_limit)
                    sent += 1
            if given in done:
                yield done.pop(given)
                given += 1
            else:
                done |= self._finished(time_limit)

    def each(self, task: Callable[[A], B], entries: Sequence[A]) -> Iterator[B]:
        """The results in order. Raises RuntimeError where a task failed: without its result nothing may go on."""
        for result in self.tried(task, entries, UNIT_SECONDS):
            if isinstance(result, Failed):
                raise RuntimeError(result.reason)
            yield result

    def _free(self) -> list[_Worker]:
        self._workers += [_Worker(self._limits) for _ in range(self._count - len(self._workers))]
        return [worker for worker in self._workers if worker.number is None]

    def _finished(self, time_limit: float) -> dict[int, Any]:
        """Wait until a task is done, its process is dead, or its time is over."""
        busy = {worker.pipe: worker for worker in self._workers if worker.number is not None}
        left = min(worker.deadline for worker in busy.values()) - time.monotonic()
        results = {}
        for pipe in wait(list(busy), timeout=max(0.0, left)):
            worker = busy.pop(pipe)
            number = worker.number
            results[number] = worker.result()
        now = time.monotonic()
        for worker in busy.values():
            if worker.deadline <= now:
                results[worker.number] = Failed(f"用时超过{time_limit:g}秒，已中止")
                worker.end()
        self._workers = [worker for worker in self._workers if worker.alive]
        return {number: result for number, result in results.items() if number is not None}

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()
        self._workers = []


class _Worker:
    """One process and the pipe to it; ``number`` is that of the entry at work, None where it is free."""

    _open: list[Connection[Any, Any]] = []  # noqa: RUF012 - shared on purpose: a child closes all of them.

    def __init__(self, limits: Limits) -> None:
        self.number: int | None = None
        self.deadline = 0.0
        self.alive = True
        self.pipe, theirs = _CONTEXT.Pipe()
        self._open.append(self.pipe)
        self._process = _CONTEXT.Process(
            target=_serve, args=(theirs, limits, tuple(self._open), os.getpid()), daemon=True
        )
        self._process.start()
        theirs.close()

    def start(self, number: int, task: Callable[[Any], Any], entry: Any, seconds: float) -> None:
        self.number = number
        self.deadline = time.monotonic() + seconds
        # A process that is gone already will be noticed when its answer is read.
        with suppress(BrokenPipeError):
            self.pipe.send((task, entry))

    def result(self) -> Any:
        self.number = None
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            self.end()
            return Failed("处理时进程意外中止")
        except Exception as error:
            self.end()
            return _failed(error)
        return answer

    def end(self) -> None:
        self.alive = False
        self._process.kill()
        self._process.join()
        self.pipe.close()
        self._open.remove(self.pipe)


def _serve(pipe: Connection[Any, Any], limits: Limits, others: Sequence[Connection[Any, Any]], parent: int) -> None:
    """What a process does: take a task, give its result, until the pipe is closed."""
    for other in others:
        # Held open here, they would keep a process of a dead parent waiting for ever.
        other.close()
    _limit(limits, parent)
    while True:
        try:
            task, entry = pipe.recv()
        except (EOFError, OSError):
            return
        answer = attempted(lambda work: work[0](work[1]), (task, entry))
        try:
            pipe.send(answer)
        except BrokenPipeError:
            return
        except Exception as error:
            pipe.send(_failed(error))


def _limit(limits: Limits, parent: int) -> None:
    # A process leaves stopping to its parent (a terminal's Ctrl-C reaches all of them), and does not outlive it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(AttributeError, OSError):
        # Linux: the kernel ends a process whose parent has died, even by kill -9, so that no half of a run goes on.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    faulthandler.disable()
    # Readers that panic write about it; a user must never see that.
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    for what, most in (
        (resource.RLIMIT_AS, _in_use() + limits.memory),
        (resource.RLIMIT_FSIZE, limits.output),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _in_use() -> int:
    """Bytes of address space that the process has from its parent; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _failed(error: BaseException) -> Failed:
    if isinstance(error, MemoryError):
        return Failed("需要的内存过大")
    if isinstance(error, RecursionError):
        return Failed("嵌套的层数过多")
    if isinstance(error, LianfangError):
        return Failed(str(error).rstrip("。"), error)
    if type(error).__name__ == "XMLSyntaxError":
        return Failed("文件内部的写法不合规范")
    return Failed(f"处理时出错（{type(error).__name__}）")
