"""A file's container is examined before any parser sees it: a small hostile file must not take a run down."""

from __future__ import annotations

import io
import zipfile

MAX_FILE_BYTES = 64 * 1024 * 1024
# Absolute caps, not ratios: blank cells of honest workbooks pack 100:1.
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
MAX_ENTRIES = 5_000

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RESAVE = "请用 Excel 或 WPS 打开后另存为 .xlsx，再重新报送。"


class Refused(Exception):
    """A file that gives no tables: the reason, and what its sender should do."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}。{mend}")
        self.reason = reason
        self.mend = mend


def examine(data: bytes) -> None:
    """Refuse what is empty, too large, damaged, or no spreadsheet container at all. Raises Refused."""
    if not data:
        raise Refused("文件是空的（0 字节）", "请报送人重新发送。")
    if len(data) > MAX_FILE_BYTES:
        raise Refused(f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB", "请删去图片等无关内容后重新报送。")
    if data.startswith(OLE_MAGIC):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("工作簿设有打开密码", "请去掉密码后重新报送。")
        return
    if not data.startswith(ZIP_MAGIC):
        raise Refused("内容不是 Excel 或 WPS 表格", RESAVE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError) as error:
        raise Refused("文件已损坏或不完整", "请报送人重新发送。") from error
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Refused("文件解开后过大", "请删去多余的空行、图片后重新报送。")
    names = {entry.filename for entry in entries}
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise Refused("这是文档或演示文稿，不是表格", "请用标准填报表填写后重新报送。")
