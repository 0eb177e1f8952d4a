"""邮件: the attachments of .eml, .mbox and Outlook .msg files, with the mail's own date and sender."""

from __future__ import annotations

import base64
import binascii
import email
import email.header
import email.utils
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.message import Message
from pathlib import PurePosixPath

from pipeline.intake.container import OLE_MAGIC, RESEND, ZIP_MAGIC, Container, Refused, container_of
from pipeline.intake.tables import Delivery
from pipeline.intake.wrapped import uuencoded
from pipeline.model import SetAside, Severity

# Mails out of China are labelled gb2312 and hold GBK or GB18030, which contain it.
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "hz-gb-2312": "hz"}
_MBOX_LINE = re.compile(rb"(?:\A|\n\r?\n)From [^\n]*\n")
# The stream that every Outlook message has, as OLE writes names.
_PROPERTIES = "__properties_version1.0".encode("utf-16-le")
# The streams that .xls and .et workbooks are in.
_BOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
# What travels in a mail beside workbooks and is no report: pictures of signatures, covering letters, scans.
BESIDES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".pdf", ".doc", ".docx", ".wps", ".htm", ".html", ".txt"})
BESIDES |= frozenset({".ics", ".p7s", ".vcf", ".ofd", ".tif", ".ppt", ".pptx"})


def is_mail(data: bytes) -> bool:
    """Whether a text file looks like a mail: header lines first, one of them a mail's own."""
    head = _bare(data[:65536]).replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    lines = head.split(b"\n")
    if not re.match(rb"[!-9;-~]+:", lines[0]) and not lines[0].startswith(b"From "):
        return False
    return re.search(rb"(?im)^(from|received|message-id|mime-version):", head) is not None


def _bare(data: bytes) -> bytes:
    """The mail without the byte order mark or blank lines that some program put in front."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ")


def is_outlook(data: bytes) -> bool:
    """Whether an OLE file is an Outlook message."""
    return _PROPERTIES in data


def mails_of(data: bytes) -> list[bytes]:
    """The mails of an .mbox; one where it is a single mail."""
    data = _bare(data)
    if not data.startswith(b"From "):
        return [data]
    return [part for part in _MBOX_LINE.split(data) if part.strip()]


def unmail(parcel: Delivery, message: Message) -> Iterator[Delivery | SetAside]:
    """A mail's attachments. What travels beside workbooks is passed over; a mail without any other is named."""
    for part in message.walk():
        _spell_out(part)
    mailed, sender = mail_date(message), decoded(str(message.get("From", "")))
    yield from _named(parcel, _attachments(message), mailed, sender)


def unmsg(parcel: Delivery) -> Iterator[Delivery | SetAside]:
    """An Outlook message's attachments. Raises Refused where it is damaged."""
    from oxmsg import Message as OutlookMessage

    try:
        message = OutlookMessage.load(io.BytesIO(parcel.data))
        mailed = message.sent_date.astimezone(UTC) if message.sent_date else None
        attachments = [(item.file_name or "", item.file_bytes or b"") for item in message.attachments]
        sender = message.sender or ""
    # A damaged message fails in many ways inside the reader; whatever it was, nothing can be taken from it.
    except Exception as error:
        raise Refused("Outlook 邮件文件已损坏或不完整", RESEND) from error
    yield from _named(parcel, attachments, mailed, sender)


def mail_date(message: Message) -> datetime | None:
    """The mail's own date, in UTC; None where it has none that can be read."""
    try:
        written = email.utils.parsedate_to_datetime(str(message.get("Date", "")))
        return written.astimezone(UTC) if written.tzinfo else written.replace(tzinfo=UTC)
    # The last day of the year 9999 may lie behind all days elsewhere.
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def attachment_name(part: Message) -> str:
    """An attachment's file name: RFC 2231, RFC 2047, or plain bytes in UTF-8 or GBK."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.get_param(parameter, header=header)
        if isinstance(value, tuple):
            charset = (value[0] or "utf-8").lower()
            return _text(value[2].encode("latin-1", "replace"), charset)
        if value:
            return decoded(str(value))
    return ""


def decoded(value: str) -> str:
    """A header's text: encoded words (RFC 2047), or plain bytes in UTF-8 or GBK."""
    try:
        parts = email.header.decode_header(value)
    except (email.errors.HeaderParseError, ValueError):
        parts = [(value, None)]
    return "".join(
        part if isinstance(part, str) and part.isascii() else _text(_raw(part), (charset or "").lower())
        for part, charset in parts
    ).strip()


def _spell_out(part: Message) -> None:
    """Headers of plain bytes, against all standards, as text: the mail library would show them as damaged."""
    for name, value in list(part.raw_items()):
        raw = _raw(str(value))
        if not raw.isascii():
            part.replace_header(name, _text(raw, ""))


def _raw(part: str | bytes) -> bytes:
    return part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")


def _text(raw: bytes, charset: str) -> str:
    for encoding in (_CHINESE.get(charset, charset), "utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return raw.decode("utf-8", "replace")


def _attachments(message: Message) -> Iterator[tuple[str, bytes]]:
    for part in message.walk():
        name = attachment_name(part)
        if part.get_content_type() == "message/rfc822":
            yield from _encoded_mail(part, name)
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        if name or holds_a_workbook(data):
            yield name, data
        elif part.get_content_maintype() == "text":
            yield from uuencoded(data)


def _encoded_mail(part: Message, name: str) -> Iterator[tuple[str, bytes]]:
    """A mail in a mail, packed as base64 against the standard: the mail library takes the code for the mail."""
    inner = part.get_payload(0) if part.is_multipart() else part
    if part.get("Content-Transfer-Encoding", "").strip().lower() == "base64" and isinstance(inner, Message):
        code = str(inner.get_payload())
        with suppress(binascii.Error, ValueError):
            data = base64.b64decode("".join(code.split()))
            if is_mail(data):
                yield name or "转发的邮件.eml", data


def holds_a_workbook(data: bytes) -> bool:
    """Whether bytes are a workbook or an archive by their content, whatever they are called."""
    if not data.startswith((ZIP_MAGIC, OLE_MAGIC)):
        return False
    try:
        return container_of(data) is not Container.OLE or any(name in data for name in _BOOK_STREAMS)
    except Refused:
        return False


def _named(
    parcel: Delivery, attachments: Iterator[tuple[str, bytes]] | list[tuple[str, bytes]], mailed: datetime | None,
    sender: str,
) -> Iterator[Delivery | SetAside]:  # fmt: skip
    """Attachments under the mail's name, two of one name told apart."""
    taken: dict[str, int] = {}
    found = False
    for written, data in attachments:
        name = PurePosixPath(written.replace("\\", "/").replace("\n", " ").replace("\r", "")).name or "附件"
        if PurePosixPath(name).suffix.lower() in BESIDES and not holds_a_workbook(data):
            continue
        found = True
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            name = f"{PurePosixPath(name).stem}（{taken[name]}）{PurePosixPath(name).suffix}"
        yield Delivery(f"{parcel.name}/{name}", data, mailed, sender)
    if not found:
        yield SetAside(
            parcel.name,
            f"邮件中没有填报表附件（发件人：{sender or '不详'}）",
            "如应有附件，请与发件人联系。",
            Severity.WARNING,
        )
