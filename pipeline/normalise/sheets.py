"""Which of a workbook's sheets holds which record: by name, by another name, by its heads; hidden ones last."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.intake import Grid
from pipeline.normalise.headings import ENOUGH_COLUMNS, heading_key, resemblance
from pipeline.settings import Sheet

RENAMED = "工作表改名，按表头认出"
OTHER_NAME = "工作表改名"
HIDDEN = "工作表被隐藏，照常读取"
# What a returned workbook carries in front; see pipeline/papers/returns.py.
FINDINGS_SHEET = "问题清单"


def match_sheets(grids: Sequence[Grid], sheets: Sequence[Sheet]) -> tuple[dict[str, tuple[Grid, str]], list[Grid]]:
    """Record → its grid and the rule it was found by (empty: as it should be), and the look-alikes left unread.

    A look-alike is a visible sheet that has the heads of a record already found elsewhere, and rows below them.
    """
    found: dict[str, tuple[Grid, str]] = {}
    unused = [grid for grid in grids if heading_key(grid.name) != FINDINGS_SHEET]

    def settle(rule: str, fits: Callable[[Grid, Sheet], bool], *, hidden: bool) -> None:
        for sheet in sheets:
            if sheet.record in found:
                continue
            for grid in unused:
                if grid.hidden is hidden and fits(grid, sheet):
                    found[sheet.record] = (grid, HIDDEN if hidden else rule)
                    unused.remove(grid)
                    break

    for hidden in (False, True):
        settle("", lambda grid, sheet: grid.name == sheet.name, hidden=hidden)
        settle("", lambda grid, sheet: heading_key(grid.name) == heading_key(sheet.name), hidden=hidden)
    for hidden in (False, True):
        settle(OTHER_NAME, lambda grid, sheet: heading_key(grid.name) in map(heading_key, sheet.names), hidden=hidden)
    for hidden in (False, True):
        settle(RENAMED, lambda grid, sheet: _is_likeliest(grid, sheet, sheets), hidden=hidden)
    alike = [grid for grid in unused if not grid.hidden and any(_is_likeliest(grid, s, sheets) for s in sheets)]
    return found, alike


def _is_likeliest(grid: Grid, sheet: Sheet, sheets: Sequence[Sheet]) -> bool:
    likeness = resemblance(grid, sheet)
    return likeness >= ENOUGH_COLUMNS and all(
        likeness > resemblance(grid, other) for other in sheets if other is not sheet
    )
