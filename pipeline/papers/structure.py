"""权力结构: who holds how much, and the risk points that nobody declared, as rows for people to read."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.assess.concentration import MONEY, SUPERVISING, Holding, division_holdings, post_holdings
from pipeline.model import Suggestion
from pipeline.papers.all_units import AllUnits
from pipeline.papers.number_words import amount
from pipeline.papers.sheet import SheetContent, plain_sheet
from pipeline.settings import Settings
from pipeline.view.point import Point
from pipeline.view.unit import Unit


def posts(all_units: AllUnits) -> list[Holding]:
    """All units' posts, those that hold most first."""
    return _ranked(holding for unit in _units(all_units) for holding in post_holdings(unit))


def divisions(all_units: AllUnits) -> list[Holding]:
    """All units' divisions, those that hold most first."""
    return _ranked(holding for unit in _units(all_units) for holding in division_holdings(unit))


def matrix_heads(settings: Settings) -> tuple[str, ...]:
    """What a holding is counted by; the functions of steps are those of structure.toml."""
    return ("职权", *_functions(settings), "裁量", "金额（万元）", "集中度")


def _functions(settings: Settings) -> tuple[str, ...]:
    return (*settings.structure.concentration.functions, SUPERVISING, MONEY)


def matrix(holding: Holding, settings: Settings) -> tuple[str | int, ...]:
    """A holding under these heads; nothing where there is none."""
    return (
        holding.powers,
        *(holding.steps.get(function) or "" for function in _functions(settings)),
        holding.discretion or "",
        amount(holding.amount) if holding.amount else "",
        holding.score,
    )


def suggested(all_units: AllUnits) -> Iterator[tuple[Suggestion, Point]]:
    """The suggested risk points, each with how it would be levelled and what the office decided."""
    for register in all_units.registers:
        yield from zip(register.records.suggestions, register.suggestions, strict=True)


def opinion(point: Point) -> str:
    """What the office said of a suggestion."""
    return str(point.decision.opinion) if point.decision else "待审定"


def sheets(all_units: AllUnits) -> Iterator[SheetContent]:
    """系统提示 and 权力集中 for the ledger."""
    heads = (
        "单位", "处室", "提示编号", "检查", "职权编码", "权力名称", "风险来源", "风险描述", "环节", "岗位",
        "建议的措施类型", "评定类别", "评定等级", "审定意见", "来源文件", "工作表", "单元格",
    )  # fmt: skip
    rows = (
        (
            s.unit, s.division, s.code, s.rule, s.power_code, point.power_name, s.source, s.description,
            "、".join(map(str, s.steps)), "、".join(s.posts), "、".join(s.measure_kinds), point.klass, point.level,
            opinion(point), s.places[0].file, s.places[0].sheet, "、".join(place.cell for place in s.places[:20]),
        )
        for s, point in suggested(all_units)
    )  # fmt: skip
    yield plain_sheet("系统提示", heads, rows)
    held = (*posts(all_units), *divisions(all_units))
    matrix_rows = ((h.unit, h.division, h.post or "（全处）", *matrix(h, all_units.settings)) for h in held)
    yield plain_sheet("权力集中", ("单位", "处室", "岗位", *matrix_heads(all_units.settings)), matrix_rows)


def _units(all_units: AllUnits) -> Iterator[Unit]:
    for register in all_units.registers:
        yield Unit(register.records, all_units.settings)


def _ranked(holdings: Iterator[Holding]) -> list[Holding]:
    return sorted(holdings, key=lambda holding: -holding.score)
