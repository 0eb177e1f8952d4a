"""文件名: from unit names: a cell's text never becomes a path."""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
# Bytes, not characters: file systems count 255 bytes a name, and an extension is still to come.
_MAX_BYTES = 120


def file_names(units: Iterable[str]) -> dict[str, str]:
    """Unit → a name that is safe in any file system, different for different units."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for unit in units:
        safe = _UNSAFE.sub("_", unit).strip(" .") or "未命名单位"
        safe = safe.encode("utf-8")[:_MAX_BYTES].decode("utf-8", "ignore")
        name, number = safe, 2
        while name.lower() in taken:
            name, number = f"{safe}_{number}", number + 1
        taken.add(name.lower())
        names[unit] = name
    return names
