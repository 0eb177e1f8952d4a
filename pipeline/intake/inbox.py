"""收件箱: everything below a folder, unpacked, in a fixed order, read or set aside with its reason."""

from __future__ import annotations

import email
import hashlib
import json
import os
import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path, PurePosixPath

from lxml import etree

from pipeline.intake.archive import unzip
from pipeline.intake.container import RESAVE, Container, Inside, Refused, container_of, look_inside
from pipeline.intake.csvtables import bundle_key, bundled
from pipeline.intake.mail import is_mail, mails_of, unmail, unmsg
from pipeline.intake.password import opened
from pipeline.intake.spreadsheet import read_spreadsheet
from pipeline.intake.tables import Delivery, Workbook
from pipeline.model import Oddity, OddityKind, Place, SetAside

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".et"})
# A mail in a zip in a mail is real; deeper nesting is an attack or a mistake.
MAX_DEPTH = 4
# Lists that the office itself keeps in the inbox; see pipeline/intake/expected.py.
OFFICE_FILES = frozenset({"units.toml", "应报单位.xlsx", "应报单位.csv"})
# What the office's filled decision sheets are called, whatever follows: “审定意见表（张）.xlsx”.
DECISION_SHEET = "审定意见表"
# Written by ``lianfang fetch`` into the folder of each mail.
MAIL_NOTE = ".mail.json"
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_PROPERTIES = "__properties_version1.0".encode("utf-16-le")


def inbox_files(folder: Path) -> list[Path]:
    """All files and links below ``folder``, sorted. Lock files (~$…), hidden and office files are no mail."""
    found: list[Path] = []
    for root, folders, names in os.walk(folder):
        links = [name for name in folders if Path(root, name).is_symlink()]
        folders[:] = [name for name in folders if name not in links and not name.startswith((".", "~$"))]
        found += [
            Path(root, name)
            for name in [*names, *links]
            if not name.startswith((".", "~$")) and name.lower() not in _SYSTEM_FILES
        ]
    return sorted(
        path
        for path in found
        if path.relative_to(folder).as_posix() not in OFFICE_FILES and not path.name.startswith(DECISION_SHEET)
    )


def decision_sheets(folder: Path) -> list[Path]:
    """The decision sheets that the office put into the inbox, sorted."""
    return sorted(path for path in folder.rglob(f"{DECISION_SHEET}*") if path.is_file())


def office_files(folder: Path) -> list[Path]:
    """The office's own lists in the inbox: they are no mail, but what comes out depends on them."""
    return [folder / name for name in sorted(OFFICE_FILES) if (folder / name).is_file()]


def read_inbox(folder: Path, files: list[Path], passwords: tuple[str, ...] = ()) -> Iterator[Workbook | SetAside]:
    """Read each workbook in turn, so that only one workbook's cells are held at a time.

    Archives and mails are opened; CSV files of one sender are taken together. What cannot be read becomes a
    SetAside and never stops the others. ``passwords`` are tried on what is encrypted.
    """
    for path in files:
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() != ".csv":
            yield from _read_path(path, name, passwords)
    tables = (path for path in files if path.suffix.lower() == ".csv")
    for _, group in groupby(tables, key=lambda path: bundle_key(path.relative_to(folder).as_posix())):
        yield from _read_bundle(_loaded(group, folder), passwords)


def read_file(path: Path, name: str, passwords: tuple[str, ...] = ()) -> Workbook:
    """One workbook file's tables. Raises Refused with the reason and what the sender should do."""
    read = list(_read_path(path, name, passwords) if path.suffix.lower() != ".csv" else _read_csv(path, name))
    for result in read:
        if isinstance(result, SetAside):
            raise Refused(result.reason, result.mend, result.severity)
    if len(read) != 1 or not isinstance(read[0], Workbook):
        raise Refused("其中不止一个工作簿", "请放入收件箱，用 make reports 处理。")
    return read[0]


def _read_csv(path: Path, name: str) -> Iterator[Workbook | SetAside]:
    return _read_bundle([_load(path, name)], ())


def _read_path(path: Path, name: str, passwords: tuple[str, ...]) -> Iterator[Workbook | SetAside]:
    try:
        yield from _read(_load(path, name), passwords, depth=0)
    except Refused as refused:
        yield SetAside(name, refused.reason, refused.mend, refused.severity)


def _loaded(paths: Iterable[Path], folder: Path) -> Iterator[Delivery | SetAside]:
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            yield _load(path, name)
        except Refused as refused:
            yield SetAside(name, refused.reason, refused.mend, refused.severity)


def _load(path: Path, name: str) -> Delivery:
    if path.is_symlink():
        raise Refused("这是一个链接，不是文件本身", "请把工作簿文件本身放入收件箱。")
    mailed, sender = _mail_note(path.parent / MAIL_NOTE)
    try:
        return Delivery(name, path.read_bytes(), mailed, sender)
    except OSError as error:
        raise Refused("文件无法读取", "请检查文件权限，或让报送人重新发送。") from error


def _mail_note(path: Path) -> tuple[datetime | None, str]:
    """The date and sender of the mail that a fetched file came with."""
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        return datetime.fromisoformat(note["date"]) if note.get("date") else None, str(note.get("from", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None, ""


def _read(parcel: Delivery, passwords: tuple[str, ...], depth: int) -> Iterator[Workbook | SetAside]:
    """A workbook, or the workbooks in an archive or mail. Raises Refused for the parcel as a whole."""
    kind = container_of(parcel.data)
    if kind is Container.OLE and _PROPERTIES in parcel.data:
        yield from _unpacked(unmsg(parcel), passwords, depth)
    elif kind is Container.ZIP:
        yield from _unpacked(unzip(parcel, passwords), passwords, depth)
    elif kind is Container.TEXT:
        if not is_mail(parcel.data):
            extension = PurePosixPath(parcel.name).suffix.lower()
            if extension in SPREADSHEETS:
                raise Refused("内容不是 Excel 或 WPS 表格", RESAVE)
            raise Refused(
                f"不是可读的表格文件（{extension or '无扩展名'}）", "请用标准填报表填写，存为 .xlsx 后重新报送。"
            )
        mails = mails_of(parcel.data)
        for number, mail in enumerate(mails, start=1):
            named = parcel if len(mails) == 1 else replace(parcel, name=f"{parcel.name}/第{number}封")
            yield from _unpacked(unmail(named, email.message_from_bytes(mail)), passwords, depth)
    else:
        yield _workbook(parcel, passwords)


def _unpacked(
    inner: Iterator[Delivery | SetAside], passwords: tuple[str, ...], depth: int
) -> Iterator[Workbook | SetAside]:
    tables: list[Delivery] = []
    for item in inner:
        if isinstance(item, SetAside):
            yield item
        elif item.name.lower().endswith(".csv"):
            tables.append(item)
        else:
            try:
                if depth >= MAX_DEPTH:
                    raise Refused(f"压缩包或邮件套了 {MAX_DEPTH} 层以上", "请把工作簿直接放入收件箱。")
                yield from _read(item, passwords, depth + 1)
            except Refused as refused:
                yield SetAside(item.name, refused.reason, refused.mend, refused.severity)
    # An archive lists its files in any order.
    tables.sort(key=lambda table: (bundle_key(table.name), table.name))
    for _, group in groupby(tables, key=lambda table: bundle_key(table.name)):
        yield from _read_bundle(group, passwords)


def _read_bundle(parts: Iterable[Delivery | SetAside], passwords: tuple[str, ...]) -> Iterator[Workbook | SetAside]:
    """CSV files that belong together, read as one workbook."""
    good: list[Delivery] = []
    for part in parts:
        if isinstance(part, SetAside):
            yield part
        else:
            good.append(part)
    if not good:
        return
    try:
        for part in good:
            if not part.data:
                container_of(part.data)
        parcel = bundled(good)
        digest = hashlib.sha256(b"".join(part.data for part in good)).hexdigest()
        yield replace(_workbook(parcel, passwords), digest=digest)
    except Refused as refused:
        more = f" 等{len(good)}个文件" if len(good) > 1 else ""
        yield SetAside(f"{good[0].name}{more}", refused.reason, refused.mend, refused.severity)


def _workbook(parcel: Delivery, passwords: tuple[str, ...]) -> Workbook:
    data, had_password = opened(parcel.data, passwords)
    kind = container_of(data)
    inside = look_inside(data) if kind in (Container.XLSX, Container.ODS) else Inside()
    return Workbook(
        file=parcel.name,
        sheets=read_spreadsheet(data),
        data=data,
        digest=hashlib.sha256(parcel.data).hexdigest(),
        mailed=parcel.mailed,
        sender=parcel.sender,
        oddities=tuple(_oddities(parcel.name, data, inside, had_password)),
    )


def _oddities(file: str, data: bytes, inside: Inside, had_password: bool) -> Iterator[Oddity]:
    all_units = (Place(file),)
    if had_password:
        yield Oddity(OddityKind.PASSWORD, all_units)
    if inside.macros:
        yield Oddity(OddityKind.MACROS, all_units)
    if inside.external_links:
        yield Oddity(OddityKind.EXTERNAL_LINKS, all_units)
    if inside.hidden_rows:
        yield Oddity(OddityKind.HIDDEN_ROWS, all_units)
    if inside.uncalculated:
        names = _sheet_names(data)
        places = tuple(
            Place(file, names.get(part, part), cell) for part, cells in inside.uncalculated for cell in cells
        )
        yield Oddity(OddityKind.UNCALCULATED, places)


def _sheet_names(data: bytes) -> dict[str, str]:
    """Part name → sheet name of an .xlsx."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        rels = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        book = etree.fromstring(archive.read("xl/workbook.xml"))
    targets = {
        rel.get("Id"): posixpath.normpath(posixpath.join("xl", rel.get("Target", ""))).lstrip("/") for rel in rels
    }
    names: dict[str, str] = {}
    for sheet in book.iter("{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        names[targets.get(relation, "").removeprefix("xl/xl/")] = sheet.get("name", "")
    return names
