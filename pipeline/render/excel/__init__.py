"""Sheets and forms to Excel workbooks."""
