"""成页: one page's drawing: rows and columns get their sizes, then every part its place.

Every label has room reserved beside its own arrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.flowchart.bands import head_height, lanes_of, phases_of, strip_width
from pipeline.flowchart.boxes import moved
from pipeline.flowchart.chart import LABEL_LIMIT
from pipeline.flowchart.column_widths import BESIDE, columns_of
from pipeline.flowchart.drawing import BLACK, RED, Arrow, Box, Drawing, Label, Point
from pipeline.flowchart.labels import LIMIT, NARROW, Words, worded
from pipeline.flowchart.legend import legend
from pipeline.flowchart.page_plan import Sheet
from pipeline.flowchart.ranks import Way
from pipeline.flowchart.routes import Route, Segment, routed
from pipeline.flowchart.row_heights import rows_of
from pipeline.flowchart.tracks import ACROSS, Tracks, assigned

_EDGE = 1.0
# A note below a narrow chart is wider than the chart.
_NOTE_LEAST = 330.0


@dataclass(frozen=True, slots=True)
class Courses:
    """What a page has before its boxes have sizes: the arrows' routes and tracks, and the words beside them."""

    routes: Sequence[Route]
    tracks: Tracks
    words: Mapping[Way, Words]
    asides: Mapping[str, Words]


def courses(sheet: Sheet) -> Courses:
    """The courses of a page's arrows; its steps need no boxes yet."""
    circles = [key for key, box in sheet.boxes.items() if box.shape == "connector"]
    routes = routed(sheet.cells, sheet.ways, sheet.columns, circles)
    limit = NARROW if sheet.lanes else LIMIT
    words = {route.way: worded(_short(route.way.label), limit) for route in routes if route.way.label}
    return Courses(routes, assigned(routes), words, {key: worded(text) for key, text in sheet.asides.items()})


class Page:
    """A page whose size is known, and what it takes to draw it: most pages that are tried turn out too large."""

    def __init__(self, sheet: Sheet, courses: Courses) -> None:
        self.sheet, self.courses, self.tracks = sheet, courses, courses.tracks
        self.rows = rows_of(sheet, courses.routes, courses.tracks, courses.words, courses.asides)
        strip = strip_width(sheet.phases, self.rows.borders)
        self.columns = columns_of(sheet, courses.routes, courses.tracks, courses.words, courses.asides, strip)
        inner = self.columns.right + 2 * _EDGE
        self.keys = legend(sheet.boxes.values(), inner, sheet.levels, sheet.classes)
        self.note = worded(sheet.note, max(inner, _NOTE_LEAST))
        self.width = max(inner, self.keys.width, self.note.width)
        self.dx = (self.width - self.columns.right) / 2
        self.dy = head_height(sheet.lanes, self.columns.borders) + _EDGE
        self.bottom = self.dy + self.rows.borders[-1] + _EDGE
        self.height = self.bottom + self.keys.height + (self.note.height + 2 if self.note.lines else 0.0)

    def drawing(self) -> Drawing:
        """The page's drawing: the lanes' heads above, the legend and the note below."""
        sheet, rows, columns = self.sheet, self.rows, self.columns
        routes, words = self.courses.routes, self.courses.words
        boxes = self.boxes()
        labels = [self.label(route, words[route.way], boxes) for route in routes if route.way in words]
        for key, aside in self.courses.asides.items():
            rect = boxes[key].rect
            labels.append(aside.at(rect.right + BESIDE, rect.centre[1] - aside.height / 2))
        if self.note.lines:
            labels.append(self.note.at((self.width - self.note.width) / 2, self.bottom + self.keys.height, left=True))
        return Drawing(
            self.width,
            self.height,
            sheet.landscape,
            tuple(boxes.values()),
            tuple(self.arrow(route, boxes) for route in routes),
            tuple(labels),
            lanes_of(sheet.lanes, [border + self.dx for border in columns.borders], _EDGE, rows.borders[-1]),
            phases_of(sheet.phases, rows.borders, columns.right, self.dx, self.dy),
            self.keys.placed((self.width - self.keys.width) / 2, self.bottom),
        )

    def boxes(self) -> dict[str, Box]:
        """Every box in the middle of its cell."""
        placed = {}
        for key, (row, column) in self.sheet.cells.items():
            box = self.sheet.boxes[key]
            x, y = self.columns.middles[column] + self.dx, self.rows.middles[row] + self.dy
            placed[key] = moved(box, x - box.rect.width / 2, y - box.rect.height / 2)
        return placed

    def arrow(self, route: Route, boxes: Mapping[str, Box]) -> Arrow:
        """The arrow of a route, from box to box."""
        points: list[Point] = [boxes[route.way.origin].site(route.start)]
        for segment, after in zip(route.segments, route.segments[1:], strict=False):
            upright, level = (segment, after) if segment.upright else (after, segment)
            points.append((self._at(upright), self._at(level)))
        points.append(boxes[route.way.target].site(route.end))
        colour = RED if route.way.target in self.sheet.missing else BLACK
        return Arrow(route.way.origin, route.way.target, route.start, route.end, tuple(points), colour)

    def label(self, route: Route, words: Words, boxes: Mapping[str, Box]) -> Label:
        """An arrow's words, in the place that the route reserved."""
        spot = route.spot
        middle = self.columns.middles[spot.column] + self.dx
        x = middle + BESIDE if spot.right else middle - BESIDE - words.width
        if spot.at == "side":
            rect = boxes[route.way.origin].rect
            x = rect.right + BESIDE if spot.right else rect.x - BESIDE - words.width
            y = rect.centre[1] - 1.5 - words.height
        elif spot.at == "track":
            y = self._at(route.segments[-2]) - 2.0 - words.height
        else:
            y = self.rows.labels[spot.at, spot.row] + self.dy
        return words.at(x, y)

    def _at(self, segment: Segment) -> float:
        """Where a piece stands: its x where it is upright, else its y."""
        if segment.upright:
            return self.dx + (
                self.columns.tracks[segment.index, self.tracks.numbers[(segment.index, ACROSS), segment.owner]]
                if segment.on_track
                else self.columns.middles[segment.index]
            )
        return self.dy + (
            self.rows.tracks[
                segment.index, segment.zone, self.tracks.numbers[(segment.index, segment.zone), segment.owner]
            ]
            if segment.on_track
            else self.rows.middles[segment.index]
        )


def _short(text: str) -> str:
    return text if len(text) <= LABEL_LIMIT else text[:LABEL_LIMIT] + "……"
