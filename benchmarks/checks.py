"""``make bench-checks``: known defects are planted into clean workbooks; what each check finds of them is counted.

Two sources of defects: those of the tests (tests/test_checks*.py), so that a new check is measured as soon as it is
tested, planted among the powers of other, randomly drawn divisions; and those of ``defects.py``, which spoil randomly
chosen rows of the example divisions themselves. Printed a check: how many were planted and found at their cell, false
alarms (findings of that check elsewhere that the same workbook without the defect does not have), and what the check
says of the clean workbooks, a hundred powers.
"""

from __future__ import annotations

import copy
import importlib
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.defects import DEFECTS
from examples.build import cell, read_tables
from pipeline.check import CATALOGUE, FAMILIES
from pipeline.intake.inbox import read_file
from pipeline.model import Finding, SetAside, Severity
from pipeline.normalise import normalise
from pipeline.render.excel.template import standard_workbook
from pipeline.run.judging import judge, judge_tasks
from pipeline.settings import Settings, load_settings
from tests.conftest import CLEAN, Tables
from tests.planting import EVALUATIONS, FLOW, POWERS, RISKS, put, several

ROOT = Path(__file__).parent.parent
VARIANTS = 5
# Two example workbooks hold mistakes on purpose; they make no clean ground.
WRONG = frozenset({"公益金管理处", "采购调运处"})
# These judge the habits of a whole workbook: among rows of other divisions it would be another workbook.
ALONE = frozenset({"H617", "E714"})
# Where a sheet names the power that a row belongs to: its column, from 0.
OF_POWER = {POWERS: 1, FLOW: 0, RISKS: 1}


@dataclass(frozen=True, slots=True)
class Planting:
    """植入: a defect that one check must find, and the cells that its finding must name (any of them)."""

    code: str
    plant: Callable[[Tables], None]
    cells: frozenset[str]


@dataclass(slots=True)
class Score:
    """成绩: what became of the defects planted for one check."""

    planted: int = 0
    found: int = 0
    false: int = 0
    missed: list[str] = field(default_factory=list)


def plantings() -> Iterator[Planting]:
    """All defects of the tests that are planted into the cells of one workbook."""
    for path in sorted((ROOT / "tests").glob("test_checks*.py")):
        for entry in importlib.import_module(f"tests.{path.stem}").DEFECTS:
            match entry:
                case (str(code), str(category), str(wrong), str(_)):
                    ground = several(put(POWERS, 0, 3, category), put(POWERS, 0, 4, wrong))
                    yield Planting(code, ground, frozenset({"职权目录!E3", "职权目录!D3"}))
                case (_, [*_], *_):
                    continue  # Planted into several units, which one workbook cannot show.
                case (code, plant, str(place), *_):
                    yield Planting(code, plant, frozenset({place}))
                case (code, plant, places, *_):
                    yield Planting(code, plant, frozenset(places))


def clean_divisions(settings: Settings) -> list[Tables]:
    """The example divisions without mistakes, as tables without heads."""
    divisions: list[Tables] = []
    for path in sorted((ROOT / "examples" / "texts").glob("*/*.md")):
        if path.stem not in WRONG:
            tables = read_tables(path.read_text("utf-8"))
            divisions.append(
                {
                    name: [[cell(head, text) for head, text in zip(heads, row, strict=True)] for row in rows]
                    for name, (heads, *rows) in tables.items()
                    if name in (POWERS, FLOW, RISKS, EVALUATIONS)
                }
            )
    return divisions


def drawn(divisions: Sequence[Tables], chance: random.Random) -> Tables:
    """Some powers of some divisions, with all that belongs to them; none under a code of the tests' own workbook."""
    chosen: Tables = {name: [] for name in (POWERS, FLOW, RISKS, EVALUATIONS)}
    taken = {row[1] for row in CLEAN[POWERS]}
    for division in chance.sample(divisions, 3):
        own = [row for row in division[POWERS] if row[1] not in taken]
        powers = {row[1] for row in chance.sample(own, min(2, len(own)))}
        for name, column in OF_POWER.items():
            chosen[name] += [row for row in division[name] if row[column] in powers]
        risks = {row[0] for row in division[RISKS] if row[1] in powers}
        chosen[EVALUATIONS] += [row for row in division[EVALUATIONS] if row[0] in risks]
    return chosen


def findings(tables: Tables, others: Tables, settings: Settings, folder: Path) -> tuple[Finding, ...]:
    """What the checks say of a workbook of these rows: written, read, assessed and checked as a clerk's would be."""
    all_units = {name: [*rows, *others.get(name, [])] for name, rows in tables.items()}
    path = folder / "一处.xlsx"
    path.write_bytes(standard_workbook(settings.columns, settings.vocabulary, all_units))  # type: ignore[arg-type]
    read = normalise(read_file(path, path.name), settings)
    if isinstance(read, SetAside):
        raise ValueError(read.reason)
    (task,) = judge_tasks((read,), settings)
    return judge(task).findings


def run() -> None:
    """Plant, check, count, print."""
    settings = load_settings()
    divisions = clean_divisions(settings)
    chance = random.Random(2026)
    scores: dict[str, Score] = {code: Score() for code in CATALOGUE}
    quiet: Counter[str] = Counter()
    powers = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(VARIANTS):
            others = drawn(divisions, chance)
            clean = findings(CLEAN, others, settings, folder)
            powers += len(CLEAN[POWERS]) + len(others[POWERS])
            quiet.update(finding.code for finding in clean)
            for planting in plantings():
                tables = copy.deepcopy(CLEAN)
                planting.plant(tables)
                among = {} if planting.code in ALONE else others
                found = findings(tables, among, settings, folder)
                _count(scores[planting.code], planting.cells, _new(found, clean, planting.code))
            alone = {**CLEAN, **others}
            clean = findings(alone, {}, settings, folder)
            for code, spoil in DEFECTS:
                tables = copy.deepcopy(alone)
                cells = spoil(tables, chance)
                if cells:
                    _count(scores[code], cells, _new(findings(tables, {}, settings, folder), clean, code))
    _print(scores, quiet, powers)


def _new(found: Sequence[Finding], clean: Sequence[Finding], code: str) -> list[Finding]:
    """What a check says more of a spoilt workbook than of the same one unspoilt."""
    known = Counter(finding.message for finding in clean if finding.code == code)
    return [finding for finding in found if finding.code == code and not _taken(known, finding.message)]


def _count(score: Score, cells: frozenset[str], new: Sequence[Finding]) -> None:
    hits = [finding for finding in new if cells & {str(place) for place in finding.places}]
    score.planted += 1
    score.found += bool(hits)
    score.false += len(new) - len(hits)
    if not hits:
        score.missed.append("、".join(sorted(cells)))


def _taken(known: Counter[str], message: str) -> bool:
    """Whether the clean workbook has this finding too, each of its findings once."""
    known[message] -= 1
    return known[message] >= 0


def _print(scores: dict[str, Score], quiet: Counter[str], powers: int) -> None:
    say = sys.stdout.write
    say(f"{'编号':<6}{'植入':>6}{'查出':>6}{'误报':>6}{'干净表/百项':>8}  标题\n")
    for family in FAMILIES:
        for check in family.checks:
            score = scores[check.code]
            figures = f"{score.planted:>8}{score.found:>8}{score.false:>8}" if score.planted else f"{'另行测试':>20}"
            say(f"{check.code:<8}{figures}{quiet[check.code] * 100 / powers:>11.1f}    {check.title}\n")
            for cells in dict.fromkeys(score.missed):
                say(f"        未查出：{cells}\n")
    planted = sum(score.planted for score in scores.values())
    found = sum(score.found for score in scores.values())
    false = sum(score.false for score in scores.values())
    weights: Counter[Severity] = Counter()
    for code, count in quiet.items():
        weights[CATALOGUE[code].severity] += count
    clean = "、".join(f"{severity}{weights[severity] * 100 / powers:.1f}" for severity in Severity)
    say(f"\n植入{planted}处，查出{found}处（{found * 100 / planted:.1f}%），误报{false}处。")
    say(f"干净的表共{powers}项职权，每百项报出：{clean}。\n")


if __name__ == "__main__":
    run()
