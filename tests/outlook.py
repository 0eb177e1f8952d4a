"""An Outlook .msg as Outlook lays it out (MS-OXMSG in a compound file, MS-CFB), for tests to send."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
Tree = dict[str, "bytes | Tree"]


def outlook_message(name: str, data: bytes, *, sender: str, sent: datetime) -> bytes:
    """A message with one attachment."""
    since_1601 = int((sent - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 10_000_000)
    unicode_sender = sender.encode("utf-16-le")
    root = struct.pack("<8x4I8x", 0, 1, 0, 1) + _property(0x340D, 0x0003, 0x40000)
    root += _property(0x0039, 0x0040, since_1601) + _property(0x0C1A, 0x001F, len(unicode_sender) + 2)
    root += _property(0x0C1F, 0x001F, len(unicode_sender) + 2)
    long_name = name.encode("utf-16-le")
    attachment = struct.pack("<8x") + _property(0x3705, 0x0003, 1) + _property(0x3701, 0x0102, len(data))
    attachment += _property(0x3707, 0x001F, len(long_name) + 2)
    return _compound(
        {
            "__nameid_version1.0": {"__substg1.0_00020102": b""},
            "__properties_version1.0": root,
            "__substg1.0_0C1A001F": unicode_sender,
            "__substg1.0_0C1F001F": unicode_sender,
            "__attach_version1.0_#00000000": {
                "__properties_version1.0": attachment,
                "__substg1.0_37010102": data,
                "__substg1.0_3707001F": long_name,
            },
        }
    )


def _property(tag: int, kind: int, value: int) -> bytes:
    return struct.pack("<HHIQ", kind, tag, 6, value)


def _compound(tree: Tree) -> bytes:
    """A compound file; streams below 4096 bytes stand in the small sectors inside the root's own stream."""
    entries: list[tuple[str, int, int, int, bytes]] = []  # name, kind, right sibling, child, content

    def add(name: str, kind: int, content: bytes | Tree) -> int:
        index = len(entries)
        entries.append((name, kind, _NONE, _NONE, content if isinstance(content, bytes) else b""))
        if isinstance(content, dict):
            before = _NONE
            for child, inner in content.items():
                number = add(child, _STREAM if isinstance(inner, bytes) else _STORAGE, inner)
                if before == _NONE:
                    entries[index] = (*entries[index][:3], number, entries[index][4])
                else:
                    entries[before] = (*entries[before][:2], number, *entries[before][3:])
                before = number
        return index

    add("Root Entry", _ROOT, tree)
    sectors: list[bytes] = []
    table: list[int] = []
    starts: list[int] = []

    def store(content: bytes) -> int:
        if not content:
            return _END
        first = len(sectors)
        pieces = [content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR)]
        sectors.extend(pieces)
        table.extend([*range(first + 1, first + len(pieces)), _END])
        return first

    small, small_table = b"", list[int]()
    for _, kind, _, _, content in entries:
        if kind != _STREAM or not content:
            starts.append(_END)
        elif len(content) >= _CUTOFF:
            starts.append(store(content))
        else:
            starts.append(len(small_table))
            count = -(-len(content) // _SMALL)
            small_table.extend([*range(len(small_table) + 1, len(small_table) + count), _END])
            small += content.ljust(count * _SMALL, b"\0")
    starts[0] = store(small)
    entries[0] = (*entries[0][:4], small)
    small_start = store(b"".join(struct.pack("<I", value) for value in small_table))
    small_count = -(-len(small_table) * 4 // _SECTOR)
    directory = b"".join(
        _entry(name, kind, right, child, start, len(content))
        for (name, kind, right, child, content), start in zip(entries, starts, strict=True)
    )
    directory_start = store(directory)
    count = 1
    while (len(table) + count) * 4 > count * _SECTOR:
        count += 1
    first_fat = len(sectors)
    table.extend([_FAT] * count)
    fat = b"".join(struct.pack("<I", value) for value in table)
    fat = fat.ljust(count * _SECTOR, b"\xff")
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, count,
                         directory_start, 0, _CUTOFF, small_start, small_count, _END, 0)  # fmt: skip
    difat = [first_fat + index for index in range(count)] + [_FREE] * (109 - count)
    header += struct.pack("<109I", *difat)
    return header + b"".join(sectors) + fat


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16xI16xIQ", written, len(written), kind, 1, _NONE, right, child, 0, start if size else _END, size
    )
