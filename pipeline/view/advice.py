"""可供参考的措施: which measures of the library suit a risk point. Offered to be read, never filled in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from pipeline.model import Power, RiskPoint, Step
from pipeline.settings.measures import MeasureRules, OfferedMeasure

# What a match weighs: the very weakness, a word of the point's own, the kind of its power.
_CHECK, _WORD, _CATEGORY = 6, 2, 1


def advice(
    risk: RiskPoint,
    power: Power | None,
    steps: Iterable[Step],
    held: Collection[str],
    checks: Collection[str],
    library: MeasureRules,
) -> tuple[str, ...]:
    """The best few measures of data/measures.toml, each with its kind: 【分权制衡】…….

    ``held`` are the kinds of measure that the point has: other kinds come first. ``checks`` are the codes of the
    structural checks that name the power; ``steps`` those that the point stands at.
    """
    at = [step for step in steps if step.number.value in (risk.steps.value or ())]
    name = power.name if power else ""
    text = "\n".join([risk.description, risk.manifestation, name, *(step.name for step in at)])
    ranked: list[tuple[bool, int, int, str]] = []
    for index, entry in enumerate(library.measure):
        weight = _weight(entry, risk, power, text, checks)
        if weight:
            ranked.append((entry.kind in held, -weight, index, f"【{entry.kind}】{entry.text}"))
    return _varied(sorted(ranked), library.offer.most)


def _weight(entry: OfferedMeasure, risk: RiskPoint, power: Power | None, text: str, checks: Collection[str]) -> int:
    """How well an entry suits; 0 where it does not. A general one suits everything, but least."""
    if entry.sources is not None and risk.source not in entry.sources:
        return 0
    if entry.general:
        return _CATEGORY
    weight = _CHECK * sum(code in checks for code in entry.checks or ())
    weight += _WORD * sum(word in text for word in entry.words or ())
    if power and power.category in (entry.categories or ()):
        weight += _CATEGORY
    return weight


def _varied(ranked: Sequence[tuple[bool, int, int, str]], most: int) -> tuple[str, ...]:
    """The first of each kind before a second of the same, so that the office has a choice."""
    chosen: list[str] = []
    kinds: set[str] = set()
    for _, _, _, text in ranked:
        kind = text.partition("】")[0]
        if kind not in kinds:
            kinds.add(kind)
            chosen.append(text)
    return tuple(chosen[:most])
