"""台账: every record, flat and filterable, with the file, sheet and row that it was read from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.model import Decision, Finding, Sourced, Submission
from pipeline.papers import changes, structure
from pipeline.papers.all_units import AllUnits
from pipeline.papers.assessments import assessment_sheets
from pipeline.papers.paper import Edition, Manuscript
from pipeline.papers.registry import paper
from pipeline.papers.returns import marked_files
from pipeline.papers.sheet import CellValue, Link, SheetContent, WorkbookContent, cell_value, plain_sheet, source
from pipeline.view.point import Point

_SOURCE = ("来源文件", "工作表", "行")
_DECIDED = ("审定意见", "审定理由", "审定人", "审定日期")


@paper("台账", of=AllUnits, content=WorkbookContent, order=110)
def ledger(all_units: AllUnits, edition: Edition) -> Iterator[Manuscript[WorkbookContent]]:
    """All records of all units."""
    sheets = (
        _sent(all_units),
        _records(all_units, "powers", lambda submission: submission.powers),
        _records(all_units, "steps", lambda submission: submission.steps),
        _risks(all_units.points),
        _records(all_units, "evaluations", lambda submission: submission.evaluations),
        _decisions(all_units),
        *assessment_sheets(all_units),
        *structure.sheets(all_units),
        _findings(all_units),
        _changes(all_units),
        plain_sheet("未能处理", ("文件", "原因", "怎样改"), ((a.file, a.reason, a.mend) for a in all_units.set_aside)),
        _not_taken(all_units),
        *_since(all_units),
    )
    yield Manuscript("台账", WorkbookContent(title="台账", sheets=sheets))


def reasons_text(point: Point) -> str:
    """All reasons of a level, one a line, each with its rule's code."""
    return "\n".join(f"{reason.rule} {reason.title}：{reason.evidence}" for reason in point.assessment.reasons)


def candidates_text(point: Point) -> str:
    """The fields that an unclassed point comes near to, one a line, each with its class and what points to it."""
    return "\n".join(f"{near.field}（{near.klass}）：{near.evidence}" for near in point.assessment.candidates)


def _sent(all_units: AllUnits) -> SheetContent:
    heads = ("单位", "处室", "填报人", "填报日期", "职权", "环节", "风险点", "评估", "邮件日期", "发件人", "来源文件")
    rows = (
        (
            s.info.unit,
            s.info.division,
            s.info.reporter,
            cell_value(s.info.reported_on),
            len(s.powers),
            len(s.steps),
            len(s.risks),
            len(s.evaluations),
            s.origin.mailed.strftime("%Y-%m-%d %H:%M") if s.origin.mailed else "",
            s.origin.sender,
            s.file,
        )
        for s in all_units.submissions
    )
    return plain_sheet("报送情况", heads, rows)


def _records(all_units: AllUnits, record: str, of: Callable[[Submission], Sequence[Sourced]]) -> SheetContent:
    """One kind of record, in the columns of the standard workbook."""
    sheet = all_units.settings.columns.sheet(record)
    # The clerk's own line number is not kept in the records: the source row says more.
    shown = [column for column in sheet.columns if column.field != "order"]
    rows = (
        (
            submission.info.unit,
            submission.info.division,
            *(cell_value(getattr(row, column.field)) for column in shown),
            *source(row),
        )
        for submission in all_units.submissions
        for row in of(submission)
    )
    return plain_sheet(sheet.name, ("单位", "处室", *(column.heading for column in shown), *_SOURCE), rows)


def _risks(points: Sequence[Point]) -> SheetContent:
    heads = (
        "单位", "处室", "风险编号", "职权编码", "权力名称", "对应环节", "风险来源", "风险描述", "表现形式",
        "发生可能性", "危害程度", "自评等级", "评定类别", "评定领域", "归类把握", "候选领域", "评定等级", "得分",
        "定级理由", "怎样降级", "定级规则", "现定类别", "现定等级", *_DECIDED,
        "防控措施类型", "防控措施", "责任人", "完成时限", *_SOURCE,
    )  # fmt: skip
    rows = (
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
            p.assessment.klass,
            p.assessment.field,
            str(p.assessment.confidence),
            candidates_text(p),
            p.assessment.level,
            p.assessment.score,
            reasons_text(p),
            "\n".join(map(str, p.assessment.remedies)),
            p.assessment.rules,
            p.klass,
            p.level,
            *_decided(p.decision),
            p.measure_kinds,
            p.measure_text,
            p.responsible,
            cell_value(p.measures[0].due) if len(p.measures) == 1 else p.due,
            *source(p.risk),
        )
        for p in points
    )
    return plain_sheet("风险点", heads, rows)


def _decided(decision: Decision | None) -> tuple[CellValue, ...]:
    if decision is None:
        return ("",) * len(_DECIDED)
    return (str(decision.opinion), decision.reason, decision.decided_by, cell_value(decision.decided_on))


def _decisions(all_units: AllUnits) -> SheetContent:
    """审定情况: what stands, what no longer does, and what could not be applied."""
    heads = (
        "单位", "风险编号", "情况", "问题", "怎样改", "审定类别", "审定等级", *_DECIDED, "来源文件", "工作表", "单元格",
    )  # fmt: skip
    records = [register.records for register in all_units.registers]
    stands = [
        (d.unit, d.code, "有效", "", "", d.klass, d.level, *_decided(d), d.place.file, d.place.sheet, d.place.cell)
        for unit in records
        for d in unit.decisions.values()
    ]
    faults = [
        (
            n.unit, n.code, str(n.severity), n.message, n.mend, "", "", *_decided(None),
            n.place.file, n.place.sheet, n.place.cell,
        )
        for n in all_units.decision_faults
    ]  # fmt: skip
    return plain_sheet("审定情况", heads, (*faults, *stands))


def _findings(all_units: AllUnits) -> SheetContent:
    marked = {file: path for r in all_units.registers for file, path in marked_files(r.records).items()}
    heads = ("单位", "处室", "编号", "严重程度", "问题", "怎样改", "工作表", "单元格", "处数", "来源文件")
    rows = (
        (
            f.unit,
            f.division,
            f.code,
            str(f.severity),
            f.message,
            f.mend,
            f.places[0].sheet,
            _mending(f, marked),
            len(f.places),
            f.places[0].file,
        )
        for f in all_units.findings
    )
    return plain_sheet("问题清单", heads, rows)


def _mending(finding: Finding, marked: Mapping[str, str]) -> CellValue:
    """The cells, leading to the first of them in the workbook that goes back."""
    first = finding.places[0]
    cells = "、".join(place.cell for place in finding.places[:20])
    return Link(cells or "整个文件", marked[first.file], first) if first.file in marked else cells


def _changes(all_units: AllUnits) -> SheetContent:
    heads = ("单位", "处室", "工作表", "单元格", "栏目", "原文", "改为", "规则", "来源文件")
    rows = (
        (s.info.unit, s.info.division, c.place.sheet, c.place.cell, c.field, c.before, c.after, c.rule, c.place.file)
        for s in all_units.submissions
        for c in s.changes
    )
    return plain_sheet("归一记录", heads, rows)


def _since(all_units: AllUnits) -> Iterator[SheetContent]:
    if all_units.comparison:
        yield plain_sheet(changes.SHEET, changes.HEADS, changes.change_rows(all_units.comparison))


def _not_taken(all_units: AllUnits) -> SheetContent:
    absent = (
        (a.unit, a.division, "未报送", f"名单外有相近的“{a.alike}”" if a.alike else "", "")
        for a in all_units.attended.absent
    )
    rows = (
        *((old.unit, old.division, "旧版本", old.reason, old.file) for old in all_units.superseded),
        *absent,
        *((unit, division, "不在应报名单", "", "") for unit, division in all_units.attended.unlisted),
    )
    return plain_sheet("旧版本和未报送", ("单位", "处室", "情况", "原因", "来源文件"), rows)
