"""M 审定与措施: what the level that stands asks of measures and of those who answer for them.

These checks need levels: they find nothing where a clerk checks his own workbook before it has been assessed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.model import Place, Severity
from pipeline.settings.measures import MeasureRules
from pipeline.view.advice import advice
from pipeline.view.unit import Unit


def shortfall(klass: str, level: str, held: Collection[str], rules: MeasureRules) -> str:
    """What a point of this class and level lacks in kinds of measure (data/measures.toml), if anything."""
    for need in rules.needs:
        if (klass, level) != (need.klass, need.level):
            continue
        structural = [kind for kind in held if kind in rules.structural]
        if len(set(held)) < need.kinds:
            return f"须有{need.kinds}种以上措施，现有{len(set(held))}种"
        if len(structural) < need.structural:
            return f"须有{need.structural}种以上约束性措施（{'、'.join(rules.structural)}），现有{len(structural)}种"
    return ""


@check(
    "M901",
    Severity.WARNING,
    "措施不足以防控该级风险",
    reason="风险越高，越不能只靠一种措施、只靠人自觉（方案第五步“防控”）。一类高风险须有两种以上措施，至少一种约束权力本身。",
    example="一类高风险的措施类型只填“健全制度”。",
    mend="增加另一种类型的措施，其中至少一种是分权制衡、规范裁量或科技监控。",
)
def too_little(unit: Unit) -> Iterator[Fault]:
    """A risk point whose kinds of measure fall short of what its class and level ask for."""
    library = unit.settings.measures
    for point in unit.declared:
        risk, measures = point.risk, point.measures
        held = {kind for measure in measures for kind in measure.kinds}
        lacking = shortfall(point.klass, point.level, held, library)
        if not lacking:
            continue
        offered = advice(risk, point.power, unit.flows.get(risk.power_code, ()), held, (), library)
        places = tuple(measure.at("measure_kinds") for measure in measures) or (risk.at("measure_kinds"),)
        yield Fault(
            places,
            f"风险“{risk.code}”为{point.klass}{point.level}，{lacking}",
            "请补充措施。可参考：" + "".join(offered),
        )


@check(
    "M902",
    Severity.HINT,
    "责任人的层级低于规定",
    reason="规则文件 [answer] 规定各级风险由谁负责：高风险由主要领导、中风险由分管领导、低风险由部门负责人负责。",
    example="高风险的责任人只写了处长。",
    mend="在责任人中写明负责的领导；具体落实的人可以一并写上。",
)
def too_low(unit: Unit) -> Iterator[Fault]:
    """Risk points whose 责任人 names nobody of the rank that has to answer; one fault a workbook."""
    answer = unit.settings.rules.answer
    low: defaultdict[str, list[tuple[str, Place]]] = defaultdict(list)
    for point in unit.declared:
        level = point.level
        named = [measure for measure in point.measures if measure.responsible]
        wanted = answer.get(level, "")
        if wanted and named and not any(_reaches(m.responsible, wanted, unit.settings.measures) for m in named):
            low[point.risk.row.file].append((level, named[0].at("responsible")))
    for found in low.values():
        counts = Counter(level for level, _ in found)
        parts = "，".join(
            f"{level}风险应由{answer[level]}负责的有 {counts[level]} 个" for level in answer if counts[level]
        )
        yield Fault(
            tuple(place for _, place in found),
            f"{len(found)} 个风险点的责任人没有写到应当负责的一级：{parts}",
            "请在责任人中写明负责的领导，具体落实的人可以一并写上。",
        )


def _reaches(responsible: str, wanted: str, rules: MeasureRules) -> bool:
    """Whether somebody of the wanted rank, or of a higher one, is named; 副局长 is no 局长."""
    for rank in rules.rank:
        for word in rank.words:
            start = responsible.find(word)
            if start >= 0 and not responsible[:start].endswith("副"):
                return True
        if rank.name == wanted:
            return False
    return False


@check(
    "M903",
    Severity.WARNING,
    "已采纳的系统提示没有填入自查表",
    reason="领导小组办公室审定采纳的风险点，由处室补填并制定措施，才能落实（方案第七步“审定”）。",
    example="审定采纳了“受理和审批由一人承担”的提示，自查表中没有这一风险点。",
    mend="在《廉政风险自查表》中补填这一风险点及防控措施。",
)
def accepted_and_missing(unit: Unit) -> Iterator[Fault]:
    """A suggested risk point that the office accepted and that no division has declared yet."""
    for suggestion in unit.accepted:
        kinds = f"，措施类型可为{'、'.join(suggestion.measure_kinds)}" if suggestion.measure_kinds else ""
        yield Fault(
            suggestion.places,
            f"领导小组办公室已采纳系统提示的风险点，自查表中还没有：{suggestion.description.rstrip('。')}",
            f"请在《廉政风险自查表》中补填：职权编码 {suggestion.power_code}，风险来源{suggestion.source}，"
            f"风险描述见“问题”一栏{kinds}。",
        )
