"""审定结果: the decisions that an earlier run kept in its data folder, as plain lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.errors import BadDecisions

KEPT = "data/decisions.jsonl"


def kept_decisions(output: Path) -> list[dict[str, Any]]:
    """The lines of a run's decisions.jsonl. Raises BadDecisions."""
    try:
        text = (output / KEPT).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadDecisions(f"上次的审定结果“{output / KEPT}”无法读取。请检查文件权限，或移走该文件后重试。") from error
    return [_line(output, number, line) for number, line in enumerate(text.splitlines(), start=1)]


def _line(output: Path, number: int, text: str) -> dict[str, Any]:
    try:
        line: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadDecisions(
            f"上次的审定结果“{output / KEPT}”第{number}行格式有误。请恢复该文件，或移走后用审定意见表重新运行。"
        ) from error
    return line
