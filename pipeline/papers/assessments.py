"""评估的三张表: each unit's score card, the measures by their due day, and who has how much in hand."""

from __future__ import annotations

from pipeline.model import Severity
from pipeline.papers.all_units import AllUnits
from pipeline.papers.due import held_measures, loads
from pipeline.papers.scorecard import ScoreCard, score_cards
from pipeline.papers.sheet import CellValue, SheetContent, cell_value, plain_sheet, source

CARD_HEADS = (
    "单位", "查险的职权", "风险点", "每项职权的风险点", "自评与评定一致", "按时的措施", "逾期", "即将到期",
    "已评估", "评估与事实相符", "已审定", *Severity,
)  # fmt: skip


def assessment_sheets(all_units: AllUnits) -> tuple[SheetContent, ...]:
    """评估计分卡, 措施到期情况, 责任人负担."""
    held = held_measures(all_units)
    answers = all_units.settings.rules.answer
    highest = all_units.settings.wording.of_level(all_units.rules.levels[0])
    measures = (
        (
            entry.point.submission.info.unit,
            entry.point.submission.info.division,
            entry.point.risk.code,
            f"{entry.point.klass}{entry.point.level}",
            entry.measure.text,
            entry.measure.responsible,
            answers.get(entry.point.level, ""),
            cell_value(entry.measure.due),
            str(entry.standing),
            entry.days,
            *source(entry.measure),
        )
        for entry in held
    )
    return (
        plain_sheet("评估计分卡", CARD_HEADS, map(card_row, score_cards(all_units, held))),
        plain_sheet(
            "措施到期情况",
            ("单位", "处室", "风险编号", "等级", "防控措施", "责任人", "负责层级", "完成时限",
             f"截至{all_units.as_of or '（无日期）'}", "还有几天", "来源文件", "工作表", "行"),
            measures,
        ),
        plain_sheet(
            "责任人负担",
            ("单位", "责任人", "措施", f"其中{highest}", "逾期", "即将到期"),
            (
                (load.unit, load.responsible or "（未填）", load.measures, load.high, load.overdue, load.soon)
                for load in loads(held, all_units.rules.levels[0])
            ),
        ),
    )  # fmt: skip


def card_row(card: ScoreCard) -> tuple[CellValue, ...]:
    """A card as a line of a table, in the order of the heads."""
    return (
        card.unit,
        str(card.searched),
        card.points,
        card.per_power,
        str(card.agreed),
        str(card.in_time),
        card.overdue,
        card.soon,
        str(card.evaluated),
        str(card.consistent),
        str(card.decided),
        *(card.findings[severity] for severity in Severity),
    )
