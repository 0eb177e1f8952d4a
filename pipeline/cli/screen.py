"""What every command says and how it ends: lines on screen, one clear line where it cannot run, the exit status."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NoReturn

import click

from pipeline.errors import LianfangError

DONE, DONE_WITH_ERRORS, COULD_NOT_RUN = 0, 1, 2


class Chinese(click.HelpFormatter):
    """Help under Chinese headings."""

    _HEADINGS: ClassVar[Mapping[str, str]] = {"Options": "选项", "Commands": "命令"}

    # What click itself writes beside an option: kinds of values, defaults.
    _WORDS: ClassVar[Mapping[str, str]] = {
        "INTEGER RANGE": "整数", "INTEGER": "整数", "PATH": "路径", "TEXT": "文字", "[default: ": "[默认：",
    }  # fmt: skip

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """用法."""
        args = args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 …")
        super().write_usage(prog, args, "用法：" if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """选项, 命令."""
        super().write_heading(self._HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """选项的写法和说明."""
        super().write_dl([(self._said(first), self._said(second)) for first, second in rows], col_max, col_spacing)

    def _said(self, text: str) -> str:
        for word, chinese in self._WORDS.items():
            text = text.replace(word, chinese)
        return text


class Commands(click.Group):
    """The commands. Whatever goes wrong ends with one clear line and status 2, never with a traceback."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run; with LIANFANG_DEBUG set, an error of the program shows itself whole."""
        try:
            return super().main(*args, **{**options, "standalone_mode": False})
        except click.exceptions.Exit as done:
            sys.exit(done.exit_code)
        except click.Abort:
            stop("已中止。上次的输出没有动。")
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.message)
        except click.UsageError as error:
            stop(f"{_usage(error)}。运行 {error.ctx.command_path if error.ctx else 'lianfang'} --help 看用法。")
        except click.ClickException as error:
            stop(error.format_message())
        except LianfangError as error:
            stop(str(error))
        except Exception as error:
            if os.environ.get("LIANFANG_DEBUG"):
                # Not raised: Python's own status for that is 1, which says that the papers are there.
                traceback.print_exception(error)
            stop(
                f"程序内部出错（{type(error).__name__}：{error}），没有完成。"
                "请把这一行告诉维护人员；设环境变量 LIANFANG_DEBUG=1 再运行可看到详情。"
            )


def _usage(error: click.UsageError) -> str:
    """What is wrong with the command line, without click's English."""
    hint = error.param.get_error_hint(error.ctx) if isinstance(error, click.BadParameter) and error.param else ""
    match error:
        case click.NoSuchOption():
            from pipeline.likeness.ratio import nearest

            meant = nearest(error.option_name, error.possibilities or ())
            return f"没有选项 {error.option_name}{meant and f'，是否为 {meant}'}"
        case click.MissingParameter():
            return f"缺少 {hint}"
        case click.BadParameter():
            return f"{hint} 的值不对"
        case _ if error.message.startswith("No such command"):
            return "没有命令 " + error.message.split("'")[1]
        case _:
            return "命令写得不对"


def stop(message: str) -> NoReturn:
    """One clear line, status 2."""
    click.echo(message, err=True)
    sys.exit(COULD_NOT_RUN)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Text padded to a width in half-width columns; a Chinese character takes two."""
    space = " " * max(1, width - sum(2 if ord(character) > 0x2E7F else 1 for character in text))
    return space + text if right else text + space
