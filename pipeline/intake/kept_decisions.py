"""审定结果: the decisions that an earlier run kept in its data folder."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import BadDecisions
from pipeline.model import Decision, LogEntry
from pipeline.records import TABLES, Damaged, read_log

KEPT = "data/decisions.jsonl"
LOG = "data/decisions.log"


def kept_decisions(output: Path) -> list[Decision]:
    """The decisions of a run, in force or lapsed, in the order of its file. Raises BadDecisions."""
    path = output / KEPT
    try:
        with path.open("rb") as lines:
            return [kept.decision for kept in TABLES["decisions"].read(lines)]
    except OSError as error:
        raise BadDecisions(f"上次的审定结果“{path}”无法读取。请检查文件权限，或移走该文件后重试。") from error
    except Damaged as damaged:
        raise BadDecisions(
            f"上次的审定结果“{path}”第{damaged.number}行内容有误。请恢复该文件，或移走后用审定意见表重新运行。"
        ) from damaged


def decision_log(output: Path) -> tuple[LogEntry, ...]:
    """The log of decisions of a run; empty where an older version kept none. Raises BadDecisions.

    A log that does not hold together is not written on: that would bury what was done to it.
    """
    path = output / LOG
    if not path.exists():
        return ()
    try:
        with path.open("rb") as lines:
            return read_log(lines)
    except OSError as error:
        raise BadDecisions(f"审定记录“{path}”无法读取。请检查文件权限后重新运行。") from error
    except Damaged as damaged:
        raise BadDecisions(
            f"审定记录“{path}”第{damaged.number}行与前后对不上，可能被改动过。"
            "请从备份恢复这份文件；确认不再需要的，把它移走后重新运行。"
        ) from damaged
