"""What mail programs wrap attachments in: signed mails (S/MIME, .p7m), Outlook's winmail.dat, uuencoded texts."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.intake.container import RESEND, Refused
from pipeline.intake.tables import Delivery

_TNEF = b"\x78\x9f\x3e\x22"
_SIGNED = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
_ENVELOPED = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"
_BEGIN = re.compile(rb"(?m)^begin [0-7]{3,4} ([^\r\n]+)\r?\n(.*?)^end\s*$", re.DOTALL)
# A web page with its parts in one file, as Excel saves it: written like a mail, but nobody sent it.
_WEB_ARCHIVE = re.compile(rb"(?im)^(?:x-document-type:\s*workbook|content-location:|snapshot-content-location:)")


def unwrapped(delivery: Delivery) -> Iterator[Delivery] | None:
    """What is inside a wrapping; None where there is none. Raises Refused where it cannot be opened."""
    data = delivery.data
    if data.startswith(_TNEF):
        return _from_tnef(delivery)
    if data[:1] == b"\x30" and _ENVELOPED in data[:40]:
        raise Refused("邮件或附件已加密（S/MIME），打不开", "请不加密重新发送；只签名的可以读取。")
    if data[:1] == b"\x30" and _SIGNED in data[:40]:
        return _from_signed(delivery)
    return None


def uuencoded(text: bytes) -> Iterator[tuple[str, bytes]]:
    """Files that an old mail program wrote into the text itself: name and bytes."""
    for name, body in _BEGIN.findall(text):
        data = bytearray()
        try:
            for line in body.splitlines():
                # Some programs write a blank as a grave accent, some cut the line's end off.
                if line.strip() and line.strip() != b"`":
                    length = (line[0] - 32 & 63) * 4 // 3
                    data += binascii.a2b_uu(line[: 1 + -(-length // 4) * 4])
        except binascii.Error:
            continue
        yield name.decode("gb18030", "replace").strip(), bytes(data)


def is_web_archive(data: bytes) -> bool:
    """Whether what looks like a mail is a web page saved in one file (.mht)."""
    head = data[:4096]
    return _WEB_ARCHIVE.search(head) is not None and re.search(rb"(?im)^(?:received|message-id|to):", head) is None


def _from_tnef(delivery: Delivery) -> Iterator[Delivery]:
    from tnefparse import TNEF

    try:
        held = TNEF(delivery.data).attachments
        attachments = [(item.long_filename() or item.name or "附件", bytes(item.data)) for item in held]
    # A damaged one fails in many ways inside the reader.
    except Exception as error:
        raise Refused("winmail.dat 已损坏", "请报送人用“纯文本”或 HTML 格式重新发送邮件。") from error
    return (replace(delivery, name=f"{delivery.name}/{name}", data=data) for name, data in attachments)


def _from_signed(delivery: Delivery) -> Iterator[Delivery]:
    from asn1crypto import cms

    try:
        content = cms.ContentInfo.load(delivery.data)["content"]["encap_content_info"]["content"].native
    except Exception as error:
        raise Refused("签名邮件（S/MIME）已损坏", RESEND) from error
    if not isinstance(content, bytes) or not content:
        raise Refused("这是数字签名，不含文件", "请报送签名的文件本身。")
    return iter((replace(delivery, name=f"{delivery.name}/邮件", data=content),))
