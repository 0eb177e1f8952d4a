"""The records that every stage speaks: typed, frozen, in the field's own terms.

Each record keeps the row it was read from, and the row knows in which column each field stood, so
that every value can be traced to its file, sheet and cell: ``power.at("category")``.
"""

from pipeline.model.decision import ACCEPTING, Basis, Decision, DecisionEntry, DecisionFault, Opinion
from pipeline.model.decision_log import Event, LogEntry
from pipeline.model.difference import Cause, CauseKind, Comparison, Difference, FieldChange, Kind, Revisit, Subject
from pipeline.model.draft import Draft, Guess, Leftover
from pipeline.model.finding import Finding, Severity
from pipeline.model.level import Assessment, Candidate, Confidence, Reason, Remedy, Suggestion
from pipeline.model.period import PeriodFigures, PeriodRecords, UnitRecords
from pipeline.model.power import Branch, Power, Step
from pipeline.model.risk import Evaluation, Measure, RiskPoint
from pipeline.model.source import Place, Read, Row, Sourced, digest
from pipeline.model.submission import (
    Change,
    ExpectedDivision,
    Oddity,
    OddityKind,
    Origin,
    SetAside,
    Submission,
    Superseded,
    UnitInfo,
)

__all__ = [
    "ACCEPTING",
    "Assessment",
    "Basis",
    "Branch",
    "Candidate",
    "Cause",
    "CauseKind",
    "Change",
    "Comparison",
    "Confidence",
    "Decision",
    "DecisionEntry",
    "DecisionFault",
    "Difference",
    "Draft",
    "Evaluation",
    "Event",
    "ExpectedDivision",
    "FieldChange",
    "Finding",
    "Guess",
    "Kind",
    "Leftover",
    "LogEntry",
    "Measure",
    "Oddity",
    "OddityKind",
    "Opinion",
    "Origin",
    "PeriodFigures",
    "PeriodRecords",
    "Place",
    "Power",
    "Read",
    "Reason",
    "Remedy",
    "Revisit",
    "RiskPoint",
    "Row",
    "SetAside",
    "Severity",
    "Sourced",
    "Step",
    "Subject",
    "Submission",
    "Suggestion",
    "Superseded",
    "UnitInfo",
    "UnitRecords",
    "digest",
]
