"""An Office package as its parts: only the parts that are touched are parsed and written anew."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from pipeline.render.package import ZIP_TIME

Element: TypeAlias = etree._Element

_CONTENT_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
# Text from outside: no entity is resolved, nothing is fetched, nothing grows without bound.
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
# Excel's own VML is not always well-formed.
_LENIENT = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True)


class Package:
    """Parts by name, in the order of the archive; relations and content types as Office keeps them."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
        self._trees: dict[str, Element] = {}

    def save(self) -> bytes:
        """The package's bytes, the same for the same parts; untouched parts byte for byte as they came."""
        for name, tree in self._trees.items():
            self.parts[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, part in self.parts.items():
                entry = zipfile.ZipInfo(name, ZIP_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, part)
        return buffer.getvalue()

    def tree(self, name: str) -> Element:
        """A part's XML, to be changed in place. Raises KeyError where there is no such part."""
        if name not in self._trees:
            self._trees[name] = etree.fromstring(
                self.parts[name].rstrip(b"\0"), _LENIENT if name.endswith(".vml") else PARSER
            )
        return self._trees[name]

    def put(self, name: str, tree: Element, content_type: str) -> None:
        """Add or replace a part."""
        self.parts.setdefault(name, b"")
        self._trees[name] = tree
        types = self.tree(_CONTENT_TYPES)
        namespace = namespace_of(types)
        for override in types.iter(f"{{{namespace}}}Override"):
            if override.get("PartName") == f"/{name}":
                override.set("ContentType", content_type)
                return
        etree.SubElement(types, f"{{{namespace}}}Override", PartName=f"/{name}", ContentType=content_type)

    def default_type(self, extension: str, content_type: str) -> None:
        """Name the content type of an extension where the package does not yet."""
        types = self.tree(_CONTENT_TYPES)
        namespace = namespace_of(types)
        if all(entry.get("Extension") != extension for entry in types.iter(f"{{{namespace}}}Default")):
            types.insert(0, etree.Element(f"{{{namespace}}}Default", Extension=extension, ContentType=content_type))

    def content_type(self, name: str, content_type: str) -> None:
        """Change a part's content type."""
        for override in self.tree(_CONTENT_TYPES):
            if override.get("PartName") == f"/{name}":
                override.set("ContentType", content_type)

    def drop(self, name: str) -> None:
        """Remove a part with its relations and content type."""
        for gone in (name, _rels_of(name)):
            self.parts.pop(gone, None)
            self._trees.pop(gone, None)
        types = self.tree(_CONTENT_TYPES)
        for override in list(types):
            if override.get("PartName") == f"/{name}":
                types.remove(override)

    def relations(self, source: str) -> Iterator[tuple[Element, str, str]]:
        """(relation, kind, target part) of a part; kind is the last word of the type's address."""
        rels = _rels_of(source)
        if rels not in self.parts:
            return
        for relation in list(self.tree(rels)):
            target = relation.get("Target", "")
            if relation.get("TargetMode") == "External":
                continue
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(source), target)
            part = posixpath.normpath(path)
            # A relation to a part that is not there says nothing: Office passes it over, too.
            if part in self.parts:
                yield relation, relation.get("Type", "").rsplit("/", 1)[-1], part

    def relate(self, source: str, kind: str, target: str) -> str:
        """Add a relation and return its id."""
        rels = _rels_of(source)
        if rels not in self.parts:
            self.parts[rels] = b""
            self._trees[rels] = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
        tree = self.tree(rels)
        taken = {relation.get("Id") for relation in tree}
        number = 1
        while f"rIdM{number}" in taken:
            number += 1
        etree.SubElement(tree, f"{{{_RELATIONS}}}Relationship", Id=f"rIdM{number}", Type=kind, Target=f"/{target}")
        return f"rIdM{number}"

    def free_name(self, pattern: str) -> str:
        """A part name that is not taken; ``pattern`` has {} for the number."""
        number = 1
        while pattern.format(number) in self.parts:
            number += 1
        return pattern.format(number)


def namespace_of(element: Element) -> str:
    """The namespace that an element and its new children stand in; empty where it stands in none."""
    return etree.QName(element).namespace or ""


def child_of(parent: Element, name: str) -> Element:
    """The child of this name in the parent's own namespace, made where a sparse file has none."""
    tag = f"{{{namespace_of(parent)}}}{name}"
    found = parent.find(tag)
    return etree.SubElement(parent, tag) if found is None else found


def detach(element: Element) -> None:
    """Take an element out of its tree."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _rels_of(name: str) -> str:
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels")
