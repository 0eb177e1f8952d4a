"""What the office may change: the column table, the vocabulary, the rules and the wordings, read from TOML.

Loaded once at the top and handed to the stages; no stage reads these files by itself.
"""

from pipeline.settings.columns import Column, ColumnTable, DecisionForm, Sheet
from pipeline.settings.laws import Law, Laws, RankRule
from pipeline.settings.loading import FILES, Settings, judged_by, load_settings, rules_digest, rules_file
from pipeline.settings.reading import Period, Reading
from pipeline.settings.rules import Rules
from pipeline.settings.vocabulary import StepKinds, TermList, Vocabulary

__all__ = [
    "FILES", "Column", "ColumnTable", "DecisionForm", "Law", "Laws", "Period", "RankRule", "Reading", "Rules",
    "Settings", "Sheet", "StepKinds", "TermList", "Vocabulary", "judged_by", "load_settings", "rules_digest",
    "rules_file",
]  # fmt: skip
