"""The office's share of a run: filled decision sheets and the decisions that earlier runs kept, sorted by unit.

Decision sheets are taken from wherever the office may have left them: filled in the last output itself, put into the
inbox, or named on the command line. Kept decisions are those of the last output of the same year; where there is none,
those of the period that this one is compared with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.assess.decisions import WrittenDecisions
from pipeline.intake.container import Refused
from pipeline.intake.inbox import decision_sheets, read_alone
from pipeline.intake.kept_decisions import KEPT, LOG, decision_log, kept_decisions
from pipeline.intake.opening import DECISION_SHEET
from pipeline.model import Decision, DecisionEntry, DecisionFault, LogEntry, Place, Severity
from pipeline.normalise.decision_sheet import FRESH, DecisionSheet, read_decision_sheet
from pipeline.normalise.todays_names import decision_today, level_names
from pipeline.publish.manifest import sha256
from pipeline.settings import Settings

# The sheet that lay in the last output; what the office filled in there counts.
LAST = "上次输出的审定意见表.xlsx"
UNREAD = "审定意见表（上次所填，未能采用）.xlsx"


@dataclass(frozen=True, slots=True)
class OfficeDecisions:
    """审定材料: each unit's, what concerns no unit of this run, and the files it was read from, each with its SHA-256.

    ``unread`` is the last output's own sheet where it could not be used: the new output must not lose what it says.
    ``kept_files`` are those among them that an earlier run kept; ``log`` is the log of decisions up to now,
    ``digests`` the SHA-256 of each sheet, by its name.
    """

    by_unit: Mapping[str, WrittenDecisions]
    absent: tuple[Decision, ...] = ()
    faults: tuple[DecisionFault, ...] = ()
    read_files: Mapping[str, str] = field(default_factory=dict)
    kept_files: tuple[Path, ...] = ()
    unread: bytes = b""
    log: tuple[LogEntry, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)


def gather_decisions(
    sheets: Mapping[str, Path], kept_in: Sequence[Path], period: str, units: Sequence[str], settings: Settings
) -> OfficeDecisions:
    """What the office decided, for the units of this run.

    ``sheets`` are decision sheets by the name to call them; ``kept_in`` are output folders, the first that keeps
    decisions counts. Raises BadDecisions.
    """
    read = {name: _read(name, path, settings, period) for name, path in sheets.items()}
    folder = next((folder for folder in kept_in if (folder / KEPT).is_file()), None)
    kept: defaultdict[str, dict[str, Decision]] = defaultdict(dict)
    names = level_names(settings.vocabulary)
    for decision in kept_decisions(folder) if folder else ():
        kept[decision.unit][decision.code] = decision_today(decision, names)
    said: defaultdict[str, list[DecisionEntry]] = defaultdict(list)
    for sheet in read.values():
        for entry in sheet.entries:
            said[entry.unit].append(entry)
    absent = tuple(decision for unit, decisions in kept.items() if unit not in units for decision in decisions.values())
    known = {decision.ruling for decision in absent}
    logged = next((folder for folder in kept_in if (folder / LOG).is_file()), None)
    files = {name: path for name, path in sheets.items() if name != LAST or _says_something(read[name])}
    earlier = {KEPT: folder / KEPT} if folder and any(kept.values()) else {}
    earlier |= {LOG: logged / LOG} if logged else {}
    files |= earlier
    return OfficeDecisions(
        by_unit={unit: WrittenDecisions(tuple(said[unit]), kept[unit]) for unit in units},
        absent=absent,
        faults=(
            *(fault for sheet in read.values() for fault in sheet.faults),
            *(
                _strange(entry)
                for unit in said
                if unit not in units
                for entry in said[unit]
                if not (entry.untouched or entry.by_batch or entry.blank or entry.ruling in known)
            ),
        ),
        read_files={name: sha256(path) for name, path in files.items() if path.is_file()},
        kept_files=tuple(earlier.values()),
        unread=sheets[LAST].read_bytes() if LAST in read and read[LAST].faults and not read[LAST].entries else b"",
        log=decision_log(logged) if logged else (),
        digests={name: sha256(path) for name, path in sheets.items() if path.is_file()},
    )


def sheets_at_hand(inbox: Path, output: Path, named: Iterable[Path]) -> dict[str, Path]:
    """The decision sheets of a run, by the name that faults call them: the last output's own, the inbox's, the named.

    A file that is met twice counts once; two of the same name are both read. What lies deeper in the inbox came from
    others, and decides nothing.
    """
    last = output / f"{DECISION_SHEET}.xlsx"
    found = [(LAST, last)] if last.is_file() else []
    found += [(path.relative_to(inbox).as_posix(), path) for path in decision_sheets(inbox)]
    found += [(path.name, path) for path in named]
    sheets: dict[str, Path] = {}
    for name, path in found:
        if path.resolve() not in (known.resolve() for known in sheets.values()):
            sheets[name if name not in sheets else str(path)] = path
    return sheets


def _read(name: str, path: Path, settings: Settings, period: str) -> DecisionSheet:
    try:
        return read_decision_sheet(read_alone(path, name), settings, period)
    except Refused as refused:
        fault = DecisionFault(Severity.ERROR, Place(name), "", "", f"审定意见表不能用：{refused.reason}", FRESH)
        return DecisionSheet((), (fault,))


def _says_something(sheet: DecisionSheet) -> bool:
    return bool(sheet.faults) or not all(entry.untouched for entry in sheet.entries)


def _strange(entry: DecisionEntry) -> DecisionFault:
    what = f"单位“{entry.unit}”没有本次的填报表，对“{entry.code}”的审定没有采用"
    mend = "请核对单位名称；该单位报送后，再次运行即采用。"
    return DecisionFault(Severity.WARNING, entry.at("unit"), entry.unit, entry.code, what, mend)
