"""Looks that marks need, added behind the workbook's own; a look that is already there is used again."""

from __future__ import annotations

from lxml import etree

from pipeline.model import Severity
from pipeline.render.marked.package import Element, namespace_of

RED, YELLOW, BLUE = "FFFF9999", "FFFFE066", "FFDDE6F3"
FILLS = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.HINT: BLUE}

_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles")
_FONT = '<font xmlns="{ns}">{bold}{line}<sz val="{size}"/><color rgb="{colour}"/><name val="{name}"/></font>'
_FILL = '<fill xmlns="{ns}"><patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill></fill>'
_BORDER = (
    '<border xmlns="{ns}">'
    + "".join(f'<{side} style="thin"><color rgb="FFA6A6A6"/></{side}>' for side in ("left", "right", "top", "bottom"))
    + "<diagonal/></border>"
)
_OVERLAY = (
    '<dxf xmlns="{ns}"><fill><patternFill patternType="solid"><fgColor rgb="{colour}"/>'
    '<bgColor rgb="{colour}"/></patternFill></fill></dxf>'
)


class Styles:
    """The style sheet of a workbook (xl/styles.xml)."""

    def __init__(self, tree: Element) -> None:
        self.tree = tree
        self.namespace = namespace_of(tree)

    def overlay(self, severity: Severity) -> int:
        """The number of the conditional look (dxf) that fills a cell of this severity."""
        return self._index("dxfs", _OVERLAY.format(ns=self.namespace, colour=FILLS[severity]))

    def cell(
        self, *, name: str = "宋体", size: float = 10.5, bold: bool = False, link: bool = False, fill: str = "",
        bordered: bool = True, centred: bool = False,
    ) -> int:  # fmt: skip
        """The number of a cell look for the list of findings."""
        font = self._index(
            "fonts",
            _FONT.format(
                ns=self.namespace,
                bold="<b/>" if bold else "",
                line="<u/>" if link else "",
                size=size,
                colour="FF1B4F8A" if link else "FF000000",
                name=name,
            ),
        )
        filled = self._index("fills", _FILL.format(ns=self.namespace, colour=fill)) if fill else 0
        border = self._index("borders", _BORDER.format(ns=self.namespace)) if bordered else 0
        horizontal = ' horizontal="center"' if centred else ""
        return self._index(
            "cellXfs",
            f'<xf xmlns="{self.namespace}" numFmtId="0" fontId="{font}" fillId="{filled}" borderId="{border}" '
            'xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment{horizontal} vertical="center" wrapText="1"/></xf>',
        )

    def _index(self, group: str, xml: str) -> int:
        parent = self._group(group)
        added = etree.fromstring(xml)
        wanted = _plain(added)
        for index, child in enumerate(parent):
            if _plain(child) == wanted:
                return index
        parent.append(added)
        parent.set("count", str(len(parent)))
        return len(parent) - 1

    def _group(self, name: str) -> Element:
        found = self.tree.find(f"{{{self.namespace}}}{name}")
        if found is not None:
            return found
        made = etree.Element(f"{{{self.namespace}}}{name}")
        before = set(_ORDER[: _ORDER.index(name)])
        position = sum(etree.QName(child).localname in before for child in self.tree if isinstance(child.tag, str))
        self.tree.insert(position, made)
        return made


def _plain(element: Element) -> tuple[object, ...]:
    """An element for comparing, whatever its prefixes and blanks."""
    return (etree.QName(element).localname, sorted(element.attrib.items()), [_plain(child) for child in element])
