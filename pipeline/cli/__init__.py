"""The command ``lianfang``: parse, call, show. What a command does is a function of ``pipeline``.

To tell what commands there are must cost nothing, so no file here imports a room before its command runs.
"""

from __future__ import annotations

import click

from pipeline.cli.check import check
from pipeline.cli.diff import diff
from pipeline.cli.explain import explain
from pipeline.cli.fetch import fetch
from pipeline.cli.flow import flow
from pipeline.cli.laws import laws
from pipeline.cli.layouts import templates
from pipeline.cli.levels import levels
from pipeline.cli.reports import reports
from pipeline.cli.screen import Chinese, Commands
from pipeline.cli.template import template
from pipeline.cli.verify import verify
from pipeline.version import VERSION


@click.group(cls=Commands, no_args_is_help=True)
@click.version_option(VERSION, "--version", prog_name="廉防", message="%(prog)s %(version)s", help="显示版本。")
def main() -> None:
    """廉防：把各处室填报的工作簿变成廉政风险防控的正式公文。"""


for command in (reports, check, flow, template, fetch, levels, explain, diff, templates, laws, verify):
    main.add_command(command)

for command in (main, *main.commands.values(), *templates.commands.values(), *laws.commands.values()):
    click.help_option("-h", "--help", help="显示本说明。")(command)
click.Context.formatter_class = Chinese
