"""A 来件: what is unusual about a workbook as it came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.model import OddityKind, Place, Severity, Submission
from pipeline.view.unit import Unit


def _with(unit: Unit, kind: OddityKind) -> Iterator[tuple[Submission, tuple[Place, ...]]]:
    for submission in unit.submissions:
        for oddity in submission.oddities:
            if oddity.kind is kind:
                yield submission, oddity.places


@check(
    "A101",
    Severity.WARNING,
    "工作簿含有宏",
    reason="宏能在打开时自行运行，填报表不需要宏。",
    example="报送的是 .xlsm 文件。",
    mend="另存为 .xlsx。读取时宏从不运行，退回的工作簿已去掉宏。",
)
def macros(unit: Unit) -> Iterator[Fault]:
    """The workbook holds a macro project or macro sheets."""
    for _, places in _with(unit, OddityKind.MACROS):
        yield Fault(places, "工作簿含有宏，读取时没有运行", "请另存为不含宏的 .xlsx。")


@check(
    "A102",
    Severity.WARNING,
    "引用了其他文件",
    reason="引用的文件没有随来，读到的只是上次保存的结果，可能已经过时。",
    example="金额写作 ='[台账.xlsx]Sheet1'!B2。",
    mend="把引用的单元格复制后“选择性粘贴—数值”。",
)
def external_links(unit: Unit) -> Iterator[Fault]:
    """Cells refer to another file; their last saved values were read."""
    for _, places in _with(unit, OddityKind.EXTERNAL_LINKS):
        yield Fault(places, "工作簿引用了其他文件，读到的是上次保存的结果", "请把引用改为数值后保存。")


@check(
    "A103",
    Severity.ERROR,
    "公式没有保存结果",
    reason="没有结果的公式读不到内容，该格会被当作空白。",
    example="由其他软件导出、未在 Excel 或 WPS 中打开保存过的表。",
    mend="用 Excel 或 WPS 打开，保存后再报送；或直接填数值。",
)
def uncalculated(unit: Unit) -> Iterator[Fault]:
    """Formulas without a saved result."""
    for _, places in _with(unit, OddityKind.UNCALCULATED):
        yield Fault(places, "公式没有保存结果，读不到内容", "请用 Excel 或 WPS 打开并保存，或直接填数值。")


@check(
    "A104",
    Severity.HINT,
    "有隐藏的行",
    reason="隐藏的行照常读取；如是作废的行，应删去。",
    example="筛选后保存，一部分行没有显示。",
    mend="取消隐藏，删去作废的行。",
)
def hidden_rows(unit: Unit) -> Iterator[Fault]:
    """Hidden rows; they are read like all others."""
    for _, places in _with(unit, OddityKind.HIDDEN_ROWS):
        yield Fault(places, "工作簿有隐藏的行，已照常读取", "请取消隐藏后核对，作废的行请删去。")


@check(
    "A105",
    Severity.WARNING,
    "有相似的工作表未读取",
    reason="同一张表有两份时只读一份，另一份的内容没有进入公文。",
    example="《职权目录》之外还有一张《职权目录 (2)》。",
    mend="把需要的行并入标准工作表，删去多余的一份。",
)
def unread_sheets(unit: Unit) -> Iterator[Fault]:
    """Visible sheets that look like one of ours, beside the one that was read."""
    for _, places in _with(unit, OddityKind.UNREAD_SHEETS):
        for place in places:
            yield Fault((place,), f"工作表《{place.sheet}》与标准工作表重复，没有读取", "请并入标准工作表后删去。")


@check(
    "A106",
    Severity.ERROR,
    "两份填报表自称同一处室",
    reason="职权完全不同，不像同一份表的新旧版本；处室名称填错会把职权记到别人名下。",
    example="两个处都在“填报处室”填“综合处”。",
    mend="核对处室名称，填错的一份改正后重新报送。",
)
def rival_claims(unit: Unit) -> Iterator[Fault]:
    """Workbooks that claim one division's name and have no power in common."""
    claims: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in unit.submissions:
        claims[submission.info.division].append(submission)
    for division, rivals in claims.items():
        if len(rivals) > 1:
            files = "、".join(f"“{rival.file}”（{rival.info.reporter}）" for rival in rivals)
            yield Fault(
                tuple(rival.info.at("division") for rival in rivals),
                f"{len(rivals)}份填报表都自称“{division}”，所列职权互不相同：{files}",
                "请核对处室名称，填错的一份改正后重新报送。",
            )


@check(
    "A107",
    Severity.HINT,
    "工作簿设有密码",
    reason="有密码的工作簿须由办公室输入密码才能读取。",
    example="打开时要求输入密码。",
    mend="下次报送前去掉密码。退回的工作簿不带密码。",
)
def password(unit: Unit) -> Iterator[Fault]:
    """The workbook was opened with a password that the office gave."""
    for _, places in _with(unit, OddityKind.PASSWORD):
        yield Fault(places, "工作簿设有密码，已用所给的密码打开", "请去掉密码后报送。")


@check(
    "A108",
    Severity.ERROR,
    "单元格是错误值",
    reason="公式算不出结果时显示 #REF!、#N/A 等，这一格没有内容可读。",
    example="“自评等级”显示 #N/A。",
    mend="改正公式，或直接填写内容。",
)
def error_values(unit: Unit) -> Iterator[Fault]:
    """Cells of type error, each with what it shows."""
    for submission in unit.submissions:
        for oddity in submission.oddities:
            if oddity.kind is OddityKind.ERROR_VALUE:
                yield Fault(
                    oddity.places, f"单元格显示错误值“{oddity.shown}”，读不到内容", "请改正公式，或直接填写内容。"
                )


@check(
    "A109",
    Severity.HINT,
    "有划去的行",
    reason="加了删除线的行照常读取；如是作废的行，应删去。",
    example="一项职权的整行加了删除线，但没有删去。",
    mend="作废的行请删去；仍有效的请去掉删除线。",
)
def struck_out(unit: Unit) -> Iterator[Fault]:
    """Rows all of whose cells are struck through; they are read like all others."""
    for _, places in _with(unit, OddityKind.STRUCK_OUT):
        yield Fault(places, "整行加了删除线，已照常读取", "作废的行请删去；仍有效的请去掉删除线。")


@check(
    "A110",
    Severity.ERROR,
    "编码以数字保存，末尾已丢失",
    reason="Excel 的数字只有15位，更长的编码第16位起已变成0，原来的数字找不回来。",
    example="18位编码 110101199001011234 存为数字，成了 110101199001011000。",
    mend="把单元格格式设为“文本”，重新填写完整的编码。",
)
def long_numbers(unit: Unit) -> Iterator[Fault]:
    """Codes that are numbers of more digits than a number keeps; one code is told of once, with all its cells."""
    cells: defaultdict[str, list[Place]] = defaultdict(list)
    for submission in unit.submissions:
        for oddity in submission.oddities:
            if oddity.kind is OddityKind.LONG_NUMBER:
                cells[oddity.shown] += oddity.places
    for code, places in cells.items():
        yield Fault(
            tuple(places),
            f"编码“{code}”是以数字保存的，第16位起的数字已不可信",
            "请把单元格格式设为“文本”，重新填写完整的编码。",
        )
