"""Which rule files apply: the one that ships, the office's own, and those that units may choose by name ([sets])."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError
from pipeline.settings.rulefile import Entry, Faults
from pipeline.settings.tomlfile import TomlFile, parsed


def read_rule_files(
    data: Traversable, office: Path | None, digests: dict[str, str]
) -> tuple[tuple[TomlFile, ...], Mapping[str, TomlFile]]:
    """The files in force, the office's own first, and the rule sets by name; the SHA-256 of each is noted.

    Raises SettingsError where one cannot be read or is not TOML.
    """
    shipped = data.joinpath("rules.toml").read_bytes()
    digests["rules.toml"] = hashlib.sha256(shipped).hexdigest()
    files = [parsed("rules.toml", shipped)]
    places: list[Traversable] = [data.joinpath("rules")]
    if office is not None:
        try:
            own = office.read_bytes()
        except OSError as error:
            raise SettingsError(f"规则文件“{office}”无法读取（{error.strerror}）。请检查文件名和位置。") from error
        digests[f"--rules {office.name}"] = hashlib.sha256(own).hexdigest()
        files.insert(0, parsed(office.name, own))
        places.insert(0, office.parent)
    sets: dict[str, TomlFile] = {}
    faults = Faults()
    for file, place in zip(files, places, strict=True):
        listed = Entry(file, (), file.content, faults).optional("sets")
        for name in listed.keys:
            # A copy of the file that ships names what ships beside that one.
            beside = (folder.joinpath(listed.text(name)) for folder in (place, places[-1]))
            target = next((path for path in beside if path.is_file()), None)
            if name in sets:
                continue
            if target is not None:
                content = target.read_bytes()
                digests[f"rules/{target.name}"] = hashlib.sha256(content).hexdigest()
                sets[name] = parsed(target.name, content)
            else:
                listed.wrong(name, f"定级规则“{name}”的文件 {listed.text(name)} 不在规则文件旁边")
    faults.stop()
    return tuple(files), sets


def chosen_set(rules: Mapping[str, Any], named: str, unit: str) -> str:
    """The rule set that a workbook names, else the one that the rule file gives to its unit, else "" (that in force).

    A name that no rule set has does not count: a check tells the division of it.
    """
    return next((name for name in (named, rules.get("units", {}).get(unit, "")) if name in rules.get("sets", {})), "")
