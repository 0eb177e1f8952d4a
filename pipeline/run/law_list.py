"""法律法规表核对: the list of laws held against a folder of texts as the national database exports them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import BadRequest
from pipeline.law.citations import law_name
from pipeline.law.lawbook import comparable
from pipeline.law.numbers import numbers_in
from pipeline.law.plain import NUMERAL, plain, value
from pipeline.run.request import StrPath, optional_path
from pipeline.settings import Law, load_settings

_NAMED = re.compile(r"(?P<name>.+?)[_-](?P<day>(?:19|20)\d{6})$")
_ARTICLE = re.compile(rf"^\s*第\s*({NUMERAL})\s*条(?!之)", re.MULTILINE)
# Where the heading with its orders ends: the first chapter or article.
_HEADING = 2000


@dataclass(frozen=True, slots=True)
class LawText:
    """法律文本: what a file of a law tells: its name, the day of its version, its last article, its numbers."""

    file: str
    name: str
    published: date
    articles: int
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LawListCheck:
    """核对结果: how many laws the list has, how many were never checked, how many texts were read, and the changes."""

    listed: int
    unchecked: int
    checked: date
    texts: int
    changes: tuple[str, ...]
    unread: tuple[str, ...]


def check_law_list(against: StrPath | None = None, *, office: StrPath | None = None) -> LawListCheck:
    """What the list of laws is, and how it differs from the texts (docx, txt, ``名称_YYYYMMDD``) of a folder.

    Raises BadRequest where there is no such folder.
    """
    laws = load_settings(office=optional_path(office)).laws
    known = {law_name(law.name): law for law in laws.known}
    texts: list[LawText] = []
    unread: list[str] = []
    for path in _files(optional_path(against)):
        read = _read(path)
        if isinstance(read, LawText):
            texts.append(read)
        else:
            unread.append(read)
    newest = {law_name(text.name): text for text in sorted(texts, key=lambda text: text.published)}
    changes = [line for name, text in sorted(newest.items()) for line in _changes(text, known.get(name))]
    return LawListCheck(
        len(laws.known), sum(law.checked is None for law in laws.known), laws.checked, len(texts), tuple(changes),
        tuple(unread),
    )  # fmt: skip


def _files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        raise BadRequest(f"没有文件夹“{folder}”。请给出存放法律文本（docx 或 txt）的文件夹。")
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".docx", ".txt"))


def _read(path: Path) -> LawText | str:
    """A file as a text of a law, or why it is none."""
    named = _NAMED.match(path.stem)
    if named is None:
        return f"{path.name}：文件名不是“名称_年月日”（如 慈善法_20231229.docx），没有核对"
    try:
        day = date.fromisoformat(f"{named['day'][:4]}-{named['day'][4:6]}-{named['day'][6:]}")
        text = _text_of(path)
    except Exception as error:  # A file of any kind may stand there; it must not stop the others.
        return f"{path.name}：读不出来（{type(error).__name__}），没有核对"
    shown = plain(text)
    first = _ARTICLE.search(shown)
    heading = min(first.start() if first else _HEADING, _HEADING)
    articles = [number for figure in _ARTICLE.findall(shown) if (number := value(figure))]
    numbers = tuple(number.standard for number in numbers_in(shown, text, 0, heading))
    return LawText(path.name, named["name"], day, max(articles, default=0), tuple(dict.fromkeys(numbers)))


def _text_of(path: Path) -> str:
    if path.suffix.lower() == ".txt":
        data = path.read_bytes()
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("gb18030")
    from docx import Document

    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def _changes(text: LawText, law: Law | None) -> Iterator[str]:
    """What the newest text of a law says otherwise than the list."""
    if law is None:
        yield f"《{text.name}》：表中没有（文本 {text.published}，{text.articles}条）"
        return
    if law.status == "废止":
        yield f"《{law.name}》：表中写已废止，文本为 {text.published}，请核对"
        return
    if law.version and text.published.year > law.version:
        yield f"《{law.name}》：有新文本 {text.published}（表中为 {law.version} 年），{text.articles}条"
    elif text.articles and law.articles and text.articles != law.articles and text.published.year == law.version:
        yield f"《{law.name}》：文本 {text.articles} 条，表中 {law.articles} 条"
    own = {*map(comparable, (*law.numbers, *law.former))}
    missing = [number for number in text.numbers if comparable(number) not in own]
    if missing:
        yield f"《{law.name}》：题注中的{'、'.join(missing)}表中没有"
