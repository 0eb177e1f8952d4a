"""F 填写完整与格式: what must be filled is filled; what is a number or a date can be read as one."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.model import Place, Read, RiskPoint, Severity, Sourced
from pipeline.view.unit import Unit


@check(
    "F101",
    Severity.ERROR,
    "必填项未填",
    reason="缺少必填内容，公文无法成文，责任也无从落实。",
    example="《职权目录》某行“行使依据”为空。",
    mend="在所列单元格补填。",
)
def required_blank(unit: Unit) -> Iterator[Fault]:
    """A required field (marked * in the standard workbook) that is blank."""
    columns = unit.settings.columns
    for submission in unit.submissions:
        for column in columns.sheet("info").columns:
            value = getattr(submission.info, column.field)
            text = value.text if isinstance(value, Read) else value
            if column.required and not text:
                yield _blank(submission.info.at(column.field), column.heading)
        for record, rows in (
            ("powers", submission.powers),
            ("steps", submission.steps),
            ("risks", submission.risks),
            ("evaluations", submission.evaluations),
        ):
            required = [c for c in columns.sheet(record).columns if c.required]
            for row in rows:
                for column in required:
                    # A column that is missing as a whole is one finding (F102), not one a row.
                    if column.field in row.row.columns and _is_blank(unit, row, column.field):
                        yield _blank(row.at(column.field), column.heading)


def _is_blank(unit: Unit, row: Sourced, field: str) -> bool:
    if isinstance(row, RiskPoint) and field in ("measure", "measure_kinds", "responsible"):
        measure = unit.measure_of(row)
        values = {
            "measure": measure and measure.text,
            "measure_kinds": measure and measure.kinds,
            "responsible": measure and measure.responsible,
        }
        return not values[field]
    value = getattr(row, field)
    return not (value.text if isinstance(value, Read) else value)


def _blank(place: Place, heading: str) -> Fault:
    return Fault((place,), f"必填项“{heading}”没有填写", f"请补填“{heading}”。")


@check(
    "F102",
    Severity.ERROR,
    "缺少必填列",
    reason="列被删去或改了名，该列内容就全部读不到。",
    example="《权力运行流程》没有“办理主体”一列。",
    mend="恢复标准表头后重新填写该列。",
)
def missing_column(unit: Unit) -> Iterator[Fault]:
    """A required column that no heading of the sheet names."""
    for submission in unit.submissions:
        for sheet, heading in submission.missing_columns:
            yield Fault(
                (Place(submission.file, sheet, "A1"),),
                f"《{sheet}》缺少必填列“{heading}”",
                f"请恢复“{heading}”列（表头须与标准填报表一致）并填写。",
            )


@check(
    "F103",
    Severity.ERROR,
    "数字、日期或流向无法识别",
    reason="认不出的金额绝不能当作 0，认不出的日期、序号也不能猜。",
    example="“涉及金额（万元）”填“约2000万”。",
    mend="按提示的写法改填。",
)
def unreadable_value(unit: Unit) -> Iterator[Fault]:
    """Something is written, but it cannot be read as what the column holds."""
    hints = {
        "reported_on": "请填日期，如 2026-05-31。",
        "evaluated_on": "请填日期，如 2026-06-15。",
        "due": "请填日期，如 2026-12-31，或填“长期”。",
        "amount": "请只填数字（单位万元），如 2000。",
        "number": "请填整数，如 3。",
        "days": "请只填整数（工作日），如 5。",
        "steps": "请填环节序号，如 3 或 3、5。",
        "ways": "请填下一环节的序号，如 3，或“通过→4；不通过→2”。",
    }
    columns = unit.settings.columns
    words = {c.field: c.words for sheet in columns.sheets for c in sheet.columns if c.words}

    def fault(place: Place, heading: str, field: str, text: str) -> Fault:
        return Fault((place,), f"“{heading}”填写的“{text}”无法识别", hints[field])

    for submission in unit.submissions:
        info = submission.info
        if info.reported_on.unreadable:
            yield fault(info.at("reported_on"), "填报日期", "reported_on", info.reported_on.text)
        reads: list[tuple[Sourced, str, tuple[str, ...]]] = [
            *((power, "powers", ("amount",)) for power in submission.powers),
            *((step, "steps", ("number", "days", "ways")) for step in submission.steps),
            *((risk, "risks", ("steps",)) for risk in submission.risks),
            *((measure, "risks", ("due",)) for measure in submission.measures),
            *((evaluation, "evaluations", ("evaluated_on",)) for evaluation in submission.evaluations),
        ]
        for row, record, fields in reads:
            for field in fields:
                value: Read[object] = getattr(row, field)
                if value.unreadable and value.text not in words.get(field, ()):
                    yield fault(row.at(field), columns.heading(record, field), field, value.text)


@check(
    "F104",
    Severity.WARNING,
    "填报年度与填报日期不同年",
    reason="可能误交了往年的表。",
    example="填报日期为 2026-05-20，“填报年度”填 2025。",
    mend="核对是否交错表，或改正年度。",
)
def wrong_year(unit: Unit) -> Iterator[Fault]:
    """The year that the workbook is filled for is not the year of its own date."""
    for submission in unit.submissions:
        info = submission.info
        if info.year and info.reported_on.value and info.year != str(info.reported_on.value.year):
            yield Fault(
                (info.at("year"),),
                f"填报年度“{info.year}”与填报日期 {info.reported_on.value.isoformat()} 不是同一年",
                "请核对是否交错了表，或改正年度、日期。",
            )
