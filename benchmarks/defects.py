"""Mistakes that clerks make, planted anywhere: each picks rows of any workbook and says where it must be found.

A defect takes the tables of a clean workbook and a source of chance, changes them, and gives the cells that the finding
must name (any of them); nothing where the tables hold no row that it could spoil.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence

from openpyxl.utils import get_column_letter

from tests.conftest import Tables
from tests.planting import EVALUATIONS, FLOW, POWERS, RISKS

Row = list[object]
Defect = Callable[[Tables, random.Random], frozenset[str]]
NONE: frozenset[str] = frozenset()
# Below the heads and the example row.
FIRST_ROW = 3

DEFECTS: list[tuple[str, Defect]] = []


def defect(code: str) -> Callable[[Defect], Defect]:
    """Name the check that must find it."""

    def register(function: Defect) -> Defect:
        DEFECTS.append((code, function))
        return function

    return register


def at(tables: Tables, sheet: str, row: Row, column: int) -> str:
    """The cell of a row's column, from 0, as findings name it."""
    number = next(index for index, other in enumerate(tables[sheet]) if other is row) + FIRST_ROW
    return f"{sheet}!{get_column_letter(column + 1)}{number}"


def spoil(
    tables: Tables,
    chance: random.Random,
    sheet: str,
    column: int,
    value: object,
    where: Callable[[Row], bool] = lambda row: True,
) -> frozenset[str]:
    """One cell of one fitting row gets another value."""
    rows = [row for row in tables[sheet] if where(row)]
    if not rows:
        return NONE
    row = chance.choice(rows)
    row[column] = value
    return frozenset({at(tables, sheet, row, column)})


def spoiled(code: str, sheet: str, column: int, value: object, where: Callable[[Row], bool] = lambda row: True) -> None:
    """Register a defect of one cell."""
    DEFECTS.append((code, lambda tables, chance: spoil(tables, chance, sheet, column, value, where)))


def is_public(row: Row) -> bool:
    """A power over the public."""
    return str(row[3]).startswith("行政")


def flows(tables: Tables) -> list[Sequence[Row]]:
    """The steps of each power."""
    found: defaultdict[object, list[Row]] = defaultdict(list)
    for row in tables[FLOW]:
        found[row[0]].append(row)
    return list(found.values())


for _column in (2, 3, 4, 5, 6):
    spoiled("F101", POWERS, _column, None)
spoiled("F101", FLOW, 4, None)
spoiled("F101", RISKS, 4, None)
spoiled("F101", RISKS, 10, None)
spoiled("F103", POWERS, 9, "约2000万")
spoiled("F103", FLOW, 7, "尽快")
spoiled("F103", RISKS, 12, "2026年13月31日")
spoiled("T201", POWERS, 3, "行政审批类")
spoiled("T201", RISKS, 3, "思想作风方面")
spoiled("T201", RISKS, 6, "较高")
spoiled("T201", RISKS, 8, "一级")
spoiled("R402", RISKS, 2, "99")
spoiled("R403", EVALUATIONS, 0, "无此编号-F9")
spoiled("B103", POWERS, 4, "根据有关法律法规和文件规定")
spoiled("B104", POWERS, 4, "《中华人民共和国婚姻法》第八条")
spoiled("B117", POWERS, 4, "《社会组织登记管理条例（草案征求意见稿）》第十条", is_public)
spoiled("G504", FLOW, 9, "99", lambda row: row[3] == "办理")
spoiled("G506", FLOW, 9, "1", lambda row: row[3] == "判断")
spoiled("G517", FLOW, 7, None, lambda row: row[3] in ("办理", "审核", "决定"))
spoiled("S814", FLOW, 8, None, lambda row: row[3] in ("审核", "决定"))
spoiled("H602", RISKS, 9, "教育警示", lambda row: row[3] == "制度机制")
spoiled("H604", RISKS, 12, "2025-01-31")


@defect("B101")
def unclosed_title(tables: Tables, chance: random.Random) -> frozenset[str]:
    """The closing mark of a law's title is missing."""
    row = chance.choice([row for row in tables[POWERS] if "》" in str(row[4])])
    row[4] = str(row[4]).replace("》", "", 1)
    return frozenset({at(tables, POWERS, row, 4)})


@defect("C301")
def power_code_twice(tables: Tables, chance: random.Random) -> frozenset[str]:
    """A power's code copied to the next power."""
    first, second = chance.sample(tables[POWERS], 2)
    second[1] = first[1]
    return frozenset({at(tables, POWERS, first, 1), at(tables, POWERS, second, 1)})


@defect("C302")
def risk_code_twice(tables: Tables, chance: random.Random) -> frozenset[str]:
    """A risk point's code copied to another."""
    first, second = chance.sample(tables[RISKS], 2)
    second[0] = first[0]
    return frozenset({at(tables, RISKS, first, 0), at(tables, RISKS, second, 0)})


@defect("C303")
def step_number_twice(tables: Tables, chance: random.Random) -> frozenset[str]:
    """Two steps of one power bear one number."""
    steps = chance.choice([steps for steps in flows(tables) if len(steps) > 3])
    steps[2][1] = steps[1][1]
    return frozenset({at(tables, FLOW, steps[1], 1), at(tables, FLOW, steps[2], 1)})


@defect("R401")
def mistyped_power_code(tables: Tables, chance: random.Random) -> frozenset[str]:
    """A zero of a power's code typed as the letter O."""
    row = chance.choice([row for row in tables[RISKS] if "0" in str(row[1])])
    row[1] = str(row[1]).replace("0", "O", 1)
    return frozenset({at(tables, RISKS, row, 1)})


@defect("D101")
def power_listed_twice(tables: Tables, chance: random.Random) -> frozenset[str]:
    """A power once more under another code."""
    row = chance.choice(tables[POWERS])
    again = [len(tables[POWERS]) + 1, f"{row[1]}-2", *row[2:]]
    tables[POWERS].append(again)
    return frozenset({at(tables, POWERS, row, 2), at(tables, POWERS, again, 2)})


@defect("D103")
def risk_listed_twice(tables: Tables, chance: random.Random) -> frozenset[str]:
    """A risk point once more under another code."""
    row = chance.choice(tables[RISKS])
    again = [f"{row[0]}-2", *row[1:]]
    tables[RISKS].append(again)
    return frozenset({at(tables, RISKS, row, 4), at(tables, RISKS, again, 4)})


@defect("G501")
def power_without_flow(tables: Tables, chance: random.Random) -> frozenset[str]:
    """All steps of a power are missing."""
    power = chance.choice(tables[POWERS])
    tables[FLOW] = [row for row in tables[FLOW] if row[0] != power[1]]
    return frozenset({at(tables, POWERS, power, 1)})


@defect("G502")
def flow_without_start(tables: Tables, chance: random.Random) -> frozenset[str]:
    """The first step is no start."""
    steps = chance.choice(flows(tables))
    steps[0][3] = "办理"
    return frozenset(at(tables, FLOW, row, column) for row in steps for column in (0, 3))


@defect("G503")
def flow_without_end(tables: Tables, chance: random.Random) -> frozenset[str]:
    """No step closes the flow."""
    steps = chance.choice(flows(tables))
    for row in steps:
        if row[3] == "办结":
            row[3] = "办理"
    return frozenset(at(tables, FLOW, row, column) for row in steps for column in (0, 3))


@defect("G505")
def step_left_out(tables: Tables, chance: random.Random) -> frozenset[str]:
    """A step points past the one after it, which nothing else leads to."""
    found = []
    for steps in flows(tables):
        for first, second, third in zip(steps, steps[1:], steps[2:], strict=False):
            led = [row for row in steps if str(second[1]) in str(row[9] or "").replace("→", "；").split("；")]
            if led == [first] and str(first[9]) == str(second[1]):
                found.append((first, second, third))
    if not found:
        return NONE
    first, second, third = chance.choice(found)
    first[9] = third[1]
    return frozenset({at(tables, FLOW, second, column) for column in (1, 2)})


@defect("G507")
def ways_without_labels(tables: Tables, chance: random.Random) -> frozenset[str]:
    """A decision's ways, their conditions left out."""
    rows = [row for row in tables[FLOW] if str(row[9] or "").count("→") == 2]
    if not rows:
        return NONE
    row = chance.choice(rows)
    row[9] = "；".join(way.split("→")[1] for way in str(row[9]).split("；"))
    return frozenset({at(tables, FLOW, row, 9)})


@defect("G508")
def way_breaks_off(tables: Tables, chance: random.Random) -> frozenset[str]:
    """A step in the middle leads nowhere."""
    return spoil(tables, chance, FLOW, 9, None, lambda row: row[3] in ("办理", "审核", "决定"))


@defect("S801")
def one_hand(tables: Tables, chance: random.Random) -> frozenset[str]:
    """Who decides also handles."""
    pairs = [
        (handling, deciding)
        for steps in flows(tables)
        for handling in steps
        for deciding in steps
        if handling[3] == "办理" and deciding[3] == "决定" and not any(word in str(deciding[4]) for word in "会组局司")
    ]
    if not pairs:
        return NONE
    handling, deciding = chance.choice(pairs)
    handling[4] = deciding[4]
    return frozenset({at(tables, FLOW, handling, 4), at(tables, FLOW, deciding, 4)})


@defect("S815")
def not_made_public(tables: Tables, chance: random.Random) -> frozenset[str]:
    """A power over the public whose flow publishes nothing says no way of publicity either."""
    publishing = {row[0] for row in tables[FLOW] if row[3] == "公示"}
    return spoil(tables, chance, POWERS, 11, None, lambda row: is_public(row) and row[1] not in publishing)


@defect("H601")
def power_without_risk(tables: Tables, chance: random.Random) -> frozenset[str]:
    """No risk point is found for a power."""
    power = chance.choice(tables[POWERS])
    gone = {row[0] for row in tables[RISKS] if row[1] == power[1]}
    tables[RISKS] = [row for row in tables[RISKS] if row[0] not in gone]
    tables[EVALUATIONS] = [row for row in tables[EVALUATIONS] if row[0] not in gone]
    return frozenset({at(tables, POWERS, power, 1)})


@defect("H603")
def one_measure_for_all(tables: Tables, chance: random.Random) -> frozenset[str]:
    """A measure copied over several risk points."""
    rows = chance.sample(tables[RISKS], 4)
    for row in rows:
        row[10] = "加强管理，严格把关"
    return frozenset(at(tables, RISKS, row, 10) for row in rows)


@defect("E701")
def point_not_evaluated(tables: Tables, chance: random.Random) -> frozenset[str]:
    """The evaluation of a risk point is missing."""
    gone = tables[EVALUATIONS].pop(chance.randrange(len(tables[EVALUATIONS])))
    risk = next(row for row in tables[RISKS] if row[0] == gone[0])
    return frozenset({at(tables, RISKS, risk, 0)})


@defect("E702")
def refused_without_a_word(tables: Tables, chance: random.Random) -> frozenset[str]:
    """Judged ineffective, and no opinion given."""
    row = chance.choice(tables[EVALUATIONS])
    row[3], row[4] = "否", None
    return frozenset({at(tables, EVALUATIONS, row, column) for column in (3, 4)})
