"""Text as it is compared: forms of the same character made one. A cell's own text is never rewritten."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Full-width forms as half-width, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


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
