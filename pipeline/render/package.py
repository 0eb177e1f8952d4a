"""Office packages with the same bytes every time: fixed dates inside, fixed times and order in the zip."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

# Zip cannot hold an earlier time; documents carry no clock, so that the same input gives the same bytes.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
DOCUMENT_TIME = b"2026-01-01T00:00:00Z"
_W3C_TIME = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def fixed_package(data: bytes, finish: Callable[[bytes], bytes] = bytes) -> bytes:
    """The package ``data`` with fixed times; ``finish`` gives its XML parts their final form."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        # [Content_Types].xml sorts first, as readers of the format expect.
        for name in sorted(source.namelist()):
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _W3C_TIME.sub(rb"\g<1>" + DOCUMENT_TIME, part)
            if name.endswith(".xml"):
                part = finish(part)
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, part)
    return buffer.getvalue()
