"""排图: a chart's geometry. merman places the boxes; arrows, labels and scale are settled here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from pipeline.compose.chart import Chart
from pipeline.render.chart.boxes import fitted
from pipeline.render.chart.drawing import (
    Arrow,
    Box,
    Drawing,
    Label,
    Point,
    Rect,
    half_width_at,
    moved_line,
    transformed,
)
from pipeline.render.chart.engine import Placement, Size, Way, place
from pipeline.render.chart.labels import label_at, labelled
from pipeline.render.chart.routing import Path, confusable, crossings, hits_box, loop, routed, straightened

# Text widths tried: twelve characters of a name; wider ones make tall charts lower.
_NARROW = 126.0
_WIDER = (160.0, 220.0)
_EDGE = 1.0
_LOOP = 16.0
_MANY = 60


@dataclass(frozen=True, slots=True)
class _Flow:
    """A chart as its layout sees it: one arrow for two boxes, whatever the number of ways and labels between them."""

    boxes: Mapping[str, Box]
    forward: tuple[Way, ...]
    back: tuple[Way, ...]
    texts: Mapping[Way, str]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A drawing not yet scaled, and how well it reads: fewer faults, then larger, then fewer bends and crossings."""

    drawing: Drawing
    faults: int
    tangle: int


def lay_out(chart: Chart, *, max_width: float, max_height: float) -> Drawing:
    """A chart as a drawing of at most ``max_width`` × ``max_height`` points: shrunk as a whole where it is larger."""
    if not chart.nodes:
        return Drawing(0.0, 0.0, 1.0, (), (), ())
    flow = _flow(chart, _NARROW)
    drafts = [_plain(flow, "NETWORK_SIMPLEX")]
    if drafts[0].faults:
        drafts.append(_plain(flow, "BRANDES_KOEPF"))
    first = drafts[0].drawing
    if first.height / max_height > max(1.0, first.width / max_width):
        drafts += [_plain(_flow(chart, limit), "NETWORK_SIMPLEX") for limit in _WIDER]
    if all(draft.faults for draft in drafts):
        drafts.append(_all_by_merman(flow))
    best = min(drafts, key=lambda draft: (draft.faults, -_scale(draft, max_width, max_height), draft.tangle))
    return transformed(best.drawing, 0, 0, _scale(best, max_width, max_height))


def _scale(draft: _Draft, max_width: float, max_height: float) -> float:
    return min(1.0, max_width / draft.drawing.width, max_height / draft.drawing.height)


def _flow(chart: Chart, text_limit: float) -> _Flow:
    boxes = {node.key: fitted(node, text_limit) for node in chart.nodes}
    texts: dict[Way, str] = {}
    for edge in chart.edges:
        if edge.origin in boxes and edge.target in boxes:
            way = (edge.origin, edge.target)
            texts[way] = "、".join(part for part in (texts.get(way, ""), " ".join(edge.label.split())) if part)
    back = _ways_back(list(boxes), list(texts))
    return _Flow(
        boxes,
        tuple(way for way in texts if way not in back),
        tuple(way for way in texts if way in back),
        {way: text for way, text in texts.items() if text},
    )


def _ways_back(keys: Sequence[str], ways: Sequence[Way]) -> set[Way]:
    """The ways that close a cycle, when the flow is followed from its first steps; without them none is left."""
    outs: dict[str, list[Way]] = {key: [] for key in keys}
    for way in ways:
        outs[way[0]].append(way)
    order = {key: index for index, key in enumerate(keys)}
    for key in keys:
        outs[key].sort(key=lambda way: order[way[1]])
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
            elif following[1] in active:
                back.add(following)
            elif following[1] not in done:
                active.add(following[1])
                trail.append((following[1], iter(outs[following[1]])))
    return back


def _plain(flow: _Flow, placement: Placement) -> _Draft:
    """Merman places the boxes by the ways forward; ways back and labels are fitted in, by merman where they do not."""
    helped: tuple[Way, ...] = ()
    roomy: dict[Way, Size] = {}
    for attempt in range(3):
        loops = {way[0]: flow.texts.get(way, "") for way in flow.back if way[0] == way[1]}
        sizes = {key: _room(box, loops.get(key)) for key, box in flow.boxes.items()}
        placed = place(sizes, [*flow.forward, *helped], roomy, placement=placement, merge=True)
        boxes = {key: _at(box, placed.centres[key]) for key, box in flow.boxes.items()}
        widths = {way: label_at(text, (0, 0)).width for way, text in flow.texts.items()}
        routes = routed(boxes, placed.paths, [way for way in flow.back if way not in helped], widths)
        texts = {way: text for way, text in flow.texts.items() if way in routes.paths}
        given = {way: at for way, at in placed.labels.items() if routes.paths[way] == straightened(placed.paths[way])}
        labels, poor = labelled(texts, routes.paths, boxes, given)
        if attempt == 2 or (not routes.stuck and not poor):
            break
        helped = tuple(dict.fromkeys((*helped, *routes.stuck)))
        roomy |= {way: (label.width, label.height) for way, label in labels.items() if way in poor}
    if routes.stuck:
        return _all_by_merman(flow)
    drawing = _drawing(boxes, {way: _ended(boxes, way, path) for way, path in routes.paths.items()}, labels)
    return _draft(drawing, routes.paths, boxes, len(poor))


def _all_by_merman(flow: _Flow) -> _Draft:
    """Every way and label as merman lays them, each way with its own place at the box: never ambiguous, less tidy."""
    loops = {way[0]: flow.texts.get(way, "") for way in flow.back if way[0] == way[1]}
    sizes = {key: _room(box, loops.get(key)) for key, box in flow.boxes.items()}
    ways = [way for way in (*flow.forward, *flow.back) if way[0] != way[1]]
    samples = {way: label_at(text, (0, 0)) for way, text in flow.texts.items() if way[0] != way[1]}
    rooms = {way: (label.width + 2, label.height + 2) for way, label in samples.items()}
    placed = place(sizes, ways, rooms, placement="BRANDES_KOEPF", merge=False)
    boxes = {key: _at(box, placed.centres[key]) for key, box in flow.boxes.items()}
    paths = {way: straightened(path) for way, path in placed.paths.items()}
    paths |= {(key, key): loop(boxes[key]) for key in loops}
    labels, poor = labelled(flow.texts, paths, boxes, placed.labels)
    drawing = _drawing(boxes, {way: _ended(boxes, way, path) for way, path in paths.items()}, labels)
    return _draft(drawing, paths, boxes, len(poor))


def _room(box: Box, loop_text: str | None) -> Size:
    """What merman keeps free for a box: its own size, and at both sides the room of a self-loop and its label."""
    if loop_text is None:
        return box.width, box.height
    return box.width + 2 * (_LOOP + label_at(loop_text, (0, 0)).width + 6), box.height


def _at(box: Box, centre: Point) -> Box:
    dx, dy = centre[0] - box.width / 2, centre[1] - box.height / 2
    return replace(
        box,
        x=dx,
        y=dy,
        lines=tuple(moved_line(line, dx, dy) for line in box.lines),
        mark=tuple(moved_line(line, dx, dy) for line in box.mark),
    )


def _ended(boxes: Mapping[str, Box], way: Way, path: Path) -> Path:
    """The path with its first and last point on the outlines: a diamond lies within the rectangle merman knows."""
    return (_on_outline(boxes[way[0]], path[0]), *path[1:-1], _on_outline(boxes[way[1]], path[-1]))


def _on_outline(box: Box, point: Point) -> Point:
    (middle, level), (x, y) = box.centre, point
    if abs(y - box.y) < 0.5 or abs(y - box.rect.bottom) < 0.5:
        side = -1.0 if y < level else 1.0
        low, high = 0.0, box.height / 2
        # The outline narrows away from the middle: halve until it is as wide as the point is far out.
        for _ in range(24):
            dy = (low + high) / 2
            low, high = (
                (dy, high) if half_width_at(box.shape, box.width, box.height, dy) >= abs(x - middle) else (low, dy)
            )
        return x, level + side * low
    return point


def _drawing(boxes: Mapping[str, Box], paths: Mapping[Way, Path], labels: Mapping[Way, Label]) -> Drawing:
    """All parts together, moved so that the drawing begins at (0, 0) with a little room all round."""
    rects = [box.rect for box in boxes.values()]
    rects += [line.rect for box in boxes.values() for line in box.mark]
    rects += [label.rect for label in labels.values()]
    rects += [Rect(x, y, 0, 0) for path in paths.values() for x, y in path]
    left, top = min(rect.x for rect in rects) - _EDGE, min(rect.y for rect in rects) - _EDGE
    right, bottom = max(rect.right for rect in rects) + _EDGE, max(rect.bottom for rect in rects) + _EDGE
    arrows = tuple(Arrow(way[0], way[1], path) for way, path in paths.items())
    drawing = Drawing(right - left, bottom - top, 1.0, tuple(boxes.values()), arrows, tuple(labels.values()))
    return transformed(drawing, -left, -top, 1.0)


def _draft(drawing: Drawing, paths: Mapping[Way, Path], boxes: Mapping[str, Box], poor: int) -> _Draft:
    """The drawing with what is wrong in it counted: arrows through boxes or on one another, labels badly placed."""
    faults = poor + sum(hits_box(boxes, way, path) for way, path in paths.items())
    tangle = sum(len(path) - 2 for path in paths.values())
    # Pairs of arrows are looked at in charts that people draw; in monsters it would take longer than drawing them.
    if len(paths) <= _MANY:
        for (one, first), (other, second) in combinations(paths.items(), 2):
            if one[0] != other[0] and one[1] != other[1]:
                faults += confusable(first, second)
            tangle += 3 * crossings(first, second)
    return _Draft(drawing, faults, tangle)
