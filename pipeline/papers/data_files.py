"""data/*.jsonl: every record for machines, one JSON object a line, English keys."""

from __future__ import annotations

from pipeline.papers.all_units import AllUnits
from pipeline.records import TABLES, continued, log_text, tables_of
from pipeline.settings import rules_file


def data_files(all_units: AllUnits) -> dict[str, str]:
    """File name → its lines: records, findings, levels, decisions; the rules; what changed since the last period."""
    units = [register.records for register in all_units.registers]
    tables = tables_of(units, all_units.period, all_units.comparison, all_units.absent_decisions)
    files = {f"{name}.jsonl": TABLES[name].text(rows) for name in TABLES if (rows := getattr(tables, name)) is not None}
    log = continued(
        all_units.decision_log, all_units.period, units, all_units.absent_decisions, all_units.sheet_digests
    )
    # No line has ever been written where nothing was ever decided.
    files |= {"decisions.log": log_text(log)} if log else {}
    return files | {"rules.json": rules_file(all_units.settings.kept_rules)}
