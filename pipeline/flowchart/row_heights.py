"""行高: the page from top to bottom: rows as high as their boxes, channels as high as tracks and labels need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.flowchart.labels import Words
from pipeline.flowchart.page_plan import Sheet
from pipeline.flowchart.ranks import Way
from pipeline.flowchart.routes import LOWER, UPPER, Route
from pipeline.flowchart.tracks import TRACK, Tracks

_LEAVE = 6.0  # from a box to the first track
_ARRIVE = 10.0  # from the last track to a box: an arrow head and a little line
_LEAST = 16.0  # a channel with nothing in it but arrows straight through
_LOWEST = 22.0  # a row of circles
_LANE_EDGE = 6.0  # from a lane's head to its first box, and below its last one


@dataclass(slots=True)
class Rows:
    """Where everything stands, downwards: the rows' middles, the borders between them, tracks, and labels' tops.

    A label's top is known by its kind (stem, drop) and its channel.
    """

    middles: list[float] = field(default_factory=list)
    borders: list[float] = field(default_factory=list)
    tracks: dict[tuple[int, int, int], float] = field(default_factory=dict)
    labels: dict[tuple[str, int], float] = field(default_factory=dict)


def rows_of(
    sheet: Sheet, routes: Sequence[Route], tracks: Tracks, words: Mapping[Way, Words], asides: Mapping[str, Words]
) -> Rows:
    """The rows of a page."""
    heights = [_LOWEST] * sheet.rows
    for key, (row, _) in sheet.cells.items():
        heights[row] = max(heights[row], sheet.boxes[key].rect.height)
    for key, aside in asides.items():
        row = sheet.cells[key][0]
        heights[row] = max(heights[row], aside.height + 2)
    stems: defaultdict[int, float] = defaultdict(float)
    drops: defaultdict[int, float] = defaultdict(float)
    thick: defaultdict[tuple[int, int], float] = defaultdict(lambda: TRACK)
    for route in routes:
        if (label := words.get(route.way)) is None:
            continue
        row = route.spot.row
        if route.spot.at == "side":
            heights[row] = max(heights[row], 2 * (label.height + 3))
        elif route.spot.at == "stem":
            stems[row] = max(stems[row], label.height + 3)
        elif route.spot.at == "drop":
            drops[row] = max(drops[row], label.height + 4)
        else:
            number = tracks.numbers[(row, LOWER), route.segments[-2].owner]
            thick[row, number] = max(thick[row, number], label.height + 5)
    rows = Rows()
    edge = _LANE_EDGE if sheet.lanes else 0.0
    y = 0.0
    for row in range(sheet.rows + 1):
        top = y
        uppers, lowers = tracks.count((row, UPPER)), tracks.count((row, LOWER))
        rows.labels["stem", row] = y + 1.5
        y += stems[row] + (_LEAVE if uppers else 0)
        for number in range(uppers):
            rows.tracks[row, UPPER, number] = y
            y += TRACK
        rows.borders.append(y if row else 0.0)
        y += 3.0 if row and sheet.phases else 0.0
        rows.labels["drop", row] = y + 1.0
        y += drops[row]
        for number in range(lowers):
            y += thick[row, number]
            rows.tracks[row, LOWER, number] = y
        if row == sheet.rows:
            rows.borders[-1] = max(y, top + edge)
            break
        y += _ARRIVE if lowers or row else 0.0
        y = max(y, top + (_LEAST if row else edge))
        if row and not uppers and not lowers:
            rows.borders[-1] = (top + y) / 2
        rows.middles.append(y + heights[row] / 2)
        y += heights[row]
    return rows
