"""Text as it is compared: forms of the same character made one. A cell's own text is never rewritten."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC


# Characters that nobody sees: soft hyphens, zero-width ones, marks of direction, byte order marks, variants' selectors.
UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
_UNSEEN = re.compile(f"[{UNSEEN}]")
# Hyphens, dashes and the minus sign, which keyboards and programs put for one another.
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―⁃−﹘﹣－⸺⸻"), "-")


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Full-width forms as half-width, dashes as hyphens, no blanks, nothing that nobody sees."""
    return "".join(plain(text).split())


def plain(text: str) -> str:
    """As ``folded``, but with blanks."""
    normal = unicodedata.normalize("NFKC", text)
    return normal if normal.isascii() else _UNSEEN.sub("", normal).translate(_DASHES)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    # Its dictionaries are read here, not when this room is imported: most commands need none.
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=65536)
def simplified(text: str) -> str:
    """Traditional characters as simplified ones."""
    converted: str = _converter().convert(text)
    return converted
