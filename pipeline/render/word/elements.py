"""A Word document's elements by the classes that python-docx gives them, and what their attributes say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, TypeVar

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.section import CT_SectPr
from docx.oxml.table import CT_Row, CT_Tbl, CT_Tc
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

Element: TypeAlias = etree._Element
Kind = TypeVar("Kind", bound=BaseOxmlElement)

_TWIPS_PER_PT = 20

__all__ = [
    "CT_P",
    "CT_Row",
    "CT_SectPr",
    "CT_Tbl",
    "CT_Tc",
    "Element",
    "attribute",
    "children",
    "has",
    "made",
    "new",
    "points",
]


def new(name: str) -> Element:
    """An empty element of Word's main namespace: ``new("p")``."""
    return OxmlElement(f"w:{name}")


def made(kind: type[Kind], name: str) -> Kind:
    """An empty element as the class that python-docx has for it: ``made(CT_P, "p")``."""
    element = OxmlElement(f"w:{name}")
    assert isinstance(element, kind)
    return element


def children(parent: Element, kind: type[Kind]) -> Iterator[Kind]:
    """The children of one class, in their order."""
    return (child for child in parent if isinstance(child, kind))


def has(parent: Element | None, name: str) -> bool:
    """Whether there is such an element and it has a child of this name."""
    return parent is not None and parent.find(qn(f"w:{name}")) is not None


def attribute(element: Element, name: str = "val") -> str | None:
    """An attribute of Word's main namespace; None where it is not written."""
    return element.get(qn(f"w:{name}"))


def points(element: Element, name: str, default: float) -> float:
    """A length written in twips, in pt."""
    written = attribute(element, name)
    return default if written is None else int(written) / _TWIPS_PER_PT
