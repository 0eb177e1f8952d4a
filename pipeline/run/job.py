"""What a run is asked to do, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.model import ExpectedDivision, Severity
from pipeline.papers.all_units import AllUnits
from pipeline.publish import Withheld


@dataclass(frozen=True, slots=True)
class Job:
    """What a run is asked to do. ``period`` is empty where the workbooks' own year decides; ``office`` is the folder
    with the office's own settings, ``rules`` its rule file, if it has them; ``previous`` the output to compare with, by
    default the newest earlier one; ``decision_sheets`` are filled sheets beside those in the inbox and the last output;
    ``pdfa`` asks for PDFs that archives take (PDF/A-2b); ``as_of`` is the day that measures are due by, where it is not
    the latest day in the workbooks; ``wait``: wait for another run that is at work on the same output;
    ``keep``: keep copies of what was read.
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
    office: Path | None = None
    previous: Path | None = None
    decision_sheets: tuple[Path, ...] = ()
    pdfa: bool = False
    as_of: date | None = None
    wait: bool = False
    keep: bool = False

    @property
    def as_kept(self) -> Mapping[str, object]:
        """What of the order the output depends on, beside the inputs and settings, as the manifest keeps it."""
        return {
            "pdf": self.pdf,
            "pdfa": self.pdfa,
            "as_of": self.as_of.isoformat() if self.as_of else "",
            "previous": self.previous.name if self.previous else "",
            "decision_sheets": [path.name for path in self.decision_sheets],
        }


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
    failures: int = 0

    @property
    def errors(self) -> int:
        """Errors, files set aside, decisions not applied, papers withheld or not made, no PDF at all: exit status 1."""
        all_units = self.all_units
        severities = [about.severity for about in all_units.set_aside]
        severities += [about.severity for about in all_units.findings]
        severities += [about.severity for about in all_units.decision_faults]
        return severities.count(Severity.ERROR) + len(self.withheld) + self.without_pdf + self.failures
