"""The order of the work: intake → normalise → check → assess → compare → compose → render → publish.

This is the only place that knows the order. ``arrival`` reads the inbox, ``unit`` does one unit's work.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from pipeline.assess import Rulesets
from pipeline.compare import compare, this_period
from pipeline.intake.inbox import office_files
from pipeline.intake.previous import earlier_periods
from pipeline.model import ExpectedDivision, Severity, UnitRecords
from pipeline.papers.all_units import AllUnits
from pipeline.papers.compendium import compendium
from pipeline.papers.data import data_files
from pipeline.papers.public import WEB_PAGE, public_register
from pipeline.papers.registry import check_public_kinds, layouts, papers_of
from pipeline.publish import Staging, Withheld, index_page, manifest, run_file, withhold
from pipeline.publish.lock import locked
from pipeline.publish.staging import staged
from pipeline.render.files import File, Supplies, render_paper
from pipeline.render.fonts import stand_in_note
from pipeline.render.pdf.engine import PdfEngine
from pipeline.render.web.open_data import open_data
from pipeline.render.web.page import charts_among, web_page
from pipeline.render.word.compendium import assembled, pages_of
from pipeline.render.word.document import Layouts, document, print_copy
from pipeline.render.word.tags import check_layouts
from pipeline.run.arrival import Arrived, inbox_or_nothing, read_arrived
from pipeline.run.cores import Cores, stoppable
from pipeline.run.decisions import UNREAD, gather_decisions, sheets_at_hand
from pipeline.run.history import read_history
from pipeline.run.judging import compared, judge, judge_tasks
from pipeline.run.unit import FilesTask, unit_files
from pipeline.settings import load_settings
from pipeline.view.register import Register

Progress = Callable[[str], None]
A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Job:
    """What a run is asked to do. ``period`` is empty where the workbooks' own year decides; ``rules`` is the office's
    own rule file, if it has one; ``previous`` the output to compare with, by default the newest earlier one;
    ``decision_sheets`` are filled sheets beside those in the inbox and the last output; ``pdfa`` asks for PDFs that
    archives take (PDF/A-2b); ``as_of`` is the day that measures are due by, where it is not the latest day in the
    workbooks; ``wait``: wait for another run that is at work on the same output.
    """

    inbox: Path
    out: Path
    layouts: Path
    period: str
    this_year: str
    pdf: bool
    workers: int
    passwords: tuple[str, ...] = ()
    expected: tuple[ExpectedDivision, ...] = ()
    rules: Path | None = None
    previous: Path | None = None
    decision_sheets: tuple[Path, ...] = ()
    pdfa: bool = False
    as_of: date | None = None
    wait: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """What a run found and made: ``target`` is the folder of the period, ``files`` what is in it, relative to it;
    ``notes`` tell what could not be done; ``seconds`` are those of each stage.
    """

    all_units: AllUnits
    target: Path
    files: tuple[str, ...]
    notes: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    seconds: Mapping[str, float]
    without_pdf: bool = False

    @property
    def errors(self) -> int:
        """Errors found, files set aside, decisions not applied, papers withheld, no PDF at all: exit status 1."""
        all_units = self.all_units
        severities = [about.severity for about in all_units.set_aside]
        severities += [about.severity for about in all_units.findings]
        severities += [about.severity for about in all_units.decision_faults]
        return severities.count(Severity.ERROR) + len(self.withheld) + self.without_pdf


@dataclass(slots=True)
class _Underway:
    """A run that is not over: what it has made so far."""

    all_units: AllUnits
    notes: list[str]
    seconds: dict[str, float]
    files: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    withheld: list[Withheld] = field(default_factory=list)
    without_pdf: bool = False

    def over(self, target: Path) -> Run:
        """The run, its output in place."""
        return Run(
            self.all_units, target, tuple(self.files), tuple(self.notes), tuple(self.withheld), self.seconds,
            self.without_pdf,
        )  # fmt: skip


def carry_out(job: Job, progress: Progress) -> Run:
    """Make all documents of a period.

    Raises NothingToDo, SettingsError, LayoutError, UnreadablePeriod, UnwritableOutput, BadDecisions; a bad workbook
    raises nothing.
    """
    settings = load_settings(job.rules)
    check_public_kinds(settings)
    rulesets = Rulesets(settings).all_read()
    check_layouts(Layouts(job.layouts))
    seconds: dict[str, float] = {}
    stage = _stages(seconds, progress)
    files = inbox_or_nothing(job.inbox)
    with (
        stoppable(),
        locked(job.out, wait=job.wait, waiting=progress),
        staged(job.out) as own,
        Cores(job.workers) as cores,
    ):
        with stage("读取和归一"):
            arrived = read_arrived(job.inbox, files, job.passwords, job.expected, settings, own.temporary)
        period = job.period or arrived.period(job.this_year)
        staging = Staging(own, period)
        with stage("读取审定意见"):
            sheets = sheets_at_hand(job.inbox, staging.target, job.decision_sheets)
            names = list(dict.fromkeys(submission.info.unit for submission in arrived.submissions))
            before = [job.previous] if job.previous else earlier_periods(job.out, period)[-1:]
            decisions = gather_decisions(sheets, [staging.target, *before], period, names, settings)
        history = read_history(job.previous, job.out, period)
        with stage("检查和评定"):
            tasks = judge_tasks(arrived.submissions, settings, decisions.by_unit, history.last)
            units = compared(list(cores.each(judge, tasks)), settings)
        with stage("与上期比较"):
            this = this_period(period, units, settings)
            comparison = compare(history.last, this, rulesets, settings) if history.last else None
        all_units = AllUnits(
            period=period,
            registers=tuple(map(Register, units)),
            settings=settings,
            rules=rulesets.named(""),
            set_aside=arrived.set_aside,
            superseded=arrived.superseded,
            attended=arrived.attended,
            comparison=comparison,
            trend=history.trend,
            absent_decisions=decisions.absent,
            stray_faults=decisions.faults,
            asked_date=job.as_of,
        )
        run = _Underway(all_units, list(history.notes), seconds)
        with stage("各单位成文"):
            for made in cores.each(unit_files, _files_tasks(job, all_units, units, arrived)):
                _store(staging, made, run)
        with stage("汇总成文"):
            _store(staging, _whole_files(job, all_units), run)
            _store(staging, _public_files(all_units, run.files), run)
            if decisions.unread:
                _store(staging, [File(UNREAD, decisions.unread)], run)
        engine = PdfEngine(job.workers, pdfa=job.pdfa) if job.pdf else None
        if engine:
            with stage("生成 PDF"):
                _pdf(engine, staging, run)
        with stage("汇编"):
            _compendium(job, engine, staging, run)
        with stage("公开版查漏"):
            _withhold(job, staging, run, cores)
        with stage("发布"):
            read = {path.relative_to(job.inbox).as_posix(): path for path in (*files, *office_files(job.inbox))}
            _publish(job, {**read, **decisions.files}, staging, run)
            target = staging.commit()
    return run.over(target)


def _files_tasks(job: Job, all_units: AllUnits, units: Sequence[UnitRecords], arrived: Arrived) -> list[FilesTask]:
    return [
        FilesTask(
            all_units.settings,
            records,
            all_units.period,
            job.layouts,
            job.pdf,
            {submission.file: arrived.originals[submission.file] for submission in records.submissions},
        )
        for records in units
    ]


def _whole_files(job: Job, all_units: AllUnits) -> Iterator[File]:
    """The documents of all units together."""
    supplies = Supplies(Layouts(job.layouts), job.pdf)
    for paper in papers_of(all_units, all_units.settings):
        yield from render_paper(paper, supplies)
    for name, text in data_files(all_units).items():
        yield File(f"data/{name}", text.encode("utf-8"))


def _public_files(all_units: AllUnits, files: Sequence[str]) -> Iterator[File]:
    """The public edition as a web page and as open data; their charts are among the ``files`` of the units."""
    register = public_register(all_units)
    if register is None:
        return
    charts = charts_among(files)
    data = list(open_data(register, charts))
    yield from data
    yield File(WEB_PAGE, web_page(register, charts, [file.path for file in data]))


def _store(staging: Staging, files: Iterable[File], run: _Underway) -> None:
    for file in files:
        staging.write(file.path, file.data)
        run.files.append(file.path)
        if file.title:
            run.titles[file.path] = file.title
        if file.print_copy is not None:
            staging.write_print_copy(file.path, file.print_copy)


def _pdf(engine: PdfEngine, staging: Staging, run: _Underway) -> None:
    """PDFs of all documents."""
    pairs = staging.print_copies()
    run.without_pdf = bool(pairs) and not _set(engine, pairs, staging, run)
    if pairs and (note := stand_in_note()):
        run.notes.append(note)


def _set(engine: PdfEngine, pairs: Sequence[tuple[Path, Path]], staging: Staging, run: _Underway) -> list[Path]:
    """Have the PDF engine set documents; what could not be made is noted, never fatal."""
    made = []
    for result in engine.convert(pairs):
        path = result.target.relative_to(staging.folder).as_posix()
        if result.reason:
            run.notes.append(f"{path} 未能生成：{result.reason}")
        else:
            run.files.append(path)
            made.append(result.target)
    return made


def _compendium(job: Job, engine: PdfEngine | None, staging: Staging, run: _Underway) -> None:
    """汇编: laid out once by the PDF engine, whose page numbers then stand in the Word document's contents, too."""
    book = compendium(run.all_units, run.titles)
    looks, settings = Layouts(job.layouts), run.all_units.settings
    if engine:
        copies = [(part, staging.print_copy(part.source)) for part in book.parts]
        for frame in papers_of(book.paged({}), settings):
            data = assembled(print_copy(frame, looks, {}), copies, {})
            for made in _set(engine, [staging.write_print_copy(f"{frame.path}.docx", data)], staging, run):
                book = book.paged(pages_of(made, book))
    parts = [(part, staging.folder / part.source) for part in book.parts]
    for frame in papers_of(book, settings):
        data = assembled(document(frame, looks, {}), parts, book.pages)
        _store(staging, [File(f"{frame.path}.docx", data, frame.title)], run)


def _withhold(job: Job, staging: Staging, run: _Underway, cores: Cores) -> None:
    run.withheld = withhold(run.files, staging, run.all_units, cores.each, job.workers)
    gone = {path for withheld in run.withheld for path in withheld.files}
    run.files = [path for path in run.files if path not in gone]
    run.notes += map(str, run.withheld)


def _publish(job: Job, inputs: Mapping[str, Path], staging: Staging, run: _Underway) -> None:
    all_units = run.all_units
    looks = Layouts(job.layouts)
    staging.write("index.html", index_page(all_units, run.files, run.notes))
    staging.write("data/run.json", run_file(all_units, run.seconds))
    staging.write(
        "manifest.json",
        manifest(
            all_units.period,
            inputs,
            staging.folder,
            [looks.path(name) for name in layouts()],
            all_units.settings.digests,
        ),
    )


def _stages(seconds: dict[str, float], progress: Progress) -> Callable[[str], AbstractContextManager[None]]:
    """Each stage is announced by its name, and its seconds are kept."""

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        progress(f"{name}……")
        start = time.perf_counter()
        yield
        seconds[name] = time.perf_counter() - start

    return stage
