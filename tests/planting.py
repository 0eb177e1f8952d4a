"""What the tests of the checks share: small changes to a clean workbook, each a mistake that a clerk makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.model import Finding
from tests.conftest import Tables

Plant = Callable[[Tables], None]

FLOW, RISKS, POWERS, EVALUATIONS, INFO = "权力运行流程", "廉政风险自查表", "职权目录", "评估检查表", "单位信息"


def put(sheet: str, row: int, column: int, value: object) -> Plant:
    """Replace a cell: data row from 0, column from 0."""

    def plant(tables: Tables) -> None:
        tables[sheet][row][column] = value

    return plant


def add(sheet: str, cells: list[object]) -> Plant:
    def plant(tables: Tables) -> None:
        tables[sheet].append(cells)

    return plant


def drop(sheet: str, row: int) -> Plant:
    def plant(tables: Tables) -> None:
        del tables[sheet][row]

    return plant


def several(*plants: Plant) -> Plant:
    """Several changes that make one mistake."""

    def plant(tables: Tables) -> None:
        for one in plants:
            one(tables)

    return plant


@dataclass(frozen=True, slots=True)
class _Entailing:
    plant: Plant
    codes: frozenset[str]

    def __call__(self, tables: Tables) -> None:
        self.plant(tables)


def also(plant: Plant, *codes: str) -> Plant:
    """A mistake that cannot be made without these others, too: a power without its code is one that no step knows."""
    return _Entailing(plant, frozenset(codes))


def whole(findings: Iterable[Finding], code: str, plant: Plant) -> list[Finding]:
    """The findings of a code; all others must be those that the mistake entails: no check speaks out of turn."""
    entailed = plant.codes if isinstance(plant, _Entailing) else frozenset()
    listed = list(findings)
    assert {finding.code for finding in listed} - {code} == entailed
    return [finding for finding in listed if finding.code == code]
