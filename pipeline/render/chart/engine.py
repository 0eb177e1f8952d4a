"""merman: where boxes go. Mermaid text with sizes for labels goes in, centres and polylines come out, in points."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

import merman

from pipeline.render.chart.drawing import Point

Placement: TypeAlias = Literal["NETWORK_SIMPLEX", "BRANDES_KOEPF"]
Way: TypeAlias = tuple[str, str]
Size: TypeAlias = tuple[float, float]

# The space between ranks and between neighbours. merman always takes 40, and always adds 32 × 24 to a box for
# padding: so it is given everything larger, less that padding, and its answer is made smaller.
GAP = 18.0
_FIXED_GAP = 40.0
_PAD_X, _PAD_Y = 32.0, 24.0
_RATIO = _FIXED_GAP / GAP


@dataclass(frozen=True, slots=True)
class Placed:
    """The centres of boxes, the polylines of ways, and the centres of those labels that were given room."""

    centres: Mapping[str, Point]
    paths: Mapping[Way, tuple[Point, ...]]
    labels: Mapping[Way, Point]


class _SizeReader(merman.MermanTextMeasurer):  # type: ignore[misc, unused-ignore]  # merman has no types
    """Measures a label that says its own size, “130.5x44”: the layout then needs no font and no state."""

    def measure(self, request: Any) -> Any:
        width, _, height = request.text.partition("x")
        return merman.MermanTextMeasureResult(
            result_kind=merman.MermanTextMeasurementResultKind.METRICS,
            width=float(width),
            height=float(height),
            length=float(width),
            line_count=1,
            bbox_left=None,
            bbox_right=None,
            raw_width=None,
        )


@cache
def _engine() -> Any:
    """One engine a process: starting one costs more than a layout."""
    services = merman.MermanEngineServices().with_text_measurer(_SizeReader())
    return merman.MermanEngine("{}", services)


def place(
    sizes: Mapping[str, Size], ways: Sequence[Way], labels: Mapping[Way, Size], *, placement: Placement, merge: bool
) -> Placed:
    """Lays out boxes of given sizes, joined by ways, with room for labels.

    ``merge``: ways leave a box at the middle of its lower side and enter at the middle of its upper side.
    """
    ids = {key: f"n{index}" for index, key in enumerate(sizes)}
    keys = {value: key for key, value in ids.items()}
    lines = [
        "---",
        "config:",
        "  layout: elk",
        "  elk:",
        f"    mergeEdges: {str(merge).lower()}",
        f"    nodePlacementStrategy: {placement}",
        "---",
        "flowchart TD",
    ]
    for key, (width, height) in sizes.items():
        lines.append(f' {ids[key]}["{width * _RATIO - _PAD_X:.2f}x{height * _RATIO - _PAD_Y:.2f}"]')
    for way in ways:
        room = labels.get(way)
        text = f'|"{room[0] * _RATIO:.2f}x{room[1] * _RATIO:.2f}"|' if room else ""
        lines.append(f" {ids[way[0]]} -->{text} {ids[way[1]]}")
    answer = json.loads(_engine().layout_json("\n".join(lines) + "\n", None))["layout"]["FlowchartV2"]
    centres = {keys[node["id"]]: _point(node) for node in answer["nodes"]}
    paths: dict[Way, tuple[Point, ...]] = {}
    places: dict[Way, Point] = {}
    for edge in answer["edges"]:
        way = (keys[edge["from"]], keys[edge["to"]])
        paths[way] = tuple(_point(point) for point in edge["points"])
        if edge["label"]:
            places[way] = _point(edge["label"])
    return Placed(centres, paths, places)


def _point(at: Mapping[str, float]) -> Point:
    return at["x"] / _RATIO, at["y"] / _RATIO
