"""分层: on which row of the chart a step stands: below every step that leads to it, ways back left aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.flowchart.chart import Chart


@dataclass(frozen=True, slots=True)
class Way:
    """An arrow to be drawn: one for two steps, whatever the number of ways and labels between them."""

    origin: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A chart's ways, those of them that lead back, and each step's rank: 0 is the top."""

    ways: tuple[Way, ...]
    back: frozenset[Way]
    ranks: dict[str, int]


def ranked(chart: Chart) -> Ranked:
    """Ranks by the longest path from the start; parts that hang together with nothing else stand below each other."""
    keys = sorted((node.key for node in chart.nodes), key={n.key: n.part != "start" for n in chart.nodes}.__getitem__)
    known = set(keys)
    labels: dict[tuple[str, str], list[str]] = {}
    for edge in chart.edges:
        if edge.origin in known and edge.target in known:
            words = " ".join(edge.label.split())
            found = labels.setdefault((edge.origin, edge.target), [])
            if words and words not in found:
                found.append(words)
    ways = tuple(Way(origin, target, "、".join(words)) for (origin, target), words in labels.items())
    back = _ways_back(keys, ways)
    forward = [way for way in ways if way not in back]
    ranks = _longest_paths(keys, forward)
    return Ranked(ways, back, _stacked(keys, ways, ranks))


def _ways_back(keys: Sequence[str], ways: Sequence[Way]) -> frozenset[Way]:
    """The ways that close a cycle, when the flow is followed from its first steps; without them none is left."""
    outs: dict[str, list[Way]] = {key: [] for key in keys}
    for way in ways:
        outs[way.origin].append(way)
    order = {key: index for index, key in enumerate(keys)}
    for key in keys:
        outs[key].sort(key=lambda way: order[way.target])
    back: set[Way] = set()
    done: set[str] = set()
    for start in keys:
        if start in done:
            continue
        trail, active = [(start, iter(outs[start]))], {start}
        while trail:
            key, rest = trail[-1]
            following = next(rest, None)
            if following is None:
                trail.pop()
                active.discard(key)
                done.add(key)
            elif following.target in active:
                back.add(following)
            elif following.target not in done:
                active.add(following.target)
                trail.append((following.target, iter(outs[following.target])))
    return frozenset(back)


def _longest_paths(keys: Sequence[str], forward: Sequence[Way]) -> dict[str, int]:
    outs: defaultdict[str, list[str]] = defaultdict(list)
    waiting = dict.fromkeys(keys, 0)
    for way in forward:
        outs[way.origin].append(way.target)
        waiting[way.target] += 1
    ranks = dict.fromkeys(keys, 0)
    ready = [key for key in keys if not waiting[key]]
    sources = list(ready)
    for key in ready:
        for target in outs[key]:
            ranks[target] = max(ranks[target], ranks[key] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    for key in sources:
        # A step that nothing leads to stands right above the one it leads to, not at the top.
        ranks[key] = max(0, min((ranks[target] for target in outs[key]), default=1) - 1)
    return ranks


def _stacked(keys: Sequence[str], ways: Sequence[Way], ranks: dict[str, int]) -> dict[str, int]:
    """Parts without a way between them one below the other, in the order of their first steps."""
    near: defaultdict[str, list[str]] = defaultdict(list)
    for way in ways:
        near[way.origin].append(way.target)
        near[way.target].append(way.origin)
    stacked: dict[str, int] = {}
    base = 0
    for key in keys:
        if key in stacked:
            continue
        part, stack = {key}, [key]
        while stack:
            for other in near[stack.pop()]:
                if other not in part:
                    part.add(other)
                    stack.append(other)
        top = min(ranks[one] for one in part)
        for one in part:
            stacked[one] = base + ranks[one] - top
        base = max(stacked[one] for one in part) + 1
    return stacked
