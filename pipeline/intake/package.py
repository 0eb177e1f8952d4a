"""An Office package as the standard names its parts: other names, letters and encodings are turned into those.

Readers look for xl/workbook.xml and the like by name. Office itself finds parts by relations, whatever they are called,
and reads UTF-16 and the strict form of the standard; so a workbook that opens there must be read here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping

from pipeline.intake.container import open_zip, plain_name, unpacked

BOOK = "xl/workbook.xml"
BOOK_BINARY = "xl/workbook.bin"
TYPES = "[Content_Types].xml"
_FIXED = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
_FIXED_NAMES = {BOOK, "xl/_rels/workbook.xml.rels", "_rels/.rels", *_FIXED.values()}
_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_DECLARED = re.compile(rb'^<\?xml[^>]*?encoding\s*=\s*["\']([A-Za-z0-9._-]+)["\']')
_TARGET = re.compile(r"\bTarget\s*=\s*(\"[^\"]*\"|'[^']*')")
_TYPE = re.compile(r"\bType\s*=\s*(?:\"[^\"]*/|'[^']*/)(\w+)[\"']")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_PART_NAME = re.compile(r"\bPartName\s*=\s*(\"[^\"]*\"|'[^']*')")
_EXTERNAL = re.compile(r"\bTargetMode\s*=\s*[\"']External")


def main_part(archive: zipfile.ZipFile) -> str:
    """The part that the package is about (the workbook, the document), by its relation; empty where there is none."""
    entries = {plain_name(entry.filename).casefold(): entry for entry in archive.infolist()}
    relations = entries.get("_rels/.rels")
    if relations is not None:
        for relation in _RELATION.findall(as_utf8(unpacked(archive, relations)).decode("utf-8", "replace")):
            kind, target = _TYPE.search(relation), _TARGET.search(relation)
            if kind and target and kind[1] == "officeDocument":
                entry = entries.get(plain_name(posixpath.normpath(plain_name(target[1][1:-1]))).casefold())
                return plain_name(entry.filename) if entry is not None else ""
    return ""


def standard(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The package under the standard's names, in UTF-8, in the transitional form, and its XML parts by name.

    The bytes are the very same where it is so already. Raises Refused where a part is damaged.
    """
    archive = open_zip(data)
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    texts = {entry.filename: unpacked(archive, entry) for entry in entries if _is_text(entry.filename)}
    main = main_part(archive)
    usual = all(plain_name(entry.filename) == entry.filename for entry in entries)
    usual = usual and main in ("", BOOK, BOOK_BINARY) and TYPES in texts and _as_written(texts) >= _FIXED_NAMES
    if usual and all(_plain(part) is part for part in texts.values()):
        return data, texts
    parts = {plain_name(entry.filename): unpacked(archive, entry) for entry in entries}
    parts = {name: _plain(part) if _is_text(name) else part for name, part in parts.items()}
    names = _standard_names(parts, main)
    parts = {names[name]: _pointed(name, part, names) for name, part in parts.items()}
    return _written(parts), {name: part for name, part in parts.items() if _is_text(name)}


def _is_text(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _as_written(texts: Mapping[str, bytes]) -> set[str]:
    """The names that readers look for, less those that are there in other letters only."""
    known = {name.casefold() for name in texts}
    return {name for name in _FIXED_NAMES if name in texts or name.casefold() not in known}


def _plain(part: bytes) -> bytes:
    return _transitional(as_utf8(part))


def as_utf8(part: bytes) -> bytes:
    """An XML part in UTF-8; the very bytes where it is so already, or where its encoding is unknown."""
    declared = _DECLARED.match(part[:200])
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif part.startswith(b"<\0"):
        encoding = "utf-16-le"
    elif part.startswith(b"\0<"):
        encoding = "utf-16-be"
    elif declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        encoding = declared[1].decode("ascii")
    else:
        return part
    try:
        text = part.decode(encoding).lstrip("\ufeff")
    except (LookupError, UnicodeDecodeError):
        return part
    return re.sub(r"^<\?xml[^>]*\?>", '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', text).encode("utf-8")


def _transitional(part: bytes) -> bytes:
    for strict, usual in _STRICT:
        if strict in part:
            part = part.replace(strict, usual)
    return part


def _standard_names(parts: Mapping[str, bytes], main: str) -> dict[str, str]:
    """Part → the name that readers look for."""
    names = {name: name for name in parts}
    known = {name.casefold(): name for name in parts}
    if TYPES.casefold() in known:
        names[known[TYPES.casefold()]] = TYPES
    if "_rels/.rels" in known:
        names[known["_rels/.rels"]] = "_rels/.rels"
    if not main or main not in parts:
        return names
    names[main] = BOOK
    relations = known.get(_relations_of(main).casefold())
    if relations is None:
        return names
    names[relations] = _relations_of(BOOK)
    for relation in _RELATION.findall(parts[relations].decode("utf-8", "replace")):
        target, kind = _TARGET.search(relation), _TYPE.search(relation)
        if not target or not kind or _EXTERNAL.search(relation):
            continue
        part = known.get(_resolved(main, target[1][1:-1]).casefold())
        if part is None:
            continue
        wanted = _FIXED.get(kind[1]) or (part if part.startswith("xl/") else f"xl/{posixpath.basename(part)}")
        if wanted != part and wanted not in names.values():
            names[part] = wanted
            own = known.get(_relations_of(part).casefold())
            if own is not None:
                names[own] = _relations_of(wanted)
    return names


def _pointed(name: str, part: bytes, names: Mapping[str, str]) -> bytes:
    """A list of relations or content types with the parts' new names in it."""
    new = names[name]
    known = {old.casefold(): changed for old, changed in names.items()}
    if new == TYPES:
        return _PART_NAME.sub(lambda match: _renamed(match, "", known), part.decode("utf-8", "replace")).encode()
    if not name.casefold().endswith(".rels"):
        return part
    folder, base = posixpath.split(name)
    source = posixpath.join(posixpath.dirname(folder), base[: -len(".rels")])

    def relation(match: re.Match[str]) -> str:
        if _EXTERNAL.search(match[0]):
            return match[0]
        return _TARGET.sub(lambda target: _renamed(target, source, known), match[0])

    return _RELATION.sub(relation, part.decode("utf-8", "replace")).encode()


def _renamed(match: re.Match[str], source: str, known: Mapping[str, str]) -> str:
    written = match[1][1:-1]
    found = known.get(_resolved(source, written).casefold())
    return match[0] if found is None else match[0].replace(match[1], f'"/{found}"')


def _resolved(source: str, target: str) -> str:
    target = target.replace("\\", "/")
    path = target if target.startswith("/") else posixpath.join(posixpath.dirname(source), target)
    return posixpath.normpath(path).lstrip("/")


def _relations_of(part: str) -> str:
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _written(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, part)
    return buffer.getvalue()
