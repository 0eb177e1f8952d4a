"""One file of the inbox opened: the workbook in it read, or what is packed in it put aside to be read file by file."""

from __future__ import annotations

import email
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path, PurePosixPath

from pipeline.intake.archive import unzip
from pipeline.intake.container import MAX_FILE_BYTES, RESAVE, Allowance, Container, Refused, container_of
from pipeline.intake.csvtables import bundle_key, bundled
from pipeline.intake.isolated import Failed, attempted
from pipeline.intake.mail import is_mail, is_outlook, mails_of, unmail, unmsg
from pipeline.intake.tables import Delivery, Parcel, Part, Workbook
from pipeline.intake.workbook import read_workbook
from pipeline.intake.wrapped import is_web_archive, unwrapped
from pipeline.model import SetAside, Severity

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"})
# A mail in a zip in a mail is real; deeper nesting is an attack or a mistake.
MAX_DEPTH = 4
# What the office's filled decision sheets are called, whatever follows: “审定意见表（张）.xlsx”.
DECISION_SHEET = "审定意见表"
# Written by ``lianfang fetch`` into the folder of each mail.
MAIL_NOTE = ".mail.json"


@dataclass(frozen=True, slots=True)
class Opening:
    """What to open: a parcel, the passwords to try, and the path that what is in it is put aside under.

    ``inner`` parcels come out of an archive or mail, which has been opened to its last layer.
    """

    parcel: Parcel
    passwords: tuple[str, ...]
    keep: Path
    inner: bool = False


Opened = Workbook | SetAside | Parcel


def open_parcel(opening: Opening) -> list[Opened]:
    """The workbook in a parcel, or the parcels in it, or why there is none. Writes below ``opening.keep`` only."""
    first = opening.parcel[0]
    deliveries: list[Delivery] = []
    found: list[Opened] = []
    for part in opening.parcel:
        try:
            deliveries.append(_load(part))
        except Refused as refused:
            found.append(_aside(part.name, refused))
    if not deliveries:
        return found
    if first.name.lower().endswith(".csv"):
        return [*found, *_read_tables(deliveries, opening)]
    (delivery,) = deliveries
    try:
        return [_kept(_workbook(delivery, opening), opening.keep)] if opening.inner else list(_open(delivery, opening))
    except Refused as refused:
        return [_aside(delivery.name, refused)]


def is_decision_sheet(name: str) -> bool:
    """Whether a file that was sent is called like a decision sheet, wherever it lay."""
    return PurePosixPath(name).name.startswith(DECISION_SHEET)


def sent_sheet(name: str) -> SetAside:
    """Only the office decides: a decision sheet that came with a mail, or lies in a folder of one, decides nothing."""
    return SetAside(
        name,
        "审定意见表是随来件寄来的，没有采用",
        "只有办公室自己放的才算数：若确是办公室所填，核对后把它移到收件箱文件夹的最上一层，再运行一次。",
        Severity.WARNING,
    )


def cannot_be_opened(name: str, failed: Failed) -> SetAside:
    """A file on which the reader failed: it is named, and nothing else comes of it."""
    return SetAside(name, f"文件无法读取：{failed.reason}", f"文件可能已损坏或含有不正常的内容。{RESAVE}")


def _aside(name: str, refused: Refused) -> SetAside:
    return SetAside(name, refused.reason, refused.mend, refused.severity)


def _load(part: Part) -> Delivery:
    """A file's bytes. Raises Refused for what is no plain file of bearable size: nothing of such a one is read."""
    mailed, sender = part.mailed, part.sender
    if not (mailed or sender):
        mailed, sender = _mail_note(part.path.parent / MAIL_NOTE)
    try:
        if part.path.is_symlink():
            raise Refused("这是一个链接，不是文件本身", "请把工作簿文件本身放入收件箱。")
        # A pipe that nobody writes to would be waited for without end.
        handle = os.open(part.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        with open(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                raise Refused("这不是普通文件（是管道或设备）", "请删去它，把工作簿文件本身放入收件箱。")
            if about.st_size > MAX_FILE_BYTES:
                raise Refused(f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB", "请删去图片等无关内容后重新报送。")
            return Delivery(part.name, file.read(MAX_FILE_BYTES + 1), mailed, sender)
    except OSError as error:
        raise Refused("文件无法读取", "请检查文件权限，或让报送人重新发送。") from error


def _mail_note(path: Path) -> tuple[datetime | None, str]:
    """The date and sender of the mail that a fetched file came with."""
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        return datetime.fromisoformat(note["date"]) if note.get("date") else None, str(note.get("from", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None, ""


def _open(delivery: Delivery, opening: Opening) -> Iterator[Opened]:
    """A workbook read, or the files in an archive or mail put aside. Raises Refused for the delivery as a whole."""
    items = _unpacked(delivery, opening.passwords, Allowance(), depth=0)
    if items is None:
        yield _kept(_workbook(delivery, opening), opening.keep)
        return
    tables: list[Delivery] = []
    number = 0
    silent = True
    for item in items:
        silent = False
        if isinstance(item, SetAside):
            yield item
        elif item.name.lower().endswith(".csv"):
            tables.append(item)
        else:
            number += 1
            yield (_put_aside(item, opening.keep, number),)
    if silent:
        yield SetAside(delivery.name, "其中没有填报表", "如应有填报表，请与报送人联系。", Severity.WARNING)
    # An archive lists its files in any order.
    tables.sort(key=lambda table: (bundle_key(table.name), table.name))
    for _, group in groupby(tables, key=lambda table: bundle_key(table.name)):
        parts = []
        for item in group:
            number += 1
            parts.append(_put_aside(item, opening.keep, number))
        yield tuple(parts)


def _unpacked(
    delivery: Delivery, passwords: tuple[str, ...], allowance: Allowance, depth: int
) -> Iterator[Delivery | SetAside] | None:
    """The files in an archive or mail, to the last layer; None where it is neither. Raises Refused."""
    layer = _layer(delivery, passwords, allowance)
    if layer is None:
        return None
    if depth > MAX_DEPTH:
        raise Refused(f"压缩包或邮件套了 {MAX_DEPTH} 层以上", "请把工作簿直接放入收件箱。")
    return _to_the_last(delivery.name, layer, passwords, allowance, depth)


def _to_the_last(
    name: str, layer: Iterator[Delivery | SetAside], passwords: tuple[str, ...], allowance: Allowance, depth: int
) -> Iterator[Delivery | SetAside]:
    while True:
        # What is damaged in the middle of a layer ends the layer, not what was in it before.
        item = attempted(lambda rest: next(rest, None), layer)
        if item is None:
            return
        if isinstance(item, Failed):
            yield cannot_be_opened(name, item)
            return
        if isinstance(item, SetAside) or item.name.lower().endswith(".csv"):
            yield item
            continue
        try:
            inner = _unpacked(item, passwords, allowance, depth + 1)
        except Refused as refused:
            yield _aside(item.name, refused)
            continue
        if inner is None:
            yield item
        else:
            yield from inner


def _layer(
    delivery: Delivery, passwords: tuple[str, ...], allowance: Allowance
) -> Iterator[Delivery | SetAside] | None:
    """What an archive or mail has directly in it; None for a workbook. Raises Refused for what is none of these."""
    kind = container_of(delivery.data)
    if kind is Container.ZIP:
        return unzip(delivery, passwords, allowance)
    if kind is Container.OLE:
        return unmsg(delivery) if is_outlook(delivery.data) else None
    if kind is not Container.TEXT:
        return None
    wrapped = unwrapped(delivery)
    if wrapped is not None:
        return wrapped
    if is_mail(delivery.data):
        if is_web_archive(delivery.data):
            raise Refused("这是“单个文件网页”（.mht），不是 Excel 工作簿", RESAVE)
        return _mails(delivery)
    extension = PurePosixPath(delivery.name).suffix.lower()
    if extension in SPREADSHEETS:
        raise Refused("内容不是 Excel 或 WPS 表格", RESAVE)
    raise Refused(f"不是可读的表格文件（{extension or '无扩展名'}）", "请用标准填报表填写，存为 .xlsx 后重新报送。")


def _mails(delivery: Delivery) -> Iterator[Delivery | SetAside]:
    mails = mails_of(delivery.data)
    for number, mail in enumerate(mails, start=1):
        named = delivery if len(mails) == 1 else replace(delivery, name=f"{delivery.name}/第{number}封")
        yield from unmail(named, email.message_from_bytes(mail))


def _put_aside(delivery: Delivery, keep: Path, number: int) -> Part:
    path = keep.with_name(f"{keep.name}-{number}")
    path.write_bytes(delivery.data)
    return Part(delivery.name, path, delivery.mailed, delivery.sender)


def _kept(workbook: Workbook, path: Path) -> Workbook:
    """The workbook with its bytes put aside under a number: its name in an archive or mail need not be a path."""
    path.write_bytes(workbook.data)
    return replace(workbook, data=b"", original=path)


def _workbook(delivery: Delivery, opening: Opening) -> Workbook:
    return read_workbook(delivery, opening.passwords)


def _read_tables(deliveries: Iterable[Delivery], opening: Opening) -> Iterator[Opened]:
    """CSV files that belong together, read as one workbook."""
    good = list(deliveries)
    try:
        for part in good:
            if not part.data:
                container_of(part.data)
        digest = hashlib.sha256(b"".join(part.data for part in good)).hexdigest()
        yield _kept(replace(_workbook(bundled(good), opening), digest=digest), opening.keep)
    except Refused as refused:
        more = f" 等{len(good)}个文件" if len(good) > 1 else ""
        yield SetAside(f"{good[0].name}{more}", refused.reason, refused.mend, refused.severity)
