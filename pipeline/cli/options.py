"""Options that several commands share, each written once, so that they read alike everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.cli.screen import stop

Command = TypeVar("Command", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)

inbox = click.option("--inbox", type=PATH, default=Path("inbox"), show_default=True, help="收件箱文件夹。")
in_lines = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="文字，或一行一个 JSON。"
)


rules = click.option("--rules", type=PATH, help="本机关的规则文件；没有写到的部分仍按原来的。")
office = click.option(
    "--office", type=PATH, help="本机关的文件夹：规则、词表、用语、版式；默认用收件箱旁的“本机关”（如有）。"
)


def settings(command: Command) -> Command:
    """--rules and --office, for a command that goes by the office's settings."""
    return rules(office(command))


def _passwords(context: click.Context, option: click.Parameter, path: Path | None) -> tuple[str, ...]:
    """The passwords of a file, one a line; none where no file is given. Stops where it cannot be read."""
    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        stop(f"密码文件“{path}”无法读取。请存为 UTF-8 文本，一行一个密码。")
    return tuple(line for line in lines if line)


passwords = click.option(
    "--password-file", "passwords", type=PATH, callback=_passwords, help="打开加密工作簿用的密码，一行一个。"
)
