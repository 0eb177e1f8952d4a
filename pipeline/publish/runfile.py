"""data/run.json: counts, seconds a stage, versions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline import __version__
from pipeline.compose.register import Register
from pipeline.model import Finding, SetAside


def run_file(
    period: str,
    registers: Sequence[Register],
    set_aside: Sequence[SetAside],
    findings: Sequence[Finding],
    seconds: Mapping[str, float],
) -> bytes:
    """The run in figures, as JSON."""
    submissions = [submission for register in registers for submission in register.submissions]
    content = {
        "period": period,
        "program": __version__,
        "counts": {
            "units": len(registers),
            "files": len(submissions),
            "set_aside": len(set_aside),
            "powers": sum(len(s.powers) for s in submissions),
            "steps": sum(len(s.steps) for s in submissions),
            "risks": sum(len(s.risks) for s in submissions),
            "measures": sum(len(s.measures) for s in submissions),
            "evaluations": sum(len(s.evaluations) for s in submissions),
            "findings": dict(Counter(str(finding.severity) for finding in findings)),
        },
        "set_aside": [{"file": aside.file, "reason": aside.reason, "hint": aside.mend} for aside in set_aside],
        "seconds": {stage: round(value, 3) for stage, value in seconds.items()},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
