"""走线: arrows as official charts draw them: branches leave a decision at its sides, ways back run up beside the boxes.

Where a nicer way would touch a box or could be mistaken for another arrow, merman's own way stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.render.chart.drawing import Box, Point, Rect
from pipeline.render.chart.engine import GAP, Way

Path = tuple[Point, ...]

_STUB = 9.0  # the least straight piece beside a box: an arrow head and a little line
_LANE = 9.0  # between two ways that run side by side
_NEAR = 4.0  # nearer than this, two lines read as one
_CLEAR = 4.0  # between a line and a box it passes
_MANY = 60


@dataclass(frozen=True, slots=True)
class Routes:
    """The ways' polylines, and those ways back that found no lane beside the boxes."""

    paths: dict[Way, Path]
    stuck: tuple[Way, ...]


def routed(
    boxes: Mapping[str, Box], paths: Mapping[Way, Path], back: Sequence[Way], labels: Mapping[Way, float]
) -> Routes:
    """All ways: merman's ``paths`` improved, the ways ``back`` and the self-loops led along the side.

    ``labels``: the width of the label of those ways that have one; a lane leaves room for it.
    """
    field = _Field(boxes, {way: straightened(path) for way, path in paths.items()})
    for way in list(field.paths):
        _leave_at_side(field, way, labels.get(way, 0.0))
    stuck = []
    order = list(boxes)
    for way in sorted(back, key=lambda way: (abs(order.index(way[0]) - order.index(way[1])), way)):
        path = loop(boxes[way[0]]) if way[0] == way[1] else _way_back(field, way, labels.get(way, 0.0))
        if path is None:
            stuck.append(way)
        else:
            field.paths[way] = path
    for way in list(field.paths) if len(field.paths) <= _MANY else ():
        _nudge(field, way)
    return Routes(field.paths, tuple(stuck))


def loop(box: Box) -> Path:
    """A way from a box to itself, at its right side."""
    (_, y), right = box.centre, box.rect.right
    rise = min(7.0, box.height / 4)
    inside = box.width / 2 * rise / (box.height / 2) if box.shape == "decision" else 0.0
    return (right - inside, y - rise), (right + 14, y - rise), (right + 14, y + rise), (right - inside, y + rise)


def straightened(path: Iterable[Point]) -> Path:
    """The path without repeated points and points on a straight line."""
    kept: list[Point] = []
    for point in path:
        if kept and _same(kept[-1], point):
            continue
        if len(kept) > 1 and (_level(kept[-2], kept[-1], point, 0) or _level(kept[-2], kept[-1], point, 1)):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def confusable(one: Path, other: Path) -> bool:
    """Whether two arrows run on one line, or one ends or turns on the other: a reader could take the wrong way."""
    return any(_along(first, second) for first in pairwise(one) for second in pairwise(other))


def crossings(one: Path, other: Path) -> int:
    """How often two arrows cross."""
    return sum(_cross(first, second) for first in pairwise(one) for second in pairwise(other))


class _Field:
    """The boxes and the ways laid so far; the ways change while routing goes on."""

    def __init__(self, boxes: Mapping[str, Box], paths: dict[Way, Path]) -> None:
        self.boxes = boxes
        self.paths = paths
        self.sides: set[tuple[str, float]] = set()
        self.outs = Counter(way[0] for way in paths)

    def free(self, way: Way, path: Path) -> bool:
        """Whether a path touches no box and no unrelated way, and turns back on no side in use."""
        return not hits_box(self.boxes, way, path) and not any(
            confusable(path, other) for key, other in self.paths.items() if not _related(key, way)
        )

    def crossed(self, way: Way, path: Path) -> int:
        return sum(crossings(path, other) for key, other in self.paths.items() if key != way)


def hits_box(boxes: Mapping[str, Box], way: Way, path: Path) -> bool:
    """Whether a path touches a box, the two it joins excepted at their outline."""
    spans = [_rect(first, second) for first, second in pairwise(path)]
    for key, box in boxes.items():
        room = box.rect.grown(-0.5 if key in way else _CLEAR)
        if any(room.meets(span) for span in spans):
            return True
    return False


def _leave_at_side(field: _Field, way: Way, label: float) -> None:
    """Lets a branch of a decision that goes down further out leave at the decision's left or right tip."""
    box, path = field.boxes[way[0]], field.paths[way]
    if field.outs[way[0]] < 2 or box.shape != "decision" or len(path) < 4 or way[0] == way[1]:
        return
    (middle, level), lane = box.centre, path[2][0]
    side = 1.0 if lane > middle else -1.0
    tip = middle + side * box.width / 2
    if (lane - tip) * side < _STUB or (way[0], side) in field.sides:
        return
    better = straightened(((tip, level), (lane, level), *path[3:]))
    if field.free(way, better) and field.crossed(way, better) <= field.crossed(way, path):
        field.paths[way] = better
        field.sides.add((way[0], side))


def _way_back(field: _Field, way: Way, label: float) -> Path | None:
    """The best free lane beside the boxes, left or right; None where there is none."""
    best: tuple[float, Path] | None = None
    for side in (1.0, -1.0):
        for path in _lanes(field, way, side, label):
            if not field.free(way, path):
                continue
            cost = 60.0 * field.crossed(way, path) + abs(path[1][0] - path[0][0]) + (0 if side > 0 else 1)
            if best is None or cost < best[0]:
                best = cost, path
            break
    if best is None:
        return None
    side = 1.0 if best[1][1][0] > best[1][0][0] else -1.0
    field.sides.update({(way[0], side)})
    return best[1]


def _lanes(field: _Field, way: Way, side: float, label: float) -> Iterator[Path]:
    """Ways back on one side, the nearest lane first: into the target's side, or else into its upper side."""
    origin, target = field.boxes[way[0]], field.boxes[way[1]]
    if (way[0], side) in field.sides:
        return
    start = (origin.centre[0] + side * origin.width / 2, origin.centre[1])
    end = (target.centre[0] + side * target.width / 2, target.centre[1])
    above = target.y - GAP / 2
    reach = max(start[0] * side + max(_STUB, label + 5), end[0] * side + _STUB + 3)
    marks = {reach}
    for key, path in field.paths.items():
        # Ways to the same target share a lane; others keep their distance.
        step = 0.0 if key[1] == way[1] else _LANE
        marks.update(x * side + step for x, _ in path if x * side + step >= reach)
    marks.update(
        edge for box in field.boxes.values() if (edge := max(box.x * side, box.rect.right * side) + _LANE) >= reach
    )
    for mark in sorted(marks):
        lane = mark * side
        yield start, (lane, start[1]), (lane, end[1]), end
        if target.y > 1.0:
            yield straightened(
                (start, (lane, start[1]), (lane, above), (target.centre[0], above), (target.centre[0], target.y))
            )


def _nudge(field: _Field, way: Way) -> None:
    """Moves a level piece of a way a little up or down where it could be mistaken for an unrelated way."""
    path = field.paths[way]
    others = [other for key, other in field.paths.items() if not _related(key, way)]
    if not any(confusable(path, other) for other in others):
        return
    for index in range(1, len(path) - 2):
        (x1, y1), (x2, y2) = path[index], path[index + 1]
        if abs(y1 - y2) > 0.01:
            continue
        for by in (5.0, -5.0, 7.0, -7.0):
            moved = (*path[:index], (x1, y1 + by), (x2, y2 + by), *path[index + 2 :])
            if field.free(way, moved):
                field.paths[way] = moved
                return


def _related(one: Way, other: Way) -> bool:
    """Ways that may share a line: those from one box, and those to one box."""
    return one[0] == other[0] or one[1] == other[1]


def _rect(first: Point, second: Point) -> Rect:
    x, y = min(first[0], second[0]), min(first[1], second[1])
    return Rect(x, y, abs(first[0] - second[0]), abs(first[1] - second[1]))


def _along(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether two pieces lie on one line for a stretch, or an end of one lies on the other."""
    first, second = _rect(*one), _rect(*other)
    if not first.grown(_NEAR / 2).meets(second.grown(_NEAR / 2)):
        return False
    if (first.width < first.height) == (second.width < second.height):
        return True
    upright, level = (first, second) if first.width < first.height else (second, first)
    inside_x = level.x + _NEAR < upright.x < level.right - _NEAR
    inside_y = upright.y + _NEAR < level.y < upright.bottom - _NEAR
    return not (inside_x and inside_y)


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    first, second = _rect(*one), _rect(*other)
    if (first.width < first.height) == (second.width < second.height):
        return False
    upright, level = (first, second) if first.width < first.height else (second, first)
    return level.x < upright.x < level.right and upright.y < level.y < upright.bottom


def _same(one: Point, other: Point) -> bool:
    return abs(one[0] - other[0]) < 0.01 and abs(one[1] - other[1]) < 0.01


def _level(first: Point, second: Point, third: Point, axis: int) -> bool:
    return abs(first[axis] - second[axis]) < 0.01 and abs(second[axis] - third[axis]) < 0.01
