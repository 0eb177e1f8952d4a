"""走线: which way every arrow takes between rows and columns, before anything has a size.

Between two rows runs a channel, between two columns another. A channel between rows has an upper zone, where arrows
leave the row above, and a lower one, where they reach the row below; in a zone every arrow has a track of its own,
which only arrows from the same box (upper zone) or to the same box (lower zone) share. What an arrow may share with
which other is written down as the owner of a resource: a place that a second owner cannot take. So no arrow can run
through a box, nor along another one that it could be mistaken for, whatever the flow; the worst case only takes more
tracks.

Places are counted in slots. Down: channel r has slots 3r (upper zone) and 3r+1 (lower zone), row r has slot 3r+2.
Across: channel c has slot 2c, column c has slot 2c+1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from pipeline.flowchart.drawing import Side
from pipeline.flowchart.grid import Cell
from pipeline.flowchart.ranks import Way

Owner: TypeAlias = tuple[str, str | int]
Resource: TypeAlias = tuple[str | int, ...]
Take: TypeAlias = tuple[Resource, Owner]
UPPER, LOWER = 0, 1
# From so many arrows on, those of one box run together in the channels between columns, too.
_BUNDLE = 5


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight piece of an arrow: upright or level, on the middle of a column or row, or on a channel's track."""

    upright: bool
    on_track: bool
    index: int
    zone: int
    owner: Owner

    @property
    def slot(self) -> int:
        """Where it stands, across for an upright piece, down for a level one."""
        if self.upright:
            return 2 * self.index + (not self.on_track)
        return 3 * self.index + (self.zone if self.on_track else 2)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an arrow's label stands: beside a piece that is the arrow's own.

    ``at`` is the stem below the first box, its side, the drop between the zones of a channel, or the last track.
    """

    at: Literal["stem", "side", "drop", "track"]
    row: int
    column: int
    right: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow's way: the sides it joins, its pieces from first to last, and the place of its label."""

    way: Way
    start: Side
    end: Side
    segments: tuple[Segment, ...]
    spot: Spot


@dataclass(frozen=True, slots=True)
class _Candidate:
    route: Route
    takes: tuple[Take, ...]


def routed(
    cells: Mapping[str, Cell], ways: Sequence[Way], columns: int, below_only: Collection[str] = ()
) -> list[Route]:
    """A route for every way, in the order of ``ways``. Ways that lead down are laid first, the short ones first.

    ``below_only``: boxes that arrows may leave only at the lower side.
    """
    router = _Router(cells, ways, columns, below_only)

    def reach(index: int) -> tuple[bool, int, int]:
        (row, column), (to_row, to_column) = cells[ways[index].origin], cells[ways[index].target]
        return to_row < row, abs(to_row - row), abs(to_column - column)

    found = {index: router.lay(index) for index in sorted(range(len(ways)), key=lambda index: (reach(index), index))}
    below = Counter(route.way.origin for route in found.values() if route.start == "bottom")
    routes = []
    for index in range(len(ways)):
        route = found[index]
        if route.start == "bottom" and below[route.way.origin] == 1:
            row, column = cells[route.way.origin]
            route = replace(route, spot=Spot("stem", row + 1, column))
        routes.append(route)
    return routes


class _Router:
    """What is taken so far."""

    def __init__(
        self, cells: Mapping[str, Cell], ways: Sequence[Way], columns: int, below_only: Collection[str]
    ) -> None:
        self.cells = cells
        self.below_only = below_only
        self.ways = ways
        self.columns = columns
        self.full = {cell: key for key, cell in cells.items()}
        self.outs = Counter(way.origin for way in ways)
        self.ins = Counter(way.target for way in ways)
        # Below a box that arrows leave, and above one that they reach, the zone next to it is its own.
        self.owners: dict[Resource, Owner] = {
            **{
                ("line", column, row + 1, UPPER): ("from", key)
                for key, (row, column) in cells.items()
                if self.outs[key]
            },
            **{("line", column, row, LOWER): ("to", key) for key, (row, column) in cells.items() if self.ins[key]},
        }
        self.load: Counter[int] = Counter()

    def lay(self, index: int) -> Route:
        """The first of the possible routes that nothing else is in the way of; the last one always is free."""
        for candidate in self._candidates(index):
            if all(self.owners.get(resource, owner) == owner for resource, owner in candidate.takes):
                self.owners.update(candidate.takes)
                for segment in candidate.route.segments:
                    if segment.upright and segment.on_track:
                        self.load[segment.index] += 1
                return candidate.route
        raise AssertionError("the route through the channels is always free")

    def _candidates(self, index: int) -> Iterator[_Candidate]:
        way = self.ways[index]
        (row, _), (to_row, _) = self.cells[way.origin], self.cells[way.target]
        if to_row > row:
            yield from self._down(index, way)
        elif to_row == row and way.origin != way.target:
            yield from self._level(index, way)
            yield from self._back(index, way)
        elif way.origin != way.target:
            yield from self._back(index, way)
        if (self.outs[way.origin] > 1 or to_row <= row) and way.origin not in self.below_only:
            yield from self._out_at_side(index, way)
        yield self._through_channels(index, way)

    def _down(self, index: int, way: Way) -> Iterator[_Candidate]:
        """Straight down; out at a side and down; along the channel below and down; down and along the channel above."""
        (row, column), (to_row, to_column) = self.cells[way.origin], self.cells[way.target]
        own, out, into = _owners(index, way)
        drop = Spot("drop", row + 1, column)
        bottom_to_top = [(("site", way.origin, "bottom"), out), (("site", way.target, "top"), into)]
        if column == to_column:
            if (line := self._column(column, row + 1, to_row, out, into, own)) is not None:
                yield self._candidate(way, "bottom", "top", [_column(column)], drop, [*bottom_to_top, *line])
            return
        side: Side = "right" if to_column > column else "left"
        corner = self._row(row, column, to_column, own, corner=True)
        if self.outs[way.origin] > 1 and corner is not None and way.origin not in self.below_only:
            line = self._column(to_column, row + 1, to_row, own, into, own)
            if line is not None:
                takes = [(("site", way.origin, side), own), (("site", way.target, "top"), into), *corner, *line]
                spot = Spot("side", row, column, side == "right")
                yield self._candidate(way, side, "top", [_row(row), _column(to_column)], spot, takes)
        if (line := self._column(to_column, row + 1, to_row, out, into, own)) is not None:
            takes = [*bottom_to_top, (("line", column, row + 1, UPPER), out), *line]
            segments = [_column(column), _track(row + 1, UPPER, out), _column(to_column)]
            yield self._candidate(way, "bottom", "top", segments, Spot("drop", row + 1, to_column), takes)
        if (line := self._column(column, row + 1, to_row, out, into, own)) is not None:
            takes = [*bottom_to_top, *line, (("line", to_column, to_row, LOWER), into)]
            segments = [_column(column), _track(to_row, LOWER, into), _column(to_column)]
            yield self._candidate(way, "bottom", "top", segments, drop, takes)

    def _level(self, index: int, way: Way) -> Iterator[_Candidate]:
        """Along the row, where nothing stands between the two boxes."""
        (row, column), (_, to_column) = self.cells[way.origin], self.cells[way.target]
        own: Owner = ("way", index)
        side: Side = "right" if to_column > column else "left"
        facing: Side = "left" if to_column > column else "right"
        line = self._row(row, column, to_column if side == "right" else to_column + 1, own, corner=False)
        if line is not None:
            takes = [(("site", way.origin, side), own), (("site", way.target, facing), own), *line]
            yield self._candidate(way, side, facing, [_row(row)], Spot("side", row, column, side == "right"), takes)

    def _back(self, index: int, way: Way) -> Iterator[_Candidate]:
        """Out at a side, up beside the boxes, and in at the same side."""
        (row, column), (to_row, to_column) = self.cells[way.origin], self.cells[way.target]
        own: Owner = ("way", index)
        into: Owner = ("into", way.target)
        right, left = max(column, to_column) + 1, min(column, to_column)
        options: list[tuple[Side, int]] = [("right", right), ("left", left)]
        if column < to_column:
            options.reverse()
        for side, channel in options:
            first = self._row(row, column, channel, own, corner=False)
            last = self._row(to_row, to_column, channel, into, corner=False)
            if first is None or last is None:
                continue
            takes = [(("site", way.origin, side), own), (("site", way.target, side), into), *first, *last]
            segments = [_row(row), Segment(True, True, channel, 0, own), _row(to_row)]
            yield self._candidate(way, side, side, segments, Spot("side", row, column, side == "right"), takes)

    def _out_at_side(self, index: int, way: Way) -> Iterator[_Candidate]:
        """Out at a side into the channel beside the box, then along the channel above the target."""
        (row, column), (to_row, to_column) = self.cells[way.origin], self.cells[way.target]
        own, _, into = _owners(index, way)
        sides: list[Side] = ["right", "left"] if to_column >= column else ["left", "right"]
        for side in sides:
            channel = column + 1 if side == "right" else column
            takes: list[Take] = [
                (("site", way.origin, side), own),
                (("site", way.target, "top"), into),
                (("beside", channel, row), own),
                (("line", to_column, to_row, LOWER), into),
            ]
            segments = [
                _row(row),
                Segment(True, True, channel, 0, own),
                _track(to_row, LOWER, into),
                _column(to_column),
            ]
            yield self._candidate(way, side, "top", segments, Spot("side", row, column, side == "right"), takes)

    def _through_channels(self, index: int, way: Way) -> _Candidate:
        """Out below, along, up or down a channel between columns, along, in above: nothing can be in the way."""
        (row, column), (to_row, to_column) = self.cells[way.origin], self.cells[way.target]
        own, out, into = _owners(index, way)
        trunk, last = own, into
        if self.outs[way.origin] >= _BUNDLE:
            trunk, last = out, own
        elif self.ins[way.target] >= _BUNDLE and not way.label:
            trunk = into
        if way.label and self.outs[way.origin] > 1:
            last = own
        channel = self._best_channel(column, to_column, bundled=trunk == out)
        takes = [
            (("site", way.origin, "bottom"), out),
            (("site", way.target, "top"), into),
            (("line", column, row + 1, UPPER), out),
            (("line", to_column, to_row, LOWER), into),
        ]
        segments = [
            _column(column),
            _track(row + 1, UPPER, out),
            Segment(True, True, channel, 0, trunk),
            _track(to_row, LOWER, last),
            _column(to_column),
        ]
        return self._candidate(
            way, "bottom", "top", segments, Spot("track", to_row, to_column, channel > to_column), takes
        )

    def _best_channel(self, column: int, to_column: int, *, bundled: bool) -> int:
        """The channel between columns with the least way to go, the less crowded where two are equal."""

        def cost(channel: int) -> tuple[float, int]:
            way = abs(2 * channel - 2 * column - 1) + abs(2 * channel - 2 * to_column - 1)
            return way + (0 if bundled else 0.4 * self.load[channel]), -channel

        return min(range(self.columns + 1), key=cost)

    def _column(self, column: int, first: int, last: int, out: Owner, into: Owner, own: Owner) -> list[Take] | None:
        """What a line down the middle of a column takes, from channel ``first`` to channel ``last``; None: a box."""
        takes: list[Take] = []
        for row in range(first, last + 1):
            takes.append((("line", column, row, UPPER), out if row == first else own))
            takes.append((("drop", column, row), own))
            takes.append((("line", column, row, LOWER), into if row == last else own))
            if row < last:
                if (row, column) in self.full:
                    return None
                takes.append((("down", column, row), own))
        return takes

    def _row(self, row: int, column: int, to: int, owner: Owner, *, corner: bool) -> list[Take] | None:
        """What a level line takes from a box to a column's middle (``corner``) or to a channel; None: a box."""
        takes: list[Take] = []
        if to > column:
            channels, passed = range(column + 1, to + 1), range(column + 1, to + corner)
        else:
            channels, passed = range(to + corner, column + 1), range(to, column)
        for one in passed:
            if (row, one) in self.full:
                return None
            takes.append((("across", one, row), owner))
            if corner and one == to:
                takes.append((("down", one, row), owner))
        takes += [(("beside", channel, row), owner) for channel in channels]
        return takes

    @staticmethod
    def _candidate(
        way: Way,
        start: Side,
        end: Side,
        segments: Sequence[Segment],
        spot: Spot,
        takes: Sequence[Take],
    ) -> _Candidate:
        return _Candidate(Route(way, start, end, tuple(segments), spot), tuple(takes))


def _owners(index: int, way: Way) -> tuple[Owner, Owner, Owner]:
    """A way's own, what it shares with others from the same box, and with others to the same box."""
    return ("way", index), ("from", way.origin), ("to", way.target)


def _column(column: int) -> Segment:
    return Segment(True, False, column, 0, ("", ""))


def _row(row: int) -> Segment:
    return Segment(False, False, row, 0, ("", ""))


def _track(channel: int, zone: int, owner: Owner) -> Segment:
    return Segment(False, True, channel, zone, owner)
