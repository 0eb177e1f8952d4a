"""The decisions that an earlier run kept: lines of decisions.jsonl to records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.errors import BadDecisions
from pipeline.intake.kept_decisions import KEPT
from pipeline.model import Basis, Decision, Opinion, Place
from pipeline.normalise.values import read_date


def read_kept_decisions(lines: Iterable[Mapping[str, Any]]) -> list[Decision]:
    """The decisions, in force or lapsed, in the order of the file. Raises BadDecisions."""
    try:
        return [_decision(line) for line in lines]
    except (KeyError, TypeError, ValueError) as error:
        raise BadDecisions(
            f"上次的审定结果 {KEPT} 中有一条不完整（{error}）。请恢复该文件，或移走后用审定意见表重新运行。"
        ) from error


def _decision(line: Mapping[str, Any]) -> Decision:
    basis = line["basis"]
    return Decision(
        unit=line["unit"],
        division=line["division"],
        code=line["code"],
        opinion=Opinion(line["opinion"]),
        klass=line["class"],
        level=line["level"],
        reason=line["reason"],
        decided_by=line["by"],
        decided_on=read_date(line["on"]),
        basis=Basis(basis["facts"], basis["class"], basis["level"]),
        period=line["period"],
        place=Place(line["file"], line["sheet"], line["cell"]),
    )
