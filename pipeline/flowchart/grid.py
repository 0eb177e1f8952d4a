"""格位: every step in a cell of its own, on rows by rank, in columns by actor (泳道图) or round a main one (普通图)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.flowchart.chart import Chart
from pipeline.flowchart.ranks import Ranked

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """Each step's row and column. A way forward leads to a lower row or to the right."""

    cells: dict[str, Cell]
    rows: int


def laned(chart: Chart, flow: Ranked, most: int) -> Grid:
    """One column an actor, in the order of first use; at most ``most`` steps on a row.

    A step that follows another one, and only that one, in a lane further right stands on its row: so a chart takes no
    more height than it must. Steps of different phases never share a row.
    """
    lanes: dict[str, int] = {}
    for node in chart.nodes:
        lanes.setdefault(node.actor, len(lanes))
    lane = {node.key: lanes[node.actor] for node in chart.nodes}
    phase = {node.key: node.phase for node in chart.nodes}
    before: defaultdict[str, list[str]] = defaultdict(list)
    ways_out = Counter(way.origin for way in flow.ways)
    for way in flow.ways:
        if way not in flow.back:
            before[way.target].append(way.origin)
    rows: dict[str, int] = {}
    members: defaultdict[int, list[str]] = defaultdict(list)
    top = 0

    def free(row: int, key: str, left: int) -> bool:
        """Whether a step may stand on a row, and nothing stands from lane ``left`` to its own."""
        steps = members[row]
        if steps and (len(steps) >= most or phase[steps[0]] != phase[key]):
            return False
        return not any(left <= lane[step] <= lane[key] for step in steps)

    for rank in _by_rank(chart, flow.ranks):
        for key in rank:
            parents = before[key]
            single = parents[0] if len(parents) == 1 else ""
            row = max((rows[parent] + 1 for parent in parents), default=top)
            if single and ways_out[single] == 1 and lane[single] < lane[key] and free(row - 1, key, lane[single] + 1):
                row -= 1
            while not free(row, key, lane[key]):
                row += 1
            rows[key] = row
            members[row].append(key)
        top = max(top, *(rows[key] for key in rank)) + (not any(before[key] for key in rank))
    return _without_empty_rows({key: (row, lane[key]) for key, row in rows.items()})


def _without_empty_rows(cells: dict[str, Cell]) -> Grid:
    order = {row: index for index, row in enumerate(sorted({row for row, _ in cells.values()}))}
    return Grid({key: (order[row], column) for key, (row, column) in cells.items()}, len(order))


def plain(chart: Chart, flow: Ranked, most: int) -> Grid:
    """The longest way through the flow in the middle column, what branches off beside it; at most ``most`` columns."""
    main = _main_way(chart, flow)
    parents: defaultdict[str, list[str]] = defaultdict(list)
    for way in flow.ways:
        if way not in flow.back:
            parents[way.target].append(way.origin)
    places = sorted(range(-((most - 1) // 2), most // 2 + 1), key=lambda place: (abs(place), -place))
    columns: dict[str, int] = {}
    rows: dict[str, int] = {}
    row = 0
    for members in _by_rank(chart, flow.ranks):
        used: list[set[int]] = [set()]
        # The middle column is left to the main way, unless the rank is too full.
        allowed = places if len(members) > most or most == 1 else [place for place in places if place]
        for key in members:
            if key in main:
                columns[key], rows[key] = 0, row
                used[0].add(0)
        for key in members:
            if key in main:
                continue
            wish = next((columns[parent] for parent in parents[key] if columns.get(parent)), 0)
            at = next((i for i, taken in enumerate(used) if set(allowed) - taken), len(used))
            if at == len(used):
                used.append(set())
            free = [place for place in allowed if place not in used[at]]
            side = min(free, key=lambda place: (abs(place - wish), places.index(place)))
            columns[key], rows[key] = side, row + at
            used[at].add(side)
        row += len(used)
    left = min(columns.values(), default=0)
    return Grid({key: (rows[key], columns[key] - left) for key in columns}, row)


def widest_rank(flow: Ranked) -> int:
    """How many steps stand on the fullest rank."""
    counts: defaultdict[int, int] = defaultdict(int)
    for rank in flow.ranks.values():
        counts[rank] += 1
    return max(counts.values(), default=0)


def _by_rank(chart: Chart, ranks: dict[str, int]) -> list[list[str]]:
    members: defaultdict[int, list[str]] = defaultdict(list)
    for node in chart.nodes:
        members[ranks[node.key]].append(node.key)
    return [members[rank] for rank in sorted(members)]


def _main_way(chart: Chart, flow: Ranked) -> set[str]:
    """The steps of the longest way from each part's top to its end; of equals the first named in the workbook."""
    outs: defaultdict[str, list[str]] = defaultdict(list)
    led_to: set[str] = set()
    for way in flow.ways:
        if way not in flow.back:
            outs[way.origin].append(way.target)
            led_to.add(way.target)
    order: Sequence[str] = sorted(flow.ranks, key=lambda key: -flow.ranks[key])
    heights: dict[str, int] = {}
    for key in order:
        heights[key] = 1 + max((heights[target] for target in outs[key]), default=0)
    main: set[str] = set()
    taken: set[int] = set()
    for node in chart.nodes:
        if node.key in led_to:
            continue
        line = [node.key]
        while following := outs[line[-1]]:
            line.append(max(following, key=lambda target: heights[target]))
        ranks = {flow.ranks[step] for step in line}
        if not ranks & taken:
            taken |= ranks
            main |= set(line)
    return main
