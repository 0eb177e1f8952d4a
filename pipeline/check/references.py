"""R 表间引用: what one sheet names stands on the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.likeness.spelling import Spellings, code_keys
from pipeline.model import Place, RiskPoint, Severity, Step
from pipeline.view.unit import Unit


def _hint(code: str, known: Spellings) -> str:
    meant = known.meant(code)
    return f"，是否为“{meant}”？" if meant else ""


@check(
    "R401",
    Severity.ERROR,
    "流程或风险点引用的职权编码不存在",
    reason="找不到职权，这些环节和风险点就无处归属，公文中会缺失。",
    example="自查表写 SZ01-XK-OO1（字母 O），目录中是 SZ01-XK-001。",
    mend="改成《职权目录》中已有的编码，或在目录中补列该职权。",
)
def unknown_power(unit: Unit) -> Iterator[Fault]:
    """A power code on a step or risk point that no power of the unit bears; one fault for each such code."""
    places: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    referring: tuple[Step | RiskPoint, ...] = (*unit.steps, *unit.risks)
    for row in referring:
        if row.power_code and row.power_code not in unit.powers_by_code:
            places[row.row.file, row.power_code].append(row.at("power_code"))
    known = Spellings(unit.powers_by_code, code_keys)
    for (_, code), cells in places.items():
        yield Fault(
            tuple(cells),
            f"职权编码“{code}”不在《职权目录》中{_hint(code, known)}",
            "请改成《职权目录》中的编码，或在目录中补列这项职权。",
        )


@check(
    "R402",
    Severity.ERROR,
    "风险点对应的环节不存在",
    reason="风险点标不到流程图上，防控措施也就落不到环节。",
    example="流程共 8 步，“对应环节”填 99。",
    mend="改成流程表中已有的环节序号。",
)
def unknown_step(unit: Unit) -> Iterator[Fault]:
    """A step number on a risk point that its power's flow does not have."""
    for risk in unit.risks:
        flow = unit.flows.get(risk.power_code, ())
        numbers = {step.number.value for step in flow}
        wrong = [number for number in risk.steps.value or () if number not in numbers]
        if wrong and flow:
            yield Fault(
                (risk.at("steps"),),
                f"对应环节 {'、'.join(map(str, wrong))} 不在职权“{risk.power_code}”的流程中",
                f"请改成流程中已有的环节序号（1–{max((n for n in numbers if n is not None), default=1)}）。",
            )


@check(
    "R403",
    Severity.ERROR,
    "评估的风险编号不存在",
    reason="评估意见对不上任何风险点，等于没有评估。",
    example="评估检查表写 F9，自查表只到 F4。",
    mend="改成自查表中已有的风险编号。",
)
def unknown_risk(unit: Unit) -> Iterator[Fault]:
    """A risk code on an evaluation that no risk point of the unit bears."""
    known = Spellings(unit.risks_by_code, code_keys)
    for evaluation in unit.evaluations:
        code = evaluation.risk_code
        if code and code not in unit.risks_by_code:
            yield Fault(
                (evaluation.at("risk_code"),),
                f"风险编号“{code}”不在《廉政风险自查表》中{_hint(code, known)}",
                "请改成自查表中的风险编号，或删去这一行。",
            )


@check(
    "R404",
    Severity.WARNING,
    "环节或风险点写在别的处室的表里",
    reason="职权在甲处的目录里，环节写在乙处的表里，由谁办理、谁负责就说不清。",
    example="登记二处的流程表里有登记一处职权的环节。",
    mend="移到该职权所在处室的填报表；确由两处共办的，在备注中说明。",
)
def row_in_another_division(unit: Unit) -> Iterator[Fault]:
    """Steps and risk points of a power that only another division's catalogue lists; one fault a power and workbook."""
    places: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    referring: tuple[Step | RiskPoint, ...] = (*unit.steps, *unit.risks)
    for row in referring:
        powers = unit.powers_by_code.get(row.power_code, ())
        if powers and all(power.row.file != row.row.file for power in powers):
            places[row.row.file, row.power_code].append(row.at("power_code"))
    for (_, code), cells in places.items():
        power = unit.powers_by_code[code][0]
        yield Fault(
            tuple(cells),
            f"职权“{code}”在{unit.division_of(power)}的《职权目录》中，这里有它的 {len(cells)} 行环节或风险点",
            "请移到该职权所在处室的填报表；确由两处共办的，请在备注中说明。",
        )


@check(
    "R405",
    Severity.HINT,
    "责任部门不是填报处室",
    reason="处室报的是自己的职权；责任部门写别的处室，多半是从旧目录抄来的。",
    example="登记一处的表里，责任部门填“登记二处”。",
    mend="改为本处室；确由他处负责的，由他处填报。",
)
def another_department(unit: Unit) -> Iterator[Fault]:
    """A department that is another division of the unit, and not this one; one fault for each such name."""
    divisions = {submission.info.division for submission in unit.submissions}
    for submission in unit.submissions:
        own = submission.info.division
        places: defaultdict[str, list[Place]] = defaultdict(list)
        for power in submission.powers:
            others = [name for name in divisions if name != own and name in power.department]
            # Both named is a power that the two exercise together.
            if others and own not in power.department:
                places[power.department].append(power.at("department"))
        for name, cells in places.items():
            yield Fault(
                tuple(cells), f"责任部门“{name}”不是填报处室“{own}”", "请改为本处室；确由他处负责的，由他处填报。"
            )
