"""文件名: from unit names: a cell's text never becomes a path."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_UNSAFE = re.compile(
    r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]+'
)
# Windows opens a device by these names, whatever extension follows.
_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|(?:COM|LPT)[0-9¹²³])(?:\.|$)", re.IGNORECASE)
# Bytes, not characters: file systems count 255 bytes a name, and an extension is still to come.
_MAX_BYTES = 120


def file_names(units: Iterable[str]) -> dict[str, str]:
    """Unit → a name that is safe in any file system, different for different units."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for unit in units:
        safe = _UNSAFE.sub("_", unicodedata.normalize("NFC", unit)).strip(" .") or "未命名单位"
        safe = f"{safe}_" if _DEVICE.match(safe) else safe
        safe = safe.encode("utf-8")[:_MAX_BYTES].decode("utf-8", "ignore").rstrip(" .")
        name, number = safe, 2
        while name.casefold() in taken:
            name, number = f"{safe}_{number}", number + 1
        taken.add(name.casefold())
        names[unit] = name
    return names
