"""The order of the work: intake → normalise → check → assess → compose → render → publish.

This is the only place that knows the order. The work of one unit is ``unit_task``: its records in, its files out.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.assess import Ruleset, assess_unit, load_ruleset
from pipeline.check import check_unit
from pipeline.compose.absences import Attendance, attendance
from pipeline.compose.catalogue import unit_catalogue, whole_catalogue
from pipeline.compose.data import data_files
from pipeline.compose.flows import unit_flows
from pipeline.compose.names import file_names
from pipeline.compose.papers import Edition, Paper
from pipeline.compose.register import Register
from pipeline.compose.report import report
from pipeline.compose.returns import FOLDER as RETURNS
from pipeline.compose.returns import needs_work, notice, refusal, return_names, returned
from pipeline.compose.riskforms import summary, unit_risks
from pipeline.compose.sheets import ledger, review
from pipeline.intake import Workbook, read_inbox
from pipeline.intake.inbox import inbox_files, office_files
from pipeline.model import ExpectedDivision, Finding, SetAside, Severity, Submission, Superseded, UnitRecords
from pipeline.normalise import newest, normalise
from pipeline.publish import Staging, index_page, manifest, run_file
from pipeline.render.excel import workbook
from pipeline.render.files import File, render_paper
from pipeline.render.marked import marked_copy
from pipeline.render.pdf import to_pdf
from pipeline.render.word import Layouts
from pipeline.settings import Settings, load_settings

Progress = Callable[[str], None]


class NothingToDo(Exception):
    """There is no inbox, or nothing in it; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a run is asked to do. ``period`` is empty where the workbooks' own year decides."""

    inbox: Path
    out: Path
    layouts: Path
    period: str
    this_year: str
    pdf: bool
    workers: int
    passwords: tuple[str, ...] = ()
    expected: tuple[ExpectedDivision, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitTask:
    """One unit's work, whole and by itself: it can run on any core, or be skipped where nothing changed."""

    unit: str
    file_name: str
    submissions: tuple[Submission, ...]
    period: str
    layouts: Path
    with_print_copies: bool
    originals: Mapping[str, Path]


@dataclass(slots=True)
class Run:
    """What a run found and made, so far: for the documents of the whole, the index, and the summary on screen."""

    period: str = ""
    registers: list[Register] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    superseded: list[Superseded] = field(default_factory=list)
    attendance: Attendance = field(default_factory=Attendance)
    files: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    target: Path = Path()

    @property
    def findings(self) -> list[Finding]:
        """All findings of all units."""
        return [finding for register in self.registers for finding in register.records.findings]

    @property
    def errors(self) -> int:
        """Error findings and files set aside: what makes the exit status 1."""
        return sum(aside.severity is Severity.ERROR for aside in self.set_aside) + sum(
            finding.severity is Severity.ERROR for finding in self.findings
        )


def make_reports(job: Job, progress: Progress) -> Run:
    """Make all documents of a period.

    Raises NothingToDo, SettingsError, LayoutError, UnwritableOutput; a bad workbook raises nothing.
    """
    settings = load_settings()
    rules = load_ruleset(settings.rules, settings.vocabulary)
    run = Run()
    files = _files(job.inbox)
    with tempfile.TemporaryDirectory(prefix="lianfang-") as folder:
        originals = Originals(Path(folder))
        with _stage(run, progress, "读取和归一"):
            submissions = _read(job, files, settings, run, originals)
        run.period = job.period or _period(submissions, job.this_year)
        staging = Staging(job.out, run.period)
        try:
            with _stage(run, progress, "各单位检查、评定、成文"):
                for records, unit_files in _units(job, run.period, submissions, originals):
                    run.registers.append(Register(records))
                    _store(staging, unit_files, run)
            with _stage(run, progress, "汇总成文"):
                _store(staging, _whole_files(job, run, settings, rules), run)
            if job.pdf:
                with _stage(run, progress, "生成 PDF"):
                    _pdf(job, staging, run)
            with _stage(run, progress, "发布"):
                _publish(job, [*files, *office_files(job.inbox)], staging, run, settings, rules)
                run.target = staging.commit()
        finally:
            staging.discard()
    return run


def unit_task(task: UnitTask) -> tuple[UnitRecords, list[File]]:
    """Check, assess, compose and render one unit. Pure but for reading settings and layouts. Raises LayoutError."""
    settings = load_settings()
    rules = load_ruleset(settings.rules, settings.vocabulary)
    records = UnitRecords(
        unit=task.unit,
        file_name=task.file_name,
        submissions=task.submissions,
        findings=check_unit(task.unit, task.submissions, settings),
        assessments=assess_unit(task.unit, task.submissions, rules),
    )
    register = Register(records)
    papers: list[Paper | None] = [unit_risks(register, task.period, settings)]
    for edition in Edition:
        papers.append(unit_catalogue(register, task.period, settings, edition))
        papers.append(unit_flows(register, task.period, settings, edition))
    layouts = Layouts(task.layouts)
    files = [
        file
        for paper in papers
        if paper
        for file in render_paper(paper, layouts, with_print_copy=task.with_print_copies)
    ]
    return records, [*files, *_returned_files(task, records, layouts, settings)]


def _returned_files(task: UnitTask, records: UnitRecords, layouts: Layouts, settings: Settings) -> Iterator[File]:
    """退回修改: the marked copy of each workbook that needs work, and its notice."""
    names = return_names(submission.file for submission in task.submissions)
    for submission in task.submissions:
        findings = [f for f in records.findings if any(place.file == submission.file for place in f.places)]
        if not needs_work(findings):
            continue
        content = returned(submission, findings, settings)
        folder = f"{RETURNS}/{task.file_name}/{names[submission.file]}"
        marked = f"{names[submission.file]}（退回修改）.xlsx"
        yield File(f"{folder}（退回修改）.xlsx", marked_copy(task.originals[submission.file].read_bytes(), content))
        letter = notice(content, f"{folder}退回修改通知", marked, settings)
        yield from render_paper(letter, layouts, with_print_copy=task.with_print_copies)


def _files(inbox: Path) -> list[Path]:
    if not inbox.is_dir():
        raise NothingToDo(f"收件箱文件夹“{inbox}”不存在。请建立该文件夹，把各处室的填报表放进去。")
    files = inbox_files(inbox)
    if not files:
        raise NothingToDo(f"收件箱“{inbox}”是空的。请把各处室的填报表放进去后重新运行。")
    return files


@dataclass(slots=True)
class Originals:
    """原件: the workbooks as they came, on disk while the run lasts, so that they can go back marked."""

    folder: Path
    paths: dict[str, Path] = field(default_factory=dict)

    def keep(self, workbook: Workbook) -> None:
        """Put a workbook's bytes aside; its name inside an archive or mail need not be a path."""
        path = self.folder / str(len(self.paths))
        path.write_bytes(workbook.data)
        self.paths[workbook.file] = path


def _read(job: Job, files: list[Path], settings: Settings, run: Run, originals: Originals) -> list[Submission]:
    """Intake and normalise, one workbook's cells in memory at a time; then the newest version of each division."""
    read: list[Submission] = []
    for item in read_inbox(job.inbox, files, job.passwords):
        result = item if isinstance(item, SetAside) else normalise(item, settings)
        if isinstance(result, SetAside):
            run.set_aside.append(result)
        else:
            read.append(result)
        if isinstance(item, Workbook) and isinstance(result, Submission):
            originals.keep(item)
    submissions, run.superseded = newest(read, settings.wording)
    run.attendance = attendance(job.expected, submissions)
    return submissions


def _period(submissions: Iterable[Submission], this_year: str) -> str:
    """The year that most workbooks are filled for; the present year where none says."""
    years = Counter(s.info.year for s in submissions if s.info.year.isdecimal() and len(s.info.year) == 4)
    return min(years, key=lambda year: (-years[year], year)) if years else this_year


def _units(
    job: Job, period: str, submissions: Iterable[Submission], originals: Originals
) -> Iterator[tuple[UnitRecords, list[File]]]:
    units: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        units[submission.info.unit].append(submission)
    names = file_names(units)
    tasks = [
        UnitTask(
            unit,
            names[unit],
            tuple(sorted(members, key=_first_code)),
            period,
            job.layouts,
            job.pdf,
            {member.file: originals.paths[member.file] for member in members},
        )
        for unit, members in units.items()
    ]
    if job.workers == 1 or len(tasks) < 2:
        yield from map(unit_task, tasks)
        return
    with ProcessPoolExecutor(min(job.workers, len(tasks))) as pool:
        yield from pool.map(unit_task, tasks)


def _first_code(submission: Submission) -> tuple[str, str]:
    """Divisions stand in the order of their codes, as the unit numbered them."""
    return (min((power.code for power in submission.powers), default=""), submission.file)


def _whole_files(job: Job, run: Run, settings: Settings, rules: Ruleset) -> Iterator[File]:
    """The documents of all units together."""
    layouts = Layouts(job.layouts)
    registers, findings = run.registers, run.findings
    papers = [
        *(whole_catalogue(registers, run.period, settings, edition) for edition in Edition),
        summary(registers, run.period, settings, rules),
        report(registers, run.set_aside, run.attendance, findings, run.period, settings, rules),
    ]
    for paper in papers:
        yield from render_paper(paper, layouts, with_print_copy=job.pdf)
    refused = [aside for aside in run.set_aside if aside.severity is Severity.ERROR]
    names = return_names(aside.file for aside in refused)
    for aside in refused:
        letter = refusal(aside, f"{RETURNS}/未能处理/{names[aside.file]}退回修改通知", settings)
        yield from render_paper(letter, layouts, with_print_copy=job.pdf)
    yield File("审定意见表.xlsx", workbook("审定意见表", review(registers, rules)))
    yield File(
        "台账.xlsx",
        workbook("台账", ledger(registers, run.set_aside, run.superseded, run.attendance, findings, settings)),
    )
    for name, text in data_files(registers, findings).items():
        yield File(f"data/{name}", text.encode("utf-8"))


def _store(staging: Staging, files: Iterable[File], run: Run) -> None:
    for file in files:
        staging.write(file.path, file.data)
        run.files.append(file.path)
        if file.print_copy is not None:
            staging.write_print_copy(file.path, file.print_copy)


def _pdf(job: Job, staging: Staging, run: Run) -> None:
    """PDFs of all documents; what could not be made is noted, never fatal."""
    pairs = staging.print_copies()
    for result in to_pdf(pairs, workers=job.workers):
        path = result.target.relative_to(staging.folder).as_posix()
        if result.reason:
            run.notes.append(f"{path} 未能生成：{result.reason}")
        else:
            run.files.append(path)


def _publish(job: Job, files: list[Path], staging: Staging, run: Run, settings: Settings, rules: Ruleset) -> None:
    page = index_page(
        run.period,
        run.registers,
        run.set_aside,
        run.superseded,
        run.attendance,
        run.findings,
        run.files,
        run.notes,
        rules,
    )
    staging.write("index.html", page)
    staging.write("data/run.json", run_file(run.period, run.registers, run.set_aside, run.findings, run.seconds))
    staging.write(
        "manifest.json", manifest(run.period, job.inbox, files, staging.folder, job.layouts, settings.digests)
    )


@contextmanager
def _stage(run: Run, progress: Progress, name: str) -> Iterator[None]:
    progress(f"{name}……")
    start = time.perf_counter()
    yield
    run.seconds[name] = time.perf_counter() - start
