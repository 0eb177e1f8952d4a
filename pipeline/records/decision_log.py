"""data/decisions.log: lines are only ever added, each chained to the one before by its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.model import Decision, Event, LogEntry, UnitRecords
from pipeline.records.codec import Codec, Damaged, as_text, read_lines

_CODEC: Codec[LogEntry] = Codec(LogEntry)
# What the first line is chained to.
START = "0" * 64


def log_text(entries: Iterable[LogEntry]) -> str:
    """The entries as lines, oldest first."""
    return "".join(as_text(_CODEC.line(entry)) + "\n" for entry in entries)


def read_log(lines: Iterable[bytes]) -> tuple[LogEntry, ...]:
    """The entries of a log. Raises Damaged with the number of the first line that does not follow from those before."""
    entries: list[LogEntry] = []
    previous = START
    for number, entry in enumerate(read_lines(lambda line: _CODEC, lines), start=1):
        if (entry.number, entry.previous, entry.digest) != (number, previous, _digest(entry)):
            raise Damaged(number)
        entries.append(entry)
        previous = entry.digest
    return tuple(entries)


def continued(
    log: tuple[LogEntry, ...],
    period: str,
    units: Iterable[UnitRecords],
    absent: Iterable[Decision],
    sheets: Mapping[str, str],
) -> tuple[LogEntry, ...]:
    """The log with what this run changed: decisions taken, lapsed and ended, by unit and code.

    ``absent`` are decisions on units that sent nothing this time: nothing has become of them. ``sheets`` are the
    SHA-256 of the sheets of this run, by the names that decisions know.
    """
    last = {entry.point: entry for entry in log}
    waiting = {(decision.unit, decision.code) for decision in absent}
    new: list[LogEntry] = []
    for unit in units:
        for code, decision in unit.decisions.items():
            known = last.get((unit.unit, code))
            entry = _entry(Event.DECIDED, period, decision, known, sheets)
            if known is None or known.event is not Event.DECIDED or _said(known) != _said(entry):
                new.append(entry)
            waiting.add((unit.unit, code))
        for code, decision in unit.lapsed.items():
            known = last.get((unit.unit, code))
            if known is None or known.event is Event.DECIDED:
                new.append(_ended(Event.LAPSED, period, known or _entry(Event.DECIDED, period, decision, None, sheets)))
            waiting.add((unit.unit, code))
    new += [
        _ended(Event.ENDED, period, entry)
        for point, entry in last.items()
        if point not in waiting and entry.event is not Event.ENDED
    ]
    return _chained(log, sorted(new, key=lambda entry: entry.point))


def _entry(
    event: Event, period: str, decision: Decision, known: LogEntry | None, sheets: Mapping[str, str]
) -> LogEntry:
    stood = known is not None and known.event is Event.DECIDED
    before = (known.class_after, known.level_after) if known and stood else (decision.basis.klass, decision.basis.level)
    day = decision.decided_on
    return LogEntry(
        number=0,
        event=event,
        period=period,
        unit=decision.unit,
        division=decision.division,
        code=decision.code,
        opinion=str(decision.opinion),
        class_before=before[0],
        level_before=before[1],
        class_after=decision.standing[0],
        level_after=decision.standing[1],
        reason=decision.reason,
        by=decision.decided_by,
        on=day.value.isoformat() if day.value else day.text,
        sheet=decision.place.file,
        sheet_digest=sheets.get(decision.place.file, ""),
        previous="",
    )


def _ended(event: Event, period: str, entry: LogEntry) -> LogEntry:
    """A decision that stands no more: what it had set no longer holds."""
    return replace(
        entry,
        event=event,
        period=period,
        class_before=entry.class_after,
        level_before=entry.level_after,
        class_after="",
        level_after="",
    )


def _said(entry: LogEntry) -> tuple[str, ...]:
    """What makes two entries the same decision."""
    return entry.opinion, entry.class_after, entry.level_after, entry.reason, entry.by, entry.on


def _chained(log: tuple[LogEntry, ...], new: Iterable[LogEntry]) -> tuple[LogEntry, ...]:
    entries = list(log)
    for entry in new:
        previous = entries[-1].digest if entries else START
        linked = replace(entry, number=len(entries) + 1, previous=previous, digest="")
        entries.append(replace(linked, digest=_digest(linked)))
    return tuple(entries)


def _digest(entry: LogEntry) -> str:
    """SHA-256 of the line without its own digest."""
    return hashlib.sha256(as_text(_CODEC.line(replace(entry, digest=""))).encode("utf-8")).hexdigest()
