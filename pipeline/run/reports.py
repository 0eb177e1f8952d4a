"""The main job as a user asks for it: what was left open is filled in, then ``order`` does the work."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipeline.intake.expected import expected_divisions, find_list
from pipeline.render.pdf.engine import engine
from pipeline.render.word.document import SHIPPED
from pipeline.run.in_force import office_folder, office_layouts
from pipeline.run.job import Job, Run
from pipeline.run.order import carry_out
from pipeline.run.request import StrPath, a_day, a_year, existing_files, optional_path
from pipeline.run.stages import Progress

NO_ENGINE = "没有找到 LibreOffice，本次只出 docx。要出 PDF，请安装 libreoffice-writer-nogui。"


def make_reports(
    inbox: StrPath = "inbox",
    out: StrPath = "output",
    *,
    period: str = "",
    rules: StrPath | None = None,
    office: StrPath | None = None,
    units: StrPath | None = None,
    previous: StrPath | None = None,
    decision_sheets: Sequence[StrPath] = (),
    as_of: str | date | None = None,
    layouts: StrPath | None = None,
    passwords: Sequence[str] = (),
    pdf: bool = True,
    pdfa: bool = False,
    workers: int | None = None,
    wait: bool = False,
    keep: bool = True,
    progress: Progress = lambda line: None,
) -> Run:
    """Make all papers of a period from an inbox, and put them in ``out``/period.

    Args:
        inbox: The folder with what divisions sent: workbooks, mails, archives.
        out: The folder of all periods' outputs.
        period: The year; by default the one that most workbooks say.
        rules: A rule file of the office, over all other settings.
        office: The folder with the office's own settings; by default 本机关 beside the inbox, if it exists.
        units: The list of who should report; by default the one in the inbox, if there is one.
        previous: The output to compare with; by default the newest earlier one below ``out``.
        decision_sheets: Filled sheets of decisions (审定意见表) beside those in the inbox and the last output.
        as_of: The day that measures are due by; by default the latest day in the workbooks.
        layouts: A folder with the office's own Word layouts; by default 版式 in its folder;
            those that it lacks are the shipped ones.
        passwords: What encrypted workbooks may open with.
        pdf: Whether to make PDFs; without LibreOffice there are none, and a line of progress says so.
        pdfa: Whether PDFs are PDF/A-2b, for archives.
        workers: How many processes; by default one a core.
        wait: Whether to wait for another run that is at work in ``out``; else OutputBusy is raised.
        keep: Whether copies of what was read are kept in ``out``/收件, each under its hash; they may be removed.
        progress: Called with each line that tells how far the work is.

    Raises BadRequest, NothingToDo, BadList, SettingsError, LayoutError, UnreadablePeriod, BadDecisions,
    UnwritableOutput, OutputBusy. A bad workbook raises nothing: the result names it.
    """
    box = Path(inbox)
    if pdf and engine() is None:
        pdf = False
        progress(NO_ENGINE)
    own = office_folder(office, box.parent)
    listed = units or find_list(box)
    job = Job(
        inbox=box,
        out=Path(out),
        layouts=Path(layouts or office_layouts(own) or SHIPPED),
        period=a_year(period),
        this_year=str(date.today().year),
        pdf=pdf,
        workers=workers or os.cpu_count() or 1,
        passwords=tuple(passwords),
        expected=expected_divisions(Path(listed)) if listed else (),
        rules=optional_path(rules),
        office=own,
        previous=optional_path(previous),
        decision_sheets=existing_files(decision_sheets, "审定意见表"),
        pdfa=pdfa,
        as_of=a_day(as_of),
        wait=wait,
        keep=keep,
    )
    return carry_out(job, progress)
