"""Whatever an office writes into its settings, it is told by file and line, or it is read; nothing ever crashes."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import load_settings

DATA = resources.files("pipeline").joinpath("data")
FILES = (
    "columns", "compare", "decision_sheet", "draft", "guard", "laws", "measures", "reading", "rules", "structure",
    "vocabulary", "wording",
)  # fmt: skip
STRANGE: tuple[object, ...] = (
    7, -1, 2.5, True, "", "　", "{x}", "{", "a(b", "不存在的用语", [], ["甲", 3], [[]], {}, {"甲": 1},
    {"甲": {"乙": []}},
    [{"甲": 1}], 10**30, "9" * 300, "2026-02-30", "\u200b", "../上级",
)  # fmt: skip
MUTATIONS = 40


def written(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, Mapping):
        return (
            "{ "
            + ", ".join(f"{json.dumps(str(key), ensure_ascii=False)} = {written(one)}" for key, one in value.items())
            + " }"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of a file, tables and lists too."""
    if path:
        yield path
    entries = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from paths(entry, (*path, key))


def changed(value: object, path: tuple[str | int, ...], to: object) -> object:
    """A copy with another value at a place."""
    if not path:
        return to
    if isinstance(value, Mapping):
        return {**value, path[0]: changed(value[path[0]], path[1:], to)}
    assert isinstance(value, list) and isinstance(path[0], int)
    return [changed(one, path[1:], to) if index == path[0] else one for index, one in enumerate(value)]


@pytest.mark.parametrize("name", FILES)
def test_a_value_of_any_other_kind_is_refused_with_its_file_or_read(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    shipped = tomllib.loads(DATA.joinpath(f"{name}.toml").read_text("utf-8"))
    places = list(paths(shipped))
    refused = 0
    office = tmp_path / "本机关"
    office.mkdir()
    for path, to in [(chance.choice(places), chance.choice(STRANGE)) for _ in range(MUTATIONS)]:
        top = str(path[0])
        value = changed(shipped[top], path[1:], to)
        text = f"# 本机关\n\n{json.dumps(top, ensure_ascii=False)} = {written(value)}\n"
        (office / f"{name}.toml").write_text(text, "utf-8")
        try:
            load_settings(office=office)
        except SettingsError as error:
            refused += 1
            for line in str(error).splitlines():
                assert "第" in line or f"{name}.toml" in line, (path, to, line)
            assert any(f"本机关/{name}.toml 第3行" in line for line in str(error).splitlines()), (path, to, str(error))
    assert refused
