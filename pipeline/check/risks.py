"""H 风险与措施: every power is searched for risks, every risk has a measure that fits it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.check.unit import Unit
from pipeline.model import Place, Severity


@check(
    "H601",
    Severity.WARNING,
    "职权没有查找风险点",
    reason="方案第三步“查险”要求沿每项职权的流程查找风险点。",
    example="某项审批在自查表中没有一行。",
    mend="沿流程逐环节查找；确无风险的，请在备注中说明。",
)
def power_without_risk(unit: Unit) -> Iterator[Fault]:
    """A power that no risk point names."""
    for power in unit.powers:
        if power.code and power.code not in unit.risks_by_power:
            yield Fault(
                (power.at("code"),),
                f"职权“{power.name}”没有查找出任何风险点",
                "请沿流程逐环节查找，补填《廉政风险自查表》。",
            )


@check(
    "H602",
    Severity.WARNING,
    "制度机制风险只有教育警示",
    reason="制度缺失靠教育补不上，应健全制度、分权制衡或规范裁量（方案第五步“防控”）。",
    example="风险来源为制度机制，措施类型只填教育警示。",
    mend="增加健全制度、分权制衡或规范裁量的措施。",
)
def only_education(unit: Unit) -> Iterator[Fault]:
    """A 制度机制 risk whose only kind of measure is 教育警示."""
    for risk in unit.risks:
        measure = unit.measure_of(risk)
        if risk.source == "制度机制" and measure and measure.kinds == ("教育警示",):
            yield Fault(
                (measure.at("measure_kinds"),),
                f"风险“{risk.code}”来自制度机制，但措施只有教育警示",
                "请增加健全制度、分权制衡或规范裁量的措施。",
            )


@check(
    "H603",
    Severity.HINT,
    "同一措施套用多个风险点",
    reason="千篇一律的措施多半没有针对性。",
    example="三个以上风险点的防控措施一字不差。",
    mend="针对每个风险点写明具体做法。",
)
def copied_measure(unit: Unit) -> Iterator[Fault]:
    """A measure's text that stands word for word on three or more risk points."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for measure in unit.measures_by_row.values():
        if measure.text:
            places[measure.text].append(measure.at("measure"))
    for text, cells in places.items():
        if len(cells) >= 3:
            short = text if len(text) <= 20 else text[:20] + "…"
            yield Fault(
                tuple(cells), f"防控措施“{short}”原样用于 {len(cells)} 个风险点", "请针对每个风险点写明具体做法。"
            )


@check(
    "H604",
    Severity.WARNING,
    "完成时限早于填报日期",
    reason="报送时已经过期的时限没有约束力。",
    example="2026-05-31 填报，完成时限为 2026-03-31。",
    mend="已完成的在措施中说明，未完成的改定时限。",
)
def due_before_report(unit: Unit) -> Iterator[Fault]:
    """A due date before the workbook's own date."""
    for submission in unit.submissions:
        reported = submission.info.reported_on.value
        for measure in submission.measures:
            if reported and measure.due.value and measure.due.value < reported:
                yield Fault(
                    (measure.at("due"),),
                    f"完成时限 {measure.due.value.isoformat()} 早于填报日期 {reported.isoformat()}",
                    "已完成的请在措施中说明，未完成的请改定时限。",
                )
