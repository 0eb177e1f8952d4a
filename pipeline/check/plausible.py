"""F 填写完整与格式: what is filled in can be what was asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check, short
from pipeline.likeness.folding import folded
from pipeline.model import Place, Power, Read, Severity, Sourced, Step, Submission
from pipeline.view.unit import Unit

# 座机（可带区号、分机）或手机；几个号码用顿号、逗号、分号、斜线或换行隔开；空格不算，区号后面也有人空一格。
_PHONE = re.compile(r"(?:\+?86-?)?(?:\(?0\d{2,3}\)?-?)?\d{7,8}(?:(?:-|转)\d{1,6})?|(?:\+?86-?)?1\d{10}|\d{4,5}")
_NUMBERED = re.compile(r"\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*\D|[①-⑳])")
_GARBLED = re.compile(r"�|锟斤拷|烫烫烫|\?{3,}|#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")


def _records(submission: Submission) -> Iterator[tuple[str, Sourced]]:
    for record in ("powers", "steps", "risks", "evaluations"):
        for row in getattr(submission, record):
            yield record, row


@check(
    "F105",
    Severity.ERROR,
    "必填项只写了占位的字",
    reason="“无”“略”“同上”填在必填栏里等于没有填，公文照排出来就是“行使依据：略”。",
    example="“行使依据”填“同上”。",
    mend="写出实际内容；与上一行相同的也要写全。",
)
def placeholder(unit: Unit) -> Iterator[Fault]:
    """A word that stands for nothing in a required column of text; one fault for each such word of a column."""
    words = set(unit.settings.rules.plausible.placeholders)
    columns = {
        record: [c for c in unit.settings.columns.sheet(record).columns if c.required and c.kind == "text"]
        for record in ("powers", "steps", "risks", "evaluations")
    }
    for submission in unit.submissions:
        places: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
        for record, row in _records(submission):
            for column in columns[record]:
                text = getattr(row, column.field, "")
                if isinstance(text, str) and folded(text).lower().strip("。.") in words:
                    places[column.heading, text].append(row.at(column.field))
        for measure in submission.measures:
            for field, text in (("measure", measure.text), ("responsible", measure.responsible)):
                if folded(text).lower().strip("。.") in words:
                    places[unit.settings.columns.heading("risks", field), text].append(measure.at(field))
        for (heading, text), cells in places.items():
            yield Fault(tuple(cells), f"必填项“{heading}”只填了“{text}”", "请写出实际内容；与上一行相同的也请写全。")


@check(
    "F106",
    Severity.WARNING,
    "联系电话不像电话号码",
    reason="有疑问时联系不上填报人，只能整份退回。",
    example="“联系电话”填“5812”加一串字母，或少了一位。",
    mend="填座机（可带区号、分机）或手机号码。",
)
def odd_phone(unit: Unit) -> Iterator[Fault]:
    """A phone that is neither a land line (with area code and extension) nor a mobile number, nor an inner number."""
    for submission in unit.submissions:
        info = submission.info
        numbers = [part for part in re.split(r"[、,，;；/\n]", info.phone) if part.strip()]
        if any(not _PHONE.fullmatch(folded(part).replace("—", "-").replace("–", "-")) for part in numbers):
            yield Fault(
                (info.at("phone"),),
                f"联系电话“{info.phone}”不像电话号码",
                "请填座机（可带区号、分机）或手机号码，如 010-58120000。",
            )


@check(
    "F107",
    Severity.WARNING,
    "填报人与审核人是同一人",
    reason="自己审核自己填的表，等于没有审核。",
    example="填报人、审核人都是“张三”。",
    mend="由处室负责人审核并填写姓名。",
)
def reviewed_by_reporter(unit: Unit) -> Iterator[Fault]:
    """One name as both reporter and reviewer."""
    for submission in unit.submissions:
        info = submission.info
        if info.reporter and folded(info.reporter) == folded(info.reviewer):
            yield Fault(
                (info.at("reviewer"), info.at("reporter")),
                f"填报人与审核人都是“{info.reporter}”",
                "请由处室负责人审核并填写姓名。",
            )


@check(
    "F108",
    Severity.WARNING,
    "完成时限的年份不合常理",
    reason="十年以后才完成的措施没有约束力，多半是写错了年份。",
    example="填报日期 2026-05-20，完成时限 2206-12-31。",
    mend="改正年份；没有期限的填“长期”。",
)
def far_due(unit: Unit) -> Iterator[Fault]:
    """A due date many years after the workbook's own date."""
    years = unit.settings.rules.plausible.longest_due_years
    for submission in unit.submissions:
        reported = submission.info.reported_on.value
        for measure in submission.measures:
            due = measure.due.value
            if reported and due and due.year - reported.year > years:
                yield Fault(
                    (measure.at("due"),),
                    f"完成时限 {due.isoformat()} 比填报日期晚 {due.year - reported.year} 年",
                    "请改正年份；没有期限的请填“长期”。",
                )


@check(
    "F109",
    Severity.WARNING,
    "金额大得不合常理",
    reason="栏目的单位是万元，把“元”填进来就大了一万倍，等级会被误判为高。",
    example="“涉及金额（万元）”填 186000000。",
    mend="换算成万元。",
)
def huge_amount(unit: Unit) -> Iterator[Fault]:
    """An amount above the largest that the rule file thinks possible."""
    largest = unit.settings.rules.plausible.largest_amount
    for power in unit.powers:
        value = power.amount.value
        if value is not None and value >= largest:
            yield Fault(
                (power.at("amount"),),
                f"涉及金额 {value:,f} 万元（{value / 10000:,.0f} 亿元）大得不合常理，是否把“元”填成了“万元”？",
                "请核对单位，换算成万元。",
            )


@check(
    "F110",
    Severity.HINT,
    "名称里带有编号或句末标点",
    reason="名称要进目录和标题，编号、句号留在里面，排出来就是“1.1.×××”。",
    example="权力名称填“1.社会团体成立登记。”",
    mend="只留名称本身，序号填在序号一栏。",
)
def numbered_name(unit: Unit) -> Iterator[Fault]:
    """A number before, or a full stop behind, the name of a power or step; all of a workbook are one finding."""
    for submission in unit.submissions:
        named: tuple[Power | Step, ...] = (*submission.powers, *submission.steps)
        odd = [
            row for row in named if _NUMBERED.match(row.name) or row.name.endswith(("。", "；", "，", "、", ";", "."))
        ]
        if odd:
            yield Fault(
                tuple(row.at("name") for row in odd),
                f"{len(odd)} 个名称带有编号或句末标点，如“{short(odd[0].name)}”",
                "请只留名称本身。",
            )


@check(
    "F111",
    Severity.WARNING,
    "权力名称太笼统",
    reason="只写“审批”“管理”，看不出对谁、对什么事，也无法与权责清单对应。",
    example="权力名称填“监督检查”。",
    mend="写成“对象＋事项”，如“养老机构监督检查”。",
)
def vague_name(unit: Unit) -> Iterator[Fault]:
    """A power's name that is a bare verb, or a single character."""
    vague = unit.settings.rules.plausible.vague_names
    for power in unit.powers:
        name = folded(power.name)
        if name in vague or len(name) == 1:
            yield Fault(
                (power.at("name"),),
                f"权力名称“{power.name}”太笼统，看不出对什么行使",
                "请写成“对象＋事项”，如“养老机构监督检查”。",
            )


@check(
    "F112",
    Severity.ERROR,
    "乱码或公式错误值",
    reason="读到的已经不是填报人写的内容。",
    example="“权力名称”是“锟斤拷”，“备注”是 #REF!。",
    mend="在原表中重新输入；由公式得到的改填文字。",
)
def garbled(unit: Unit) -> Iterator[Fault]:
    """Replacement characters, runs of question marks, or Excel's error values in any cell of text."""
    for submission in unit.submissions:
        places: dict[Place, str] = {}
        for record, row in _records(submission):
            for column in unit.settings.columns.sheet(record).columns:
                value = getattr(row, column.field, "")
                text = value.text if isinstance(value, Read) else value
                if isinstance(text, str) and _GARBLED.search(text):
                    places[row.at(column.field)] = text
        if places:
            yield Fault(
                tuple(places),
                f"{len(places)} 个单元格是乱码或公式错误值，如“{short(next(iter(places.values())))}”",
                "请在原表中重新输入。",
            )
