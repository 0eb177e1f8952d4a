"""A PDF as passages: pages, bookmarks, alternative texts, properties, metadata, notes, attachments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2

from pipeline.publish.guard.passage import Passage

# Where a string stands, by the key that holds it.
_PLACES = {
    "/Alt": "替代文字", "/ActualText": "替代文字", "/E": "替代文字", "/Title": "书签或标题", "/T": "标题",
    "/Contents": "批注", "/TU": "表单", "/V": "表单", "/URI": "链接", "/F": "文件名", "/UF": "文件名", "/JS": "脚本",
}  # fmt: skip


def pdf_passages(data: bytes, inner: Callable[[bytes], Iterable[Passage]]) -> Iterator[Passage]:
    """All texts of a PDF; ``inner`` reads what lies in it as a file: attachments, XMP."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number, page in enumerate(document, start=1):
            # The lines stay apart: what stands side by side in two columns is not one word.
            yield Passage(f"第{number}页", "", page.get_textpage().get_text_range().replace("\r\n", "\n"))
    finally:
        document.close()
    with pikepdf.open(BytesIO(data)) as pdf:
        for key, value in pdf.docinfo.items():
            yield Passage("文档属性", key[1:], str(value), field=key[1:])
        for entry in pdf.objects:
            if isinstance(entry, pikepdf.Stream):
                yield from _stream(entry, inner)
            elif isinstance(entry, pikepdf.Dictionary | pikepdf.Array):
                yield from _strings(entry)


def _stream(entry: pikepdf.Stream, inner: Callable[[bytes], Iterable[Passage]]) -> Iterator[Passage]:
    """XML and attachments; what pages draw has been read as their text."""
    attached = entry.get("/Type") == "/EmbeddedFile"
    if attached:
        yield Passage("附件", "", "", what="附件")
    if attached or entry.get("/Type") == "/Metadata":
        part = "附件" if attached else "XMP 元数据"
        yield from (replace(passage, part=part) for passage in inner(entry.read_bytes()))


def _strings(entry: pikepdf.Object) -> Iterator[Passage]:
    """The strings of an object and of what is written within it; objects that it refers to come by themselves."""
    if isinstance(entry, pikepdf.Dictionary):
        if "/Rect" in entry and entry.get("/Subtype", "/Link") != "/Link":
            yield Passage("批注", "", "", what="批注")
        members = entry.items()
    else:
        members = (("", member) for member in entry)
    for key, member in members:
        if isinstance(member, pikepdf.String):
            yield Passage(_PLACES.get(key, "对象"), key[1:], str(member))
        elif isinstance(member, pikepdf.Dictionary | pikepdf.Array) and not member.is_indirect:
            yield from _strings(member)
