"""审定结果: the decisions that an earlier run kept in its data folder."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import BadDecisions
from pipeline.model import Decision
from pipeline.records import TABLES, Damaged

KEPT = "data/decisions.jsonl"


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
