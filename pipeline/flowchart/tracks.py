"""线道: in each channel a track for every arrow, none on another's, ordered so that few arrows cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.flowchart.routes import LOWER, Owner, Route

# A channel between rows with its zone, or (zone -1) a channel between columns.
Channel = tuple[int, int]
ACROSS = -1
# Between two arrows that run side by side, in points.
TRACK = 6.0


@dataclass(slots=True)
class _Stretch:
    """How far an owner's piece reaches in a channel, in slots, and the slot of the box it belongs to."""

    low: int
    high: int
    home: int


@dataclass(frozen=True, slots=True)
class Tracks:
    """The track of each owner in each channel, counted from the top or the left, and how many a channel has."""

    numbers: dict[tuple[Channel, Owner], int]
    counts: dict[Channel, int]

    def count(self, channel: Channel) -> int:
        """How many tracks a channel has."""
        return self.counts.get(channel, 0)


def assigned(routes: Iterable[Route]) -> Tracks:
    """Tracks for all pieces that run in channels."""
    stretches: defaultdict[Channel, dict[Owner, _Stretch]] = defaultdict(dict)
    for route in routes:
        segments = route.segments
        for before, segment, after in zip(segments, segments[1:], segments[2:], strict=False):
            if not segment.on_track:
                continue
            channel = (segment.index, ACROSS if segment.upright else segment.zone)
            low, high = sorted((before.slot, after.slot))
            home = after.slot if segment.zone == LOWER and not segment.upright else before.slot
            found = stretches[channel].setdefault(segment.owner, _Stretch(low, high, home))
            found.low, found.high = min(found.low, low), max(found.high, high)
    numbers: dict[tuple[Channel, Owner], int] = {}
    counts: dict[Channel, int] = {}
    for channel, owners in stretches.items():
        tracks = _fitted(_ordered(channel, owners))
        counts[channel] = len(tracks)
        # In the lower zone the track nearest to the boxes is the last one.
        for number, members in enumerate(reversed(tracks) if channel[1] == LOWER else tracks):
            for owner in members:
                numbers[channel, owner] = number
    return Tracks(numbers, counts)


def _ordered(channel: Channel, owners: dict[Owner, _Stretch]) -> list[tuple[Owner, _Stretch]]:
    """The order in which tracks are given away, the one nearest to the boxes first.

    Of arrows that run to one side the outermost box's comes first: so none crosses the stem of another. Between columns
    the short ones come first, within the long ones.
    """
    items = list(owners.items())
    if channel[1] == ACROSS:
        return sorted(items, key=lambda item: item[1].high - item[1].low)
    rightwards = [item for item in items if item[1].high - item[1].home >= item[1].home - item[1].low]
    leftwards = [item for item in items if item[1].high - item[1].home < item[1].home - item[1].low]
    return [
        *sorted(rightwards, key=lambda item: -item[1].home),
        *sorted(leftwards, key=lambda item: item[1].home),
    ]


def _fitted(order: Sequence[tuple[Owner, _Stretch]]) -> list[list[Owner]]:
    """Each stretch on the first track where it touches no other."""
    tracks: list[list[Owner]] = []
    taken: list[list[tuple[int, int]]] = []
    for owner, stretch in order:
        for members, spans in zip(tracks, taken, strict=True):
            if all(stretch.high < low or high < stretch.low for low, high in spans):
                members.append(owner)
                spans.append((stretch.low, stretch.high))
                break
        else:
            tracks.append([owner])
            taken.append([(stretch.low, stretch.high)])
    return tracks
