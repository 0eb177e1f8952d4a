"""The command ``lianfang``: parse, call, print."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from pipeline import __version__
from pipeline.arrival import NothingToDo
from pipeline.assess import Rulesets
from pipeline.compose.contents import CONTENTS
from pipeline.diff import as_json as changes_as_json
from pipeline.diff import as_text as changes_as_text
from pipeline.diff import compare_outputs
from pipeline.draft import draft
from pipeline.effect import as_json as effect_as_json
from pipeline.effect import as_text as effect_as_text
from pipeline.effect import effect_of
from pipeline.explain import explain_catalogue, explain_code
from pipeline.fetch import SECURITIES, CannotFetch, Mailbox, fetch
from pipeline.flow import NoFlow, draw_flow
from pipeline.intake.container import Refused
from pipeline.intake.decisions import BadDecisions
from pipeline.intake.expected import BadList, expected_divisions, find_list
from pipeline.intake.inbox import read_file
from pipeline.intake.previous import UnreadablePeriod
from pipeline.model import Severity
from pipeline.normalise.values import read_date
from pipeline.precheck import as_json, as_text, check_files
from pipeline.publish import UnwritableOutput
from pipeline.render.drafted import LEFTOVERS, drafted_workbook
from pipeline.render.pdf import engine
from pipeline.render.tags import check_layouts
from pipeline.render.template import standard_workbook
from pipeline.render.word import SHIPPED, LayoutError, Layouts
from pipeline.run import Job, Run, make_reports
from pipeline.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).resolve().parent.parent
DONE, DONE_WITH_ERRORS, COULD_NOT_RUN = 0, 1, 2
SHOWN_NOTICES = 20


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", prog_name="廉防", message="%(prog)s %(version)s", help="显示版本。")
def main() -> None:
    """廉防：把各处室填报的工作簿变成廉政风险防控的正式公文。"""


@main.command()
@click.option(
    "--inbox", type=click.Path(path_type=Path), default=Path("inbox"), show_default=True, help="收件箱文件夹。"
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True, help="输出文件夹。")
@click.option("--period", default="", help="年度，如 2026；不填则取填报表中最多的年度。")
@click.option(
    "--layouts", type=click.Path(path_type=Path), default=SHIPPED, help="自己的 Word 版式文件夹；其中没有的用原来的。"
)
@click.option("--no-pdf", is_flag=True, help="只出 docx，不出 PDF。")
@click.option("--pdfa", is_flag=True, help="PDF 按 PDF/A-2b（ISO 19005-2）输出，供归档。")
@click.option("--workers", type=click.IntRange(1), default=os.cpu_count() or 1, help="并行数，默认为处理器核数。")
@click.option("--quiet", is_flag=True, help="不显示进度和汇总表。")
@click.option(
    "--units", type=click.Path(path_type=Path), help="应报名单；默认用收件箱中的 units.toml 或 应报单位.xlsx（如有）。"
)
@click.option("--password-file", type=click.Path(path_type=Path), help="打开加密工作簿用的密码，一行一个。")
@click.option(
    "--previous", type=click.Path(path_type=Path),
    help="与哪一期的输出比较，如 output/2025；默认为输出文件夹中最近的较早一期（如有）。",
)  # fmt: skip
@click.option("--rules", type=click.Path(path_type=Path), help="本机关的规则文件；没有写到的部分仍按随程序的规则。")
@click.option(
    "--reviews", type=click.Path(path_type=Path), multiple=True,
    help="填好的审定意见表，可多次给出；放在收件箱里的、直接在上次输出中填写的不必给出。",
)  # fmt: skip
@click.option("--as-of", default="", help="截至日，如 2026-09-30，用于判断措施逾期；不填则取填报表中最近的日期。")
def reports(
    inbox: Path, out: Path, period: str, layouts: Path, no_pdf: bool, workers: int, quiet: bool, units: Path | None,
    password_file: Path | None, rules: Path | None, previous: Path | None, reviews: tuple[Path, ...], pdfa: bool,
    as_of: str,
) -> None:  # fmt: skip
    """读取收件箱中的全部填报表，生成全部公文。

    退出状态：0 完成且无误；1 完成，但有填报错误；2 未能运行。
    """
    if period and not (period.isdecimal() and len(period) == 4):
        _stop(f"年度“{period}”不是四位数年份。请填如 2026。")
    pdf = not no_pdf
    if pdf and engine() is None:
        pdf = False
        _say("没有找到 LibreOffice，本次只出 docx。要出 PDF，请安装 libreoffice-writer-nogui。", quiet)
    passwords = _passwords(password_file)
    day = read_date(as_of).value
    if as_of and day is None:
        _stop(f"截至日“{as_of}”不是日期。请填如 2026-09-30。")
    for sheet in reviews:
        if not sheet.is_file():
            _stop(f"没有这份审定意见表：{sheet}")
    try:
        listed = units or find_list(inbox)
        expected = expected_divisions(listed) if listed else ()
        job = Job(inbox, out, layouts, period, str(date.today().year), pdf, workers, passwords, expected, rules,
                  previous, reviews, pdfa, day)  # fmt: skip
        run = make_reports(job, lambda line: _say(line, quiet))
    except (
        NothingToDo,
        BadList,
        SettingsError,
        LayoutError,
        UnreadablePeriod,
        UnwritableOutput,
        BadDecisions,
    ) as error:
        _stop(str(error))
    if not quiet:
        _summary(run)
    sys.exit(DONE_WITH_ERRORS if run.errors else DONE)


@main.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="写到哪个文件；默认为 input_templates 下的标准填报表。"
)
@click.option(
    "--from", "source", type=click.Path(path_type=Path), help="由旧表、自制表起草：能认出的栏目填好，其余列出。"
)
def template(output: Path | None, source: Path | None) -> None:
    """写出标准填报表；用 --from 由旧表起草。"""
    try:
        settings = load_settings()
    except SettingsError as error:
        _stop(str(error))
    if source is not None:
        _draft(source, output, settings)
        return
    target = output or ROOT / "input_templates" / f"{settings.columns.template}.xlsx"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(standard_workbook(settings.columns, settings.vocabulary))
    except OSError as error:
        _stop(f"无法写入“{target}”（{error.strerror}）。请换一个文件夹或关闭正打开的文件。")
    click.echo(f"已写出：{target}")


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件…")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="文字，或一行一个 JSON。")
@click.option("--mark", is_flag=True, help="在原表旁写出标注本：错误标红、警告标黄，附问题清单。")
@click.option("--password-file", type=click.Path(path_type=Path), help="打开加密工作簿用的密码，一行一个。")
def check(files: tuple[Path, ...], form: str, mark: bool, password_file: Path | None) -> None:
    """报送前检查填报表，列出问题和改法。

    退出状态：0 没有错误；1 有错误；2 未能检查。
    """
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        _stop(f"没有这个文件：{'、'.join(missing)}")
    try:
        checked = check_files(files, load_settings(), _passwords(password_file), mark=mark)
    except SettingsError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"标注本无法写入（{error.strerror}）。请换一个文件夹或关闭正打开的文件。")
    for line in as_json(checked) if form == "json" else as_text(checked):
        click.echo(line)
    sys.exit(DONE_WITH_ERRORS if checked.errors else DONE)


@main.command("fetch")
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
        _stop(f"没有这个证书文件：{ca_file}")
    try:
        count = fetch(Mailbox(host, user, password, port, folder, security, ca_file), inbox, click.echo)
    except CannotFetch as error:
        _stop(str(error))
    click.echo(f"收取{count}封邮件。" if count else "没有新邮件。")


@main.command()
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
        effect = effect_of(inbox, rules, instead_of, _passwords(password_file))
    except (NothingToDo, SettingsError) as error:
        _stop(str(error))
    for line in effect_as_json(effect) if form == "json" else effect_as_text(effect):
        click.echo(line)
    sys.exit(DONE_WITH_ERRORS if effect.shifts else DONE)


@main.command()
@click.argument("code", required=False)
@click.option("--rules", type=click.Path(path_type=Path), help="本机关的规则文件。")
def explain(code: str | None, rules: Path | None) -> None:
    """说明一项检查或定级规则；不写编号则列出全部。"""
    try:
        rulesets = Rulesets(load_settings(rules)).all()
    except SettingsError as error:
        _stop(str(error))
    if code is None:
        click.echo(explain_catalogue(rulesets))
        return
    text = explain_code(code.upper(), rulesets)
    if text is None:
        _stop(f"没有编号为“{code}”的检查或规则。运行 lianfang explain 可列出全部。")
    click.echo(text)


@main.command("diff")
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
        _stop(str(error))
    for line in changes_as_json(comparison) if form == "json" else changes_as_text(comparison):
        click.echo(line)
    sys.exit(DONE_WITH_ERRORS if comparison.differences else DONE)


def _draft(source: Path, output: Path | None, settings: Settings) -> None:
    if not source.is_file():
        _stop(f"没有这个文件：{source}")
    target = output or source.with_name(f"{source.stem}（草稿）.xlsx")
    try:
        made = draft(read_file(source, source.name), settings)
        target.write_bytes(drafted_workbook(made, settings.columns, settings.vocabulary))
    except Refused as refused:
        _stop(f"{source}：{refused}")
    except OSError as error:
        _stop(f"无法写入“{target}”（{error.strerror}）。请换一个文件夹或关闭正打开的文件。")
    rows = made.rows
    click.echo(f"已起草：职权{len(rows['powers'])}项、环节{len(rows['steps'])}个、风险点{len(rows['risks'])}个。")
    click.echo(f"填入原表{made.placed}格；标黄的{len(made.guesses)}格请确认。")
    if made.leftovers:
        click.echo(f"未能填入{len(made.leftovers)}处，见工作表《{LEFTOVERS}》。")
    click.echo(f"请打开 {target}，补齐带“*”的栏目，再用 lianfang check 检查。")


def _passwords(path: Path | None) -> tuple[str, ...]:
    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        _stop(f"密码文件“{path}”无法读取。请存为 UTF-8 文本，一行一个密码。")
    return tuple(line for line in lines if line)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--code", default="", help="职权编码；不填则画文件中的第一个流程。")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写到哪个文件（.svg、.png、.drawio、.mmd）。")
def flow(file: Path, code: str, output: Path | None) -> None:
    """画出一份填报表中一项职权的流程图；填错的环节用红色标出。

    退出状态：0 已画出且无误；1 已画出，但流程有错误；2 未能画出。
    """
    if not file.is_file():
        _stop(f"没有找到文件“{file}”。")
    try:
        written, findings = draw_flow(file, code, output, load_settings())
    except (NoFlow, SettingsError) as error:
        _stop(str(error))
    for path in written:
        click.echo(f"已写出：{path}")
    for finding in findings:
        click.echo(f"{'、'.join(map(str, finding.places))}：{finding.message}。{finding.mend}")
    sys.exit(DONE_WITH_ERRORS if findings else DONE)


@main.group()
def templates() -> None:
    """Word 版式。"""


@templates.command("check")
@click.option("--layouts", type=click.Path(path_type=Path), default=SHIPPED, help="自己的 Word 版式文件夹。")
def check_templates(layouts: Path) -> None:
    """检查 Word 版式中的标记，列出写错的名称、位置和最接近的正确名称。

    退出状态：0 没有错误；1 有写错的标记；2 未能检查。
    """
    if not layouts.is_dir():
        _stop(f"没有版式文件夹“{layouts}”。请核对名称。")
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


def _summary(run: Run) -> None:
    """The table at the end of a run: who sent what, what is wrong, where to start."""
    errors: Counter[tuple[str, Severity]] = Counter((f.unit, f.severity) for f in run.whole.findings)
    rows = [["单位", "处室", "职权", "风险点", *Severity]]
    for register in run.whole.registers:
        rows.append(
            [
                register.unit,
                str(len(register.submissions)),
                str(len(register.powers)),
                str(len(register.points)),
                *(str(errors[register.unit, severity]) for severity in Severity),
            ]
        )
    click.echo("")
    for row in rows:
        click.echo(_padded(row[0], 24) + "".join(_padded(cell, 8, right=True) for cell in row[1:]))
    for aside in run.whole.set_aside:
        kind = "未能处理" if aside.severity is Severity.ERROR else "请留意"
        click.echo(f"{kind}：{aside.file}：{aside.reason}。{aside.mend}")
    for line in _review_lines(run):
        click.echo(line)
    for old in run.whole.superseded:
        click.echo(f"旧版本：{old.file}：{old.reason}")
    for absence in run.whole.attended.absent:
        click.echo(f"未报送：{absence.unit}{absence.division}")
    for note in run.notes:
        click.echo(note)
    click.echo(f"\n完成，用时 {sum(run.seconds.values()):.1f} 秒。请打开 {run.target / 'index.html'}")


def _review_lines(run: Run) -> Iterator[str]:
    """What of the office's decisions is not applied; the first ones, where there are many."""
    notices = run.whole.review_notices
    for notice in notices[:SHOWN_NOTICES]:
        about = f"{notice.unit} {notice.code}".strip()
        place = f"{notice.place.file} {notice.place}" if notice.place.sheet else notice.place.file
        yield f"审定意见：{about}（{place}）：{notice.message}。{notice.mend}"
    if len(notices) > SHOWN_NOTICES:
        yield f"审定意见：另有{len(notices) - SHOWN_NOTICES}条，见首页“审定”。"


def _padded(text: str, width: int, *, right: bool = False) -> str:
    """Text padded to a width in half-width columns; a Chinese character takes two."""
    space = " " * max(1, width - sum(2 if ord(character) > 0x2E7F else 1 for character in text))
    return space + text if right else text + space


def _say(line: str, quiet: bool) -> None:
    if not quiet:
        click.echo(line)


def _stop(message: str) -> None:
    """One clear line, status 2."""
    click.echo(message, err=True)
    sys.exit(COULD_NOT_RUN)
