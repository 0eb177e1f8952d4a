"""H 风险与措施, the measures: each fits its risk, says what is done, and is in the hands of somebody, until a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.meaning.phrases import bare
from pipeline.model import Measure, Place, RiskPoint, Severity
from pipeline.view.unit import Unit


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
    kinds = unit.settings.vocabulary.measure_kinds
    for risk in unit.risks:
        measure = unit.measure_of(risk)
        if risk.source == unit.settings.vocabulary.risk_sources.system and measure and measure.kinds == (kinds.teach,):
            yield Fault(
                (measure.at("measure_kinds"),),
                f"风险“{risk.code}”来自{risk.source}，但措施只有{kinds.teach}",
                f"请增加{kinds.reform}、{kinds.balance}或{kinds.bound}的措施。",
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


@check(
    "H606",
    Severity.WARNING,
    "防控措施空泛",
    reason="“加强管理”“提高认识”之类没有可检查的动作，等于没有措施。",
    example="防控措施只写“加强管理，严格把关”。",
    mend="写明谁做什么、做到什么程度，能检查。",
)
def empty_measure(unit: Unit) -> Iterator[Fault]:
    """A measure in which nothing is left without the empty phrases of structure.toml; the same words are one fault."""
    empty = unit.settings.structure.empty
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for measure in _measures(unit):
        if measure.text and len(bare(measure.text, empty.measure)) < empty.least:
            places[measure.text].append(measure.at("measure"))
    for text, cells in places.items():
        yield Fault(tuple(cells), f"防控措施“{text}”没有可检查的做法", "请写明谁做什么、做到什么程度。")


@check(
    "H607",
    Severity.WARNING,
    "措施类型与风险来源不相称",
    reason="措施要对着来源：思想意识的要教育警示，外部环境的要分权制衡、科技监控等（方案第五步“防控”）。",
    example="风险来源为思想意识，措施类型只填科技监控。",
    mend="补上与来源相称的措施类型和做法。",
)
def unfit_measure(unit: Unit) -> Iterator[Fault]:
    """A risk none of whose measures is of a kind that fits its source; H602 has 制度机制 with 教育警示 alone."""
    fit = unit.settings.structure.fit
    system, teach = unit.settings.vocabulary.risk_sources.system, unit.settings.vocabulary.measure_kinds.teach
    for risk in unit.risks:
        kinds = [kind for measure in unit.measures_of(risk) for kind in measure.kinds]
        fitting = fit.get(risk.source, kinds)
        only_taught = risk.source == system and set(kinds) == {teach}
        if kinds and not only_taught and not set(kinds) & set(fitting):
            yield Fault(
                (unit.measures_of(risk)[0].at("measure_kinds"),),
                f"风险“{risk.code}”来自{risk.source}，措施只有{'、'.join(dict.fromkeys(kinds))}",
                f"请补上{'、'.join(fitting)}之一。",
            )


@check(
    "H608",
    Severity.WARNING,
    "最高等级的风险只有教育警示",
    reason="最高等级的风险靠教育管不住，须有制度、制衡或技术上的措施（方案第五步“防控”）。",
    example="自评等级为高，措施类型只填教育警示。",
    mend="增加分权制衡、规范裁量、健全制度或科技监控的措施。",
)
def high_risk_only_taught(unit: Unit) -> Iterator[Fault]:
    """A risk of the highest level, by the division's own word, with 教育警示 alone; H602 has those of 制度机制."""
    vocabulary = unit.settings.vocabulary
    highest, listed = vocabulary.levels.terms[0], vocabulary.measure_kinds
    for risk in unit.risks:
        kinds = {kind for measure in unit.measures_of(risk) for kind in measure.kinds}
        if risk.self_level == highest and kinds == {listed.teach} and risk.source != vocabulary.risk_sources.system:
            yield Fault(
                (unit.measures_of(risk)[0].at("measure_kinds"),),
                f"风险“{risk.code}”自评为{highest}，措施只有{listed.teach}",
                f"请增加{listed.balance}、{listed.bound}、{listed.reform}或{listed.watch}的措施。",
            )


@check(
    "H609",
    Severity.HINT,
    "自己防控自己",
    reason="责任人就是风险环节的办理人，措施由被防控的人自己落实，缺少制约。",
    example="风险在“资金分配岗”办理的环节，责任人也是“资金分配岗”。",
    mend="责任人改为其上级或其他岗位，办理人可列为配合。",
)
def guards_himself(unit: Unit) -> Iterator[Fault]:
    """Measures in the hands of a post that acts at the risky step; one fault a workbook."""
    for submission in unit.submissions:
        own = [measure for risk in submission.risks for measure in unit.measures_of(risk) if _own(unit, risk, measure)]
        if own:
            yield Fault(
                tuple(measure.at("responsible") for measure in own),
                f"{len(own)} 个风险点的责任人就是风险环节的办理人，如“{own[0].responsible}”",
                "责任人请改为其上级或其他岗位。",
            )


def _own(unit: Unit, risk: RiskPoint, measure: Measure) -> bool:
    numbers = risk.steps.value or ()
    flow = unit.flows.get(risk.power_code, ())
    acting = {post for step in flow if step.number.value in numbers for post in unit.posts_of(step)}
    # A post before a person's name: “资金分配岗 葛青”.
    words = measure.responsible.split()
    return bool(words) and not acting.isdisjoint(unit.posts.of(words[0], unit.name, unit.division_of(measure)))


@check(
    "H610",
    Severity.WARNING,
    "责任人不是人",
    reason="写成整个处室或“全体人员”，等于没有责任人。",
    example="责任人填“本处”“全体干部”。",
    mend="写明一个岗位或一个人。",
)
def nobody_responsible(unit: Unit) -> Iterator[Fault]:
    """A measure whose responsible is a department, or everybody."""
    everybody = tuple(unit.settings.structure.responsible.everybody)
    for measure in _measures(unit):
        who = measure.responsible
        if who and (unit.posts.names_department(who) or any(word in who for word in everybody)):
            yield Fault(
                (measure.at("responsible"),), f"责任人“{who}”不是一个岗位或一个人", "请写明由哪个岗位、哪个人负责。"
            )


@check(
    "H611",
    Severity.HINT,
    "没有完成时限",
    reason="没有时限就无从检查落实（方案第五步“防控”）。",
    example="“完成时限”为空。",
    mend="填日期；持续执行的填“长期”。",
)
def no_due_date(unit: Unit) -> Iterator[Fault]:
    """Measures without a due date; one fault a workbook."""
    for submission in unit.submissions:
        undated = [measure for measure in submission.measures if measure.text and not measure.due.text]
        if undated:
            yield Fault(
                tuple(measure.at("due") for measure in undated),
                f"{len(undated)} 条防控措施没有完成时限",
                "请填日期；持续执行的填“长期”。",
            )


@check(
    "H612",
    Severity.HINT,
    "健全制度没有期限",
    reason="制定、修订制度是一次做完的事，填“长期”就没有做完的一天。",
    example="措施类型只有健全制度，完成时限填“长期”。",
    mend="填制度出台的日期。",
)
def lasting_reform(unit: Unit) -> Iterator[Fault]:
    """Measures that only 健全制度 and are due 长期; one fault a workbook."""
    reform = unit.settings.vocabulary.measure_kinds.reform
    for submission in unit.submissions:
        lasting = [m for m in submission.measures if m.kinds == (reform,) and m.due.text in _lasting_words(unit)]
        if lasting:
            yield Fault(
                tuple(measure.at("due") for measure in lasting),
                f"{len(lasting)} 条{reform}的措施填“{lasting[0].due.text}”，没有出台日期",
                "请填制度出台的日期。",
            )


def _lasting_words(unit: Unit) -> tuple[str, ...]:
    columns = unit.settings.columns.sheet("risks").columns
    return next(column.words for column in columns if column.field == "due")


@check(
    "H618",
    Severity.HINT,
    "完成时限过远",
    reason="几年以后才完成的措施管不了眼前的风险；要分步的，先定近期的一步。",
    example="2026 年填报，完成时限为 2030-12-31。",
    mend="定一个年内或次年的期限；持续执行的填“长期”。",
)
def distant_due_date(unit: Unit) -> Iterator[Fault]:
    """A due date more years after the workbook's own date than structure.toml allows."""
    years = unit.settings.structure.levels.years_to_due
    for submission in unit.submissions:
        reported = submission.info.reported_on.value
        for measure in submission.measures:
            if reported and measure.due.value and measure.due.value.year - reported.year > years:
                yield Fault(
                    (measure.at("due"),),
                    f"完成时限 {measure.due.value.isoformat()} 在填报 {years} 年以后",
                    "请定一个年内或次年的期限；持续执行的填“长期”。",
                )


def _measures(unit: Unit) -> Iterator[Measure]:
    for submission in unit.submissions:
        yield from submission.measures
