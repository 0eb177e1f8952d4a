"""The order of the work: intake → normalise → check → assess → compare → compose → render → publish.

This is the only place that knows the order. Each leg is a module beside this: ``arrival`` reads the inbox,
``decisions`` and ``history`` what the office and earlier periods said, ``judging`` and ``composing`` do a unit's work,
``output`` keeps what was made and puts it in place.
"""

from __future__ import annotations

from pipeline.assess import Rulesets
from pipeline.compare import compare, this_period
from pipeline.intake.inbox import all_of_inbox
from pipeline.intake.isolated import UNIT_SECONDS, Workers
from pipeline.intake.previous import earlier_periods
from pipeline.intake.received import KEPT, Received
from pipeline.papers.all_units import AllUnits
from pipeline.publish import Staging
from pipeline.publish.lock import locked
from pipeline.publish.staging import staged
from pipeline.render.files import File
from pipeline.render.word.document import Layouts
from pipeline.render.word.tags import check_layouts
from pipeline.run.arrival import check_inbox, read_arrived
from pipeline.run.composing import common_files, files_tasks, public_files, unit_files
from pipeline.run.decisions import UNREAD, gather_decisions, sheets_at_hand
from pipeline.run.each_unit import judge_each
from pipeline.run.history import read_history
from pipeline.run.job import Job, Run
from pipeline.run.judging import judge_tasks
from pipeline.run.output import Output
from pipeline.run.stages import Progress, Stages
from pipeline.run.stoppable import stoppable
from pipeline.settings import load_settings
from pipeline.view.register import Register


def carry_out(job: Job, progress: Progress) -> Run:
    """Make all documents of a period.

    Raises NothingToDo, SettingsError, LayoutError, UnreadablePeriod, UnwritableOutput, BadDecisions; a bad workbook
    raises nothing.
    """
    settings = load_settings(job.rules, job.office)
    rulesets = Rulesets(settings).all_read()
    check_layouts(Layouts(job.layouts))
    stage = Stages(progress)
    check_inbox(job.inbox)
    with (
        stoppable(),
        locked(job.out, wait=job.wait, waiting=progress),
        staged(job.out) as own,
        Workers(job.workers) as workers,
    ):
        with stage("收件"):
            received = Received(own.folder / "received")
            received.take_inbox(job.inbox, all_of_inbox(job.inbox))
        with stage("读取和归一"):
            arrived = read_arrived(received.inbox, job.passwords, job.expected, settings, own.temporary, workers)
        period = job.period or arrived.period(job.this_year)
        staging = Staging(own, period)
        with stage("读取审定意见"):
            sheets = received.copies(sheets_at_hand(job.inbox, staging.target, job.decision_sheets), job.inbox)
            names = list(dict.fromkeys(submission.info.unit for submission in arrived.submissions))
            before = [job.previous] if job.previous else earlier_periods(job.out, period)[-1:]
            decisions = gather_decisions(sheets, [staging.target, *before], period, names, settings)
        received.hold(decisions.kept_files)
        history = read_history(job.previous, job.out, period, settings.vocabulary)
        with stage("检查和评定"):
            tasks = judge_tasks(arrived.submissions, settings, decisions.by_unit, history.last)
            units, broken, failures = judge_each(tasks, settings, workers)
        with stage("与上期比较"):
            this = this_period(period, units, settings)
            comparison = compare(history.last, this, rulesets, settings) if history.last else None
        all_units = AllUnits(
            period=period,
            registers=tuple(map(Register, units)),
            settings=settings,
            rules=rulesets.named(""),
            set_aside=(*arrived.set_aside, *broken),
            superseded=arrived.superseded,
            attended=arrived.attended,
            comparison=comparison,
            trend=history.trend,
            absent_decisions=decisions.absent,
            stray_faults=decisions.faults,
            decision_log=decisions.log,
            sheet_digests=decisions.digests,
            asked_date=job.as_of,
        )
        aged = filter(None, [all_units.settings.laws.age_note(all_units.as_of)])
        output = Output(job, staging, all_units, (*history.notes, *aged))
        output.could_not(failures)
        with stage("各单位成文"):
            for made in workers.tried(unit_files, files_tasks(job, all_units, arrived.originals), UNIT_SECONDS):
                output.store_made(made)
        with stage("汇总成文"):
            output.store_made(common_files(job, all_units))
            output.store(public_files(all_units, output.files))
            if decisions.unread:
                output.store([File(UNREAD, decisions.unread)])
        if job.pdf:
            with stage("生成 PDF"):
                output.set_as_pdf()
        with stage("汇编"):
            output.bind()
        with stage("公开版查漏"):
            output.read_through(workers)
        with stage("发布"):
            target = output.publish({**received.digests, **decisions.read_files}, stage.seconds)
            if job.keep:
                received.keep(job.out / KEPT)
    return output.over(target, stage.seconds)
