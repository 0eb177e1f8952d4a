"""清单: risk points and findings as the index page's script reads them: each text once, records as numbers of texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pipeline.model import Finding, Sourced
from pipeline.papers.all_units import AllUnits
from pipeline.papers.changes import cause_text, change_text
from pipeline.papers.index.monitor import Monitor
from pipeline.view.point import Point

# What the page can filter points by, beside the words of a search: field of the record → title.
POINT_FILTERS: Mapping[str, str] = {
    "unit": "单位",
    "division": "处（室）",
    "klass": "类别",
    "level": "等级",
    "field": "涉及领域",
    "likelihood": "发生可能性",
    "harm": "危害程度",
    "source": "风险来源",
    "state": "情况",
}
FINDING_FILTERS: Mapping[str, str] = {"unit": "单位", "division": "处（室）", "severity": "程度", "code": "编号"}
DIFFERS, DECIDED, OVERDUE, CHANGED = "评定与自评不一致", "已审定", "措施逾期", "与上期不同"
SUGGESTED = "系统提示"


def point_listing(all_units: AllUnits, monitor: Monitor) -> str:
    """All points with what leads to their levels, as JSON that is safe inside a page."""
    overdue = {(o.point.submission.info.unit, o.point.risk.code) for o in monitor.overdue}
    changed: dict[tuple[str, str], list[str]] = {}
    for d in all_units.comparison.differences if all_units.comparison else ():
        if d.code:
            said = "；".join(filter(None, (change_text(d), cause_text(d), d.matched)))
            changed.setdefault((d.unit, d.code), []).append(f"{d.subject}{d.kind}：{said}")
    return _packed(_point(point, all_units, overdue, changed) for point in all_units.points)


def finding_listing(findings: Iterable[Finding], mending: Callable[[Finding], str]) -> str:
    """All findings, as JSON that is safe inside a page; ``mending`` tells the address of the file to mend."""
    return _packed(
        {
            "unit": f.unit,
            "division": f.division,
            "severity": str(f.severity),
            "code": f.code,
            "title": f.title,
            "place": str(f.places[0]) + (f" 等 {len(f.places)} 处" if len(f.places) > 1 else ""),
            "file": f.places[0].file,
            "address": mending(f),
            "message": f.message,
            "mend": f.mend,
        }
        for f in findings
    )


def _point(
    point: Point, all_units: AllUnits, overdue: set[tuple[str, str]], changed: Mapping[tuple[str, str], Sequence[str]]
) -> dict[str, Any]:
    risk, found, info = point.risk, point.assessment, point.submission.info
    place = (info.unit, risk.code)
    holding = (
        (SUGGESTED, point.suggested),
        (DIFFERS, not point.suggested and found.self_assessed != found.level),
        (DECIDED, point.decision is not None),
        (OVERDUE, place in overdue),
        (CHANGED, place in changed),
    )
    return {
        "unit": info.unit,
        "division": info.division,
        "code": risk.code,
        "power": point.power_name,
        "power_code": risk.power_code,
        "steps": risk.steps.text,
        "field": all_units.field_of(point),
        "source": risk.source,
        "description": risk.description,
        "manifestation": risk.manifestation,
        "klass": point.klass,
        "level": point.level,
        "likelihood": found.likelihood,
        "harm": found.harm,
        "self": found.self_assessed,
        "computed": f"{found.klass} {found.level}",
        "reasons": [[reason.rule, reason.title, reason.evidence] for reason in found.reasons],
        "remedies": [str(remedy) for remedy in found.remedies],
        "decided": point.decided,
        "measures": [["、".join(m.kinds), m.text, m.responsible, m.due.text] for m in point.measures],
        "changes": changed.get(place, []),
        "state": [name for name, holds in holding if holds],
        "place": _place(risk),
    }


def _place(record: Sourced) -> str:
    return f"{record.row.file}　{record.row.sheet}　第{record.row.number}行"


def _packed(records: Iterable[dict[str, Any]]) -> str:
    """{"keys", "texts", "rows"}: texts that come again and again (rules, titles, units) are written once."""
    numbers: dict[str, int] = {}

    def packed(value: Any) -> Any:
        if isinstance(value, str):
            return numbers.setdefault(value, len(numbers))
        return [packed(item) for item in value] if isinstance(value, list) else value

    rows = []
    keys: list[str] = []
    for record in records:
        keys = list(record)
        rows.append([packed(value) for value in record.values()])
    content = {"keys": keys, "texts": list(numbers), "rows": rows}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    # Inside <script> nothing may look like a tag's end, a comment, or an entity; U+2028/9 end lines in old engines.
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
