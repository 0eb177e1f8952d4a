"""The draft assistant: an older table becomes a standard workbook; nothing is placed wrong and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.cli import main
from pipeline.draft import draft
from pipeline.intake.inbox import read_file
from pipeline.model import Draft, Submission
from pipeline.normalise import normalise
from pipeline.render.excel.drafted import LEFTOVERS, drafted_workbook
from pipeline.settings import Settings

Sheet = list[list[Any]]
# An example content of each head: it must come out under the expected field, or be left over (None), or say nothing.
Expected = dict[str, tuple[str, str | None]]

POSTS: Sheet = [
    ["廉政风险点岗位排查及防控措施一览表"],
    ["序号", "部门", "重要环节", "廉政风险点表现形式", "风险点涉及的岗位", "风险等级", "防控要点及防控措施", "直接责任人", "部门责任人", "责任领导"],
    [1, "救助科", "入户核查", "核查走过场", "核查岗", "高", "两人同行并留影像", "甲某", "乙某", "丙某"],
    [2, "救助科", "名单公示", "公示不及时", "公示岗", "一级", "系统到期提醒", "丁某", "乙某", "丙某"],
    ["序号", "部门", "重要环节", "廉政风险点表现形式", "风险点涉及的岗位", "风险等级", "防控要点及防控措施", "直接责任人", "部门责任人", "责任领导"],
    [3, "财务科", "经费支付", "超范围支付", "出纳岗", "中", "联签支付", "戊某", "己某", "丙某"],
]  # fmt: skip
LIST: Sheet = [
    ["序号", "科室", "职权+流程步骤", "风险点", "风险等级", "防控措施", "分管领导人", "科室负责人"],
    [1, "登记科", "社团成立登记\n1.受理 2.审查\n3.决定", "1.故意拖延；\n2.降低标准", "中风险", "1.限时办结；\n2.双人复核", "赵某", "钱某"],
    [2, "登记科", "年度检查\n1.通知 \n2.检查", "人情检查", "1中2低", "随机抽取", "赵某", "钱某"],
]  # fmt: skip
CLEAN_RISKS: Sheet = [
    ["廉洁风险表"],
    ["序号", "岗位类别", "风险名称", "风险描述", "防控措施", "监测指标"],
    [1, "采购岗", "围标串标", "供应商相互串通报价", "专家库随机抽取", "同址投标次数"],
]
SWIM: Sheet = [
    ["工作流程", "廉政风险点", "防控措施"],
    ["受理申请", "选择性受理（低风险）", "窗口一次性告知"],
    ["集体审议", "个人说了算（高风险）", "集体研究并记录"],
]
DUTIES: Sheet = [
    ["序号", "权力类型", "项目名称", "设定依据", "实施主体", "责任事项", "责任事项依据", "承办机构", "追责对象范围", "备注"],
    [1, "行政许可", "公墓设立审批", "《殡葬管理条例》第八条", "某县民政局",
     "1.受理责任：公示材料并一次告知。\n2.审查责任：实地核查。\n3.决定责任：作出准予决定。\n4.其他法律法规规定的事项。", "同设定依据", "殡葬科", "承办人", "含改扩建"],
    [2, "行政审批类", "社团印章备案", "《社会团体登记管理条例》第十八条", "某县民政局", "按规定办理", "同上", "登记科", "承办人", None],
]  # fmt: skip
HEADED: Sheet = [
    ["行政执法职权、依据一览表"],
    ["一、行政许可（共2项）"],
    ["（一）社会团体成立登记"],
    ["《社会团体登记管理条例》第九条　申请成立社会团体……"],
    ["（二）民办非企业单位登记"],
    ["《民办非企业单位登记管理暂行条例》第八条"],
    ["二、行政处罚（共1项）"],
    ["（一）对擅自开展活动的处罚"],
    ["《社会团体登记管理条例》第三十二条"],
]
TWO_ROWS: Sheet = [
    ["行政权力清单和责任清单分表"],
    ["序号", "职权编码", "职权名称", None, "实施依据", "实施对象", "承办机构", "公开范围", "办理数量", "收费（征收）依据和标准", "责任主体", "责任事项", "追责情形"],
    [None, None, "项目", "子项", None, None, None, None, None, None, None, None, None],
    [1, "MZ-QR-01", "婚姻登记", "结婚登记", "《婚姻登记条例》第四条", "当事人", "登记处", "社会公开", "300件", "不收费", "县局", "依规办理", "失职"],
    [2, "MZ-QR-01", "婚姻登记", "离婚登记", "《婚姻登记条例》第十条", "当事人", "登记处", "社会公开", "80件", "不收费", "县局", "依规办理", "失职"],
]  # fmt: skip
FORM: Sheet = [
    ["行政权力责任事项梳理表", None, None, None],
    ["职权名称", "对养老机构违规的处罚", "职权类型", "行政处罚"],
    ["审核转报（是/否）", "否", "职权编码", "MZ-CF-07"],
    ["法定主体", "某县民政局", None, None],
    ["责任事项", "立案责任", "发现线索及时立案", None],
    ["责任事项", "决定责任", "集体讨论后作出决定", None],
]

# list → its sheet, the column pairs to merge in the head, and (head, its content, the field it must fill).
REAL: dict[str, tuple[Sheet, list[tuple[str, str, str]]]] = {
    "岗位排查表": (POSTS, [
        ("部门", "救助科", "powers.department"), ("重要环节", "入户核查", "steps.name"),
        ("廉政风险点表现形式", "核查走过场", "risks.manifestation"), ("风险点涉及的岗位", "核查岗", "powers.post"),
        ("风险等级", "高", "risks.self_level"), ("防控要点及防控措施", "两人同行并留影像", "risks.measure"),
        ("直接责任人", "甲某", "risks.responsible"), ("部门责任人", "乙某", ""), ("责任领导", "丙某", ""),
        ("风险等级", "一级", ""),
    ]),
    "防控清单": (LIST, [
        ("科室", "登记科", "powers.department"), ("职权+流程步骤", "社团成立登记", "powers.name"),
        ("职权+流程步骤", "审查", "steps.name"), ("风险点", "降低标准", "risks.description"),
        ("风险等级", "中", "risks.self_level"), ("防控措施", "双人复核", "risks.measure"),
        ("分管领导人", "赵某", ""), ("科室负责人", "钱某", ""), ("风险等级", "1中2低", ""),
    ]),
    "廉洁风险表": (CLEAN_RISKS, [
        ("岗位类别", "采购岗", "powers.post"), ("风险名称", "围标串标：供应商相互串通报价", "risks.description"),
        ("防控措施", "专家库随机抽取", "risks.measure"), ("监测指标", "同址投标次数", ""),
    ]),
    "流程图": (SWIM, [
        ("工作流程", "受理申请", "steps.name"), ("廉政风险点", "选择性受理", "risks.description"),
        ("风险等级", "低", "risks.self_level"), ("防控措施", "窗口一次性告知", "risks.measure"),
    ]),
    "责任清单": (DUTIES, [
        ("权力类型", "行政许可", "powers.category"), ("项目名称", "公墓设立审批", "powers.name"),
        ("设定依据", "《殡葬管理条例》第八条", "powers.basis"), ("实施主体", "某县民政局", "info.unit"),
        ("责任事项", "审查", "steps.name"), ("责任事项", "实地核查。", "steps.procedure"),
        ("承办机构", "殡葬科", "powers.department"), ("备注", "含改扩建", "powers.remark"),
        ("责任事项依据", "同设定依据", ""), ("追责对象范围", "承办人", ""), ("权力类型", "行政审批类", ""),
    ]),
    "职权依据一览表": (HEADED, [
        ("类别", "行政处罚", "powers.category"), ("职权名称", "民办非企业单位登记", "powers.name"),
        ("法律依据", "《民办非企业单位登记管理暂行条例》第八条", "powers.basis"),
    ]),
    "权责清单分表": (TWO_ROWS, [
        ("职权编码", "MZ-QR-01", "powers.code"), ("职权名称", "婚姻登记—离婚登记", "powers.name"),
        ("实施依据", "《婚姻登记条例》第十条", "powers.basis"), ("实施对象", "当事人", "powers.counterpart"),
        ("承办机构", "登记处", "powers.department"), ("公开范围", "社会公开", "powers.publicity"),
        ("办理数量", "300件", ""), ("收费依据", "不收费", ""), ("责任主体", "县局", ""), ("追责情形", "失职", ""),
    ]),
    "一事一表": (FORM, [
        ("职权名称", "对养老机构违规的处罚", "powers.name"), ("职权类型", "行政处罚", "powers.category"),
        ("职权编码", "MZ-CF-07", "powers.code"), ("法定主体", "某县民政局", "info.unit"),
        ("责任事项", "立案", "steps.name"), ("责任事项", "集体讨论后作出决定", "steps.procedure"),
        ("审核转报", "否", ""),
    ]),
}  # fmt: skip

# Lists of our own invention, in the manner of counties and ministries.
HELD_OUT: dict[str, tuple[Sheet, list[tuple[str, str, str]]]] = {
    "处室风险": ([
        ["填报单位：某局"], ["序号", "处室", "岗位名称", "职权事项", "主要风险点", "风险类别", "风险级别", "防范措施", "防控责任人", "完成时间"],
        [1, "计财处", "会计岗", "预算编制", "虚列项目", "制度机制", "中", "预算评审", "甲某", "2026-10-31"],
    ], [("处室", "计财处", "powers.department"), ("岗位名称", "会计岗", "powers.post"),
        ("职权事项", "预算编制", "powers.name"), ("主要风险点", "虚列项目", "risks.description"),
        ("风险类别", "制度机制", "risks.source"), ("风险级别", "中", "risks.self_level"),
        ("防范措施", "预算评审", "risks.measure"), ("防控责任人", "甲某", "risks.responsible"),
        ("完成时间", "2026-10-31", "risks.due")]),
    "星级": ([
        ["序号", "职权名称", "廉洁风险点", "风险等级", "具体防控措施", "责任人"],
        [1, "物资调拨", "优亲厚友", "★★★", "公开分配结果", "乙某"],
    ], [("职权名称", "物资调拨", "powers.name"), ("廉洁风险点", "优亲厚友", "risks.description"),
        ("风险等级", "★★★", ""), ("具体防控措施", "公开分配结果", "risks.measure"),
        ("责任人", "乙某", "risks.responsible")]),
    "时限": ([
        ["权力名称", "办理环节", "办理岗位", "办理时限", "监督方式"],
        ["慈善信托备案", "受理", "窗口岗", "3个工作日", "系统留痕"], ["慈善信托备案", "决定", "处长", "5", "公示"],
    ], [("权力名称", "慈善信托备案", "powers.name"), ("办理环节", "决定", "steps.name"), ("办理岗位", "处长", "steps.actor"),
        ("办理时限", "3个工作日", "steps.days"), ("监督方式", "系统留痕", "steps.supervision")]),
    "大项": ([
        ["序号", "事项名称", None, "事项类型", "行使依据", "行使主体", "责任处室", "服务对象"],
        [None, "主项", "子项", None, None, None, None, None],
        [1, "地名命名", "街路命名", "其他行政权力", "《地名管理条例》第十二条", "某市民政局", "地名处", "申请单位"],
    ], [("事项名称", "地名命名—街路命名", "powers.name"), ("事项类型", "其他行政权力", "powers.category"),
        ("行使依据", "《地名管理条例》第十二条", "powers.basis"), ("行使主体", "某市民政局", "info.unit"),
        ("责任处室", "地名处", "powers.department"), ("服务对象", "申请单位", "powers.counterpart")]),
    "对策": ([
        ["单位", "关键环节", "存在的风险点", "表现形式", "可能性", "危害程度", "预防措施", "落实时限", "分管领导"],
        ["某中心", "验收入库", "以次充好", "数量不足", "低", "高", "第三方检测", "长期", "丙某"],
    ], [("单位", "某中心", "info.unit"), ("关键环节", "验收入库", "steps.name"), ("存在的风险点", "以次充好", "risks.description"),
        ("表现形式", "数量不足", "risks.manifestation"), ("可能性", "低", "risks.likelihood"),
        ("危害程度", "高", "risks.harm"), ("预防措施", "第三方检测", "risks.measure"),
        ("落实时限", "长期", "risks.due"), ("分管领导", "丙某", "")]),
    "裁量": ([
        ["职权编码", "职权名称", "职权类别", "法律依据", "责任科室", "自由裁量权（有/无）", "公开形式", "联系电话"],
        ["A-01", "抚恤金发放", "行政给付", "《军人抚恤优待条例》第九条", "优抚科", "无", "网站", "010-1"],
    ], [("职权编码", "A-01", "powers.code"), ("职权名称", "抚恤金发放", "powers.name"), ("职权类别", "行政给付", "powers.category"),
        ("法律依据", "《军人抚恤优待条例》第九条", "powers.basis"), ("责任科室", "优抚科", "powers.department"),
        ("自由裁量权", "无", "powers.discretion"), ("公开形式", "网站", "powers.publicity"), ("联系电话", "010-1", "")]),
    "几点": ([
        ["职权", "风险内容", "风险种类", "防控办法"],
        ["人员招聘", "（1）量身定岗（2）泄露试题", "岗位职责", "（1）岗位论证（2）封闭命题"],
    ], [("职权", "人员招聘", "powers.name"), ("风险内容", "泄露试题", "risks.description"),
        ("风险种类", "履行职责", "risks.source"), ("防控办法", "封闭命题", "risks.measure")]),
    "表单": ([
        ["权力名称", "救灾款分配"], ["权力类别", "行政给付"], ["责任部门", "救灾处"], ["实施依据", "《自然灾害救助条例》第二十条"],
        ["监督电话", "12345"], ["权力名称", "捐赠款接收"], ["权力类别", "其他行政权力"], ["责任部门", "慈善处"],
    ], [("权力名称", "救灾款分配", "powers.name"), ("权力名称", "捐赠款接收", "powers.name"),
        ("责任部门", "慈善处", "powers.department"), ("实施依据", "《自然灾害救助条例》第二十条", "powers.basis"),
        ("监督电话", "12345", "")]),
}  # fmt: skip


def _write(path: Path, rows: Sheet) -> Path:
    book = openpyxl.Workbook()
    page: Worksheet = book.worksheets[0]
    for row in rows:
        page.append(row)
    for number, row in enumerate(rows, start=1):
        # A head over two columns, and single heads over two rows, are merged as people merge them.
        if number < len(rows) and "子项" in rows[number]:
            for column, text in enumerate(row, start=1):
                if text and column < len(row) and row[column] is None:
                    page.merge_cells(start_row=number, end_row=number, start_column=column, end_column=column + 1)
                elif text:
                    page.merge_cells(start_row=number, end_row=number + 1, start_column=column, end_column=column)
    book.save(path)
    return path


@pytest.fixture
def drafted(tmp_path: Path, settings: Settings) -> Callable[[Sheet], Draft]:
    def make(rows: Sheet) -> Draft:
        return draft(read_file(_write(tmp_path / "旧表.xlsx", rows), "旧表.xlsx"), settings)

    return make


def _where(made: Draft, content: str) -> set[str]:
    """The fields in which a content stands; "" where it was left over."""
    found = {
        f"{record}.{field}"
        for record, rows in made.rows.items()
        for row in rows
        for field, text in row.items()
        if text == content and field != "power_code"
    }
    found |= {f"info.{field}" for field, text in made.info.items() if text == content}
    return found | ({""} if any(left.text == content for left in made.leftovers) else set())


@pytest.mark.parametrize("lists", [REAL, HELD_OUT], ids=["真实表头", "另拟表头"])
def test_nine_columns_of_ten_are_placed_right_and_none_wrong(
    lists: dict[str, tuple[Sheet, list[tuple[str, str, str]]]], drafted: Callable[[Sheet], Draft]
) -> None:
    right, wrong, missed = 0, [], []
    for name, (rows, columns) in lists.items():
        made = drafted(rows)
        for head, content, expected in columns:
            found = _where(made, content)
            if found == {expected}:
                right += bool(expected)
            elif found - {"", expected}:
                wrong.append((name, head, content, found))
            else:
                missed.append((name, head, content, found))
    assert not wrong
    counted = sum(bool(expected) for _, columns in lists.values() for _, _, expected in columns)
    assert right >= 0.9 * counted, missed
    assert not [item for item in missed if not item[3]], "nothing may be lost"


@pytest.mark.parametrize("name", REAL)
def test_every_written_text_is_placed_or_listed(name: str, drafted: Callable[[Sheet], Draft]) -> None:
    rows, _ = REAL[name]
    made = drafted(rows)
    said = "\n".join(
        [text for table in made.rows.values() for row in table for text in row.values()]
        + [left.text for left in made.leftovers] + [left.head for left in made.leftovers] + list(made.info.values())
    )  # fmt: skip
    heads = {head for head, _, _ in REAL[name][1]} | {
        "序号",
        "项目",
        "风险描述",
        "子项",
        "收费（征收）依据和标准",
        "审核转报（是/否）",
    }
    for row in rows[1:]:
        for cell in row:
            if isinstance(cell, str) and len(cell) <= 8 and cell not in heads and "\n" not in cell:
                assert cell.removesuffix("风险").removesuffix("责任") in said, cell


def test_a_drafted_workbook_is_read_by_the_program_itself(
    drafted: Callable[[Sheet], Draft], settings: Settings, tmp_path: Path
) -> None:
    made = drafted(LIST)
    made.info |= {"unit": "某司", "division": "登记科"}
    path = tmp_path / "草稿.xlsx"
    path.write_bytes(drafted_workbook(made, settings.columns, settings.vocabulary))
    result = normalise(read_file(path, path.name), settings)
    assert isinstance(result, Submission), result
    assert [power.name for power in result.powers] == ["社团成立登记", "年度检查"]
    assert [step.name for step in result.steps] == ["受理", "审查", "决定", "通知", "检查"]
    assert [(risk.description, risk.self_level) for risk in result.risks] == [
        ("故意拖延", "中"), ("降低标准", "中"), ("人情检查", ""),
    ]  # fmt: skip
    assert [measure.text for measure in result.measures] == ["限时办结", "双人复核", "随机抽取"]
    assert {risk.power_code for risk in result.risks} <= {power.code for power in result.powers}


def test_guesses_are_coloured_with_a_reason_and_leftovers_listed_with_their_cell(
    drafted: Callable[[Sheet], Draft], settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "草稿.xlsx"
    path.write_bytes(drafted_workbook(drafted(POSTS), settings.columns, settings.vocabulary))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[1] == LEFTOVERS
    rows = [[cell.value for cell in row] for row in book[LEFTOVERS].iter_rows(min_row=2)]
    assert ["Sheet", "F4", "风险等级", "一级"] in [row[:4] for row in rows]
    assert any("声明" in str(row[4]) for row in rows if row[3] == "一级")
    cell = book["职权目录"]["B3"]
    assert cell.value == "ZQ-001"
    assert cell.fill.fgColor.rgb == "00FFE066"
    assert "暂编" in cell.comment.text


def test_a_formula_in_an_old_table_stays_text(
    drafted: Callable[[Sheet], Draft], settings: Settings, tmp_path: Path
) -> None:
    rows = [["职权名称", "职权类型", "法律依据"], ["普通职权", "行政许可", "+cmd|' /C calc'!A0"]]
    path = tmp_path / "草稿.xlsx"
    path.write_bytes(drafted_workbook(drafted(rows), settings.columns, settings.vocabulary))
    cell = openpyxl.load_workbook(path)["职权目录"]["E3"]
    assert (cell.value, cell.data_type) == ("+cmd|' /C calc'!A0", "s")


def test_a_sheet_without_known_heads_is_named_whole(drafted: Callable[[Sheet], Draft]) -> None:
    made = drafted([["会议通知"], ["请各处室准时参加"]])
    assert [left.text for left in made.leftovers] == ["（整张表）"]


def test_the_command_says_what_was_placed_and_what_to_do_next(tmp_path: Path) -> None:
    path = _write(tmp_path / "旧表.xlsx", DUTIES)
    result = CliRunner().invoke(main, ["template", "--from", str(path)])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "旧表（草稿）.xlsx").exists()
    assert "职权2项、环节3个" in result.output
    assert "未能填入" in result.output
    missing = CliRunner().invoke(main, ["template", "--from", str(tmp_path / "没有.xlsx")])
    assert missing.exit_code == 2
