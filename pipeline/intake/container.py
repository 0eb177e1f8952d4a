"""A file's container is examined before any parser sees it: a small hostile file must not take a run down."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum

from pipeline.errors import LianfangError
from pipeline.model import Severity

MAX_FILE_BYTES = 64 * 1024 * 1024
# Absolute caps, not ratios: blank cells of honest workbooks pack 100:1.
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
MAX_ENTRIES = 5_000

ZIP_MAGIC = b"PK\x03\x04"
# The flag of a zip entry that says it has a password.
ENCRYPTED = 0x1
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RESAVE = "请用 Excel 或 WPS 打开后另存为 .xlsx，再重新报送。"
RESEND = "请报送人重新发送。"

_OTHER_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh")


class Refused(LianfangError):
    """A file that gives no tables: the reason, what its sender should do, and how much it weighs."""

    def __init__(self, reason: str, mend: str, severity: Severity = Severity.ERROR) -> None:
        super().__init__(f"{reason}。{mend}")
        self.reason = reason
        self.mend = mend
        self.severity = severity


@dataclass(slots=True)
class Allowance:
    """限额: what one delivery may still hold, over all archives in it, however they are packed into each other."""

    entries: int = MAX_ENTRIES
    size: int = MAX_UNPACKED_BYTES

    def use(self, entries: int, size: int) -> None:
        """Take so many entries and bytes. Raises Refused where that is more than is left."""
        self.entries -= entries
        self.size -= size
        if self.entries < 0 or self.size < 0:
            raise Refused("压缩包层层解开后过大", "请只压缩填报表本身，分几次报送。")


class Container(StrEnum):
    """容器: what a file is by its content, whatever its name says."""

    XLSX = "xlsx"
    ODS = "ods"
    OLE = "xls"
    ZIP = "zip"
    TEXT = "text"


def container_of(data: bytes) -> Container:
    """What the bytes are. Raises Refused for what is empty, too large, damaged, or another kind of archive."""
    if not data:
        raise Refused("文件是空的（0 字节）", RESEND)
    if len(data) > MAX_FILE_BYTES:
        raise Refused(f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB", "请删去图片等无关内容后重新报送。")
    if data.startswith(OLE_MAGIC):
        if "WordDocument".encode("utf-16-le") in data or "PowerPoint Document".encode("utf-16-le") in data:
            raise Refused("这是文档或演示文稿，不是表格", "请用标准填报表填写后重新报送。")
        return Container.OLE
    if data.startswith(_OTHER_ARCHIVES):
        raise Refused("不是 zip 格式的压缩包", "请解开后把工作簿直接放入收件箱，或改用 zip 压缩。")
    if not data.startswith((ZIP_MAGIC, b"PK\x05\x06")):
        return Container.TEXT
    names = {plain_name(entry.filename).casefold() for entry in open_zip(data).infolist()}
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise Refused("这是文档或演示文稿，不是表格", "请用标准填报表填写后重新报送。")
    if names & {"[content_types].xml", "xl/workbook.xml", "xl/workbook.bin"}:
        return Container.XLSX
    return Container.ODS if "content.xml" in names and "mimetype" in names else Container.ZIP


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive, its directory within the caps. Raises Refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    # A damaged directory fails in many ways inside the reader.
    except Exception as error:
        raise Refused("文件已损坏或不完整", RESEND) from error
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Refused("文件解开后过大", "请删去多余的空行、图片后重新报送。")
    return archive


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, password: bytes | None = None) -> bytes:
    """One entry's bytes. Raises Refused where it is damaged, protected, or larger than its directory said."""
    if entry.flag_bits & ENCRYPTED and password is None:
        raise Refused("文件内部带有加密标志，打不开", RESAVE)
    try:
        with archive.open(entry, pwd=password) as stream:
            # A directory can lie: never unpack more than it declared.
            data = stream.read(entry.file_size + 1)
    # Each way of packing has its own errors, and a wrong password is a RuntimeError.
    except Exception as error:
        raise Refused("文件已损坏或不完整", RESEND) from error
    if len(data) > entry.file_size:
        raise Refused("文件解开后过大", "请删去多余的空行、图片后重新报送。")
    return data


def plain_name(name: str) -> str:
    """An entry's name as a part's: with "/", without one in front."""
    return name.replace("\\", "/").lstrip("/")
