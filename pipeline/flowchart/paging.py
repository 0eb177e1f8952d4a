"""分页: a chart's rows dealt out to pages. An arrow that leads to another page ends at a numbered circle (接续符), and
goes on there from a circle with the same number.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.flowchart.boxes import NOTE_SIZE, placed_lines
from pipeline.flowchart.chart import Chart, Node
from pipeline.flowchart.drawing import LEADING, Box, Rect, Span
from pipeline.flowchart.grid import Cell, Grid
from pipeline.flowchart.page_plan import Sheet
from pipeline.flowchart.ranks import Ranked, Way

# The first row of a page, and the row after its last.
Cut = tuple[int, int]


@dataclass(slots=True)
class _Circle:
    """One numbered circle on one page: the steps it stands by, and the pages that its arrow comes from or goes to."""

    number: int
    ways: list[Way] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _PageParts:
    keys: list[str] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    comes: dict[str, _Circle] = field(default_factory=dict)
    goes: dict[str, _Circle] = field(default_factory=dict)


def assembled(chart: Chart, flow: Ranked, grid: Grid, cuts: Sequence[Cut], *, laned: bool) -> list[Sheet]:
    """What stands on each page, with or without lanes, but for the boxes' sizes."""
    page_of_row = {row: page for page, (start, end) in enumerate(cuts) for row in range(start, end)}
    page_of = {key: page_of_row[row] for key, (row, _) in grid.cells.items()}
    parts = [_PageParts() for _ in cuts]
    for node in chart.nodes:
        parts[page_of[node.key]].keys.append(node.key)
    cut = [way for way in flow.ways if page_of[way.origin] != page_of[way.target]]
    outs, ins = Counter(way.origin for way in cut), Counter(way.target for way in cut)
    numbers: dict[str, int] = {}
    for way in flow.ways:
        here, there = page_of[way.origin], page_of[way.target]
        if here == there:
            parts[here].ways.append(way)
            continue
        # Arrows to one step share a number, or those from one step where it has more of them.
        from_one = outs[way.origin] > ins[way.target]
        net = f"from {way.origin}" if from_one else f"to {way.target}"
        number = numbers.setdefault(net, len(numbers) + 1)
        _note(parts[here].goes, net, number, way.origin, there, "" if from_one else way.label, leaves=True)
        _note(parts[there].comes, net, number, way.target, here, way.label if from_one else "", leaves=False)
    sheets = []
    for part, (start, _) in zip(parts, cuts, strict=True):
        sheets.append(_sheet(chart, grid, part, start, laned=laned))
    return sheets


def _note(
    circles: dict[str, _Circle], net: str, number: int, step: str, page: int, label: str, *, leaves: bool
) -> None:
    name = f"{'out' if leaves else 'in'}{number}"
    circle = circles.setdefault(name, _Circle(number))
    circle.pages.add(page)
    if step not in circle.by:
        circle.by.append(step)
        circle.ways.append(Way(step, name, label) if leaves else Way(name, step, label))


def _sheet(chart: Chart, grid: Grid, part: _PageParts, start: int, *, laned: bool) -> Sheet:
    """The page's own grid: circles that arrows come from on top, those that arrows go to at the bottom."""
    columns = sorted({grid.cells[key][1] for key in part.keys})
    column_of = {column: index for index, column in enumerate(columns)}
    cells: dict[str, Cell] = {}
    room = range(len(columns) if laned else max(len(columns), 3))
    above = _rows_of_circles(part.comes, grid, column_of, room, lambda row: row)
    for name, (row, column) in above.items():
        cells[name] = (row, column)
    top = 1 + max((row for row, _ in above.values()), default=-1)
    for key in part.keys:
        row, column = grid.cells[key]
        cells[key] = (row - start + top, column_of[column])
    bottom = 1 + max(row for row, _ in cells.values())
    for name, (row, column) in _rows_of_circles(part.goes, grid, column_of, room, lambda row: -row).items():
        cells[name] = (bottom + row, column)
    nodes = {node.key: node for node in chart.nodes}
    lanes = {cells[key][1]: nodes[key].actor for key in part.keys} if laned else {}
    phases = [""] * (1 + max(row for row, _ in cells.values()))
    for key in reversed(part.keys):
        phases[cells[key][0]] = nodes[key].phase
    phases[:top] = [phases[top]] * top
    phases[bottom:] = [phases[bottom - 1]] * (len(phases) - bottom)
    circles = {**part.comes, **part.goes}
    return Sheet(
        boxes={name: _circle(name, circle.number) for name, circle in circles.items()},
        cells=cells,
        ways=[*part.ways, *(way for circle in circles.values() for way in circle.ways)],
        lanes=[lanes[column] for column in sorted(lanes)],
        phases=phases if any(phases) else (),
        note=_supervision(nodes[key] for key in part.keys) if laned else "",
        asides={
            **{name: f"接{_pages(circle.pages)}" for name, circle in part.comes.items()},
            **{name: f"转{_pages(circle.pages)}" for name, circle in part.goes.items()},
        },
        missing=frozenset(key for key in part.keys if nodes[key].missing),
        levels=chart.levels,
        classes=chart.classes,
    )


def _supervision(nodes: Iterable[Node]) -> str:
    """What stands below a chart with lanes: how its steps are supervised."""
    said = [f"{node.number} {node.supervision}" for node in nodes if node.supervision]
    return f"监督方式：{'；'.join(said)}。" if said else ""


def _rows_of_circles(
    circles: Mapping[str, _Circle],
    grid: Grid,
    column_of: Mapping[int, int],
    columns: range,
    nearest: Callable[[int], int],
) -> dict[str, Cell]:
    """Each circle in the column of its first step, or in the nearest free one of the last row, or on a new row."""
    cells: dict[str, Cell] = {}
    taken: defaultdict[int, set[int]] = defaultdict(set)
    row = 0
    # The circle of the step that stands nearest has the first choice.
    order = sorted(circles.items(), key=lambda item: nearest(grid.cells[item[1].by[0]][0]))
    for name, circle in order:
        wish = column_of[grid.cells[circle.by[0]][1]]
        free = [column for column in columns if column not in taken[row]]
        if not free:
            row += 1
            free = list(columns)
        column = min(free, key=lambda one: (abs(one - wish), one))
        taken[row].add(column)
        cells[name] = (row, column)
    return cells


def _circle(name: str, number: int) -> Box:
    side = 18.0 if number < 100 else 24.0
    lines = placed_lines([((Span(str(number)),), NOTE_SIZE)], side / 2, (side - LEADING * NOTE_SIZE) / 2)
    return Box(name, "connector", Rect(0, 0, side, side), lines)


def _pages(pages: Iterable[int]) -> str:
    """第2、5～8页."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and runs[-1][-1] == page:
            runs[-1].append(page + 1)
        else:
            runs.append([page + 1])
    return "第" + "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}～{run[-1]}" for run in runs) + "页"
