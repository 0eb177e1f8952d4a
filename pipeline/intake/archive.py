"""压缩包: the files of a .zip, by names that Chinese programs wrote, none of them outside its folder."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from pipeline.intake.container import ENCRYPTED, Allowance, Refused, open_zip, unpacked
from pipeline.intake.mail import BESIDES, holds_a_workbook
from pipeline.intake.tables import Delivery
from pipeline.model import SetAside, Severity

# So many of the files passed over are named.
_SHOWN = 5
_UTF8_NAME = 0x800


def unzip(parcel: Delivery, passwords: tuple[str, ...], allowance: Allowance) -> Iterator[Delivery | SetAside]:
    """Each file of the archive in turn; what is unsafe or damaged is set aside by name. Raises Refused."""
    archive = open_zip(parcel.data)
    allowance.use(len(archive.infolist()), 0)
    besides: list[str] = []
    found = False
    for entry in archive.infolist():
        name = entry_name(entry)
        path = PurePosixPath(name.replace("\\", "/"))
        if entry.is_dir() or is_system_file(path):
            continue
        shown = f"{parcel.name}/{path.name}"
        try:
            if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
                raise Refused(f"压缩包内的路径“{name}”指向文件夹之外", "请把工作簿直接压缩，不带路径。")
            shown = f"{parcel.name}/{path}"
            if stat.S_ISLNK(entry.external_attr >> 16):
                raise Refused("压缩包内是一个链接，不是文件本身", "请压缩工作簿文件本身。")
            allowance.use(0, entry.file_size)
            data = _opened(archive, entry, passwords)
            if path.suffix.lower() in BESIDES and not holds_a_workbook(data):
                besides.append(path.name)
                continue
            found = True
            yield replace(parcel, name=shown, data=data)
        except Refused as refused:
            found = True
            yield SetAside(shown, refused.reason, refused.mend, refused.severity)
    if besides or not found:
        yield _passed_over(parcel.name, besides, found=found)


def is_system_file(path: PurePosixPath) -> bool:
    """What systems put beside files: lock files, thumbnails, settings of folders."""
    return (
        path.name.startswith((".", "~$"))
        or path.name.lower() in ("thumbs.db", "desktop.ini")
        or "__MACOSX" in path.parts
    )


def _passed_over(name: str, besides: Sequence[str], *, found: bool) -> SetAside:
    """One line for all that is no table, however much it is."""
    some = "、".join(besides[:_SHOWN]) + ("等" if len(besides) > _SHOWN else "")
    what = f"{len(besides)}个文件不是表格，没有读取：{some}" if besides else ""
    if found:
        return SetAside(name, f"压缩包内另有{what}", "如其中有填报表，请存为 .xlsx 后报送。", Severity.HINT)
    return SetAside(name, f"压缩包内没有填报表{f'（{what}）' if what else ''}", "请把填好的标准填报表压缩后重新报送。")


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name as its sender saw it: marked as UTF-8, or UTF-8 unmarked (macOS), or GBK (Windows)."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    # zipfile read the unmarked bytes as code page 437, which maps every byte to a character and back.
    raw = entry.filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, passwords: tuple[str, ...]) -> bytes:
    if not entry.flag_bits & ENCRYPTED:
        return unpacked(archive, entry)
    for password in passwords:
        for encoding in ("utf-8", "gb18030"):
            try:
                return unpacked(archive, entry, password.encode(encoding))
            except Refused:
                continue
    raise Refused("压缩包设有密码", "请去掉密码后重新报送，或把密码写入密码文件后用 --password-file 指定。")
