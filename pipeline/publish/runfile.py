"""data/run.json: counts, seconds a stage, versions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from pipeline import __version__
from pipeline.compose.whole import Whole
from pipeline.settings import rules_digest


def run_file(whole: Whole, seconds: Mapping[str, float]) -> bytes:
    """The run in figures, as JSON."""
    submissions = whole.submissions
    levels = Counter(point.level for point in whole.points)
    content = {
        "period": whole.period,
        "program": __version__,
        "rules": {"version": whole.rules.version, "sha256": rules_digest(whole.settings.rules)},
        "compared_with": whole.comparison and whole.comparison.old_period,
        "counts": {
            "units": len(whole.registers),
            "files": len(submissions),
            "set_aside": len(whole.set_aside),
            "powers": sum(len(s.powers) for s in submissions),
            "steps": sum(len(s.steps) for s in submissions),
            "risks": sum(len(s.risks) for s in submissions),
            "measures": sum(len(s.measures) for s in submissions),
            "evaluations": sum(len(s.evaluations) for s in submissions),
            "levels": {level: levels[level] for level in whole.rules.levels},
            "findings": dict(Counter(str(finding.severity) for finding in whole.findings)),
        },
        "set_aside": [{"file": aside.file, "reason": aside.reason, "hint": aside.mend} for aside in whole.set_aside],
        "seconds": {stage: round(value, 3) for stage, value in seconds.items()},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
