"""index.html: where the office starts. One page, offline, opens from disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.compose.papers import Edition
from pipeline.compose.public import standing
from pipeline.compose.whole import Whole
from pipeline.model import Severity


def index_page(whole: Whole, files: Sequence[str], notes: Sequence[str]) -> bytes:
    """The page: who has sent what, what could not be read, findings, levels, and links to ``files``."""
    environment = Environment(loader=PackageLoader("pipeline", "data"), undefined=StrictUndefined, autoescape=True)
    environment.filters["link"] = lambda path: quote(path)
    by_division: Counter[tuple[str, str, Severity]] = Counter((f.unit, f.division, f.severity) for f in whole.findings)
    levels = Counter(point.level for point in whole.points)
    classes = Counter((point.klass, point.level) for point in whole.points)
    rules = whole.rules
    page = environment.get_template("index.html.jinja").render(
        period=whole.period,
        registers=whole.registers,
        set_aside=whole.set_aside,
        superseded=whole.superseded,
        attended=whole.attended,
        findings=whole.findings,
        severities=list(Severity),
        by_division=by_division,
        totals=Counter(finding.severity for finding in whole.findings),
        levels=levels,
        classes=classes,
        class_names=[*dict.fromkeys(rules.class_of_field.values()), rules.unclassed],
        level_names=rules.levels,
        documents=_by_folder(files),
        standings={register.file_name: standing([register], whole.settings) for register in whole.registers},
        standing=standing(whole.registers, whole.settings),
        notes=notes,
        review_notices=whole.review_notices,
        opinions=Counter(str(point.decision.opinion) for point in whole.points if point.decision),
        power_count=len(whole.powers),
        point_count=len(whole.points),
    )
    return page.encode("utf-8")


def _by_folder(files: Sequence[str]) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Folder → document name → its files (docx, pdf), in a fixed order; records for machines are left out."""
    folders: dict[str, dict[str, list[str]]] = {}
    for path in sorted(files):
        folder, _, name = path.rpartition("/")
        if folder.startswith("data") or name.endswith((".mmd", ".json", ".svg")):
            continue
        folders.setdefault(folder, {}).setdefault(name.rsplit(".", 1)[0], []).append(path)
    # What the office opens first stands first: the whole, the internal edition, then the public one.
    ordered = sorted(folders, key=lambda folder: (folder.startswith(Edition.PUBLIC), folder))
    return [(folder or "汇总", list(folders[folder].items())) for folder in ordered]
