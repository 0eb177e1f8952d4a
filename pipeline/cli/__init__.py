"""The command ``lianfang``: parse, call, print. What a command does is in ``run`` and ``commands``."""

from __future__ import annotations

import click

from pipeline.cli.clerk import check, flow, template
from pipeline.cli.office import diff_periods, explain, fetch_mails, levels, templates
from pipeline.cli.reports import reports
from pipeline.cli.screen import Chinese, Commands
from pipeline.version import VERSION


@click.group(cls=Commands, no_args_is_help=True)
@click.version_option(VERSION, "--version", prog_name="廉防", message="%(prog)s %(version)s", help="显示版本。")
def main() -> None:
    """廉防：把各处室填报的工作簿变成廉政风险防控的正式公文。"""


for command in (reports, check, flow, template, fetch_mails, levels, explain, diff_periods, templates):
    main.add_command(command)

for command in (main, *main.commands.values(), *templates.commands.values()):
    click.help_option("-h", "--help", help="显示本说明。")(command)
click.Context.formatter_class = Chinese
