"""Names of cells: column letters."""

from __future__ import annotations


def letters(index: int) -> str:
    """Column letters of an index from 0: A, B, …, Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(name: str) -> int:
    """The index, from 0, of a column's letters."""
    index = 0
    for letter in name[:8]:
        index = index * 26 + ord(letter) - 64
    return index - 1
