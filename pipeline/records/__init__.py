"""Records as they are kept: data/*.jsonl of a run, one JSON object a line, written and read back in one place.

``codec`` turns a record into an object and back, ``tables`` says what stands in which file, ``period`` puts a whole
period into the tables and takes it out again. Nothing here touches a file.
"""

from pipeline.records.codec import Damaged
from pipeline.records.decision_log import continued, log_text, read_log
from pipeline.records.period import Disagreement, changes_of, period_of, tables_of
from pipeline.records.tables import TABLES, Kept, Rated, Table, Tables, Workbook, finding_lines

__all__ = [
    "TABLES",
    "Damaged",
    "Disagreement",
    "Kept",
    "Rated",
    "Table",
    "Tables",
    "Workbook",
    "changes_of",
    "continued",
    "finding_lines",
    "log_text",
    "period_of",
    "read_log",
    "tables_of",
]
