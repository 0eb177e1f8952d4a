"""再做一遍: an output made again from the kept copies of what its run read, to be held against it byte for byte."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UnreadablePeriod
from pipeline.intake.kept_decisions import KEPT as DECISIONS
from pipeline.intake.kept_decisions import LOG
from pipeline.intake.opening import DECISION_SHEET
from pipeline.intake.previous import earlier_periods
from pipeline.intake.received import KEPT as RECEIVED
from pipeline.publish.manifest import sha256
from pipeline.run.decisions import LAST
from pipeline.run.reports import make_reports
from pipeline.run.request import StrPath


@dataclass(frozen=True, slots=True)
class Order:
    """How a run was asked for, as its manifest keeps it; see ``Job.as_kept``."""

    pdf: bool
    pdfa: bool
    as_of: str
    previous: str
    decision_sheets: tuple[str, ...]


def rebuilt(
    output: Path,
    inputs: Mapping[str, str],
    order: Order,
    *,
    rules: StrPath | None,
    office: StrPath | None,
    previous: StrPath | None,
    passwords: Sequence[str],
) -> Mapping[str, str]:
    """The SHA-256 of each file of an output made again, by its name.

    ``inputs`` and ``order`` are the manifest's. Raises UnreadablePeriod where a copy of an input is not kept, and what
    ``make_reports`` raises.
    """
    out, period = output.parent, output.name
    with tempfile.TemporaryDirectory(prefix="lianfang-") as folder:
        inbox, again = Path(folder, "inbox"), Path(folder, "output")
        named = {name: Path(folder, "sheets", name) for name in order.decision_sheets}
        own = {LAST: f"{DECISION_SHEET}.xlsx", DECISIONS: DECISIONS, LOG: LOG}
        _lay_out(inputs, out / RECEIVED, inbox, named | {name: again / period / path for name, path in own.items()})
        for earlier in earlier_periods(out, period):
            (again / earlier.name).symlink_to(earlier.resolve())
        run = make_reports(
            inbox, again, period=period, rules=rules, office=office, as_of=order.as_of, passwords=passwords,
            previous=previous or (out / order.previous if order.previous else None),
            decision_sheets=[path for path in named.values() if path.is_file()],
            pdf=order.pdf, pdfa=order.pdfa, keep=False,
        )  # fmt: skip
        files = (path for path in run.target.rglob("*") if path.is_file())
        return {path.relative_to(run.target).as_posix(): sha256(path) for path in files}


def _lay_out(inputs: Mapping[str, str], kept: Path, inbox: Path, elsewhere: Mapping[str, Path]) -> None:
    """Put the kept copies where the run had found them: ``elsewhere`` by their names, or in the inbox."""
    inbox.mkdir()
    for name, digest in inputs.items():
        copy = next(kept.glob(f"{digest}*"), None)
        if copy is None:
            raise UnreadablePeriod(f"没有保留“{name}”当时的副本，不能再做一遍。副本应在“{kept}”里。")
        target = elsewhere.get(name, inbox / name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy, target)
