"""暂存: a run's output is made aside and put in place in one step; the last good output survives a crash at any point.

All that a run writes lies in a folder of its own beside the output, with its temporary files: what a killed run leaves
is known by its name, and the next run, which holds the lock, sweeps it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from pipeline.errors import UnwritableOutput

_STAGE = ".lianfang-run-"
_NEW, _PRINT, _LAST, _TEMPORARY = "new", "print", "last", "tmp"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Stage:
    """运行文件夹: where one run writes, beside the output that it will replace. Whoever makes one holds the lock."""

    def __init__(self, out: Path) -> None:
        """An empty folder of this run's own, readable by its user alone. Raises UnwritableOutput."""
        self.out = out
        try:
            out.mkdir(parents=True, exist_ok=True)
            _heal(out)
            # Absolute, as other programs are told of it; mkdtemp gives such a path only from Python 3.12 on.
            self.folder = Path(tempfile.mkdtemp(prefix=f"{_STAGE}{os.getpid()}-", dir=out)).absolute()
            self.temporary = self.folder / _TEMPORARY
            self.temporary.mkdir()
        except OSError as error:
            raise unwritable(error, out) from error

    def discard(self) -> None:
        """Drop all that was written and not put in place; the last output stays as it is."""
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def staged(out: Path) -> Iterator[Stage]:
    """A run's own folder, gone at the end. Temporary files of the program and of its libraries lie in it, too.

    A full disk, wherever it is noticed, is one line. Raises UnwritableOutput.
    """
    stage = Stage(out)
    before, environment = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = os.environ["TMPDIR"] = str(stage.temporary)
    try:
        yield stage
    except OSError as error:
        if error.errno in _FULL:
            raise unwritable(error, out) from error
        raise
    finally:
        tempfile.tempdir = before
        if environment is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = environment
        stage.discard()


def unwritable(error: OSError, path: Path) -> UnwritableOutput:
    """What the office is told where the output cannot be written: why, and what to do."""
    if error.errno in _FULL:
        return UnwritableOutput(f"磁盘已满，“{path}”没有写完，上次的输出没有动。请腾出空间后重新运行。")
    return UnwritableOutput(f"输出文件夹“{path}”无法写入（{error.strerror}）。请换一个文件夹或检查权限。")


class Staging:
    """暂存: the output of one period while it is written."""

    def __init__(self, stage: Stage, period: str) -> None:
        """Raises UnwritableOutput."""
        self.target = stage.out / period
        self.folder = stage.folder / _NEW
        self._last = stage.folder / f"{_LAST}-{period}"
        self._print = stage.folder / _PRINT
        try:
            self.folder.mkdir()
        except OSError as error:
            raise unwritable(error, stage.out) from error

    def write(self, path: str, data: bytes) -> Path:
        """Write a file of the output; ``path`` is relative, with "/". Raises UnwritableOutput."""
        return _write(self.folder, path, data)

    def remove(self, path: str) -> None:
        """Take a file out of the output again."""
        (self.folder / path).unlink()

    def write_print_copy(self, path: str, data: bytes) -> tuple[Path, Path]:
        """Keep, outside the output, the copy of a document that its PDF is made from; gives (copy, PDF to make)."""
        return _write(self._print, path, data), (self.folder / path).with_suffix(".pdf")

    def print_copy(self, path: str) -> Path:
        """The copy of the document ``path`` that its PDF is made from."""
        return self._print / path

    def print_copies(self) -> list[tuple[Path, Path]]:
        """(print copy, PDF to make) of every document, in a fixed order."""
        return [
            (copy, (self.folder / copy.relative_to(self._print)).with_suffix(".pdf"))
            for copy in sorted(self._print.rglob("*.docx"))
        ]

    def commit(self) -> Path:
        """Put the new output in place of the old, which is there until the new one is. Raises UnwritableOutput."""
        try:
            if not self.target.exists():
                self.folder.rename(self.target)
            elif not _exchanged(self.folder, self.target):
                # Where the system cannot exchange two folders, the old one steps aside first; a run that dies in
                # between is healed by the next.
                self.target.rename(self._last)
                self.folder.rename(self.target)
        except OSError as error:
            if self._last.exists() and not self.target.exists():
                self._last.rename(self.target)
            raise UnwritableOutput(
                f"输出文件夹“{self.target}”正被占用，无法替换（{error.strerror}）。请关闭其中打开的文件后重新运行。"
            ) from error
        return self.target


def _exchanged(one: Path, other: Path) -> bool:
    """Whether two folders changed places in one step; False where the system or the file system cannot do that."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number))


def _heal(out: Path) -> None:
    """Sweep what dead runs left. The lock is held: no folder of a run's name belongs to a living one.

    An output that had stepped aside when its run died goes back to its place first.
    """
    for folder in sorted(out.glob(f"{_STAGE}*")):
        for last in folder.glob(f"{_LAST}-*"):
            target = out / last.name.removeprefix(f"{_LAST}-")
            if not target.exists():
                last.rename(target)
        shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, path: str, data: bytes) -> Path:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts:
        raise ValueError(f"{path} would leave the output folder")
    target = folder / parts
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError as error:
        if error.errno in _FULL:
            raise unwritable(error, folder) from error
        raise UnwritableOutput(f"输出文件“{path}”无法写入（{error.strerror}）。请检查磁盘空间和权限。") from error
    return target
