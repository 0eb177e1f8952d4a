"""How a sheet is printed: on which paper, one page wide, its name and number at the foot."""

from __future__ import annotations

from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

FOOT = "&A　第 &P 页，共 &N 页"


def print_one_page_wide(page: Worksheet, *, landscape: bool, a3: bool = False) -> None:
    """Fit the sheet's columns on one page, whatever its rows take."""
    page.page_setup.paperSize = page.PAPERSIZE_A3 if a3 else page.PAPERSIZE_A4
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def number_pages(page: Worksheet) -> None:
    """The sheet's name and the page's number at the foot of every page."""
    foot = page.oddFooter
    # A sheet has its footers from the start; the types allow for one read from a file without.
    assert foot is not None
    foot.center.text = FOOT
