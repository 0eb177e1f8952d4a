"""The standard workbook (标准填报表) as a file."""

from __future__ import annotations

from pathlib import Path

from pipeline.render.excel.template import standard_workbook
from pipeline.run.in_force import settings_in_force
from pipeline.run.one_file import write_file
from pipeline.run.request import StrPath


def write_template(
    output: StrPath | None = None, *, rules: StrPath | None = None, office: StrPath | None = None
) -> Path:
    """Write the standard workbook; by default into ``input_templates`` below the present folder. Gives its path.

    Raises SettingsError, UnwritableOutput.
    """
    settings = settings_in_force(rules, office)
    target = Path(output) if output else Path("input_templates") / f"{settings.columns.template}.xlsx"
    return write_file(target, standard_workbook(settings.columns, settings.vocabulary), with_folder=True)
