"""Two versions of one record, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.model import Branch, Read, Sourced
from pipeline.model.difference import FieldChange
from pipeline.settings import Settings

# Measures stand on the sheet of risk points, some under the name of another field.
_MEASURE_COLUMNS = {"text": "measure", "kinds": "measure_kinds"}


def headings(settings: Settings, record: str) -> dict[str, str]:
    """The fields of a kind of record that are compared (``data/compare.toml``), with their headings."""
    names = settings.compare.fields.of(record)
    if record == "measures":
        return {name: settings.columns.heading("risks", _MEASURE_COLUMNS.get(name, name)) for name in names}
    return {name: settings.columns.heading(record, name) for name in names}


def altered(old: Sourced, new: Sourced, fields: Mapping[str, str]) -> Iterator[FieldChange]:
    """The fields (with their headings) that mean something else than before."""
    for name, heading in fields.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after and _meaning(before) != _meaning(after):
            yield FieldChange(heading, _shown(before), _shown(after))


def _meaning(value: object) -> object:
    """What a value says, however it is written: numbers and dates by value, texts without their spacing."""
    if isinstance(value, Read):
        return value.text if value.value is None else value.value
    return "".join(value.split()) if isinstance(value, str) else value


def _shown(value: object) -> str:
    if isinstance(value, Read):
        return value.text or ("" if value.value is None else str(value.value))
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, slots=True)
class StepLinks:
    """环节对照: which step number of the last period is which of this one, and what the steps are called in each."""

    numbers: Mapping[int, int]
    old_names: Mapping[int, str]
    new_names: Mapping[int, str]

    def ways(
        self, before: Read[tuple[Branch, ...]], after: Read[tuple[Branch, ...]], heading: str
    ) -> list[FieldChange]:
        """A step leads elsewhere than before; that its targets only have other numbers is no change."""
        if before.value is None or after.value is None:
            return [] if before.text == after.text else [FieldChange(heading, before.text, after.text)]
        if [(way.label, self._now(way.target)) for way in before.value] == [(w.label, w.target) for w in after.value]:
            return []
        return [
            FieldChange(
                heading,
                _leading(before.value, self.old_names),
                _leading(after.value, self.new_names),
            )
        ]

    def steps(self, before: Read[tuple[int, ...]], after: Read[tuple[int, ...]], heading: str) -> list[FieldChange]:
        """A risk point stands at other steps than before; that these only have other numbers is no change."""
        if before.value is None or after.value is None:
            return [] if before.text == after.text else [FieldChange(heading, before.text, after.text)]
        if {self._now(number) for number in before.value} == set(after.value):
            return []
        return [FieldChange(heading, _named(before.value, self.old_names), _named(after.value, self.new_names))]

    def _now(self, number: int) -> int | None:
        """The number of a step today; a step that never was in the flow keeps its number."""
        return self.numbers.get(number) if number in self.old_names else number


NO_LINKS = StepLinks({}, {}, {})


def _leading(ways: Iterable[Branch], names: Mapping[int, str]) -> str:
    told = ((way.label, names.get(way.target, str(way.target))) for way in ways)
    return "；".join(f"{label}→{name}" if label else name for label, name in told)


def _named(numbers: Iterable[int], names: Mapping[int, str]) -> str:
    return "、".join(f"{number} {names.get(number, '')}".strip() for number in numbers)
