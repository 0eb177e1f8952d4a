"""What a file is taken apart into."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and where it stands: the part of the file, the place in the part.

    ``field`` is the name of the property that it is the value of. ``what`` names a thing that must not stand in a
    public file whatever it says: 批注, 修订, 缩略图, 附件.
    """

    part: str
    place: str
    text: str
    field: str = ""
    what: str = ""
