"""docs/licences.md: every locked library with its licence, from the SBOM: ``python -m tools.licences SBOM PAGE``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_HEAD = """# 许可证

本页由 `make sbom` 写出：`requirements.lock` 中锁定的每个库的版本和许可证，取自各库自己的说明。
完整的清单（CycloneDX）在 `dist/sbom.cdx.json`。其中包括只在测试和维护时用的库。

| 库 | 版本 | 许可证 |
| --- | --- | --- |
"""


def page(sbom: Mapping[str, Any]) -> str:
    """The table of the components of an SBOM, by name."""
    components = sorted(sbom["components"], key=lambda component: str(component["name"]).lower())
    rows = (f"| {one['name']} | {one['version']} | {'；'.join(_licences(one)) or '见该库'} |\n" for one in components)
    return _HEAD + "".join(rows)


def _licences(component: Mapping[str, Any]) -> Iterator[str]:
    """Each licence once; a library that says it at length is named by the first line."""
    said = dict.fromkeys(
        entry.get("expression") or entry["license"].get("id") or entry["license"].get("name", "")
        for entry in component.get("licenses", ())
    )
    for text in said:
        first = next(iter(text.strip().splitlines()), "")
        if first:
            yield first.removeprefix("License :: OSI Approved :: ").replace("|", "/")[:60]


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    target.write_text(page(json.loads(source.read_text("utf-8"))), "utf-8")
