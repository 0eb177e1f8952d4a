"""退回修改: what goes back to a division — the marks in its own workbook, the list of them, and the notice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.model import Finding, Place, SetAside, Severity, Submission, UnitRecords
from pipeline.papers.file_names import file_names
from pipeline.papers.numbers import chinese
from pipeline.papers.paper import Edition, Paper, signed
from pipeline.settings import Settings

# A workbook with hints alone needs no work.
NEEDS_WORK = (Severity.ERROR, Severity.WARNING)
FOLDER = "退回修改"
_SHOWN_CELLS = 6
# How the name of a returned copy ends; a second copy of a clerk's own check bears a number.
_MARKED = re.compile(r"（退回修改\d*）$")


@dataclass(frozen=True, slots=True)
class Mark:
    """标记: one cell to fill and comment: its gravest severity and what is said of it."""

    sheet: str
    cell: str
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One line of 问题清单: one place of one finding; ``sheet`` and ``cell`` are empty where the file is meant."""

    number: int
    severity: Severity
    place: str
    sheet: str
    cell: str
    message: str
    mend: str
    code: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of the notice: a finding with all its places."""

    number: int
    severity: Severity
    places: str
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class Return:
    """退回件: all that a division's returned workbook says beyond what it said when it came."""

    file: str
    unit: str
    division: str
    reporter: str
    round: int
    summary: str
    advice: str
    contact: str
    rows: tuple[ReturnRow, ...]
    marks: tuple[Mark, ...]
    notice_rows: tuple[NoticeRow, ...]


def return_names(files: Iterable[str]) -> dict[str, str]:
    """File as it came → the name that its returned copy bears, without extension; no two the same."""
    stems = {file: _MARKED.sub("", PurePosixPath(file).stem) for file in files}
    unique = file_names(dict.fromkeys(stems.values()))
    names: dict[str, str] = {}
    for file, stem in stems.items():
        name, number = unique[stem], 2
        while name in names.values():
            name, number = f"{unique[stem]}_{number}", number + 1
        names[file] = name
    return names


def marked_files(records: UnitRecords) -> dict[str, str]:
    """File as it came → where its marked copy lies in the output; those that need no work have none."""
    names = return_names(submission.file for submission in records.submissions)
    wrong = {place.file for finding in records.findings if finding.severity in NEEDS_WORK for place in finding.places}
    return {
        file: f"{FOLDER}/{records.file_name}/{name}（退回修改）.xlsx" for file, name in names.items() if file in wrong
    }


def needs_work(findings: Iterable[Finding]) -> bool:
    """Whether any finding asks for a change."""
    return any(finding.severity in NEEDS_WORK for finding in findings)


def returned(submission: Submission, findings: Sequence[Finding], settings: Settings) -> Return:
    """What goes back for one workbook; ``findings`` are those of its unit, of which its own places are taken."""
    own = [
        (finding, tuple(place for place in finding.places if place.file == submission.file))
        for finding in findings
        if any(place.file == submission.file for place in finding.places)
    ]
    words = settings.wording.returns
    places = [(finding, place) for finding, mine in own for place in mine]
    rows = tuple(
        ReturnRow(
            number,
            finding.severity,
            _shown(place),
            place.sheet,
            place.cell,
            finding.message,
            finding.mend,
            finding.code,
        )
        for number, (finding, place) in enumerate(places, start=1)
    )
    counts = Counter(finding.severity for finding, _ in own)
    return Return(
        file=submission.file,
        unit=submission.info.unit,
        division=submission.info.division,
        reporter=submission.info.reporter,
        round=submission.origin.returned + 1,
        summary="、".join(f"{severity}{counts[severity]}个" for severity in Severity if counts[severity]),
        advice=words.advice,
        contact=words.ask.format(contact=settings.wording.contact),
        rows=rows,
        marks=_marks(places),
        notice_rows=tuple(
            NoticeRow(number, finding.severity, _places(mine), finding.message, finding.mend)
            for number, (finding, mine) in enumerate(own, start=1)
        ),
    )


def notice(content: Return, path: str, marked_name: str, settings: Settings) -> Paper:
    """退回修改通知 of one workbook."""
    words = settings.wording.returns
    rounds = words.round_first if content.round == 1 else words.round_again.format(n=chinese(content.round))
    return _notice(
        path,
        f"{content.unit}{content.division}",
        [
            words.opening.format(file=PurePosixPath(content.file).name, rounds=rounds, summary=content.summary),
            words.how.format(marked=marked_name),
            content.contact,
        ],
        content.notice_rows,
        (marked_name,),
        settings,
    )


def refusal(aside: SetAside, path: str, settings: Settings) -> Paper:
    """退回修改通知 of a file that could not be read."""
    words = settings.wording.returns
    paragraphs = [
        words.refused.format(file=PurePosixPath(aside.file).name, reason=aside.reason),
        aside.mend,
        words.ask.format(contact=settings.wording.contact),
    ]
    return _notice(path, words.sender, paragraphs, (), (), settings)


def _notice(
    path: str,
    addressee: str,
    paragraphs: Sequence[str],
    rows: Sequence[NoticeRow],
    attachments: Sequence[str],
    settings: Settings,
) -> Paper:
    title = settings.wording.titles.notice
    content: Mapping[str, object] = {
        "title": title,
        **signed(settings),
        "addressee": addressee,
        "paragraphs": paragraphs,
        "rows": rows,
        "attachments": attachments,
    }
    return Paper("退回修改通知", path, title, Edition.INTERNAL, content)


def _marks(places: Iterable[tuple[Finding, Place]]) -> tuple[Mark, ...]:
    """One mark a cell, however many findings meet there; the gravest colours it."""
    cells: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding, place in places:
        if place.sheet and place.cell and finding not in cells[place.sheet, place.cell]:
            cells[place.sheet, place.cell].append(finding)
    order = list(Severity)
    marks = []
    for (sheet, cell), findings in cells.items():
        gravest = min((finding.severity for finding in findings), key=order.index)
        text = "\n".join(f"【退回修改·{f.severity}】{sentence(f.message)}{f.mend}（{f.code}）" for f in findings)
        marks.append(Mark(sheet, cell, gravest, text))
    return tuple(marks)


def _places(places: Sequence[Place]) -> str:
    """The places of one finding, by sheet; the first few cells where there are many."""
    sheets: defaultdict[str, list[str]] = defaultdict(list)
    for place in places:
        sheets[place.sheet].append(place.cell)
    parts = []
    for sheet, cells in sheets.items():
        more = f"等{len(cells)}处" if len(cells) > _SHOWN_CELLS else ""
        parts.append(f"《{sheet}》{'、'.join(cells[:_SHOWN_CELLS])}{more}" if sheet else "整个文件")
    return "；".join(parts)


def sentence(text: str) -> str:
    """A text with its full stop, where it does not end with a mark of its own."""
    return text if text.endswith(("。", "？", "！")) else f"{text}。"


def _shown(place: Place) -> str:
    return f"《{place.sheet}》{place.cell}" if place.sheet else "整个文件"
