"""data/run.json: counts, seconds a stage, versions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from pipeline.papers.all_units import AllUnits
from pipeline.settings import rules_digest
from pipeline.version import VERSION


def run_file(all_units: AllUnits, seconds: Mapping[str, float]) -> bytes:
    """The run in figures, as JSON."""
    submissions = all_units.submissions
    levels = Counter(point.level for point in all_units.points)
    content = {
        "period": all_units.period,
        "program": VERSION,
        "rules": {"version": all_units.rules.version, "sha256": rules_digest(all_units.settings.kept_rules)},
        "compared_with": all_units.comparison and all_units.comparison.old_period,
        "counts": {
            "units": len(all_units.registers),
            "files": len(submissions),
            "set_aside": len(all_units.set_aside),
            "powers": sum(len(s.powers) for s in submissions),
            "steps": sum(len(s.steps) for s in submissions),
            "risks": sum(len(s.risks) for s in submissions),
            "measures": sum(len(s.measures) for s in submissions),
            "evaluations": sum(len(s.evaluations) for s in submissions),
            "levels": {level: levels[level] for level in all_units.rules.levels},
            "findings": dict(Counter(str(finding.severity) for finding in all_units.findings)),
        },
        "set_aside": [
            {"file": aside.file, "reason": aside.reason, "hint": aside.mend} for aside in all_units.set_aside
        ],
        "seconds": {stage: round(value, 3) for stage, value in seconds.items()},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
