"""index.html: where the office starts. One page, offline, opens from disk; its parts are in ``data/page``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.compare import Kind, Subject
from pipeline.model import Finding, Severity
from pipeline.papers import structure
from pipeline.papers.all_units import AllUnits
from pipeline.papers.due import Standing, held_measures, loads
from pipeline.papers.index.listing import (
    DECIDED,
    DIFFERS,
    FINDING_FILTERS,
    OVERDUE,
    POINT_FILTERS,
    finding_listing,
    point_listing,
)
from pipeline.papers.index.monitor import Monitor
from pipeline.papers.paper import Edition
from pipeline.papers.public import standing
from pipeline.papers.returns import marked_files
from pipeline.papers.scorecard import score_cards
from pipeline.publish.documents import document_table
from pipeline.render.web.policy import policy

# Longer lists are shown a page at a time by the script; this much stands in the page itself.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Task:
    """要办的事: how many, of what, and where to go: (address, name)."""

    count: int
    text: str
    links: tuple[tuple[str, str], ...]


def index_page(all_units: AllUnits, files: Sequence[str], notes: Sequence[str]) -> bytes:
    """The page: what is to be done, who has sent what, ``files``, risks in figures, changes, points, findings."""
    environment = Environment(
        loader=PackageLoader("pipeline", "data/page"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["link"] = quote
    monitor = Monitor(all_units)
    comparison = all_units.comparison
    held, mending = held_measures(all_units), _mending(all_units)
    style, script = _part("page.css"), _part("page.js")
    page = environment.get_template("index.html.jinja").render(
        period=all_units.period,
        policy=policy(style, script),
        style=Markup(style),
        script=Markup(script),
        sections=_sections(all_units),
        tasks=_tasks(all_units, monitor, files),
        notes=notes,
        registers=all_units.registers,
        set_aside=all_units.set_aside,
        superseded=all_units.superseded,
        attended=all_units.attended,
        documents=document_table(files, [register.file_name for register in all_units.registers]),
        public=Edition.PUBLIC,
        standings={register.file_name: standing([register], all_units.settings) for register in all_units.registers},
        standing=standing(all_units.registers, all_units.settings),
        monitor=monitor,
        overdue_state=OVERDUE,
        differs_state=DIFFERS,
        level_names=all_units.rules.levels,
        power_count=len(all_units.powers),
        severities=list(Severity),
        totals=Counter(finding.severity for finding in all_units.findings),
        by_division=Counter((f.unit, f.division, f.severity) for f in all_units.findings),
        findings=all_units.findings,
        decision_faults=all_units.decision_faults,
        used_sheets=all_units.used_sheets,
        opinions=Counter(str(point.decision.opinion) for point in all_units.points if point.decision),
        matrix_heads=structure.matrix_heads(all_units.settings),
        matrix=lambda holding: structure.matrix(holding, all_units.settings),
        holdings=structure.posts(all_units)[: all_units.settings.structure.concentration.posts],
        suggested=list(structure.suggested(all_units)),
        opinion=structure.opinion,
        decided_state=DECIDED,
        comparison=comparison,
        change_subjects=[s for s in Subject if comparison and any(of is s for of, _ in comparison.counts)],
        change_kinds=[k for k in Kind if comparison and any(of is k for _, of in comparison.counts)],
        shown=SHOWN,
        point_filters=POINT_FILTERS,
        finding_filters=FINDING_FILTERS,
        # Made safe where they are made: nothing in them can end the element that holds them.
        level_list=Markup(json.dumps(all_units.rules.levels).replace("<", "\\u003c")),
        point_list=Markup(point_listing(all_units, monitor)),
        mending=mending,
        finding_list=Markup(finding_listing(all_units.findings, mending)),
        cards=score_cards(all_units, held),
        soon=[entry for entry in held if entry.standing is Standing.SOON],
        laden=[load for load in loads(held, all_units.rules.levels[0]) if load.high or load.overdue],
    )
    return page.encode("utf-8")


def _mending(all_units: AllUnits) -> Callable[[Finding], str]:
    """Where a finding is mended: its marked workbook; the ledger's list of findings where no workbook goes back."""
    marked = {file: path for register in all_units.registers for file, path in marked_files(register.records).items()}
    return lambda finding: quote(marked.get(finding.places[0].file, "台账.xlsx"))


def _part(name: str) -> str:
    return resources.files("pipeline").joinpath("data", "page", name).read_text(encoding="utf-8")


def _sections(all_units: AllUnits) -> list[tuple[str, str]]:
    sections = [
        ("sent", "报送情况"),
        ("documents", "公文"),
        ("monitor", "风险监测"),
        ("structure", "权力结构"),
        ("review", "审定"),
        ("scores", "评估"),
    ]
    if all_units.comparison:
        sections.append(("changes", "变动情况"))
    return [*sections, ("points", "风险点"), ("findings", "填报问题")]


def _tasks(all_units: AllUnits, monitor: Monitor, files: Sequence[str]) -> list[Task]:
    """What the office has to do next, in that order."""
    refused = sum(aside.severity is Severity.ERROR for aside in all_units.set_aside)
    wrong = {(f.unit, f.division) for f in all_units.findings if f.severity is Severity.ERROR}
    sheet = next((path for path in files if path.endswith("审定意见表.xlsx")), "")
    tasks = [
        Task(len(all_units.attended.absent), "个应报处（室）未报送。", (("#absent", "看名单"),)),
        Task(refused, "份文件未能处理，须重新报送。", (("#aside", "看原因"),)),
        Task(
            len(wrong),
            "个处（室）的填报表有错误，须退回修改。",
            ((f"#findings?severity={quote(Severity.ERROR)}", "看错误"), ("#returned", "退回的文件")),
        ),
        Task(
            monitor.asked,
            f"个风险点须审定：评定与自评不一致、{all_units.rules.unclassed}、类别待核等。",
            ((quote(sheet), "打开审定意见表"),),
        ),
        Task(len(all_units.decision_faults), "条审定意见没有采用或不再适用。", (("#review-notices", "看原因"),)),
        Task(len(monitor.overdue), "条防控措施逾期。", (("#overdue", "看逾期措施"),)),
        Task(
            len(all_units.comparison.revisits) if all_units.comparison else 0, "处须重新审视。", (("#looks", "看原因"),)
        ),
    ]
    return [task for task in tasks if task.count]
