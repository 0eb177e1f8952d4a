"""The shipped Word layouts: which columns, headings and tables each document has.

The .docx files in templates_docx/ are what the program uses and what an office restyles in Word; this makes them
anew (``make layouts``) when a layout is added or the standard's parameters change.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from tools.layout_builder import Columns, FormLines, Layout

CATALOGUE: Columns = (
    ("权力类别", 17, "row.category", True),
    ("责任部门", 17, "row.department", True),
    ("序号", 8, "row.number", True),
    ("职权编码", 21, "row.code", True),
    ("权力名称", 26, "row.name", False),
    ("行使依据", 46, "row.basis", False),
    ("责任岗位", 18, "row.post", False),
    ("行使对象", 19, "row.counterpart", False),
    ("涉及领域\n金额", 18, "row.field", False),
    ("自由\n裁量", 10, "row.discretion", True),
    ("公开方式\n备注", 25, "row.publicity", False),
)
CATALOGUE_PUBLIC: Columns = (
    ("权力类别", 17, "row.category", True),
    ("责任部门", 22, "row.department", True),
    ("序号", 10, "row.number", True),
    ("职权编码", 27, "row.code", True),
    ("权力名称", 36, "row.name", False),
    ("行使依据", 65, "row.basis", False),
    ("责任岗位", 24, "row.post", False),
    ("行使对象", 24, "row.counterpart", False),
)
COUNTS: Columns = (
    ("权力类别", 60, "row[0]", True),
    ("职权（项）", 30, "row[1]", True),
    ("其中有自由裁量（项）", 42, "row[2]", True),
)
ANNEX: Columns = (
    ("序号", 12, "row.number", True),
    ("职权编码", 28, "row.code", True),
    ("权力名称", 35, "row.name", False),
    ("行使依据全文", 150, "row.basis", False),
)
FLOW_LIST: Columns = (
    ("序号", 12, "loop.index", True),
    ("权力名称", 62, "row.name", False),
    ("职权编码", 34, "row.code", True),
    ("权力类别", 24, "row.category", True),
    ("环节数", 24, "row.steps | length", True),
)
STEPS: Columns = (
    ("序号", 10, "row.number", True),
    ("环节", 24, "row.name", False),
    ("办理主体", 22, "row.actor", False),
    ("办理条件", 28, "row.condition", False),
    ("办理程序", 38, "row.procedure", False),
    ("期限\n(工作日)", 13, "row.days", True),
    ("监督方式", 21, "row.supervision", False),
)
MARKS: Columns = (
    ("标记", 12, "row.mark", True),
    ("风险编号", 30, "row.code", True),
    ("对应环节", 18, "row.steps", True),
    ("风险描述", 74, "row.description", False),
    ("评定", 22, "row.level", True),
)
NOTICE: Columns = (
    ("序号", 10, "row.number", True),
    ("程度", 14, "row.severity", True),
    ("位置", 36, "row.places", False),
    ("问题", 52, "row.message", False),
    ("怎样改", 44, "row.mend", False),
)
VERDICT: Columns = (
    ("序号", 9, "row.number", True),
    ("风险编号", 22, "row.code", True),
    ("权力名称", 26, "row.power", False),
    ("风险描述", 36, "row.description", False),
    ("原评定", 14, "row.computed", True),
    ("审定\n意见", 12, "row.opinion", True),
    ("审定\n结果", 14, "row.stands", True),
    ("审定理由", 23, "row.reason", False),
)
SELF_CHECK: Columns = (
    ("权力名称", 20, "row.power", True),
    ("序号", 8, "row.number", True),
    ("风险编号", 18, "row.code", True),
    ("环节", 12, "row.steps", True),
    ("来源", 11, "row.source", True),
    ("风险描述", 30, "row.description", False),
    ("表现形式", 25, "row.manifestation", False),
    ("可能", 7, "row.likelihood", True),
    ("危害", 7, "row.harm", True),
    ("自评", 7, "row.self_level", True),
    ("评定", 11, "row.klass ~ '\n' ~ row.level", True),
    ("措施\n类型", 12, "row.measure_kinds | replace('、', '\n')", True),
    ("防控措施", 30, "row.measure", False),
    ("责任人", 13, "row.responsible", True),
    ("完成\n时限", 14, "row.due", True),
)
SUMMARY: Columns = (
    ("单位", 15, "row.unit", True),
    ("处室", 15, "row.division", True),
    ("权力名称", 20, "row.power", True),
    ("序号", 9, "row.number", True),
    ("风险编号", 20, "row.code", True),
    ("风险描述", 33, "row.description", False),
    ("定级依据", 38, "row.reasons", False),
    ("措施\n类型", 12, "row.measure_kinds | replace('、', '\n')", True),
    ("防控措施", 36, "row.measure", False),
    ("责任人", 13, "row.responsible", True),
    ("完成\n时限", 14, "row.due", True),
)
# Some organs publish their risk tables: without who answers, and without what the office alone reckons with.
SELF_CHECK_PUBLIC: Columns = (
    ("权力名称", 32, "row.power", True),
    ("序号", 10, "row.number", True),
    ("环节", 16, "row.steps", True),
    ("来源", 18, "row.source", True),
    ("风险描述", 44, "row.description", False),
    ("表现形式", 38, "row.manifestation", False),
    ("等级", 13, "row.klass ~ '\n' ~ row.level", True),
    ("措施\n类型", 19, "row.measure_kinds | replace('、', '\n')", True),
    ("防控措施", 35, "row.measure", False),
)
SUMMARY_PUBLIC: Columns = (
    ("单位", 24, "row.unit", True),
    ("处室", 24, "row.division", True),
    ("权力名称", 34, "row.power", True),
    ("序号", 11, "row.number", True),
    ("风险描述", 56, "row.description", False),
    ("措施\n类型", 18, "row.measure_kinds | replace('、', '\n')", True),
    ("防控措施", 58, "row.measure", False),
)
POSTS: Columns = (
    ("处室", 18, "row.division", True),
    ("责任人", 22, "row.responsible", True),
    ("序号", 9, "row.number", True),
    ("权力名称", 30, "row.power", False),
    ("风险编号", 22, "row.code", True),
    ("风险描述", 40, "row.description", False),
    ("评定", 13, "row.rating", True),
    ("措施\n类型", 13, "row.measure_kinds | replace('、', '\n')", True),
    ("防控措施", 44, "row.measure", False),
    ("完成\n时限", 14, "row.due", True),
)

# A form's lines: labels with the Jinja expressions of their values; one pair goes over the whole width.
POINT_FORM: FormLines = (
    (("单位", "form.row.unit"), ("处室", "form.row.division")),
    (("权力名称", "form.row.power"), ("职权编码", "form.row.power_code")),
    (("风险编号", "form.row.code"), ("对应环节", "form.row.steps")),
    (("风险来源", "form.row.source"), ("涉及领域", "form.row.field")),
    (("风险描述", "form.row.description"),),
    (("表现形式", "form.row.manifestation"),),
    (("发生可能性", "form.row.likelihood"), ("危害程度", "form.row.harm")),
    (("自评等级", "form.row.self_level"), ("评定", "form.row.klass ~ '、' ~ form.row.level")),
    (("定级依据", "form.row.reasons"),),
    (("措施类型", "form.row.measure_kinds"),),
    (("防控措施", "form.row.measure"),),
    (("责任人", "form.row.responsible"), ("完成时限", "form.row.due")),
    (("审定意见", "form.decision"),),
)


def catalogue(columns: Columns, counts: Columns) -> Layout:
    """职权目录: how many of each category, then a table a group, and long grounds in an annex."""
    layout = Layout(landscape=True)
    layout.title("（{{ period }}年，共{{ total }}项）")
    layout.table(counts, "row in counts")
    layout.tag("{%p for group in groups %}")
    layout.tag("{%p if group.heading %}")
    layout.heading_of_table("{{ group.heading }}")
    layout.tag("{%p else %}")
    layout.room()
    layout.tag("{%p endif %}")
    layout.table(columns, "row in group.rows", grouped=2)
    layout.tag("{%p endfor %}")
    layout.tag("{%p if annex %}")
    layout.annex("职权行使依据全文")
    layout.table(ANNEX, "row in annex", keep_rows=False)
    layout.tag("{%p endif %}")
    return layout


def flows(*, internal: bool) -> Layout:
    """权力运行流程图: a power a page, its chart, then its steps (and, internal, its risk marks)."""
    layout = Layout(landscape=False)
    layout.title("（{{ period }}年，共{{ flows | length }}项）")
    layout.table(FLOW_LIST, "row in flows")
    layout.tag("{%p for flow in flows %}")
    heading = layout.paragraph("{{ flow.heading }}", "Heading 1")
    heading.paragraph_format.first_line_indent = Pt(0)
    heading.paragraph_format.page_break_before = True
    layout.paragraph("职权编码：{{ flow.code }}　　类别：{{ flow.category }}", "Table Text")
    layout.paragraph("责任部门、岗位：{{ flow.responsible }}", "Table Text")
    layout.tag("{%p if flow.chart %}")
    layout.tag("{%p for page in chart_pages(flow.chart) %}")
    layout.tag("{%p if not loop.first %}")
    name = layout.paragraph("{{ flow.name }}{{ page.name }}", "Caption")
    name.paragraph_format.page_break_before = True
    layout.tag("{%p endif %}")
    layout.tag("{%p if page.refusal %}")
    layout.paragraph("（{{ page.refusal }}）", "Chart")
    layout.tag("{%p else %}")
    layout.paragraph("{{r page.drawing }}", "Chart")
    layout.tag("{%p endif %}")
    layout.tag("{%p endfor %}")
    layout.tag("{%p for note in flow.notes %}")
    layout.paragraph("{{ note }}", "Table Text")
    layout.tag("{%p endfor %}")
    layout.tag("{%p else %}")
    layout.paragraph("{{ flow.missing }}", "Chart")
    layout.tag("{%p endif %}")
    layout.tag("{%p if flow.steps %}")
    layout.paragraph("环节说明", "Caption")
    layout.table(STEPS, "row in flow.steps")
    layout.tag("{%p endif %}")
    if internal:
        layout.tag("{%p if flow.marks %}")
        layout.paragraph("廉政风险点", "Caption")
        layout.table(MARKS, "row in flow.marks")
        layout.tag("{%p endif %}")
    layout.tag("{%p endfor %}")
    return layout


def self_check(columns: Columns, *, internal: bool) -> Layout:
    """廉政风险自查表: a table a division."""
    layout = Layout(landscape=True)
    layout.title("（{{ period }}年）")
    layout.tag("{%p for form in forms %}")
    layout.heading_of_table("{{ form.heading }}")
    if internal:
        layout.paragraph("{{ form.filled_by }}", "Table Text").paragraph_format.keep_with_next = True
    layout.table(columns, "row in form.rows", grouped=1)
    layout.tag("{%p endfor %}")
    return layout


def summary(columns: Columns) -> Layout:
    """风险点及防控措施汇总表: counts, then a table a class and level."""
    layout = Layout(landscape=True)
    layout.title("（{{ period }}年）")
    # How many levels there are, and their names, is for the rules to say.
    layout.free_table("heads", "counts")
    layout.tag("{%p for group in groups %}")
    layout.heading_of_table("{{ group.heading }}")
    layout.table(columns, "row in group.rows", grouped=3)
    layout.tag("{%p endfor %}")
    return layout


def posts() -> Layout:
    """防控措施一览表: the measures of one who answers for them together."""
    layout = Layout(landscape=True)
    layout.title("（{{ period }}年，共{{ posts }}个责任岗位、责任人）")
    layout.table(POSTS, "row in rows", grouped=2)
    return layout


def point_forms() -> Layout:
    """廉政风险点自查表: a risk point a page, to be signed."""
    layout = Layout(landscape=False)
    layout.tag("{%p for form in forms %}")
    layout.title()
    layout.document.paragraphs[-1].paragraph_format.page_break_before = True
    layout.paragraph("{{ form.filled_by }}", "Form Text").paragraph_format.space_before = Pt(8)
    layout.form(POINT_FORM)
    layout.tag("{%p endfor %}")
    return layout


def report() -> Layout:
    """总结报告: chapters of paragraphs, small tables and graphs."""
    layout = Layout(landscape=False)
    layout.title("（{{ period }}年）")
    layout.tag("{%p for chapter in chapters %}")
    layout.paragraph("{{ chapter.heading }}", "Heading 1")
    layout.tag("{%p for part in chapter.parts %}")
    layout.tag('{%p if part.kind == "text" %}')
    layout.paragraph("{{ part.text }}", "Body Text")
    layout.tag('{%p elif part.kind == "heading" %}')
    layout.paragraph("{{ part.text }}", "Heading 2")
    layout.tag('{%p elif part.kind == "table" %}')
    layout.paragraph("{{ part.caption }}", "Caption")
    layout.free_table("part.heads", "part.rows")
    layout.tag('{%p elif part.kind == "figure" %}')
    layout.paragraph("{{r graph(part.name) }}", "Chart").paragraph_format.keep_with_next = True
    layout.paragraph("{{ part.caption }}", "Figure Caption")
    layout.tag("{%p endif %}")
    layout.tag("{%p endfor %}")
    layout.tag("{%p endfor %}")
    layout.signature()
    return layout


def brief() -> Layout:
    """简报: one page."""
    layout = Layout(landscape=False)
    layout.title("（{{ period }}年　{{ organ }}）")
    layout.tag("{%p for text in paragraphs %}")
    layout.paragraph("{{ text }}", "Body Text")
    layout.tag("{%p endfor %}")
    layout.paragraph("{{r graph(graph_name) }}", "Chart").paragraph_format.keep_with_next = True
    layout.paragraph("{{ caption }}", "Figure Caption")
    layout.paragraph("{{ lead }}", "Body Text")
    layout.tag("{%p for text in tasks %}")
    layout.paragraph("{{ loop.index }}. {{ text }}", "Body Text")
    layout.tag("{%p endfor %}")
    return layout


def notice() -> Layout:
    """退回修改通知: a letter to a division, with the table of what to mend."""
    layout = Layout(landscape=False)
    layout.title()
    layout.addressee()
    layout.tag("{%p for text in paragraphs %}")
    layout.paragraph("{{ text }}", "Body Text")
    layout.tag("{%p endfor %}")
    layout.tag("{%p if rows %}")
    layout.table(NOTICE, "row in rows")
    layout.tag("{%p endif %}")
    layout.attachments()
    layout.signature()
    return layout


def decision_notice() -> Layout:
    """审定通知: a letter to a division, with the table of what was decided."""
    layout = Layout(landscape=False)
    layout.title()
    layout.addressee()
    layout.tag("{%p for text in paragraphs %}")
    layout.paragraph("{{ text }}", "Body Text")
    layout.tag("{%p endfor %}")
    layout.room()
    layout.table(VERDICT, "row in rows")
    layout.signature()
    return layout


def compendium() -> Layout:
    """汇编: cover, contents, and each chapter's title page before its papers."""
    layout = Layout(landscape=False)
    layout.paragraph("{{ title }}", "Cover Title")
    layout.paragraph("（{{ period }}年）", "Subtitle")
    for text in ("{{ organ }}", "{{ date }}"):
        line = layout.paragraph(text, "Normal")
        line.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_before = Pt(300 if text == "{{ organ }}" else 0)
    contents = layout.paragraph("目　录", "Title")
    contents.paragraph_format.page_break_before = True
    contents.paragraph_format.space_after = Pt(14)
    layout.tag("{%p if note %}")
    layout.paragraph("{{ note }}", "Table Text")
    layout.tag("{%p endif %}")
    layout.tag("{%p for entry in entries %}")
    for level, branch in ((1, "{%p if entry.level == 1 %}"), (2, "{%p else %}")):
        layout.tag(branch)
        layout.contents_line("{{ entry.title }}", "{{ entry.mark }}", "{{ entry.page }}", f"toc {level}")
    layout.tag("{%p endif %}")
    layout.tag("{%p endfor %}")
    layout.end_section(numbered=False)
    layout.tag("{%p for chapter in chapters %}")
    title = layout.paragraph("{{ chapter.title }}", "Chapter Title")
    layout.bookmark(title, "{{ chapter.mark }}", "9{{ loop.index }}")
    layout.paragraph("（{{ chapter.facts }}）", "Subtitle")
    for start, branch in ((1, "{%p if loop.first %}"), (None, "{%p else %}")):
        layout.tag(branch)
        layout.end_section(numbered=True, start=start)
    layout.tag("{%p endif %}")
    layout.tag("{%p for part in chapter.parts %}")
    layout.paragraph("{{ part.slot }}", "Normal")
    layout.tag("{%p endfor %}")
    layout.tag("{%p endfor %}")
    return layout


def shipped() -> dict[str, bytes]:
    """Layout name → its .docx."""
    return {
        "职权目录": catalogue(CATALOGUE, COUNTS).save(),
        "职权目录（公开版）": catalogue(CATALOGUE_PUBLIC, COUNTS[:2]).save(),
        "权力运行流程图": flows(internal=True).save(),
        "权力运行流程图（公开版）": flows(internal=False).save(),
        "廉政风险自查表": self_check(SELF_CHECK, internal=True).save(),
        "廉政风险自查表（公开版）": self_check(SELF_CHECK_PUBLIC, internal=False).save(),
        "廉政风险自查表（一点一表）": point_forms().save(),
        "风险点及防控措施汇总表": summary(SUMMARY).save(),
        "风险点及防控措施汇总表（公开版）": summary(SUMMARY_PUBLIC).save(),
        "防控措施一览表": posts().save(),
        "总结报告": report().save(),
        "简报": brief().save(),
        "退回修改通知": notice().save(),
        "审定通知": decision_notice().save(),
        "汇编": compendium().save(),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, data in shipped().items():
        (folder / f"{name}.docx").write_bytes(data)
