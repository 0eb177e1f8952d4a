"""Settings that only ship: numbers of a national standard, texts of the program's own docs. No office changes them."""

from __future__ import annotations

from importlib import resources
from typing import TypeVar

from pipeline.settings.faults import Faults
from pipeline.settings.layers import layered
from pipeline.settings.reader import read
from pipeline.settings.tomlfile import parsed

T = TypeVar("T")


def shipped(kind: type[T], name: str) -> T:
    """A file of pipeline/data as a record. Raises SettingsError where it is not whole."""
    faults = Faults()
    document = layered(parsed(name, resources.files("pipeline").joinpath("data", name).read_bytes()))
    record = read(kind, document, faults)
    faults.stop()
    return record
