"""廉防: from the workbooks that divisions fill in to the official papers of 廉政风险防控.

This is the whole face: everything that the command ``lianfang`` does is a function here, with the same defaults.

    from pipeline import make_reports

    run = make_reports("inbox")
    print(run.target, run.errors)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pipeline.version import VERSION as __version__

if TYPE_CHECKING:
    from pipeline.compare import Comparison as Comparison
    from pipeline.draft.from_file import Drafted as Drafted
    from pipeline.draft.from_file import draft_from as draft_from
    from pipeline.errors import BadDecisions as BadDecisions
    from pipeline.errors import BadList as BadList
    from pipeline.errors import BadRequest as BadRequest
    from pipeline.errors import CannotFetch as CannotFetch
    from pipeline.errors import LayoutError as LayoutError
    from pipeline.errors import LianfangError as LianfangError
    from pipeline.errors import NoFlow as NoFlow
    from pipeline.errors import NothingToDo as NothingToDo
    from pipeline.errors import OutputBusy as OutputBusy
    from pipeline.errors import SettingsError as SettingsError
    from pipeline.errors import UnreadableFile as UnreadableFile
    from pipeline.errors import UnreadablePeriod as UnreadablePeriod
    from pipeline.errors import UnwritableOutput as UnwritableOutput
    from pipeline.intake.mailbox import Mailbox as Mailbox
    from pipeline.intake.mailbox import fetch_mails as fetch_mails
    from pipeline.model import Severity as Severity
    from pipeline.run.effect import Effect as Effect
    from pipeline.run.effect import effect_of_rules as effect_of_rules
    from pipeline.run.explain import explain as explain
    from pipeline.run.job import Run as Run
    from pipeline.run.law_list import LawListCheck as LawListCheck
    from pipeline.run.law_list import check_law_list as check_law_list
    from pipeline.run.layouts import CheckedLayouts as CheckedLayouts
    from pipeline.run.layouts import check_layouts as check_layouts
    from pipeline.run.precheck import Checked as Checked
    from pipeline.run.precheck import check_workbooks as check_workbooks
    from pipeline.run.reports import make_reports as make_reports
    from pipeline.run.single_flow import DrawnFlow as DrawnFlow
    from pipeline.run.single_flow import draw_flow as draw_flow
    from pipeline.run.template import write_template as write_template
    from pipeline.run.two_periods import compare_periods as compare_periods
    from pipeline.run.verify import Verification as Verification
    from pipeline.run.verify import verify_output as verify_output

# A name is imported when it is first asked for: Word, Excel and PDF libraries take a second to load, and a clerk who
# checks one workbook, or asks for help, needs few of them.
_ROOM_OF = {
    "compare_periods": "run.two_periods",
    "check_law_list": "run.law_list",
    "check_layouts": "run.layouts",
    "check_workbooks": "run.precheck",
    "draft_from": "draft.from_file",
    "draw_flow": "run.single_flow",
    "effect_of_rules": "run.effect",
    "explain": "run.explain",
    "fetch_mails": "intake.mailbox",
    "make_reports": "run.reports",
    "verify_output": "run.verify",
    "write_template": "run.template",
    "Checked": "run.precheck",
    "CheckedLayouts": "run.layouts",
    "Comparison": "compare",
    "Drafted": "draft.from_file",
    "DrawnFlow": "run.single_flow",
    "Effect": "run.effect",
    "LawListCheck": "run.law_list",
    "Mailbox": "intake.mailbox",
    "Run": "run.job",
    "Severity": "model",
    "Verification": "run.verify",
} | dict.fromkeys(
    (
        "BadDecisions",
        "BadList",
        "BadRequest",
        "CannotFetch",
        "LayoutError",
        "LianfangError",
        "NoFlow",
        "NothingToDo",
        "OutputBusy",
        "SettingsError",
        "UnreadableFile",
        "UnreadablePeriod",
        "UnwritableOutput",
    ),
    "errors",
)

__all__ = ["__version__", *_ROOM_OF]


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


if not TYPE_CHECKING:
    # To mypy this would lend every misspelled name a type.
    def __getattr__(name: str) -> object:
        """A name of the face, from the room where it lives."""
        if name not in _ROOM_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
        globals()[name] = found
        return found
