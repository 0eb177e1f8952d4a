"""F113, F114: what goes public names no private person, and says nothing of one; look-alikes are let through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.check import check_unit
from pipeline.model import Finding, Submission
from pipeline.settings import Settings
from tests.conftest import Tables
from tests.planting import FLOW, POWERS, Plant, put

Read = Callable[[Tables], Submission]

# code, the mistake, the cell of the finding, what its message names, and the same rightly filled in
CASES: list[tuple[str, Plant, str, str, Plant]] = [
    ("F113", put(POWERS, 0, 6, "李明、王芳"),
     "职权目录!G3", "李明、王芳", put(POWERS, 0, 6, "许可岗、复核岗")),
    ("F113", put(POWERS, 0, 6, "许可岗（欧阳文静）"),
     "职权目录!G3", "欧阳文静", put(POWERS, 0, 6, "许可岗（窗口）")),
    ("F113", put(FLOW, 2, 6, "报张司长签发"),
     "权力运行流程!G5", "张司长", put(FLOW, 2, 6, "报主管司长签发")),
    ("F113", put(FLOW, 2, 8, "由次仁‧卓玛抽查"),
     "权力运行流程!I5", "次仁", put(FLOW, 2, 8, "由监督岗抽查")),
    ("F113", put(FLOW, 2, 8, "張麗娟複核"),
     "权力运行流程!I5", "张丽娟", put(FLOW, 2, 8, "双人复核")),
    ("F114", put(FLOW, 2, 8, "举报请打138\u200b0013\u200b8000"),
     "权力运行流程!I5", "手机号码", put(FLOW, 2, 8, "举报电话010-65123456")),
    ("F114", put(FLOW, 2, 8, "幺三八零零幺三八零零零"),
     "权力运行流程!I5", "手机号码", put(FLOW, 2, 8, "拨打12345")),
    ("F114", put(FLOW, 2, 5, "证号11010519491231002X"),
     "权力运行流程!F5", "居民身份证号码", put(FLOW, 2, 5, "凭身份证")),
    ("F114", put(FLOW, 2, 5, "证号110105491231002"),
     "权力运行流程!F5", "居民身份证号码", put(FLOW, 2, 5, "编号110105491231002")),
    ("F114", put(FLOW, 2, 5, "卡号6225 8846 3257 6792"),
     "权力运行流程!F5", "银行卡号", put(FLOW, 2, 5, "批号6225-2026-0001")),
    ("F114", put(FLOW, 2, 5, "车辆京A·D2345"),
     "权力运行流程!F5", "车牌号码", put(FLOW, 2, 5, "京津冀协同项目")),
    ("F114", put(POWERS, 0, 7, "家住望河里小区3号楼2单元501室的居民"),
     "职权目录!H3", "住址", put(POWERS, 0, 7, "社区居民")),
    ("F114", put(FLOW, 2, 5, "李某某患尿毒症的，优先"),
     "权力运行流程!F5", "健康情况", put(FLOW, 2, 5, "患重大疾病的，优先")),
    ("F114", put(FLOW, 2, 5, "李某某信教的，回避"),
     "权力运行流程!F5", "宗教信仰", put(FLOW, 2, 5, "宗教团体的，先核对")),
]  # fmt: skip
DEFECTS = [(case[0], case[1]) for case in CASES]
PLANTED_APART: set[str] = set()


@pytest.mark.parametrize(("code", "plant", "cell", "named", "right"), CASES)
def test_what_is_personal_is_told_at_its_cell_and_its_mended_form_is_clean(
    code: str, plant: Plant, cell: str, named: str, right: Plant, tables: Tables, read: Read, settings: Settings
) -> None:
    plant(tables)
    (finding,) = [found for found in _findings(read(tables), settings) if found.code == code]
    assert [str(place) for place in finding.places] == [cell]
    assert named in finding.message and finding.mend
    right(tables)
    assert not {"F113", "F114"} & {found.code for found in _findings(read(tables), settings)}


def test_what_the_office_makes_public_is_no_finding(tables: Tables, read: Read, settings: Settings) -> None:
    put(FLOW, 2, 8, "请打电话010-65123456")(tables)
    submission = read(tables)
    assert "F114" in {found.code for found in _findings(submission, settings)}
    public = replace(settings.rules.public, allow=("010-65123456",))
    allowed = replace(settings, rules=replace(settings.rules, public=public))
    assert "F114" not in {found.code for found in _findings(submission, allowed)}


def _findings(submission: Submission, settings: Settings) -> tuple[Finding, ...]:
    return check_unit(submission.info.unit, (submission,), settings)
