"""How high paragraphs and table rows of a document will be: from its own styles and widths, before any program sets it.

Lines of tables have an exact height (tools/layout_builder.py), so that what counts is only how many there are. The
count is never too low (render/word/lines.py): a page that is filled by it does not run over, in Word, WPS or
LibreOffice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from docx.document import Document
from docx.oxml.ns import qn

from pipeline.render.word.elements import CT_P, CT_Row, CT_Tbl, CT_Tc, Element, attribute, children, has, points
from pipeline.render.word.lines import line_count

_BORDER_PT = 0.5
# A line whose height is left to the program: the fonts' own, with room.
_AUTO_LINE = 1.35
# A row is taken to be a little higher than it should be: programs round each line and border their own way.
_ROW_SLACK_PT = 0.3


@dataclass(frozen=True, slots=True)
class Setting:
    """How paragraphs of a style are set; lengths in pt."""

    size: float
    line: float
    before: float
    after: float
    indent: float
    keep_next: bool


# Word's own: what a document without styles would have.
_DEFAULT = Setting(size=10, line=13.5, before=0, after=0, indent=0, keep_next=False)


class Heights:
    """The heights of the paragraphs and rows of a document's first section, in pt."""

    def __init__(self, document: Document) -> None:
        self._styles = {attribute(style, "styleId"): style for style in document.styles.element.iter(qn("w:style"))}
        self._settings: dict[str | None, Setting] = {}
        section = document.sections[0]
        assert section.page_height is not None and section.page_width is not None
        self.page: float = (section.page_height - (section.top_margin or 0) - (section.bottom_margin or 0)) / 12700
        self.width: float = (section.page_width - (section.left_margin or 0) - (section.right_margin or 0)) / 12700

    def paragraph(self, paragraph: CT_P) -> float:
        """A paragraph of the body."""
        setting = self.setting(paragraph)
        lines = line_count(_indent(setting) + text_of(paragraph), self.width / setting.size)
        return setting.before + setting.after + lines * setting.line

    def row(self, row: CT_Row, widths: list[float], margins: tuple[float, float, float, float]) -> float:
        """A row of a table with columns of these ``widths``; ``margins`` are its cells' (top, left, bottom, right)."""
        top, left, bottom, right = margins
        highest, column = 0.0, 0
        for cell in children(row, CT_Tc):
            span = _span(cell)
            width = sum(widths[column : column + span]) - left - right
            column += span
            highest = max(highest, sum(self._in_cell(paragraph, width) for paragraph in children(cell, CT_P)))
        return highest + top + bottom + _BORDER_PT + _ROW_SLACK_PT

    def setting(self, paragraph: CT_P) -> Setting:
        """How a paragraph is set: by its style, and by what it says itself."""
        properties = paragraph.pPr
        if properties is None:
            return self._style("Normal")
        style = properties.find(qn("w:pStyle"))
        setting = self._style(attribute(style) if style is not None else "Normal")
        if has(properties, "keepNext"):
            setting = replace(setting, keep_next=True)
        own = properties.find(qn("w:spacing"))
        return setting if own is None else _spaced(setting, own)

    def _in_cell(self, paragraph: CT_P, width: float) -> float:
        setting = self.setting(paragraph)
        return setting.before + setting.after + setting.line * line_count(text_of(paragraph), width / setting.size)

    def _style(self, name: str | None) -> Setting:
        if name not in self._settings:
            self._settings[name] = self._read(name)
        return self._settings[name]

    def _read(self, name: str | None) -> Setting:
        style = self._styles.get(name)
        if style is None:
            return _DEFAULT
        based = style.find(qn("w:basedOn"))
        setting = self._style(attribute(based)) if based is not None else _DEFAULT
        letters, paragraphs = style.find(qn("w:rPr")), style.find(qn("w:pPr"))
        size, indent, keep = setting.size, setting.indent, setting.keep_next
        spacing = None
        if letters is not None and (found := letters.find(qn("w:sz"))) is not None:
            size = int(attribute(found) or 0) / 2
        if paragraphs is not None:
            spacing = paragraphs.find(qn("w:spacing"))
            keep = keep or has(paragraphs, "keepNext")
            if (own := paragraphs.find(qn("w:ind"))) is not None:
                indent = points(own, "firstLine", 0)
        line = setting.line if size == setting.size else size * _AUTO_LINE
        read = Setting(size, line, setting.before, setting.after, indent, keep)
        return read if spacing is None else _spaced(read, spacing)


def text_of(element: Element) -> str:
    """The text of a paragraph or cell; breaks as line feeds."""
    parts = []
    for child in element.iter(qn("w:t"), qn("w:br")):
        parts.append("\n" if child.tag == qn("w:br") else child.text or "")
    return "".join(parts)


def column_widths(table: CT_Tbl) -> list[float]:
    """The widths of a table's columns in pt."""
    return [points(column, "w", 0) for column in table.tblGrid.iterchildren(qn("w:gridCol"))]


def cell_margins(table: CT_Tbl) -> tuple[float, float, float, float]:
    """The margins of a table's cells in pt: top, left, bottom, right."""
    found = table.tblPr.find(qn("w:tblCellMar"))
    sides: Mapping[str, float] = {}
    if found is not None:
        sides = {str(side.tag): points(side, "w", 0) for side in found}
    # Word's own margins where the table says nothing.
    return (
        sides.get(qn("w:top"), 0.0),
        sides.get(qn("w:left"), 5.4),
        sides.get(qn("w:bottom"), 0.0),
        sides.get(qn("w:right"), 5.4),
    )


def _spaced(setting: Setting, spacing: Element) -> Setting:
    line = setting.line
    if (written := attribute(spacing, "line")) is not None:
        exact = attribute(spacing, "lineRule") in ("exact", "atLeast")
        line = points(spacing, "line", line) if exact else setting.size * _AUTO_LINE * int(written) / 240
    before, after = points(spacing, "before", setting.before), points(spacing, "after", setting.after)
    return replace(setting, line=line, before=before, after=after)


def _indent(setting: Setting) -> str:
    return "　" * round(setting.indent / setting.size)


def _span(cell: CT_Tc) -> int:
    span = cell.tcPr.find(qn("w:gridSpan")) if cell.tcPr is not None else None
    return 1 if span is None else int(attribute(span) or 1)
