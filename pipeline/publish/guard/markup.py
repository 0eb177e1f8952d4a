"""XML and HTML as passages: paragraphs in order, then attributes, comments and processing instructions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree, html

from pipeline.publish.guard.passage import Passage

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SVG = "{http://www.w3.org/2000/svg}"
# In these a paragraph's text is cut up by its looks: it is joined again. In other XML each element is by itself.
_RUNNING = (_W, _SVG, "html")
_PARAGRAPHS = frozenset(
    {f"{_W}p", f"{_SVG}text", f"{_SVG}title", f"{_SVG}desc", f"{_SVG}style"}
    | {
        "address", "article", "aside", "blockquote", "body", "button", "caption", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
        "label", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "script", "section", "select", "style",
        "summary", "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
    }
)  # fmt: skip
_BREAKS = frozenset({f"{_W}br", f"{_W}cr", f"{_W}tab", "br"})
# 修订: the text as it was, and who changed it when.
_REVISIONS = frozenset(
    _W + name
    for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "tblPrChange", "trPrChange",
                 "tcPrChange", "sectPrChange", "cellIns", "cellDel")
)  # fmt: skip


# A layout's styles, theme and settings are the same in every document made from it.
@lru_cache(maxsize=32)
def xml_passages(data: bytes) -> list[Passage]:
    """The passages of an XML file. Raises etree.XMLSyntaxError where it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return list(_walk(etree.fromstring(data, parser)))


def html_passages(data: bytes) -> list[Passage]:
    """The passages of a web page."""
    return list(_walk(html.document_fromstring(data.decode("utf-8"))))


def _walk(root: Any) -> Iterator[Passage]:
    running = str(root.tag).startswith(_RUNNING)
    words = _Words()
    revised = False
    values: dict[str, str] = {}
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag
        if event in ("comment", "pi"):
            yield Passage("", "注释" if event == "comment" else "处理指令", element.text or "")
            words.add(element.tail)
            continue
        if not running or tag in _PARAGRAPHS:
            yield from words.passage("" if running else etree.QName(element).localname)
        if event == "start":
            if tag in _REVISIONS and not revised:
                revised = True
                yield Passage("", f"第{words.count + 1}段", "", what="修订")
            elif tag == f"{_W}comment":
                yield Passage("", "", "", what="批注")
            elif tag in _BREAKS:
                words.add("\n")
            words.add(element.text)
            for key, value in element.attrib.items():
                values.setdefault(value, key)
        else:
            words.add(element.tail)
    yield from words.passage("")
    for value, key in values.items():
        yield Passage("", f"属性{etree.QName(key).localname}", value)


class _Words:
    """The text of the paragraph being read, and how many were read before it."""

    def __init__(self) -> None:
        self.count = 0
        self._parts: list[str] = []

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)

    def passage(self, field: str) -> Iterator[Passage]:
        text = "".join(self._parts)
        self._parts.clear()
        if text and not text.isspace():
            self.count += 1
            yield Passage("", field or f"第{self.count}段", text, field)
