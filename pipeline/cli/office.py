"""Commands for the office: ``fetch``, ``levels``, ``explain``, ``diff``, ``templates``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from pipeline.assess import Rulesets
from pipeline.cli.screen import DONE, DONE_WITH_ERRORS, passwords, stop
from pipeline.commands.diff import as_json as changes_as_json
from pipeline.commands.diff import as_text as changes_as_text
from pipeline.commands.diff import compare_outputs
from pipeline.commands.effect import as_json as effect_as_json
from pipeline.commands.effect import as_text as effect_as_text
from pipeline.commands.effect import effect_of
from pipeline.commands.explain import explain_catalogue, explain_code
from pipeline.commands.fetch import SECURITIES, Mailbox, fetch
from pipeline.errors import CannotFetch, LayoutError, NothingToDo, SettingsError, UnreadablePeriod
from pipeline.papers.contents import CONTENTS
from pipeline.render.word.document import SHIPPED, Layouts
from pipeline.render.word.tags import check_layouts
from pipeline.settings import load_settings


@click.command("fetch")
@click.option("--host", envvar="LIANFANG_IMAP_HOST", help="IMAP 服务器，或环境变量 LIANFANG_IMAP_HOST。")
@click.option("--user", envvar="LIANFANG_IMAP_USER", help="用户名，或环境变量 LIANFANG_IMAP_USER。")
@click.option("--port", type=int, default=0, envvar="LIANFANG_IMAP_PORT", help="端口；默认 993。")
@click.option("--folder", default="INBOX", show_default=True, help="邮箱中的文件夹。")
@click.option("--ca-file", type=click.Path(path_type=Path), envvar="LIANFANG_IMAP_CA", help="自签证书的根证书文件。")
@click.option(
    "--security", type=click.Choice(SECURITIES), default="tls", show_default=True,
    help="tls 全程加密；starttls 连接后加密；none 不加密，仅限本机服务器。",
)  # fmt: skip
@click.option(
    "--inbox", type=click.Path(path_type=Path), default=Path("inbox"), show_default=True, help="收件箱文件夹。"
)
def fetch_mails(
    host: str | None, user: str | None, port: int, folder: str, ca_file: Path | None, security: str, inbox: Path
) -> None:
    """从 IMAP 邮箱收取未读邮件的附件，放入收件箱；每封邮件只取一次。

    密码取自环境变量 LIANFANG_IMAP_PASSWORD，没有则提示输入，从不写在命令行上。
    """
    host = host or click.prompt("IMAP 服务器")
    user = user or click.prompt("用户名")
    password = os.environ.get("LIANFANG_IMAP_PASSWORD") or click.prompt("密码", hide_input=True)
    if ca_file is not None and not ca_file.is_file():
        stop(f"没有这个证书文件：{ca_file}")
    try:
        count = fetch(Mailbox(host, user, password, port, folder, security, ca_file), inbox, click.echo)
    except CannotFetch as error:
        stop(str(error))
    click.echo(f"收取{count}封邮件。" if count else "没有新邮件。")


@click.command()
@click.option("--rules", type=click.Path(path_type=Path), required=True, help="打算换用的规则文件。")
@click.option(
    "--inbox", type=click.Path(path_type=Path), default=Path("inbox"), show_default=True, help="收件箱文件夹。"
)
@click.option("--instead-of", type=click.Path(path_type=Path), help="现用的规则文件；不写则为随程序的规则。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="文字，或一行一个 JSON。")
@click.option("--password-file", type=click.Path(path_type=Path), help="打开加密工作簿用的密码，一行一个。")
def levels(rules: Path, inbox: Path, instead_of: Path | None, form: str, password_file: Path | None) -> None:
    """换用规则之前，列出类别或等级会变的风险点：从什么变成什么，因为哪条规则。

    退出状态：0 没有变动；1 有变动；2 规则文件有错或没有收件。
    """
    try:
        effect = effect_of(inbox, rules, instead_of, passwords(password_file))
    except (NothingToDo, SettingsError) as error:
        stop(str(error))
    for line in effect_as_json(effect) if form == "json" else effect_as_text(effect):
        click.echo(line)
    sys.exit(DONE_WITH_ERRORS if effect.shifts else DONE)


@click.command()
@click.argument("code", required=False)
@click.option("--rules", type=click.Path(path_type=Path), help="本机关的规则文件。")
def explain(code: str | None, rules: Path | None) -> None:
    """说明一项检查或定级规则；不写编号则列出全部。"""
    try:
        rulesets = Rulesets(load_settings(rules)).all()
    except SettingsError as error:
        stop(str(error))
    if code is None:
        click.echo(explain_catalogue(rulesets))
        return
    text = explain_code(code.upper(), rulesets)
    if text is None:
        stop(f"没有编号为“{code}”的检查或规则。运行 lianfang explain 可列出全部。")
    click.echo(text)


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="文字，或一行一个 JSON。")
def diff_periods(old: Path, new: Path, form: str) -> None:
    """比较两期的输出（如 output/2025 output/2026）：职权、流程、风险点、等级、措施各有什么变动。

    退出状态：0 没有变动；1 有变动；2 未能比较。
    """
    try:
        comparison = compare_outputs(old, new, load_settings())
    except (UnreadablePeriod, SettingsError) as error:
        stop(str(error))
    for line in changes_as_json(comparison) if form == "json" else changes_as_text(comparison):
        click.echo(line)
    sys.exit(DONE_WITH_ERRORS if comparison.differences else DONE)


@click.group()
def templates() -> None:
    """Word 版式。"""


@templates.command("check")
@click.option("--layouts", type=click.Path(path_type=Path), default=SHIPPED, help="自己的 Word 版式文件夹。")
def check_templates(layouts: Path) -> None:
    """检查 Word 版式中的标记，列出写错的名称、位置和最接近的正确名称。

    退出状态：0 没有错误；1 有写错的标记；2 未能检查。
    """
    if not layouts.is_dir():
        stop(f"没有版式文件夹“{layouts}”。请核对名称。")
    unknown = sorted(path.name for path in layouts.glob("*.docx") if path.stem not in CONTENTS)
    for name in unknown:
        click.echo(f"“{name}”不是版式的文件名，不会被采用；可用的有：{'、'.join(CONTENTS)}。")
    try:
        check_layouts(Layouts(layouts))
    except LayoutError as error:
        click.echo(str(error))
        sys.exit(DONE_WITH_ERRORS)
    own = [name for name in CONTENTS if (layouts / f"{name}.docx").is_file()]
    click.echo(f"{len(own)}个版式的标记都正确。")
