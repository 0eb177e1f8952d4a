"""The colour of wrong cells, laid over them as a conditional look: the clerk's own fills stay what they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from lxml import etree

from pipeline.model import Severity
from pipeline.render.marked.comments import insert_in_order
from pipeline.render.marked.package import Element, detach, namespace_of
from pipeline.render.marked.styles import Styles

# Always true, and unmistakably ours: this is how the marks of an earlier round are found again.
FORMULA = 'LEN("退回修改")=4'
_CELLS_A_RULE = 200


def clear_overlay(sheet: Element) -> None:
    """Take off the colours of an earlier round."""
    for formatting in list(sheet.iter("{*}conditionalFormatting")):
        for rule in list(formatting):
            if any("退回修改" in (formula.text or "") for formula in rule.iter("{*}formula")):
                formatting.remove(rule)
        if not len(formatting):
            detach(formatting)


def add_overlay(sheet: Element, cells: Mapping[str, Severity], styles: Styles) -> None:
    """Colour the cells by severity, over every look and every conditional look that they have."""
    if not cells:
        return
    by_severity: defaultdict[Severity, list[str]] = defaultdict(list)
    for cell, severity in cells.items():
        by_severity[severity].append(cell)
    blocks = [
        (severity, found[start : start + _CELLS_A_RULE])
        for severity, found in sorted(by_severity.items())
        for start in range(0, len(found), _CELLS_A_RULE)
    ]
    namespace = namespace_of(sheet)
    # Ours come first; rules of one priority are an error to Excel, so the clerk's move down in their own order.
    for rule in sheet.iter("{*}cfRule"):
        priority = rule.get("priority", "")
        if priority.isdigit():
            rule.set("priority", str(int(priority) + len(blocks)))
    for number, (severity, found) in reversed(list(enumerate(blocks, start=1))):
        formatting = etree.Element(f"{{{namespace}}}conditionalFormatting", sqref=" ".join(found))
        rule = etree.SubElement(
            formatting,
            f"{{{namespace}}}cfRule",
            type="expression",
            dxfId=str(styles.overlay(severity)),
            priority=str(number),
        )
        etree.SubElement(rule, f"{{{namespace}}}formula").text = FORMULA
        insert_in_order(sheet, formatting)
