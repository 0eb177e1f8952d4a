"""连接符: an orthogonal polyline as one of DrawingML's bent connectors: the preset, its frame, turn, flips and bends.

The presets all set out along their own x axis. One that sets out up or down is the same, turned by a quarter.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.flowchart.drawing import Point, Rect

# A frame without extent has no scale for its bends.
_LEAST = 0.1


@dataclass(frozen=True, slots=True)
class Connector:
    """A preset's name, its frame before turning, and its adjust values (share of the frame, 1 = the whole)."""

    preset: str
    frame: Rect
    turned: bool
    flip_x: bool
    flip_y: bool
    adjust: tuple[float, ...]


def connector(points: tuple[Point, ...]) -> Connector:
    """The connector that draws these points: two to six of them, every piece level or upright."""
    first, last = points[0], points[-1]
    turned = abs(points[1][0] - first[0]) < abs(points[1][1] - first[1])
    # Along and across, as the preset's own axes have it.
    along, across = (1, 0) if turned else (0, 1)
    length, breadth = last[along] - first[along], last[across] - first[across]
    width, height = max(abs(length), _LEAST), max(abs(breadth), _LEAST)
    middle = (first[0] + last[0]) / 2, (first[1] + last[1]) / 2
    frame = Rect(middle[0] - width / 2, middle[1] - height / 2, width, height)
    ahead, aside = (-1 if length < 0 else 1), (-1 if breadth < 0 else 1)
    adjust = []
    for index in range(1, len(points) - 2):
        if index % 2:
            adjust.append((points[index][along] - first[along]) * ahead / width)
        else:
            adjust.append((points[index][across] - first[across]) * aside / height)
    # Turned by a quarter to the right, the preset's y axis points to the left.
    flip_y = aside > 0 if turned else aside < 0
    segments = len(points) - 1
    preset = f"bentConnector{segments}" if segments > 1 else "straightConnector1"
    return Connector(preset, frame, turned, length < 0, flip_y, tuple(adjust))
