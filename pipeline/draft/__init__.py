"""草稿: a first-time unit's older, free-form tables as rows of the standard workbook, as far as that is sure.

What cannot be placed is never lost: it is listed with its source cell and the reason.
"""

from pipeline.draft.rows import draft

__all__ = ["draft"]
