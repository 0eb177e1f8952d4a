"""四、高风险点: some of the highest level, from as many units as there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.papers.all_units import AllUnits
from pipeline.papers.report.chapter import Part, Text, Writer
from pipeline.papers.report.frames import Frames
from pipeline.view.point import Point

TYPICAL = 6


def typical(all_units: AllUnits, frames: Frames, writer: Writer) -> Iterator[Part]:
    """How many points are of the highest level, and typical ones of them."""
    if not all_units.points:
        return
    high = [point for point in all_units.points if point.level == all_units.rules.levels[0]]
    if not high:
        yield writer.say(writer.words.typical_none, highest=writer.highest)
        return
    shown = _one_a_unit(high)[:TYPICAL]
    sentence = writer.words.typical_all if len(shown) == len(high) else writer.words.typical
    yield writer.say(sentence, count=len(high), shown=TYPICAL, highest=writer.highest)
    for index, point in enumerate(shown, start=1):
        item = writer.words.typical_item.format(
            unit=point.submission.info.unit,
            division=point.submission.info.division,
            power=point.power_name,
            description=point.risk.description.rstrip("。"),
            klass=point.klass,
            code=point.risk.code,
            measures=point.measure_kinds or "未填写",
        )
        yield Text(f"{index}. {item}")


def _one_a_unit(points: Sequence[Point]) -> list[Point]:
    """First points first, but from different units before a second of the same unit."""
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, int, Point]] = []
    for index, point in enumerate(points):
        unit = point.submission.info.unit
        ranked.append((seen[unit], index, point))
        seen[unit] += 1
    return [point for _, _, point in sorted(ranked, key=lambda entry: entry[:2])]
