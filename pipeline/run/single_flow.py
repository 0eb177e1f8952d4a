"""一幅图: one flow of one workbook, checked and drawn at once, for the clerk who filled it.

What is wrong with a step stands in it in red, with the check's number; a way to nowhere ends at a red box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.check import check_unit
from pipeline.errors import NoFlow
from pipeline.flowchart import drawio, lay_out, mermaid_source, page_names, svg
from pipeline.flowchart.chart import Chart, chart
from pipeline.intake.container import Refused
from pipeline.intake.inbox import read_alone
from pipeline.model import Finding, SetAside, Severity, Step, Submission
from pipeline.normalise import normalise
from pipeline.papers.flows import chart_terms
from pipeline.render.chart_png import png
from pipeline.run.in_force import settings_in_force
from pipeline.run.one_file import write_file
from pipeline.run.request import StrPath, existing_files
from pipeline.settings import Settings

FORMATS = (".svg", ".png", ".drawio", ".mmd")


@dataclass(frozen=True, slots=True)
class DrawnFlow:
    """画出的流程图: the files written, and the errors found at the flow's steps."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]


def draw_flow(
    file: StrPath,
    code: str = "",
    output: StrPath | None = None,
    *,
    rules: StrPath | None = None,
    office: StrPath | None = None,
) -> DrawnFlow:
    """Draw the flow of one power of a workbook.

    Without ``code`` the workbook's first flow is drawn; without ``output`` an SVG beside the workbook. A chart of
    several pages becomes several files (-1, -2, …), but one .drawio or .mmd. Raises BadRequest where there is no such
    file, NoFlow, SettingsError, UnwritableOutput.
    """
    (source,) = existing_files([file])
    settings = settings_in_force(rules, office)
    try:
        submission = normalise(read_alone(source, source.name), settings)
    except Refused as refused:
        raise NoFlow(f"{source.name}：{refused.reason}。{refused.mend}") from refused
    if isinstance(submission, SetAside):
        raise NoFlow(f"{submission.file}：{submission.reason}。{submission.mend}")
    code, steps = _steps(submission, code)
    findings = _findings(submission, steps, settings)
    power = next((power for power in submission.powers if power.code == code), None)
    name, view = (power.name, power.view) if power else (code, "")
    extra = settings.rules.charts.extra_pages
    flow = chart(name, steps, {}, chart_terms(settings), view=view, extra_pages=extra, faults=_faults(steps, findings))
    target = Path(output) if output else source.with_name(f"{_safe(code)}流程图.svg")
    if target.suffix not in FORMATS:
        raise NoFlow(f"不能写出“{target.suffix or target.name}”文件。请用 {'、'.join(FORMATS)} 之一。")
    written = [write_file(path, data) for path, data in _files(flow, target).items()]
    return DrawnFlow(tuple(written), tuple(findings))


def _steps(submission: Submission, code: str) -> tuple[str, list[Step]]:
    codes = list(dict.fromkeys(step.power_code for step in submission.steps))
    if not codes:
        raise NoFlow("《权力运行流程》没有填写任何环节，没有可画的图。")
    if code and code not in codes:
        raise NoFlow(f"《权力运行流程》没有职权“{code}”的环节。本文件有流程的职权：{'、'.join(codes)}。")
    code = code or codes[0]
    return code, [step for step in submission.steps if step.power_code == code]


def _findings(submission: Submission, steps: Sequence[Step], settings: Settings) -> list[Finding]:
    """The errors that the checks find in the rows of these steps."""
    rows = {(step.row.sheet, step.row.number) for step in steps}
    return [
        finding
        for finding in check_unit(submission.info.unit, (submission,), settings)
        if finding.severity is Severity.ERROR
        and any((place.sheet, _number(place.cell)) in rows for place in finding.places)
    ]


def _faults(steps: Sequence[Step], findings: Sequence[Finding]) -> Mapping[int, str]:
    """Step number → the titles of what is wrong in its row."""
    by_row: defaultdict[int, list[str]] = defaultdict(list)
    for finding in findings:
        for place in finding.places:
            if place.sheet != steps[0].row.sheet:
                continue
            words = f"{finding.code} {finding.title}"
            if words not in by_row[_number(place.cell)]:
                by_row[_number(place.cell)].append(words)
    return {
        step.number.value: "；".join(by_row[step.row.number])
        for step in reversed(steps)
        if step.number.value is not None and by_row[step.row.number]
    }


def _files(flow: Chart, target: Path) -> dict[Path, bytes]:
    figure = lay_out(flow)
    if figure.refusal:
        raise NoFlow(f"“{flow.title}”：{figure.refusal}")
    if target.suffix == ".mmd":
        return {target: mermaid_source(flow).encode("utf-8")}
    if target.suffix == ".drawio":
        return {target: drawio(figure)}
    face = svg if target.suffix == ".svg" else png
    if not page_names(figure)[0]:
        return {target: face(figure.pages[0])}
    return {
        target.with_stem(f"{target.stem}-{number}"): face(page) for number, page in enumerate(figure.pages, start=1)
    }


def _number(cell: str) -> int:
    """The row of a cell's address; 0 where it has none."""
    digits = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isdecimal() else 0


def _safe(code: str) -> str:
    return "".join(char if char.isalnum() or char in "-_" else "_" for char in code)[:60]
