"""A finished file as the texts that stand in it: all of them, wherever a reader or a program could find them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from struct import unpack_from
from typing import Any

import pikepdf
from lxml import etree

from pipeline.publish.guard.markup import html_passages, xml_passages
from pipeline.publish.guard.passage import Passage
from pipeline.publish.guard.pdf import pdf_passages

# Packages in packages: an embedded workbook holds at most a picture; what lies deeper is read as bytes.
MAX_DEPTH = 4
# zipfile tells a password by RuntimeError, an unknown way of packing by NotImplementedError; texts that are none are
# ValueErrors (UnicodeDecodeError, JSONDecodeError).
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError, csv.Error, pikepdf.PdfError,
)  # fmt: skip
_EMF_TEXT = 84  # EMR_EXTTEXTOUTW
_PNG_TEXT = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf"})


def passages(name: str, data: bytes, depth: int = 0) -> Iterator[Passage]:
    """All texts of a file, by what its bytes are first, then by its name; an unknown one as the text it may be.

    What cannot be opened, for a password or a fault, cannot be known to be clean: it must not be public.
    """
    try:
        yield from _texts(name, data, depth)
    except _UNREADABLE:
        yield Passage("", "", "", what="打不开、无法检查的内容")


def _texts(name: str, data: bytes, depth: int) -> Iterator[Passage]:
    if depth < MAX_DEPTH and data.startswith(b"PK\x03\x04"):
        yield from _package(data, depth)
    elif depth < MAX_DEPTH and data.startswith(b"%PDF-"):
        yield from pdf_passages(data, lambda inner: passages("", inner, depth + 1))
    elif data.startswith(b"\x89PNG"):
        yield from _png(data)
    elif data.startswith(b"\1\0\0\0") and data[40:44] == b" EMF":
        yield from _emf(data)
    elif name.endswith(".html"):
        yield from html_passages(data)
    elif name.endswith(".json"):
        yield from _json(data)
    elif name.endswith(".csv"):
        yield from _csv(data)
    else:
        try:
            yield from xml_passages(data)
        except etree.XMLSyntaxError:
            yield from _bytes(data)


def _package(data: bytes, depth: int) -> Iterator[Passage]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if package.comment:
            yield Passage("压缩包注释", "", _decoded(package.comment))
        for name in sorted(package.namelist()):
            yield Passage(name, "部件名", name)
            if name.startswith("docProps/thumbnail"):
                yield Passage(name, "", "", what="缩略图")
            for passage in passages(name, package.read(name), depth + 1):
                yield replace(passage, part=f"{name}/{passage.part}" if passage.part else name)


def _png(data: bytes) -> Iterator[Passage]:
    """The text chunks of a picture, as they are and unpacked; its pixels cannot be read."""
    at = 8
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if kind in _PNG_TEXT:
            chunk = data[at + 8 : at + 8 + size]
            for text in (chunk, _inflated(chunk)):
                yield Passage("", f"PNG {kind.decode()}", _decoded(text))
        at += 12 + size


def _emf(data: bytes) -> Iterator[Passage]:
    """The lines of text that a metafile draws ([MS-EMF] 2.3.5.8), and what else its bytes may say."""
    lines: list[str] = []
    rest: list[bytes] = []
    at = done = 0
    while at + 8 <= len(data):
        kind, size = unpack_from("<2I", data, at)
        if kind == _EMF_TEXT and at + 52 <= len(data):
            count, offset = unpack_from("<2I", data, at + 44)
            start, end = at + offset, at + min(offset + 2 * count, size)
            lines.append(data[start:end].decode("utf-16-le", "replace"))
            rest.append(data[done:start])
            done = max(done, end)
        at += max(size, 8)
    yield Passage("", "图中文字", "\n".join(lines))
    yield from _bytes(b"".join(rest) + data[done:])


def _inflated(chunk: bytes) -> bytes:
    """The packed text within a chunk, if there is one: it begins with zlib's sign."""
    start = chunk.find(b"\x78")
    try:
        return zlib.decompressobj().decompress(chunk[start:], 1 << 20) if start >= 0 else b""
    except zlib.error:
        return b""


def _json(data: bytes) -> Iterator[Passage]:
    """Keys and values, so that an escape hides nothing."""
    stack: list[tuple[str, Any]] = [("", json.loads(data))]
    while stack:
        place, entry = stack.pop()
        if isinstance(entry, dict):
            stack += [(f"{place}/{key}", value) for key, value in reversed(entry.items())]
            yield from (Passage("", place, key) for key in entry)
        elif isinstance(entry, list):
            stack += [(f"{place}/{index}", value) for index, value in reversed(list(enumerate(entry)))]
        else:
            yield Passage("", place, str(entry))


def _csv(data: bytes) -> Iterator[Passage]:
    for number, row in enumerate(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")), start=1):
        yield from (Passage("", f"第{number}行", cell) for cell in row)


def _bytes(data: bytes) -> Iterator[Passage]:
    """What a program that looks for strings would see, in the encodings that Chinese text is kept in."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        yield Passage("", "", data.decode(encoding, "ignore"))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
