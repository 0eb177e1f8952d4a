"""What stands in which file of data/: the tables of a period, and what one line of each holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from pipeline.model import (
    Assessment,
    Decision,
    Difference,
    Evaluation,
    Finding,
    Measure,
    Opinion,
    Place,
    Power,
    Revisit,
    RiskPoint,
    Sourced,
    Step,
    Suggestion,
    UnitInfo,
)
from pipeline.records.codec import Codec, Line, as_text, codec_of, read_lines

T = TypeVar("T")
R = TypeVar("R", bound=Sourced)


@dataclass(frozen=True, slots=True)
class Declared(Generic[R]):
    """填报的一行: a record of a sheet, and whose workbook it stands in."""

    unit: str
    division: str
    record: R


@dataclass(frozen=True, slots=True)
class Workbook:
    """一份填报表: who filled it, and the file."""

    info: UnitInfo
    file: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """审定结论, as it stands beside a level: what was decided, why, by whom and when."""

    opinion: Opinion
    klass: str = field(metadata={"key": "class"})
    level: str
    reason: str
    decided_by: str = field(metadata={"key": "by"})
    decided_on: date | None = field(default=None, metadata={"key": "on"})


@dataclass(frozen=True, slots=True)
class Rated:
    """定级的一行: an assessment, what was decided on it, and the period since which both have stood.

    ``suggested``: no division declared the point; the program showed it and the office accepted it.
    """

    assessment: Assessment
    suggested: bool = False
    decided: Ruling | None = None
    since: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """审定的一行: a decision, and whether it is in force; one that is not waits until its basis is there again."""

    decision: Decision
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """问题的一行: a finding, and the first of its places for who reads only one."""

    finding: Finding
    first: Place


@dataclass(frozen=True, slots=True)
class Differing:
    """变动的一行."""

    type: Literal["difference"]
    old_period: str = field(metadata={"key": "from"})
    new_period: str = field(metadata={"key": "to"})
    difference: Difference


@dataclass(frozen=True, slots=True)
class Revisiting:
    """须重新审视的一行."""

    type: Literal["look"]
    old_period: str = field(metadata={"key": "from"})
    new_period: str = field(metadata={"key": "to"})
    revisit: Revisit


@dataclass(frozen=True, slots=True)
class Tables:
    """一期的各表: a field a file. ``decisions`` is None where an older program kept them beside the levels only."""

    powers: tuple[Declared[Power], ...] = ()
    steps: tuple[Declared[Step], ...] = ()
    risks: tuple[Declared[RiskPoint], ...] = ()
    measures: tuple[Declared[Measure], ...] = ()
    evaluations: tuple[Declared[Evaluation], ...] = ()
    divisions: tuple[Workbook, ...] = ()
    findings: tuple[Found, ...] = ()
    levels: tuple[Rated, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    decisions: tuple[Kept, ...] | None = ()
    changes: tuple[Differing | Revisiting, ...] | None = None


class Table(Generic[T]):
    """One file: the kinds of record that its lines hold, told apart by their ``type`` where there are several.

    ``needed``: without it every record would seem new; the others may be missing from an older output.
    """

    def __init__(self, *codecs: Codec[Any], needed: bool = False) -> None:
        self.needed = needed
        self._codecs = codecs

    def text(self, records: Iterable[T]) -> str:
        """The file's content."""
        return "".join(f"{line}\n" for line in self.lines(records))

    def lines(self, records: Iterable[T]) -> Iterator[str]:
        """The file's lines, without their ends."""
        return (as_text(self._codec(type(record)).line(record)) for record in records)

    def read(self, lines: Iterable[bytes]) -> Iterator[T]:
        """The records of the file's lines. Raises Damaged."""
        return read_lines(self._codec_of, lines)

    def _codec(self, kind: type) -> Codec[T]:
        return next(codec for codec in self._codecs if len(self._codecs) == 1 or codec.kind is kind)

    def _codec_of(self, line: Line) -> Codec[T]:
        if len(self._codecs) == 1:
            return self._codecs[0]
        return _TYPES[line["type"]]


# The keys of the lines that tell of a record in another order than its fields have.
_FINDING = (
    "code", "severity", "file", "sheet", "cell", "places", "unit", "division", "message", "hint",
)  # fmt: skip
_LEVEL = (
    "unit", "division", "risk", "power", "class", "field", "confidence", "candidates", "level", "score", "likelihood",
    "harm", "reasons", "remedies", "rules", "self_assessed", "facts", "suggested", "decided", "since",
)  # fmt: skip
_SUGGESTION = (
    "code", "rule", "unit", "division", "power", "source", "description", "steps", "posts", "measure_kinds", "places",
)  # fmt: skip
_DECISION = (
    "unit", "division", "code", "opinion", "class", "level", "reason", "by", "on", "in_force", "basis", "period",
    "file", "sheet", "cell",
)  # fmt: skip
_TYPES: dict[str, Codec[Any]] = {"difference": codec_of(Differing), "look": codec_of(Revisiting)}
_FOUND: Codec[Found] = Codec(Found, _FINDING)

TABLES: dict[str, Table[Any]] = {
    "powers": Table(codec_of(Declared[Power]), needed=True),
    "steps": Table(codec_of(Declared[Step]), needed=True),
    "risks": Table(codec_of(Declared[RiskPoint]), needed=True),
    "measures": Table(codec_of(Declared[Measure]), needed=True),
    "evaluations": Table(codec_of(Declared[Evaluation])),
    "divisions": Table(codec_of(Workbook)),
    "findings": Table(_FOUND),
    "levels": Table(Codec(Rated, _LEVEL), needed=True),
    "suggestions": Table(Codec(Suggestion, _SUGGESTION)),
    "decisions": Table(Codec(Kept, _DECISION)),
    "changes": Table(*_TYPES.values()),
}


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Findings as lines of findings.jsonl."""
    return TABLES["findings"].lines(Found(finding, finding.places[0]) for finding in findings)
