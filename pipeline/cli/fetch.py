"""``lianfang fetch``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

import pipeline
from pipeline.cli import options

if TYPE_CHECKING:
    from pipeline.intake.mailbox import Security


@click.command()
@click.option("--host", envvar="LIANFANG_IMAP_HOST", help="IMAP 服务器，或环境变量 LIANFANG_IMAP_HOST。")
@click.option("--user", envvar="LIANFANG_IMAP_USER", help="用户名，或环境变量 LIANFANG_IMAP_USER。")
@click.option("--port", type=int, default=0, envvar="LIANFANG_IMAP_PORT", help="端口；默认 993。")
@click.option("--folder", default="INBOX", show_default=True, help="邮箱中的文件夹。")
@click.option("--ca-file", type=options.PATH, envvar="LIANFANG_IMAP_CA", help="自签证书的根证书文件。")
@click.option(
    "--security", type=click.Choice(("tls", "starttls", "none")), default="tls", show_default=True,
    help="tls 全程加密；starttls 连接后加密；none 不加密，仅限本机服务器。",
)  # fmt: skip
@options.inbox
def fetch(
    host: str | None, user: str | None, port: int, folder: str, ca_file: Path | None, security: Security, inbox: Path
) -> None:
    """从 IMAP 邮箱收取未读邮件的附件，放入收件箱；每封邮件只取一次。

    密码取自环境变量 LIANFANG_IMAP_PASSWORD，没有则提示输入，从不写在命令行上。
    """
    host = host or click.prompt("IMAP 服务器")
    user = user or click.prompt("用户名")
    password = os.environ.get("LIANFANG_IMAP_PASSWORD") or click.prompt("密码", hide_input=True)
    mailbox = pipeline.Mailbox(host, user, password, port, folder, security, ca_file)
    count = pipeline.fetch_mails(mailbox, inbox, progress=click.echo)
    click.echo(f"收取{count}封邮件。" if count else "没有新邮件。")
