"""成页: one page's boxes and routes get their sizes: rows and columns as large as what stands in them, channels as wide
as their tracks and labels need. Every label has room reserved beside its own arrow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.compose.chart import LABEL_LIMIT
from pipeline.render.chart.boxes import moved, placed_lines
from pipeline.render.chart.drawing import BLACK, RED, Arrow, Box, Drawing, Label, Lane, Line, Point, Rect, Span
from pipeline.render.chart.grid import Cell
from pipeline.render.chart.legend import legend
from pipeline.render.chart.measure import text_width, wrap
from pipeline.render.chart.ranks import Way
from pipeline.render.chart.routes import LOWER, UPPER, Piece, Route, routed
from pipeline.render.chart.tracks import ACROSS, Tracks, assigned

LABEL_SIZE = 9.0
HEAD_SIZE = 10.0
_LINE = 1.2 * LABEL_SIZE
_LABEL_LIMIT = 63.0
_TRACK = 6.0  # between two arrows that run side by side
_LEAVE = 6.0  # from a box to the first track
_ARRIVE = 10.0  # from the last track to a box: an arrow head and a little line
_BESIDE = 3.0  # between an arrow and its label
_LEAST = 18.0  # a channel with nothing in it but arrows straight through
_EDGE = 1.0
NOTE_WIDTH = 76.0
_NOTE_TITLE, _NO_ACTOR = "监督方式", "（未填主体）"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one page: boxes by cell, ways, the lanes' titles by column, the phases and notes by row,
    words by a box.

    ``missing`` are steps that ways lead to but that do not exist.
    """

    boxes: Mapping[str, Box]
    cells: Mapping[str, Cell]
    ways: Sequence[Way]
    lanes: Sequence[str]
    phases: Sequence[str]
    notes: Sequence[str] = ()
    asides: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    landscape: bool = False

    def with_boxes(self, boxes: Mapping[str, Box], *, landscape: bool) -> Sheet:
        """The sheet with the steps' boxes added to the circles it has."""
        steps = {key: boxes[key] for key in self.cells if key in boxes}
        return replace(self, boxes={**self.boxes, **steps}, landscape=landscape)


@dataclass(frozen=True, slots=True)
class _Words:
    """A label's lines and size, before it has a place."""

    text: str
    lines: tuple[str, ...]
    width: float
    height: float


def drawn(sheet: Sheet) -> Drawing:
    """The page's drawing, as large as it needs to be."""
    columns = 1 + max(column for _, column in sheet.cells.values())
    rows = 1 + max(row for row, _ in sheet.cells.values())
    circles = [key for key, box in sheet.boxes.items() if box.shape == "connector"]
    routes = routed(sheet.cells, sheet.ways, columns, circles)
    return _Page(sheet, routes, assigned(routes), rows, columns).drawing()


class _Page:
    """The measures of one page while it is made: first down, then across, then all parts."""

    def __init__(self, sheet: Sheet, routes: Sequence[Route], tracks: Tracks, rows: int, columns: int) -> None:
        self.sheet, self.routes, self.tracks = sheet, routes, tracks
        self.rows, self.columns = rows, columns
        self.words = {route.way: _words(route.way.label) for route in routes if route.way.label}
        self.notes = [_words(text, NOTE_WIDTH - 8, len(text)) for text in sheet.notes]
        self.asides = {key: _words(text) for key, text in sheet.asides.items()}
        self.track_at: dict[tuple[tuple[int, int], int], float] = {}
        self.bands: dict[tuple[str, int], float] = {}
        self.row_middle: list[float] = []
        self.row_border: list[float] = []
        self.column_middle: list[float] = []
        self.lane_border: list[float] = []
        self._down()
        self.strip = _strip_width(sheet.phases, self.row_border)
        self.right = self._across()

    def _down(self) -> None:
        """Heights: rows by their boxes and side labels, channels by tracks and labels."""
        heights = [22.0] * self.rows
        for row, note in enumerate(self.notes):
            heights[row] = max(heights[row], note.height + 2)
        for key, (row, _) in self.sheet.cells.items():
            heights[row] = max(heights[row], self.sheet.boxes[key].rect.height)
        for key, words in self.asides.items():
            row = self.sheet.cells[key][0]
            heights[row] = max(heights[row], words.height + 2)
        stems: defaultdict[int, float] = defaultdict(float)
        drops: defaultdict[int, float] = defaultdict(float)
        thick: defaultdict[tuple[int, int], float] = defaultdict(lambda: _TRACK)
        for route in self.routes:
            if route.way not in self.words:
                continue
            words = self.words[route.way]
            at, row = route.spot.at, route.spot.row
            if at == "side":
                heights[row] = max(heights[row], 2 * (words.height + 3))
            elif at == "stem":
                stems[row] = max(stems[row], words.height + 3)
            elif at == "drop":
                drops[row] = max(drops[row], words.height + 4)
            else:
                number = self.tracks.numbers[(row, LOWER), route.pieces[-2].owner]
                thick[row, number] = max(thick[row, number], words.height + 5)
        y = 0.0
        for row in range(self.rows + 1):
            top = y
            uppers, lowers = self.tracks.count((row, UPPER)), self.tracks.count((row, LOWER))
            self.bands["stem", row] = y + 1.5
            y += stems[row] + (_LEAVE if uppers else 0)
            for number in range(uppers):
                self.track_at[(row, UPPER), number] = y
                y += _TRACK
            self.row_border.append(y if row else 0.0)
            y += 3.0 if row and self.sheet.phases else 0.0
            self.bands["drop", row] = y + 1.0
            y += drops[row]
            for number in range(lowers):
                y += thick[row, number]
                self.track_at[(row, LOWER), number] = y
            if row == self.rows:
                self.row_border[-1] = max(y, top + (6.0 if self.sheet.lanes else 0.0))
                break
            y += _ARRIVE if lowers or row else 0.0
            y = max(y, top + (_LEAST if row else 6.0 if self.sheet.lanes else 0.0))
            if row and not uppers and not lowers:
                self.row_border[-1] = (top + y) / 2
            self.row_middle.append(y + heights[row] / 2)
            y += heights[row]

    def _across(self) -> float:
        """Widths: columns by their boxes, channels by tracks and labels. The right edge comes out."""
        sheet = self.sheet
        widths = [0.0] * self.columns
        for key, (_, column) in sheet.cells.items():
            widths[column] = max(widths[column], sheet.boxes[key].rect.width)
        left_of = [0.0] * (self.columns + 2)  # what labels need at the left end of each channel
        right_of = [0.0] * (self.columns + 2)
        sides: list[tuple[int, bool, float]] = []
        for route in self.routes:
            if (words := self.words.get(route.way)) is None:
                continue
            spot = route.spot
            room = widths[spot.column] / 2
            if spot.at == "side":
                room -= sheet.boxes[route.way.origin].rect.width / 2
            sides.append((spot.column, spot.right, words.width + _BESIDE + 3 - room))
        for key, words in self.asides.items():
            column = sheet.cells[key][1]
            sides.append((column, True, words.width + 6 - (widths[column] - sheet.boxes[key].rect.width) / 2))
        for column, right, need in sides:
            if right:
                left_of[column + 1] = max(left_of[column + 1], need)
            else:
                right_of[column] = max(right_of[column], need)
        x = self.strip
        for channel in range(self.columns + 1):
            outer = channel in (0, self.columns)
            count = self.tracks.count((channel, ACROSS))
            pad = 4.0 if sheet.lanes else 0.0 if outer else 8.0
            start = x + left_of[channel] + (max(pad, 8.0) if count and channel else pad)
            if channel == 0 and count:
                start += 2.0
            for number in range(count):
                self.track_at[(channel, ACROSS), number] = start + number * _TRACK
            end = start + max(0, count - 1) * _TRACK
            if channel == self.columns:
                end += (4.0 if sheet.lanes else 0.0) if count else 0.0
                self.lane_border.append(end)
                return end + (NOTE_WIDTH if self.notes else 0)
            border = end + (4.0 if count else 0.0)
            self.lane_border.append(x if channel == 0 else border)
            x = border + (max(pad, 4.0) if count or not outer else pad) + right_of[channel]
            self.column_middle.append(x + widths[channel] / 2)
            x += widths[channel]
        return x

    def drawing(self) -> Drawing:
        """All parts in place, the lanes' heads above and the legend below them."""
        sheet = self.sheet
        titles = [*sheet.lanes, *([_NOTE_TITLE] if self.notes else [])]
        borders = [*self.lane_border, *([self.right] if self.notes else [])]
        head = _head_height(titles, borders)
        entries = legend(sheet.boxes.values(), self.right + 2 * _EDGE)
        width = max(self.right + 2 * _EDGE, entries.width)
        dx, dy = (width - self.right) / 2, head + _EDGE
        bottom = dy + self.row_border[-1] + _EDGE
        boxes = {}
        for key, (row, column) in sheet.cells.items():
            box = sheet.boxes[key]
            x, y = self.column_middle[column] + dx, self.row_middle[row] + dy
            boxes[key] = moved(box, x - box.rect.width / 2, y - box.rect.height / 2)
        arrows = tuple(self._arrow(route, boxes, dx, dy) for route in self.routes)
        labels = [self._label(route, boxes, dx, dy) for route in self.routes if route.way in self.words]
        for key, words in self.asides.items():
            rect = boxes[key].rect
            labels.append(_label_at(words, rect.right + _BESIDE, rect.centre[1] - words.height / 2))
        for row, words in enumerate(self.notes):
            if words.lines:
                x = dx + self.right - NOTE_WIDTH + 4
                labels.append(_label_at(words, x, self.row_middle[row] + dy - words.height / 2, left=True))
        keys = entries.placed((width - entries.width) / 2, bottom)
        return Drawing(
            width,
            bottom + entries.height,
            sheet.landscape,
            tuple(boxes.values()),
            arrows,
            tuple(labels),
            _lanes(titles, [border + dx for border in borders], head, self.row_border[-1]),
            self._phases(dx, dy),
            keys,
        )

    def _at(self, piece: Piece) -> float:
        """Where a piece stands: its x where it is upright, else its y."""
        if piece.on_track:
            channel = (piece.index, ACROSS if piece.upright else piece.zone)
            return self.track_at[channel, self.tracks.numbers[channel, piece.owner]]
        return self.column_middle[piece.index] if piece.upright else self.row_middle[piece.index]

    def _arrow(self, route: Route, boxes: Mapping[str, Box], dx: float, dy: float) -> Arrow:
        points: list[Point] = [boxes[route.way.origin].site(route.start)]
        for piece, after in zip(route.pieces, route.pieces[1:], strict=False):
            upright, level = (piece, after) if piece.upright else (after, piece)
            points.append((self._at(upright) + dx, self._at(level) + dy))
        points.append(boxes[route.way.target].site(route.end))
        colour = RED if route.way.target in self.sheet.missing else BLACK
        return Arrow(route.way.origin, route.way.target, route.start, route.end, tuple(points), colour)

    def _label(self, route: Route, boxes: Mapping[str, Box], dx: float, dy: float) -> Label:
        words, spot = self.words[route.way], route.spot
        middle = self.column_middle[spot.column] + dx
        x = middle + _BESIDE if spot.right else middle - _BESIDE - words.width
        if spot.at == "side":
            rect = boxes[route.way.origin].rect
            x = rect.right + _BESIDE if spot.right else rect.x - _BESIDE - words.width
            y = rect.centre[1] - 1.5 - words.height
        elif spot.at == "track":
            y = self._at(route.pieces[-2]) + dy - 2.0 - words.height
        else:
            y = self.bands[spot.at, spot.row] + dy
        return _label_at(words, x, y)

    def _phases(self, dx: float, dy: float) -> tuple[Lane, ...]:
        phases = []
        for title, first, last in _runs(self.sheet.phases):
            top, bottom = self.row_border[first] + dy, self.row_border[last + 1] + dy
            rect = Rect(dx, top, self.right, bottom - top)
            strip = Rect(dx, top, self.strip, bottom - top)
            columns = _stacked(title, bottom - top)
            step = 1.3 * LABEL_SIZE
            lines: list[Line] = []
            for index, column in enumerate(columns):
                x = strip.centre[0] + (index - (len(columns) - 1) / 2) * step
                start = strip.centre[1] - step * len(column) / 2
                lines += placed_lines([((Span(char),), LABEL_SIZE) for char in column], x, start)
            phases.append(Lane(title, rect, strip, tuple(lines)))
        return tuple(phases)


def _lanes(titles: Sequence[str], borders: Sequence[float], head: float, height: float) -> tuple[Lane, ...]:
    lanes = []
    for title, left, right in zip(titles, borders, borders[1:], strict=False):
        rect, top = Rect(left, _EDGE, right - left, head + height), Rect(left, _EDGE, right - left, head)
        rows = [((Span(line),), HEAD_SIZE) for line in wrap(title or _NO_ACTOR, HEAD_SIZE, right - left - 4)]
        lines = placed_lines(rows, top.centre[0], top.centre[1] - 1.3 * HEAD_SIZE * len(rows) / 2)
        lanes.append(Lane(title or _NO_ACTOR, rect, top, lines))
    return tuple(lanes)


def _words(text: str, limit: float = _LABEL_LIMIT, most: int = LABEL_LIMIT) -> _Words:
    if len(text) > most:
        text = text[:most] + "……"
    lines = wrap(text, LABEL_SIZE, limit)
    width = max((text_width(line, LABEL_SIZE) for line in lines), default=0.0)
    return _Words(text, lines, width, _LINE * len(lines))


def _label_at(words: _Words, x: float, y: float, *, left: bool = False) -> Label:
    lines: list[Line] = []
    for index, line in enumerate(words.lines):
        middle = x + (text_width(line, LABEL_SIZE) if left else words.width) / 2
        # Lines of a label stand a little closer than those in a box.
        lines += placed_lines([((Span(line),), LABEL_SIZE)], middle, y + index * _LINE - 0.05 * LABEL_SIZE)
    return Label(words.text, Rect(x, y, words.width, words.height), tuple(lines))


def _runs(phases: Sequence[str]) -> list[tuple[str, int, int]]:
    """Neighbouring rows of one phase together: its title, first and last row."""
    runs: list[tuple[str, int, int]] = []
    for row, title in enumerate(phases):
        if runs and runs[-1][0] == title:
            runs[-1] = (title, runs[-1][1], row)
        else:
            runs.append((title, row, row))
    return runs


def _stacked(title: str, height: float) -> list[str]:
    """A title written downwards, in as many columns as the height asks for."""
    most = max(1, int((height - 2) // (1.3 * LABEL_SIZE)))
    return [title[start : start + most] for start in range(0, len(title), most)]


def _strip_width(phases: Sequence[str], borders: Sequence[float]) -> float:
    if not any(phases):
        return 0.0
    columns = max(len(_stacked(title, borders[last + 1] - borders[first])) for title, first, last in _runs(phases))
    return 1.3 * LABEL_SIZE * columns + 5


def _head_height(lanes: Sequence[str], borders: Sequence[float]) -> float:
    if not lanes:
        return 0.0
    most = max(
        len(wrap(title or _NO_ACTOR, HEAD_SIZE, right - left - 4))
        for title, left, right in zip(lanes, borders, borders[1:], strict=False)
    )
    return 1.3 * HEAD_SIZE * most + 6
