"""职权目录: what each unit may do, by category; and the catalogue of all units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.compose.numbers import amount, chinese
from pipeline.compose.papers import Edition, Paper
from pipeline.compose.public import shown_powers, titled
from pipeline.compose.register import Register
from pipeline.compose.whole import Whole
from pipeline.model import Power
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A line of the catalogue, as it is printed."""

    number: int
    code: str
    name: str
    category: str
    basis: str
    responsible: str
    counterpart: str
    field: str
    amount: str
    discretion: str
    publicity: str
    remark: str


@dataclass(frozen=True, slots=True)
class CatalogueGroup:
    """A table of the catalogue under its heading."""

    heading: str
    rows: tuple[CatalogueRow, ...]


def unit_catalogue(register: Register, period: str, settings: Settings, edition: Edition) -> Paper | None:
    """One unit's catalogue, a table a category; None where the edition shows no power of the unit."""
    terms = settings.vocabulary["权力类别"]
    powers = shown_powers(register, settings, edition)
    known = [(category, [p for p in powers if p.category == category]) for category in terms.terms]
    other = [power for power in powers if power.category not in terms.terms]
    groups = [(category, members) for category, members in (*known, ("类别待定", other)) if members]
    if not groups:
        return None
    title = titled(settings.wording["titles"]["catalogue"].format(unit=register.unit), edition, [register], settings)
    return _paper(title, register.file_name, period, edition, groups)


def whole_catalogue(whole: Whole, edition: Edition) -> Paper:
    """The catalogue of all units, a table a unit."""
    groups = [(register.unit, shown_powers(register, whole.settings, edition)) for register in whole.registers]
    title = titled(whole.settings.wording["titles"]["catalogue_all"], edition, whole.registers, whole.settings)
    return _paper(title, "职权总目录", whole.period, edition, [group for group in groups if group[1]])


def _paper(
    title: str,
    name: str,
    period: str,
    edition: Edition,
    groups: Sequence[tuple[str, Sequence[Power]]],
) -> Paper:
    public = edition is Edition.PUBLIC
    folder = f"{edition.value}/职权目录" if public else "职权目录"
    return Paper(
        layout="职权目录（公开版）" if public else "职权目录",
        path=f"{folder}/{name}",
        title=title,
        edition=edition,
        content={
            "title": title,
            "period": period,
            "total": sum(len(powers) for _, powers in groups),
            "groups": [
                CatalogueGroup(f"{chinese(index)}、{heading}（{len(powers)}项）", tuple(_rows(powers, edition)))
                for index, (heading, powers) in enumerate(groups, start=1)
            ],
        },
    )


def _rows(powers: Iterable[Power], edition: Edition) -> Iterable[CatalogueRow]:
    """The lines of a table; what is said for the office alone never reaches a public layout, whatever its tags ask."""
    internal = edition is Edition.INTERNAL
    for number, power in enumerate(powers, start=1):
        value = power.amount.value
        yield CatalogueRow(
            number=number,
            code=power.code,
            name=power.name,
            category=power.category,
            basis=power.basis,
            responsible="\n".join(part for part in (power.department, power.post) if part),
            counterpart=power.counterpart,
            field=power.field if internal else "",
            amount=(amount(value) if value is not None else power.amount.text) if internal else "",
            discretion=power.discretion if internal else "",
            publicity=power.publicity if internal else "",
            remark=power.remark if internal else "",
        )
