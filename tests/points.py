"""One risk point with what belongs to it, built straight as records, for tests of class and level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.assess import Rulesets, assess_unit
from pipeline.model import (
    Assessment,
    Branch,
    Evaluation,
    Measure,
    Power,
    Read,
    RiskPoint,
    Row,
    Step,
    Submission,
    UnitInfo,
)

Changes = Mapping[str, Any]

POWER = Power(
    row=Row("甲.xlsx", "职权目录", 3, {}), code="A", name="测试职权", category="其他行政权力", basis="", department="",
    post="经办岗", counterpart="", field="资产管理", amount=Read(), discretion="无", publicity="网站", remark="",
)  # fmt: skip
STEP = Step(
    row=Row("甲.xlsx", "权力运行流程", 3, {}), power_code="A", number=Read("1", 1), name="受理", kind="办理",
    actor="经办岗", condition="", procedure="", days=Read(), supervision="处长抽查", ways=Read("2", (Branch("", 2),)),
    remark="",
)  # fmt: skip
END = replace(STEP, number=Read("2", 2), name="审定", kind="决定", actor="处长", ways=Read())
RISK = RiskPoint(
    row=Row("甲.xlsx", "廉政风险自查表", 3, {}), code="A-F1", power_code="A", steps=Read("1", (1,)), source="履行职责",
    description="把关不严", manifestation="", likelihood="", harm="", self_level="",
)  # fmt: skip
MEASURE = Measure(RISK.row, "A-F1", ("健全制度",), "制定办法", "处长", Read())
EVALUATION = Evaluation(
    row=Row("甲.xlsx", "评估检查表", 3, {}), risk_code="A-F1", found="是", level_right="是", effective="部分有效",
    opinion="", evaluated_on=Read("2026-06-01", date(2026, 6, 1)),
)  # fmt: skip


def amount(text: str) -> Read[Decimal]:
    """An amount as read from a cell."""
    return Read(text, Decimal(text) if text.replace(".", "").isdecimal() else None)


def submission(
    power: Changes | None = None,
    risk: Changes | None = None,
    steps: Changes | None = None,
    evaluation: Changes | None = None,
    *,
    more_steps: tuple[Step, ...] = (),
    rules: str = "",
    unit: str = "测试司",
) -> Submission:
    """A plain point of no risk to speak of, changed in the fields given; ``steps`` changes the step at risk."""
    return Submission(
        file="甲.xlsx",
        info=UnitInfo(unit, "一处", "王一", "", "", Read(), "2026", {}, rules),
        template_version="",
        powers=(replace(POWER, **power or {}),),
        steps=(replace(STEP, **steps or {}), *more_steps, END),
        risks=(replace(RISK, **risk or {}),),
        measures=(MEASURE,),
        evaluations=(replace(EVALUATION, **evaluation or {}),),
        changes=(),
        missing_columns=(),
    )


def assessed(one: Submission, rulesets: Rulesets, past: Mapping[str, int] | None = None) -> Assessment:
    """The assessment of the submission's first risk point."""
    return assess_unit(one.info.unit, (one,), rulesets, past)[0]
