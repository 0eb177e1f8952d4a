"""What goes into the Excel files: 台账 (every record, flat) and 审定意见表 (for the office's decisions)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.assess import Ruleset
from pipeline.compose import changes
from pipeline.compose.register import Point
from pipeline.compose.whole import Whole
from pipeline.model import Read, Sourced

CellValue = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: heading, width in characters, whether the office fills it, and from which list."""

    heading: str
    width: int = 14
    fill_in: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetContent:
    """A sheet: its name, columns and rows; ``protect`` locks all but the fill-in columns."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    protect: bool = False


def ledger(whole: Whole) -> tuple[SheetContent, ...]:
    """台账: all records of all units, with the file, sheet and row that each was read from."""
    submissions = whole.submissions
    pages: list[SheetContent] = [
        _sheet(
            "报送情况",
            ("单位", "处室", "填报人", "填报日期", "职权", "环节", "风险点", "评估", "邮件日期", "发件人", "来源文件"),
            (
                (
                    s.info.unit,
                    s.info.division,
                    s.info.reporter,
                    _value(s.info.reported_on),
                    len(s.powers),
                    len(s.steps),
                    len(s.risks),
                    len(s.evaluations),
                    s.origin.mailed.strftime("%Y-%m-%d %H:%M") if s.origin.mailed else "",
                    s.origin.sender,
                    s.file,
                )
                for s in submissions
            ),
        )
    ]
    records: list[tuple[str, Callable[[int], Sequence[Sourced]]]] = [
        ("powers", lambda i: submissions[i].powers),
        ("steps", lambda i: submissions[i].steps),
        ("evaluations", lambda i: submissions[i].evaluations),
    ]
    for record, of in records:
        sheet = whole.settings.columns.sheet(record)
        # The clerk's own line number is not kept in the records: the source row says more.
        shown = [column for column in sheet.columns if column.field != "order"]
        rows = (
            (
                submission.info.unit,
                submission.info.division,
                *(_value(getattr(row, column.field)) for column in shown),
                *_source(row),
            )
            for index, submission in enumerate(submissions)
            for row in of(index)
        )
        heads = ("单位", "处室", *(column.heading for column in shown), "来源文件", "工作表", "行")
        pages.append(_sheet(sheet.name, heads, rows))
    pages.insert(3, _risks(whole.points))
    pages.append(
        _sheet(
            "问题清单",
            ("单位", "处室", "编号", "严重程度", "问题", "怎样改", "工作表", "单元格", "处数", "来源文件"),
            (
                (
                    f.unit,
                    f.division,
                    f.code,
                    str(f.severity),
                    f.message,
                    f.mend,
                    f.places[0].sheet,
                    "、".join(place.cell for place in f.places[:20]),
                    len(f.places),
                    f.places[0].file,
                )
                for f in whole.findings
            ),
        )
    )
    pages.append(
        _sheet(
            "归一记录",
            ("单位", "处室", "工作表", "单元格", "栏目", "原文", "改为", "规则", "来源文件"),
            (
                (
                    s.info.unit,
                    s.info.division,
                    c.place.sheet,
                    c.place.cell,
                    c.field,
                    c.before,
                    c.after,
                    c.rule,
                    c.place.file,
                )
                for s in submissions
                for c in s.changes
            ),
        )
    )
    pages.append(_sheet("未能处理", ("文件", "原因", "怎样改"), ((a.file, a.reason, a.mend) for a in whole.set_aside)))
    pages.append(
        _sheet(
            "旧版本和未报送",
            ("单位", "处室", "情况", "原因", "来源文件"),
            (
                *((old.unit, old.division, "旧版本", old.reason, old.file) for old in whole.superseded),
                *(
                    (a.unit, a.division, "未报送", f"名单外有相近的“{a.alike}”" if a.alike else "", "")
                    for a in whole.attended.absent
                ),
                *((unit, division, "不在应报名单", "", "") for unit, division in whole.attended.unlisted),
            ),
        )
    )
    if whole.comparison:
        pages.append(_sheet(changes.SHEET, changes.HEADS, changes.change_rows(whole.comparison)))
    return tuple(pages)


def _risks(points: Sequence[Point]) -> SheetContent:
    heads = (
        "单位", "处室", "风险编号", "职权编码", "权力名称", "对应环节", "风险来源", "风险描述", "表现形式",
        "发生可能性", "危害程度", "自评等级", "评定类别", "评定等级", "定级理由", "防控措施类型", "防控措施",
        "责任人", "完成时限", "来源文件", "工作表", "行",
    )  # fmt: skip
    return _sheet(
        "风险点",
        heads,
        (
            (
                p.submission.info.unit,
                p.submission.info.division,
                p.risk.code,
                p.risk.power_code,
                p.power_name,
                p.risk.steps.text,
                p.risk.source,
                p.risk.description,
                p.risk.manifestation,
                p.risk.likelihood,
                p.risk.harm,
                p.risk.self_level,
                p.klass,
                p.level,
                reasons_text(p),
                p.measure_kinds,
                p.measure_text,
                p.responsible,
                _value(p.measures[0].due) if len(p.measures) == 1 else p.due,
                *_source(p.risk),
            )
            for p in points
        ),
    )


def review(whole: Whole) -> tuple[SheetContent, ...]:
    """审定意见表: every point prefilled; those that need judgement stand on top."""
    rules = whole.rules
    ordered = sorted(whole.points, key=lambda point: not _why(point, rules))
    columns = (
        SheetColumn("单位", 16),
        SheetColumn("处室", 14),
        SheetColumn("风险编号", 16),
        SheetColumn("权力名称", 20),
        SheetColumn("风险描述", 34),
        SheetColumn("自评等级", 8),
        SheetColumn("评定类别", 9),
        SheetColumn("评定等级", 8),
        SheetColumn("提请审定的原因", 22),
        SheetColumn("定级理由", 44),
        SheetColumn("审定意见", 12, True, ("维持", "调整", "补充说明", "不予采纳")),
        SheetColumn("审定类别", 10, True, tuple(dict.fromkeys(rules.class_of_field.values()))),
        SheetColumn("审定等级", 8, True, rules.levels),
        SheetColumn("审定理由", 30, True),
        SheetColumn("审定人", 10, True),
        SheetColumn("审定日期", 12, True),
    )
    rows = tuple(
        (
            point.submission.info.unit,
            point.submission.info.division,
            point.risk.code,
            point.power_name,
            point.risk.description,
            point.risk.self_level,
            point.assessment.klass,
            point.assessment.level,
            _why(point, rules),
            reasons_text(point),
            None,
            None,
            None,
            None,
            None,
            None,
        )
        for point in ordered
    )
    return (SheetContent("审定意见", columns, rows, protect=True),)


def _why(point: Point, rules: Ruleset) -> str:
    """Why a point needs the office's judgement; empty where it does not."""
    found = point.assessment
    why = []
    if found.klass == rules.unclassed:
        why.append("未归类")
    if not found.self_assessed:
        why.append("处室未自评")
    elif found.self_assessed not in rules.levels:
        why.append(f"自评“{found.self_assessed}”不在等级词表中")
    elif found.self_assessed != found.level:
        order = rules.levels.index
        why.append("评定高于自评" if order(found.level) < order(found.self_assessed) else "评定低于自评")
    return "；".join(why)


def reasons_text(point: Point) -> str:
    """All reasons of a level, one a line, each with its rule's code."""
    return "\n".join(f"{reason.rule} {reason.title}：{reason.evidence}" for reason in point.assessment.reasons)


def _sheet(name: str, heads: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> SheetContent:
    wide = {
        "行使依据",
        "办理程序",
        "风险描述",
        "表现形式",
        "防控措施",
        "定级理由",
        "问题",
        "怎样改",
        "评估意见",
        "原因",
        "内容",
        "改动的栏目",
        "来源文件",
    }
    columns = tuple(SheetColumn(head, 40 if head in wide else 14) for head in heads)
    return SheetContent(name, columns, tuple(tuple(row) for row in rows))


def _source(row: Sourced) -> tuple[str, str, int]:
    return (row.row.file, row.row.sheet, row.row.number)


def _value(value: object) -> CellValue:
    """A field for a cell: read values as numbers and dates, unreadable ones as they were written."""
    if isinstance(value, Read):
        if isinstance(value.value, Decimal):
            return float(value.value)
        if isinstance(value.value, (int, date)):
            return value.value
        return value.text
    return str(value)
