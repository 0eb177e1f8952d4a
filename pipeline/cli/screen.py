"""What every command says and how it ends: lines on screen, one clear line where it cannot run, the exit status."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

DONE, DONE_WITH_ERRORS, COULD_NOT_RUN = 0, 1, 2


def say(line: str, quiet: bool) -> None:
    """A line of progress, unless asked to be quiet."""
    if not quiet:
        click.echo(line)


def stop(message: str) -> NoReturn:
    """One clear line, status 2."""
    click.echo(message, err=True)
    sys.exit(COULD_NOT_RUN)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Text padded to a width in half-width columns; a Chinese character takes two."""
    space = " " * max(1, width - sum(2 if ord(character) > 0x2E7F else 1 for character in text))
    return space + text if right else text + space


def passwords(path: Path | None) -> tuple[str, ...]:
    """The passwords of a file, one a line; none where no file is given. Stops where it cannot be read."""
    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        stop(f"密码文件“{path}”无法读取。请存为 UTF-8 文本，一行一个密码。")
    return tuple(line for line in lines if line)
