"""比较: two periods' records to what changed between them, why, and what must be looked at again.

Stands after assess, whose rules it applies to the last period's facts, and before compose. Pure.
"""

from pipeline.compare.comparison import compare
from pipeline.compare.period import this_period
from pipeline.model.difference import Cause, CauseKind, Comparison, Difference, FieldChange, Kind, Revisit, Subject

__all__ = [
    "Cause", "CauseKind", "Comparison", "Difference", "FieldChange", "Kind", "Revisit", "Subject", "compare",
    "this_period",
]  # fmt: skip
