"""``make bench``: how the parts scale, and how they compare with the same work done plainly.

Prints ratios of CPU seconds taken in one run; the times themselves depend on the machine.
"""

from __future__ import annotations

import io
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import openpyxl
from docx import Document

from benchmarks.charts import charts
from benchmarks.checking import all_checks
from benchmarks.common import INBOX, LAYOUTS, cpu, say, submissions
from benchmarks.editions import guard, share_of_finishing
from benchmarks.papers import papers
from benchmarks.startup import startup
from pipeline.assess import Rulesets, assess_unit
from pipeline.check import check_unit
from pipeline.intake import read_inbox
from pipeline.intake.inbox import inbox_files, read_file
from pipeline.model import SetAside, Submission, UnitRecords
from pipeline.normalise import normalise
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Edition
from pipeline.papers.power_catalogue import unit_catalogue
from pipeline.papers.registry import kind_of
from pipeline.render.excel.template import standard_workbook
from pipeline.render.word.document import Layouts, document
from pipeline.run.job import Job
from pipeline.run.order import carry_out
from pipeline.settings import Settings, load_settings
from pipeline.view.register import Register


def copies(submission: Submission, count: int) -> tuple[Submission, ...]:
    """``count`` divisions like this one, each with codes and names of powers of its own."""

    def coded(code: str, number: int) -> str:
        return f"{number:04d}{code}"

    return tuple(
        replace(
            submission,
            info=replace(submission.info, division=f"{submission.info.division}{number}"),
            powers=tuple(
                # A name of its own, too: charts of one flow under one name are laid out once.
                replace(p, code=coded(p.code, number), name=f"{p.name}{number}")
                for p in submission.powers
            ),
            steps=tuple(replace(s, power_code=coded(s.power_code, number)) for s in submission.steps),
            risks=tuple(
                replace(r, code=coded(r.code, number), power_code=coded(r.power_code, number)) for r in submission.risks
            ),
            measures=tuple(replace(m, risk_code=coded(m.risk_code, number)) for m in submission.measures),
            evaluations=tuple(replace(e, risk_code=coded(e.risk_code, number)) for e in submission.evaluations),
        )
        for number in range(count)
    )


def whole_run() -> None:
    """The example run without PDF: CPU seconds and peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        order = Job(INBOX, Path(folder), LAYOUTS, "", "2026", False, 1)
        seconds = cpu(lambda: carry_out(order, lambda line: None))
        say(f"示例全程（不出 PDF）：{seconds:.2f} 秒 CPU")


def reading(settings: Settings) -> None:
    """Reading by calamine against openpyxl's read-only mode, on all example workbooks."""

    def plainly() -> None:
        for path in inbox_files(INBOX):
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            for page in book:
                for _ in page.iter_rows(values_only=True):
                    pass

    def ours() -> None:
        for path in inbox_files(INBOX):
            read_file(path, path.name)

    a, b = cpu(ours), cpu(plainly)
    say(f"读取：openpyxl 只读模式用时是本程序的 {b / a:.1f} 倍")


def intake(settings: Settings) -> None:
    """200 workbooks of 600 rows, read and normalised, against openpyxl alone; memory at 25 and 100."""
    with tempfile.TemporaryDirectory() as folder:
        originals = [_large(settings, number) for number in range(10)]
        for number in range(200):
            Path(folder, f"{number:03d}.xlsx").write_bytes(originals[number % len(originals)])
        files = inbox_files(Path(folder))

        def ours(count: int) -> int:
            rows = 0
            for item in read_inbox(Path(folder), files[:count]):
                assert not isinstance(item, SetAside)
                submission = normalise(item, settings)
                assert not isinstance(submission, SetAside)
                rows += len(submission.powers) + len(submission.steps) + len(submission.risks)
            return rows

        start = time.process_time()
        rows = ours(200)
        seconds = time.process_time() - start
        start = time.process_time()
        for path in files[:20]:
            read_file(path, path.name)
        read_only = (time.process_time() - start) * 10
        start = time.process_time()
        for path in files[:20]:
            book = openpyxl.load_workbook(path, data_only=True)
            for page in book:
                for _ in page.iter_rows(values_only=True):
                    pass
        plainly = (time.process_time() - start) * 10
        say(
            f"收件：200 份共 {rows} 行，读取和归一 {seconds:.1f} 秒 CPU；"
            f"只用 openpyxl 读取是本程序读取的 {plainly / read_only:.1f} 倍、读取加归一的 {plainly / seconds:.1f} 倍"
        )
        peaks = []
        for count in (25, 100):
            tracemalloc.start()
            ours(count)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        say(f"收件：份数 ×4，内存峰值 ×{peaks[1] / peaks[0]:.2f}（平稳为 1）")


def _large(settings: Settings, number: int) -> bytes:
    """A division's workbook of 600 rows, with codes and texts of its own."""
    powers: list[list[object]] = []
    steps: list[list[object]] = []
    risks: list[list[object]] = []
    for power in range(60):
        code = f"D{number:02d}-XK-{power:03d}"
        powers.append(
            [power + 1, code, f"第{number}处第{power}项许可", "行政许可", f"《某某条例》第{power + 1}条", "一处",
             "许可岗", "申请人", "行政审批", 20 + power, "有", "网站公开", ""]
        )  # fmt: skip
        for step in range(1, 7):
            kind = "开始" if step == 1 else "办结" if step == 6 else "办理"
            text = f"第{number}处第{power}项第{step}环节按规定办理并留存记录"
            steps.append([code, step, f"环节{step}", kind, "受理岗", "", text, step, "系统留痕",
                          "" if step == 6 else str(step + 1), ""])  # fmt: skip
        for risk in range(3):
            text = f"第{number}处第{power}项可能出现的第{risk}种情形"
            risks.append([f"{code}-F{risk}", code, "2", "岗位职责", text, text, "中", "高", "高", "规范裁量、科技监控",
                          f"{text}的防控措施", "处长", "2026年12月31日"])  # fmt: skip
    info = [["单位名称", f"第{number}司"], ["填报处室", "一处"], ["填报人", "王一"], ["填报日期", "2026-05-20"],
            ["填报年度", "2026"]]  # fmt: skip
    tables = {"单位信息": info, "职权目录": powers, "权力运行流程": steps, "廉政风险自查表": risks, "评估检查表": []}
    return standard_workbook(settings.columns, settings.vocabulary, tables)  # type: ignore[arg-type]


def scaling(settings: Settings) -> None:
    """Checks, levels and a catalogue at one, four and sixteen times the work: ratios near 4 are linear."""
    rules = Rulesets(settings)
    base = max(submissions(settings), key=lambda submission: len(submission.risks))
    layouts = Layouts(LAYOUTS)

    def records(count: int) -> UnitRecords:
        many = copies(base, count)
        return UnitRecords("测", "测", many, (), assess_unit("测", many, rules))

    def catalogue(count: int) -> None:
        unit = OneUnit(Register(records(count)), "2026", settings)
        (paper,) = kind_of("职权目录", OneUnit).papers(unit, Edition.INTERNAL)
        document(paper, layouts, {})

    works: list[tuple[str, Callable[[int], object]]] = [
        ("检查", lambda count: check_unit("测", copies(base, count), settings)),
        ("评定", lambda count: assess_unit("测", copies(base, count), rules)),
        ("职权目录成文", catalogue),
    ]
    for name, work in works:
        times = [cpu(lambda work=work, count=count: work(count)) for count in (16, 64, 256)]  # type: ignore[misc]
        say(f"{name}：规模 ×4 用时 ×{times[1] / times[0]:.1f}，再 ×4 用时 ×{times[2] / times[1]:.1f}（线性为 4）")


def levels(settings: Settings) -> None:
    """Class and level, with reasons and remedies, of 2,500 and 10,000 points of all kinds, half of them ungraded."""
    rulesets = Rulesets(settings)

    def points(count: int) -> tuple[Submission, ...]:
        originals = submissions(settings)
        times = count // sum(len(one.risks) for one in originals) + 1
        many = [copy for one in originals for copy in copies(one, times)]
        return tuple(
            replace(one, risks=tuple(replace(r, likelihood="") if n % 2 else r for n, r in enumerate(one.risks)))
            for one in many
        )

    few, many = points(2500), points(10000)
    a, b = (cpu(lambda work=work: assess_unit("测", work, rulesets)) for work in (few, many))  # type: ignore[misc]
    count = sum(len(one.risks) for one in many)
    say(f"定级：{count} 个风险点 {b:.2f} 秒 CPU（一核）；规模 ×4 用时 ×{b / a:.1f}（线性为 4）")


def wide_tables(settings: Settings) -> None:
    """A wide catalogue table by template against python-docx cell by cell."""
    rules = Rulesets(settings)
    base = max(submissions(settings), key=lambda submission: len(submission.powers))
    # Cell access by position is quadratic in python-docx: a larger table would take the plain way minutes.
    many = copies(base, 12)
    register = Register(UnitRecords("测", "测", many, (), assess_unit("测", many, rules)))
    unit = OneUnit(register, "2026", settings)
    (catalogue,) = unit_catalogue(unit, Edition.INTERNAL)
    (paper,) = kind_of("职权目录", OneUnit).papers(unit, Edition.INTERNAL)
    rows = [row for group in catalogue.content.groups for row in group.rows]
    layouts = Layouts(LAYOUTS)

    def plainly() -> None:
        plain = Document()
        table = plain.add_table(rows=len(rows), cols=11)
        for index, row in enumerate(rows):
            for column, field in enumerate(fields(row)[:11]):
                table.cell(index, column).text = str(getattr(row, field.name))
        plain.save(io.BytesIO())

    a, b = cpu(lambda: document(paper, layouts, {})), cpu(plainly)
    say(f"宽表 {len(rows)} 行 × 11 列：逐格写用时是按版式的 {b / a:.1f} 倍")


def memory(settings: Settings) -> None:
    """Peak memory of a run over the examples and over four times as many workbooks."""
    peaks = []
    for times in (1, 4):
        with tempfile.TemporaryDirectory() as folder:
            inbox = Path(folder) / "inbox"
            inbox.mkdir()
            for number in range(times):
                for path in inbox_files(INBOX):
                    (inbox / f"{number}-{path.name}").write_bytes(path.read_bytes())
            tracemalloc.start()
            for path in inbox_files(inbox):
                normalise(read_file(path, path.name), settings)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    say(f"读取和归一的峰值内存：文件 ×4，内存 ×{peaks[1] / peaks[0]:.2f}（不随文件数增长为 1）")


def editions(settings: Settings) -> None:
    """The guard over a public catalogue that grows with its records; our own share of making PDFs."""
    base = max(submissions(settings), key=lambda submission: len(submission.powers))
    times = guard(settings, lambda count: copies(base, count))
    say(f"公开版查漏：规模 ×4 用时 ×{times[1] / times[0]:.1f}，再 ×4 用时 ×{times[2] / times[1]:.1f}（线性为 4）")
    with tempfile.TemporaryDirectory() as folder:
        carry_out(Job(INBOX, Path(folder), LAYOUTS, "", "2026", False, 1), lambda line: None)
        share = share_of_finishing(sorted(Path(folder).rglob("权力运行流程图/*.docx")))
    if share is not None:
        say(f"生成 PDF：本程序自己的部分占 {share:.1%}，其余是 LibreOffice")


def main() -> None:
    """All measurements, a line each."""
    settings = load_settings()
    startup()
    whole_run()
    reading(settings)
    intake(settings)
    scaling(settings)
    levels(settings)
    say(all_checks(submissions(settings), settings))
    wide_tables(settings)
    charts(settings)
    largest = max(submissions(settings), key=lambda submission: len(submission.risks))
    papers(settings, lambda count: copies(largest, count))
    memory(settings)
    editions(settings)


if __name__ == "__main__":
    main()
