"""箭线文字: where an arrow's label stands: beside its own line, near its start, over nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from pipeline.render.chart.drawing import ASCENT, Box, Label, Line, Point, Rect
from pipeline.render.chart.engine import Way
from pipeline.render.chart.measure import text_width, wrap
from pipeline.render.chart.routing import Path

LABEL_SIZE = 9.0
_LINE = 1.2 * LABEL_SIZE
_LIMIT = 72.0
_BESIDE = 2.5
_HEAD = 7.0


def label_at(text: str, centre: Point) -> Label:
    """A label with its middle at ``centre``; long text is wrapped, very long text to wider lines."""
    limit = _LIMIT
    while len(lines := wrap(text, LABEL_SIZE, limit)) > 5 and limit < 300:
        limit *= 1.3
    width = max((text_width(line, LABEL_SIZE) for line in lines), default=0.0) + 2
    height = _LINE * len(lines) + 1
    x, y = centre[0] - width / 2, centre[1] - height / 2
    placed = tuple(
        Line(
            line,
            centre[0],
            y + 0.5 + index * _LINE + (ASCENT + 0.1) * LABEL_SIZE,
            LABEL_SIZE,
            text_width(line, LABEL_SIZE),
        )
        for index, line in enumerate(lines)
    )
    return Label(text, x, y, width, height, LABEL_SIZE, placed)


def labelled(
    texts: Mapping[Way, str], paths: Mapping[Way, Path], boxes: Mapping[str, Box], given: Mapping[Way, Point]
) -> tuple[dict[Way, Label], tuple[Way, ...]]:
    """The labels of the ways, and those ways whose label finds no free place (it then stands where it hurts least).

    ``given``: places that merman kept free; they hold as long as nothing else came there.
    """
    walls = [box.rect for box in boxes.values()]
    walls += [line.rect for box in boxes.values() for line in box.mark]
    strokes = {way: [_stroke(first, second) for first, second in pairwise(path)] for way, path in paths.items()}
    placed: dict[Way, Label] = {}
    poor: list[Way] = []
    for way, text in texts.items():
        taken = walls + [label.rect for label in placed.values()]
        others = [stroke for key, lines in strokes.items() if key != way for stroke in lines]
        if (label := _best(text, way, paths, taken, others, strokes[way], given)) is None:
            poor.append(way)
            label = _least_bad(text, paths[way], taken, others)
        placed[way] = label
    return placed, tuple(poor)


def _best(
    text: str,
    way: Way,
    paths: Mapping[Way, Path],
    taken: list[Rect],
    others: list[Rect],
    own: list[Rect],
    given: Mapping[Way, Point],
) -> Label | None:
    sample = label_at(text, (0, 0))
    for anchor, centre in _beside(paths[way], sample.width, sample.height):
        spot = Rect(anchor[0] - 0.5, anchor[1] - 0.5, 1, 1)
        if any(spot.meets(stroke) for stroke in others):
            continue  # a line shared with another arrow: the label would name both
        rect = Rect(centre[0] - sample.width / 2, centre[1] - sample.height / 2, sample.width, sample.height)
        if not any(rect.meets(other) for other in (*taken, *others, *own)):
            return label_at(text, centre)
    over = [given[way]] if way in given else []
    for centre in (*over, *_on(paths[way], sample.width, sample.height)):
        rect = label_at(text, centre).rect
        if not any(rect.meets(other) for other in (*taken, *others)):
            return label_at(text, centre)
    return None


def _beside(path: Path, width: float, height: float) -> Iterator[tuple[Point, Point]]:
    """Places beside a path's pieces, from its start on: the point on the line, and the label's centre."""
    last = len(path) - 2
    for index, (first, second) in enumerate(pairwise(path)):
        length = abs(second[0] - first[0]) + abs(second[1] - first[1])
        along = (second[0] - first[0]) / (length or 1), (second[1] - first[1]) / (length or 1)
        level = abs(along[0]) > 0.5
        half = (width if level else height) / 2
        usable = length - (_HEAD if index == last else 0)
        for share in _steps(half, usable):
            at = first[0] + along[0] * share, first[1] + along[1] * share
            aside = height / 2 + _BESIDE - 1 if level else width / 2 + _BESIDE
            for sign in (-1, 1) if level else (1, -1):
                yield at, ((at[0], at[1] + sign * aside) if level else (at[0] + sign * aside, at[1]))


def _steps(half: float, usable: float) -> list[float]:
    """Distances along a piece at which a label of half length ``half`` is tried."""
    if usable < 2 * half:
        return [usable / 2] if usable > half else []
    return [half + 1, usable / 2, *(half + (usable - 2 * half) * part for part in (0.25, 0.75, 1.0))]


def _on(path: Path, width: float, height: float) -> Iterator[Point]:
    """Places on a path's pieces that leave some line to see on both sides."""
    for first, second in pairwise(path):
        length = abs(second[0] - first[0]) + abs(second[1] - first[1])
        size = width if abs(second[0] - first[0]) > abs(second[1] - first[1]) else height
        if length >= size + 2 * _HEAD:
            for part in (0.5, 0.35, 0.65):
                yield first[0] + (second[0] - first[0]) * part, first[1] + (second[1] - first[1]) * part


def _least_bad(text: str, path: Path, taken: list[Rect], others: list[Rect]) -> Label:
    """The place on or beside the path with the least over boxes and labels, then over other arrows."""
    sample = label_at(text, (0, 0))
    spots = [centre for _, centre in _beside(path, sample.width, sample.height)]
    spots += [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(path)]

    def harm(centre: Point) -> tuple[int, int]:
        rect = label_at(text, centre).rect
        return sum(rect.meets(other) for other in taken), sum(rect.meets(other) for other in others)

    return label_at(text, min(spots, key=harm))


def _stroke(first: Point, second: Point) -> Rect:
    x, y = min(first[0], second[0]), min(first[1], second[1])
    return Rect(x, y, abs(first[0] - second[0]), abs(first[1] - second[1])).grown(0.8)
