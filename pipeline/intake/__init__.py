"""收件: files to tables and cells. Knows file formats; does not know what a power is."""

from pipeline.intake.inbox import read_inbox
from pipeline.intake.tables import Cell, Grid, Workbook

__all__ = ["Cell", "Grid", "Workbook", "read_inbox"]
