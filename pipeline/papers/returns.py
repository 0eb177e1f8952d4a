"""退回修改: what goes back to a division — the marks in its own workbook, the list of them, and the notice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, ClassVar

from pipeline.model import Finding, Place, SetAside, Severity, Submission, UnitRecords
from pipeline.papers.all_units import AllUnits
from pipeline.papers.file_names import file_names
from pipeline.papers.number_words import chinese
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Content, Edition, Manuscript, Medium
from pipeline.papers.registry import paper
from pipeline.settings import Settings

# A workbook with hints alone needs no work.
NEEDS_WORK = (Severity.ERROR, Severity.WARNING)
FOLDER = "退回修改"
# What stands behind the name of a workbook in the names of its marked copy and of its notice.
_COPY = "（退回修改）"
_NOTICE = "退回修改通知"
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
    severity: Annotated[Severity, "严重程度"]
    places: Annotated[str, "位置"]
    message: Annotated[str, "问题"]
    mend: Annotated[str, "怎样改"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Content):
    """退回件: all that a division's returned workbook says beyond what it said when it came as ``file``."""

    medium: ClassVar[Medium] = Medium.MARKED
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


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeContent(Content):
    """退回修改通知: a letter with a table of what to mend."""

    addressee: str
    paragraphs: tuple[str, ...]
    rows: tuple[NoticeRow, ...]
    attachments: Annotated[tuple[str, ...], "附件的名称"]
    organ: str
    date: str


def return_names(files: Iterable[str]) -> dict[str, str]:
    """File as it came → the name that its returned copy bears, without extension; no two the same."""
    stems = {file: _MARKED.sub("", PurePosixPath(file).stem) for file in files}
    unique = file_names(dict.fromkeys(stems.values()))
    names: dict[str, str] = {}
    # Some file systems do not tell capital letters from small ones.
    taken: set[str] = set()
    for file, stem in stems.items():
        name, number = unique[stem], 2
        while name.casefold() in taken:
            name, number = f"{unique[stem]}_{number}", number + 1
        taken.add(name.casefold())
        names[file] = name
    return names


def marked_files(records: UnitRecords) -> dict[str, str]:
    """File as it came → where its marked copy lies in the output; those that need no work have none."""
    return {file: f"{FOLDER}/{name}{_COPY}.xlsx" for file, name in _to_return(records).items()}


def _to_return(records: UnitRecords) -> dict[str, str]:
    """File as it came → its unit's folder and its name in there; of those that need work."""
    names = return_names(submission.file for submission in records.submissions)
    wrong = {place.file for finding in records.findings if finding.severity in NEEDS_WORK for place in finding.places}
    return {file: f"{records.file_name}/{name}" for file, name in names.items() if file in wrong}


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
        title=PurePosixPath(submission.file).name,
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


@paper("退回修改", of=OneUnit, content=Return, order=80, folder=FOLDER, ending=_COPY)
def marked_copies(unit: OneUnit, edition: Edition) -> Iterator[Manuscript[Return]]:
    """The unit's workbooks that need work, each with what is marked in it."""
    yield from _returns(unit)


@paper("退回修改通知", of=OneUnit, content=NoticeContent, order=81, folder=FOLDER, ending=_NOTICE)
def notices(unit: OneUnit, edition: Edition) -> Iterator[Manuscript[NoticeContent]]:
    """The letters that go with them."""
    for returned_copy in _returns(unit):
        marked = returned_copy.content.file not in unit.unmarked
        marked_name = f"{PurePosixPath(returned_copy.name).name}{_COPY}.xlsx" if marked else ""
        yield Manuscript(returned_copy.name, _notice(returned_copy.content, marked_name, unit.settings))


@paper("退回修改通知", of=AllUnits, content=NoticeContent, order=81, folder=FOLDER, ending=_NOTICE)
def refusals(all_units: AllUnits, edition: Edition) -> Iterator[Manuscript[NoticeContent]]:
    """The letters about files that could not be read."""
    refused = [aside for aside in all_units.set_aside if aside.severity is Severity.ERROR]
    names = return_names(aside.file for aside in refused)
    for aside in refused:
        yield Manuscript(f"未能处理/{names[aside.file]}", _refusal(aside, all_units.settings))


def _returns(unit: OneUnit) -> Iterator[Manuscript[Return]]:
    records = unit.register.records
    names = _to_return(records)
    for submission in records.submissions:
        if submission.file in names:
            yield Manuscript(names[submission.file], returned(submission, records.findings, unit.settings))


def _notice(content: Return, marked_name: str, settings: Settings) -> NoticeContent:
    """退回修改通知 of one workbook; alone, where there is no ``marked_name`` because it could not be marked."""
    words = settings.wording.returns
    rounds = words.round_first if content.round == 1 else words.round_again.format(n=chinese(content.round))
    opening = words.opening.format(file=PurePosixPath(content.file).name, rounds=rounds, summary=content.summary)
    return NoticeContent(
        title=settings.wording.titles.notice,
        addressee=f"{content.unit}{content.division}",
        paragraphs=(opening, words.how.format(marked=marked_name) if marked_name else words.how_alone, content.contact),
        rows=content.notice_rows,
        attachments=(marked_name,) if marked_name else (),
        organ=settings.wording.organ,
        date=settings.wording.issued_on,
    )


def _refusal(aside: SetAside, settings: Settings) -> NoticeContent:
    words = settings.wording.returns
    refused = words.refused.format(file=PurePosixPath(aside.file).name, reason=aside.reason)
    return NoticeContent(
        title=settings.wording.titles.notice,
        addressee=words.sender,
        paragraphs=(refused, aside.mend, words.ask.format(contact=settings.wording.contact)),
        rows=(),
        attachments=(),
        organ=settings.wording.organ,
        date=settings.wording.issued_on,
    )


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
