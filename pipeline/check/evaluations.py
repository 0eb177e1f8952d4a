"""E 评估检查: the unit has looked back at every risk point, and does not contradict itself."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.check.unit import Unit
from pipeline.model import Severity


@check(
    "E701",
    Severity.WARNING,
    "风险点没有评估",
    reason="方案第六步“评估”要求对每个风险点检查查找是否准确、等级是否恰当、措施是否有效。",
    example="自查表有 F3，评估检查表没有。",
    mend="在评估检查表中补填。",
)
def not_evaluated(unit: Unit) -> Iterator[Fault]:
    """Risk points without an evaluation; one fault a workbook."""
    evaluated = {evaluation.risk_code for evaluation in unit.evaluations}
    for submission in unit.submissions:
        missing = [risk for risk in submission.risks if risk.code and risk.code not in evaluated]
        if missing:
            yield Fault(
                tuple(risk.at("code") for risk in missing),
                f"{len(missing)} 个风险点没有评估：{'、'.join(risk.code for risk in missing[:5])}"
                + ("等" if len(missing) > 5 else ""),
                "请在《评估检查表》中补填。",
            )


@check(
    "E702",
    Severity.WARNING,
    "评估为“否”却没有意见",
    reason="认为不准确、不恰当或无效的，须说明理由才能改进。",
    example="“措施是否有效”填否，“评估意见”为空。",
    mend="补写评估意见。",
)
def negative_without_opinion(unit: Unit) -> Iterator[Fault]:
    """An evaluation that says 否 somewhere and gives no opinion."""
    for evaluation in unit.evaluations:
        if "否" in (evaluation.found, evaluation.level_right, evaluation.effective) and not evaluation.opinion:
            yield Fault(
                (evaluation.at("opinion"),),
                f"风险“{evaluation.risk_code}”评估中有“否”，但没有评估意见",
                "请写明哪里不准确、不恰当或无效。",
            )
