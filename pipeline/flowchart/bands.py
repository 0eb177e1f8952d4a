"""泳道和阶段: the lanes' frames and heads, and the phases' bands with their names written downwards."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.flowchart.boxes import placed_lines
from pipeline.flowchart.drawing import Lane, Line, Rect, Span
from pipeline.flowchart.labels import SIZE
from pipeline.flowchart.text_size import wrap

HEAD_SIZE = 10.0
_NO_ACTOR = "（未填主体）"
_STEP = 1.3 * SIZE


def lanes_of(titles: Sequence[str], borders: Sequence[float], top: float, height: float) -> tuple[Lane, ...]:
    """The lanes between their borders, from ``top`` on, each with its actor in a head; ``height``: without the head."""
    head = head_height(titles, borders)
    lanes = []
    for title, (left, right) in zip(titles, pairwise(borders), strict=False):
        rect, cell = Rect(left, top, right - left, head + height), Rect(left, top, right - left, head)
        rows = [((Span(line),), HEAD_SIZE) for line in _head(title, right - left)]
        lines = placed_lines(rows, cell.centre[0], cell.centre[1] - 1.3 * HEAD_SIZE * len(rows) / 2)
        lanes.append(Lane(title or _NO_ACTOR, rect, cell, lines))
    return tuple(lanes)


def head_height(titles: Sequence[str], borders: Sequence[float]) -> float:
    """How high the lanes' heads are: all as high as the one with the most lines; nothing where there are no lanes."""
    counts = [len(_head(title, right - left)) for title, (left, right) in zip(titles, pairwise(borders), strict=False)]
    return 1.3 * HEAD_SIZE * max(counts) + 6 if counts else 0.0


def _head(title: str, width: float) -> tuple[str, ...]:
    return wrap(title or _NO_ACTOR, HEAD_SIZE, width - 4)


def phases_of(phases: Sequence[str], borders: Sequence[float], right: float, dx: float, dy: float) -> tuple[Lane, ...]:
    """The bands of a page whose rows have these phases and borders, moved by (dx, dy), up to the edge ``right``."""
    bands = []
    width = strip_width(phases, borders)
    for title, first, last in _runs(phases):
        top, bottom = borders[first] + dy, borders[last + 1] + dy
        strip = Rect(dx, top, width, bottom - top)
        columns = _downwards(title, bottom - top)
        lines: list[Line] = []
        for index, column in enumerate(columns):
            x = strip.centre[0] + (index - (len(columns) - 1) / 2) * _STEP
            start = strip.centre[1] - _STEP * len(column) / 2
            lines += placed_lines([((Span(char),), SIZE) for char in column], x, start)
        bands.append(Lane(title, Rect(dx, top, right, bottom - top), strip, tuple(lines)))
    return tuple(bands)


def strip_width(phases: Sequence[str], borders: Sequence[float]) -> float:
    """How wide the strip with the phases' names is; nothing where there are none."""
    if not any(phases):
        return 0.0
    columns = (len(_downwards(title, borders[last + 1] - borders[first])) for title, first, last in _runs(phases))
    return _STEP * max(columns) + 5


def _runs(phases: Sequence[str]) -> list[tuple[str, int, int]]:
    """Neighbouring rows of one phase together: its title, first and last row."""
    runs: list[tuple[str, int, int]] = []
    for row, title in enumerate(phases):
        if runs and runs[-1][0] == title:
            runs[-1] = (title, runs[-1][1], row)
        else:
            runs.append((title, row, row))
    return runs


def _downwards(title: str, height: float) -> list[str]:
    """A title written downwards, in as many columns as the height asks for."""
    most = max(1, int((height - 2) // _STEP))
    return [title[start : start + most] for start in range(0, len(title), most)]
