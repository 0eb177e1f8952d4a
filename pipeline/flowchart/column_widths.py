"""列宽: the page from left to right: columns as wide as their boxes, channels as wide as tracks and labels need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.flowchart.labels import Words
from pipeline.flowchart.page_plan import Sheet
from pipeline.flowchart.ranks import Way
from pipeline.flowchart.routes import Route
from pipeline.flowchart.tracks import ACROSS, TRACK, Tracks

BESIDE = 3.0  # between an arrow and its label
_NEAR, _FAR = 4.0, 8.0  # between a box and a lane's border; between two boxes, or a box and a track


@dataclass(slots=True)
class Columns:
    """Where everything stands, across: the columns' middles, the lanes' borders (the last: the right edge), tracks."""

    middles: list[float] = field(default_factory=list)
    borders: list[float] = field(default_factory=list)
    tracks: dict[tuple[int, int], float] = field(default_factory=dict)

    @property
    def right(self) -> float:
        """The page's right edge."""
        return self.borders[-1]


def columns_of(
    sheet: Sheet,
    routes: Sequence[Route],
    tracks: Tracks,
    words: Mapping[Way, Words],
    asides: Mapping[str, Words],
    left: float,
) -> Columns:
    """The columns of a page, from ``left`` on."""
    widths = [0.0] * sheet.columns
    for key, (_, column) in sheet.cells.items():
        widths[column] = max(widths[column], sheet.boxes[key].rect.width)
    after = [0.0] * (sheet.columns + 1)  # what labels need at the left end of each channel
    before = [0.0] * (sheet.columns + 1)
    for column, right, need in _needs(sheet, routes, words, asides, widths):
        if right:
            after[column + 1] = max(after[column + 1], need)
        else:
            before[column] = max(before[column], need)
    columns = Columns()
    laned = bool(sheet.lanes)
    x = left
    for channel in range(sheet.columns + 1):
        outer = channel in (0, sheet.columns)
        count = tracks.count((channel, ACROSS))
        pad = _NEAR if laned else 0.0 if outer else _FAR
        start = x + after[channel] + (_FAR if count and channel else pad) + (2.0 if count and not channel else 0.0)
        for number in range(count):
            columns.tracks[channel, number] = start + number * TRACK
        end = start + max(0, count - 1) * TRACK
        if channel == sheet.columns:
            columns.borders.append(end + (_NEAR if laned and count else 0.0))
            break
        border = end + (_NEAR if count else 0.0)
        columns.borders.append(border if channel else x)
        x = border + (max(pad, _NEAR) if count or not outer else pad) + before[channel]
        columns.middles.append(x + widths[channel] / 2)
        x += widths[channel]
    return columns


def _needs(
    sheet: Sheet,
    routes: Sequence[Route],
    words: Mapping[Way, Words],
    asides: Mapping[str, Words],
    widths: Sequence[float],
) -> Iterator[tuple[int, bool, float]]:
    """What labels need beside a column, on its right or its left."""
    for route in routes:
        if (label := words.get(route.way)) is None:
            continue
        spot = route.spot
        room = widths[spot.column] / 2
        if spot.at == "side":
            room -= sheet.boxes[route.way.origin].rect.width / 2
        yield spot.column, spot.right, label.width + BESIDE + 3 - room
    for key, aside in asides.items():
        column = sheet.cells[key][1]
        yield column, True, aside.width + 6 - (widths[column] - sheet.boxes[key].rect.width) / 2
