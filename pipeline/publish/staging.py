"""A run's output is made aside and put in place by one rename; the last good output survives a crash at any point."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

from pipeline.errors import UnwritableOutput


class Staging:
    """暂存: the folder that a run writes to, beside the output that it will replace."""

    def __init__(self, out: Path, period: str) -> None:
        """Prepare an empty folder. Raises UnwritableOutput."""
        self.target = out / period
        self.folder = out / f".{period}.new"
        self._last = out / f".{period}.last"
        self._print = out / f".{period}.print"
        try:
            out.mkdir(parents=True, exist_ok=True)
            self._recover()
            self.discard()
            self.folder.mkdir()
        except OSError as error:
            raise UnwritableOutput(
                f"输出文件夹“{out}”无法写入（{error.strerror}）。请换一个文件夹或检查权限。"
            ) from error

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
        """Put the new output in place of the old. Raises UnwritableOutput."""
        try:
            shutil.rmtree(self._last, ignore_errors=True)
            if self.target.exists():
                self.target.rename(self._last)
            self.folder.rename(self.target)
        except OSError as error:
            self._recover()
            raise UnwritableOutput(
                f"输出文件夹“{self.target}”正被占用，无法替换（{error.strerror}）。请关闭其中打开的文件后重新运行。"
            ) from error
        shutil.rmtree(self._last, ignore_errors=True)
        return self.target

    def discard(self) -> None:
        """Drop what was written and not put in place; the last output stays as it is."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self._print, ignore_errors=True)

    def _recover(self) -> None:
        """A run that died between the two renames left the last good output aside: put it back."""
        if self._last.exists() and not self.target.exists():
            self._last.rename(self.target)


def _write(folder: Path, path: str, data: bytes) -> Path:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts:
        raise ValueError(f"{path} would leave the output folder")
    target = folder / parts
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError as error:
        raise UnwritableOutput(f"输出文件“{path}”无法写入（{error.strerror}）。请检查磁盘空间和权限。") from error
    return target
