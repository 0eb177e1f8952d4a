"""汇编 as one Word document: the book's own frame, and the papers' bodies taken in as they were written.

The bodies are copied as bytes and streamed into the package: the cost grows with their size alone, and one paper is in
memory at a time. What must be unlike in one document (numbers of drawings, names of pictures) is told apart; headings
go down two levels, below the chapter and the paper.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf
from docx import Document
from docx.oxml.ns import qn

from pipeline.papers.compendium import Compendium, Part
from pipeline.render.package import ZIP_TIME
from pipeline.render.word.page_number import turned_footers

_BODY = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_SETTINGS = "word/settings.xml"
_TYPES = "[Content_Types].xml"
_ROOT = re.compile(rb"<w:document[^>]*>")
_NAMESPACE = re.compile(rb'\sxmlns:(\w+)="([^"]*)"')
_INSIDE = re.compile(rb"<w:body>(.*)</w:body>", re.DOTALL)
# A paragraph of nothing but a paper's mark between two signs of no script (papers/compendium.py).
_SLOT = re.compile("<w:p>(?:(?!</w:p>).)*?\ue0f3([^\ue0f3]*)\ue0f3.*?</w:p>".encode(), re.DOTALL)
_SECTION = re.compile(rb"<w:sectPr[ >].*?</w:sectPr>", re.DOTALL)
_REFERENCE = re.compile(rb"<w:(?:footer|header)Reference [^>]*/>")
_PICTURE = re.compile(rb'<Relationship [^>]*?/image"[^>]*?/>')
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_EMBEDDED = re.compile(rb'r:embed="(\w+)"')
_NUMBERED = re.compile(rb'(<(?:wp:docPr|[a-z]+:cNvPr|a:stCxn|a:endCxn) (?:[^>]*? )?id=")(\d+)"')
# More than any paper numbers its drawings up to.
_DRAWINGS_A_PAPER = 10_000_000
_BREAK = b"TableBreak"
_PICTURE_TYPES = b"".join(
    b'<Default Extension="%b" ContentType="%b"/>' % pair
    for pair in ((b"emf", b"image/x-emf"), (b"svg", b"image/svg+xml"), (b"png", b"image/png"))
)
_LEVELS = {b'"Heading1"': b'"PartHeading1"', b'"Heading2"': b'"PartHeading2"'}


def assembled(frame: bytes, papers: Sequence[tuple[Part, Path]], starts: Mapping[str, int] | None) -> bytes:
    """The book as a .docx: ``frame`` with each paper in its slot, numbered from its page in ``starts``, if there.

    Where ``starts`` is None, the reader's program is asked to find the pages when it opens the book.
    """
    book = _Book(frame)
    if starts is None:
        book.ask_for_pages()
    for number, (part, path) in enumerate(papers, start=1):
        book.take_in(number, part, path)
    return book.written(starts or {})


def pages_of(pdf: Path, book: Compendium) -> dict[str, int]:
    """The page number of each chapter and paper, as it is printed, by the PDF's own bookmarks."""
    pages: dict[str, int] = {}
    with pikepdf.open(pdf) as document, document.open_outline() as outline:
        numbers = {page.objgen: index for index, page in enumerate(document.pages, start=1)}

        def page(item: pikepdf.OutlineItem) -> int:
            # The engine links to places by actions or by destinations; both begin with the page.
            place: Any = item.destination if item.action is None else item.action.D
            return numbers[place[0].objgen]

        before = page(outline.root[0]) - 1
        for chapter, item in zip(book.chapters, outline.root, strict=True):
            pages[chapter.mark] = page(item) - before
            for part, child in zip(chapter.parts, item.children, strict=True):
                pages[part.mark] = page(child) - before
    return pages


class _Book:
    """The package while it is put together."""

    def __init__(self, frame: bytes) -> None:
        document = Document(io.BytesIO(frame))
        # Lying and upright sections of the papers refer to the book's own footers.
        upright = document.element.body.sectPr.findall(qn("w:footerReference"))
        self.footers = {True: _written(turned_footers(document)), False: _written(upright)}
        buffer = io.BytesIO()
        document.save(buffer)
        with zipfile.ZipFile(buffer) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.papers: dict[bytes, tuple[int, Part, Path]] = {}
        self.pictures: dict[str, tuple[Path, str]] = {}
        self.namespaces: dict[bytes, bytes] = {}
        self._insert(_TYPES, b"<Override", _PICTURE_TYPES)

    def take_in(self, number: int, part: Part, path: Path) -> None:
        """What a paper brings beside its body: pictures and namespaces."""
        self.papers[part.mark.encode()] = (number, part, path)
        with zipfile.ZipFile(path) as package:
            with package.open(_BODY) as body:
                root = _ROOT.search(body.read(16_384))
            self.namespaces.update(_NAMESPACE.findall(root.group()) if root else ())
            for relation in _PICTURE.findall(package.read(_RELATIONS)):
                said = dict(_ATTRIBUTE.findall(relation))
                inside = said[b"Target"].decode()
                name = f"media/p{number}_{inside.rpartition('/')[2]}"
                self.pictures[f"word/{name}"] = (path, inside[1:] if inside[0] == "/" else f"word/{inside}")
                said |= {b"Id": b"p%d%b" % (number, said[b"Id"]), b"Target": name.encode()}
                added = b"<Relationship " + b" ".join(b'%b="%b"' % pair for pair in said.items()) + b"/>"
                self._insert(_RELATIONS, b"</Relationships>", added)

    def ask_for_pages(self) -> None:
        """Have Word fill in the contents' page numbers on opening."""
        self._insert(_SETTINGS, b"<w:compat>", b'<w:updateFields w:val="true"/>')

    def written(self, starts: Mapping[str, int]) -> bytes:
        """The package, the same bytes every time."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
            for name in sorted({*self.parts, *self.pictures}):
                entry = zipfile.ZipInfo(name, ZIP_TIME)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                if name == _BODY:
                    with target.open(entry, "w") as body:
                        for piece in self._body(starts):
                            body.write(piece)
                elif name in self.pictures:
                    path, inside = self.pictures[name]
                    with zipfile.ZipFile(path) as package:
                        target.writestr(entry, package.read(inside))
                else:
                    target.writestr(entry, self.parts[name])
        return buffer.getvalue()

    def _insert(self, name: str, before: bytes, data: bytes) -> None:
        self.parts[name] = self.parts[name].replace(before, data + before, 1)

    def _body(self, starts: Mapping[str, int]) -> Iterator[bytes]:
        """The frame, each slot replaced by its paper; the last paper's section ends the document."""
        frame = self.parts[_BODY]
        root = _ROOT.search(frame)
        assert root is not None
        declared = dict(_NAMESPACE.findall(root.group()))
        missing = [pair for pair in sorted(self.namespaces.items()) if pair[0] not in declared]
        yield frame[: root.end() - 1] + b"".join(b' xmlns:%b="%b"' % pair for pair in missing) + b">"
        # Text, mark, text, mark, … text.
        pieces = _SLOT.split(frame[root.end() :])
        yield pieces[0]
        for index in range(1, len(pieces), 2):
            mark, after = pieces[index], pieces[index + 1]
            content, section = self._paper(mark, starts)
            yield content
            if index + 2 < len(pieces):
                yield b'<w:p><w:pPr><w:pStyle w:val="%b"/>%b</w:pPr></w:p>' % (_BREAK, section)
                yield after
            else:
                yield section + b"</w:body></w:document>"

    def _paper(self, mark: bytes, starts: Mapping[str, int]) -> tuple[bytes, bytes]:
        """A paper's body without its last section, and that section."""
        number, part, path = self.papers[mark]
        with zipfile.ZipFile(path) as package:
            inside = _INSIDE.search(package.read(_BODY))
        assert inside is not None
        body = inside.group(1)
        # The paper's own title; an annex has one too, of no chapter's level.
        body = body.replace(b'<w:pStyle w:val="Title"/>', b'<w:pStyle w:val="PartTitle"/>', 1)
        for old, new in _LEVELS.items():
            body = body.replace(b"<w:pStyle w:val=" + old, b"<w:pStyle w:val=" + new)
        body = _EMBEDDED.sub(rb'r:embed="p%d\1"' % number, body)
        body = _NUMBERED.sub(lambda found: _numbered(found, number * _DRAWINGS_A_PAPER), body)
        body = _SECTION.sub(lambda found: self._section(found.group()), body)
        if part.mark in starts:
            body = re.sub(rb"<w:pgMar [^>]*/>", rb'\g<0><w:pgNumType w:start="%d"/>' % starts[part.mark], body, count=1)
        bookmark = b'<w:bookmarkStart w:id="%d" w:name="%b"/><w:bookmarkEnd w:id="%d"/>' % (number, mark, number)
        # Into the first paragraph, the paper's title, behind its properties.
        body = body.replace(b"</w:pPr>", b"</w:pPr>" + bookmark, 1)
        last = body.rindex(b"<w:sectPr")
        return body[:last], body[last:]

    def _section(self, section: bytes) -> bytes:
        bare = _REFERENCE.sub(b"", section)
        lying = b'w:orient="landscape"' in bare
        opening = bare.index(b">") + 1
        return bare[:opening] + self.footers[lying] + bare[opening:]


def _numbered(found: re.Match[bytes], above: int) -> bytes:
    return b'%b%d"' % (found.group(1), int(found.group(2)) + above)


def _written(references: Iterable[Any]) -> bytes:
    return b"".join(
        b'<w:footerReference w:type="%b" r:id="%b"/>'
        % (reference.get(qn("w:type")).encode(), reference.get(qn("r:id")).encode())
        for reference in references
    )
