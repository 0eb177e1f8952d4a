"""The public edition as open data: CSV for spreadsheets, JSON with its schema for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from importlib import resources
from pathlib import PurePosixPath
from typing import Any

from pipeline.papers.paper import Edition
from pipeline.papers.public import OPEN_DATA, PublicPower, PublicRegister, PublicStep
from pipeline.render.files import File
from pipeline.render.web.public_page import Charts

POWERS_CSV, STEPS_CSV, JSON, SCHEMA = (
    f"{OPEN_DATA}/{name}" for name in ("职权目录.csv", "权力运行流程.csv", "职权.json", "职权.schema.json")
)
_POWER_HEADS = ("单位名称", "职权编码", "权力名称", "权力类别", "行使依据", "责任部门", "责任岗位", "行使对象")
_STEP_HEADS = (
    "单位名称", "职权编码", "权力名称", "环节序号", "环节名称", "环节类型", "阶段", "办理主体", "办理条件", "办理程序",
    "办理期限", "监督方式", "下一环节",
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def open_data(register: PublicRegister, charts: Charts) -> Iterator[File]:
    """The files; texts in JSON are exact, in CSV a text that a spreadsheet would reckon with has a ' before it."""
    powers = [(unit, power) for unit in register.units for power in unit.powers]
    yield File(POWERS_CSV, _csv(_POWER_HEADS, ((unit.name, *_power_cells(power)) for unit, power in powers)))
    steps = ((unit.name, power.code, power.name, *_step_cells(step)) for unit, power in powers for step in power.steps)
    if any(power.steps for _, power in powers):
        yield File(STEPS_CSV, _csv(_STEP_HEADS, steps))
    content = {
        "$schema": PurePosixPath(SCHEMA).name,
        "title": register.title,
        "period": register.period,
        "standing": str(register.standing),
        "units": [
            {
                "name": unit.name,
                "powers": [_power(power, charts.get((unit.file_name, power.chart), ())) for power in unit.powers],
            }
            for unit in register.units
        ],
    }
    yield File(JSON, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    yield File(SCHEMA, resources.files("pipeline").joinpath("data", "opendata.schema.json").read_bytes())


def _power_cells(power: PublicPower) -> tuple[str, ...]:
    return (
        power.code, power.name, power.category, power.basis, power.department, power.post, power.counterpart,
    )  # fmt: skip


def _step_cells(step: PublicStep) -> tuple[str, ...]:
    return (
        step.number, step.name, step.kind, step.phase, step.actor, step.condition, step.procedure, step.days,
        step.supervision, step.next,
    )  # fmt: skip


def _power(power: PublicPower, charts: Sequence[str]) -> dict[str, Any]:
    values = asdict(power)
    del values["chart"]
    steps = [
        values_of | {"ways": [{"label": way["label"], "to": way["target"]} for way in values_of["ways"]]}
        for values_of in values.pop("steps")
    ]
    # As seen from the folder of the data.
    paths = [f"../{path.removeprefix(f'{Edition.PUBLIC}/')}" for path in charts]
    return values | {"charts": paths, "steps": steps}


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """With a mark at the beginning by which Excel and WPS know the encoding, and lines as RFC 4180 has them."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
