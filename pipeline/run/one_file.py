"""A file that a user asked for by its path."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import UnwritableOutput


def write_file(path: Path, data: bytes, *, with_folder: bool = False) -> Path:
    """Write it, and ``with_folder`` its folder where that is missing. Raises UnwritableOutput."""
    try:
        if with_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise UnwritableOutput(f"无法写入“{path}”（{error.strerror}）。请换一个文件夹或关闭正打开的文件。") from error
    return path
