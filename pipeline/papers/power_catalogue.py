"""职权目录: what each unit may do, by category and department; and the catalogue of all units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pipeline.law.short_form import short_form
from pipeline.model import Power
from pipeline.papers.all_units import AllUnits
from pipeline.papers.number_words import amount, chinese
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Content, Edition, Manuscript
from pipeline.papers.public import shown_powers, titled
from pipeline.papers.registry import paper
from pipeline.settings import Settings

NO_CATEGORY = "类别待定"


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A line of the catalogue, as it is printed; ``category`` says how many its table has."""

    number: int
    code: str
    name: str
    category: str
    department: Annotated[str, "责任部门"]
    basis: str
    post: Annotated[str, "责任岗位"]
    counterpart: Annotated[str, "行使对象"]
    field: str
    discretion: Annotated[str, "自由裁量（有、无）"]
    publicity: Annotated[str, "公开方式、备注"]


@dataclass(frozen=True, slots=True)
class CatalogueGroup:
    """A table of the catalogue; its heading is empty where there is only one."""

    heading: str
    rows: tuple[CatalogueRow, ...]


@dataclass(frozen=True, slots=True)
class FullBasis:
    """附件 of the catalogue: the whole wording of a power's 行使依据, of which the catalogue gives the short form."""

    number: int
    code: str
    name: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueContent(Content):
    """职权目录: how many powers of each category, and a table a unit."""

    period: str
    total: Annotated[int, "合计项数"]
    counts: tuple[tuple[str, ...], ...]
    groups: tuple[CatalogueGroup, ...]
    annex: Annotated[tuple[FullBasis, ...], "附件：行使依据全文（表格的行）"]


@paper(
    "职权目录",
    of=OneUnit,
    content=CatalogueContent,
    order=10,
    folder="职权目录",
    public=True,
    shows_risks=False,
    in_book=True,
)
def unit_catalogue(unit: OneUnit, edition: Edition) -> Iterator[Manuscript[CatalogueContent]]:
    """One unit's catalogue; none where the edition shows no power of the unit."""
    register, settings = unit.register, unit.settings
    powers = shown_powers(register, settings, edition)
    if powers:
        title = settings.wording.titles.catalogue.format(unit=register.name)
        title = titled(title, edition, [register], settings)
        yield Manuscript(register.file_name, _content(title, unit.period, edition, [("", powers)], settings))


@paper(
    "职权目录",
    of=AllUnits,
    content=CatalogueContent,
    order=10,
    folder="职权目录",
    public=True,
    shows_risks=False,
)
def whole_catalogue(all_units: AllUnits, edition: Edition) -> Iterator[Manuscript[CatalogueContent]]:
    """The catalogue of all units, a table a unit."""
    settings = all_units.settings
    groups = [(register.name, shown_powers(register, settings, edition)) for register in all_units.registers]
    shown = [group for group in groups if group[1]]
    title = titled(settings.wording.titles.catalogue_all, edition, all_units.registers, settings)
    yield Manuscript("职权总目录", _content(title, all_units.period, edition, shown, settings))


def _content(
    title: str,
    period: str,
    edition: Edition,
    groups: Sequence[tuple[str, Sequence[Power]]],
    settings: Settings,
) -> CatalogueContent:
    writer = _Writer(settings, edition)
    tables = [
        CatalogueGroup(f"{chinese(index)}、{heading}（{len(powers)}项）" if heading else "", tuple(writer.rows(powers)))
        for index, (heading, powers) in enumerate(groups, start=1)
    ]
    return CatalogueContent(
        title=title,
        period=period,
        total=sum(len(powers) for _, powers in groups),
        counts=tuple(_counts([power for _, powers in groups for power in powers], settings, edition)),
        groups=tuple(tables),
        annex=tuple(writer.annex),
    )


def _counts(powers: Sequence[Power], settings: Settings, edition: Edition) -> list[tuple[str, ...]]:
    """Category, how many powers, and, for the office, how many of them with discretion; the sum in the last line."""
    present = settings.vocabulary.presence.present
    categories = _Categories(settings)
    all_units = Counter(map(categories.of, powers))
    free = Counter(categories.of(power) for power in powers if power.discretion == present)
    rows: list[tuple[str, ...]] = [
        (name, str(all_units[name]), str(free[name])) for name in categories.order if all_units[name]
    ]
    rows.append(("合计", str(len(powers)), str(sum(free.values()))))
    return rows if edition is Edition.INTERNAL else [row[:2] for row in rows]


class _Categories:
    """The categories in their order, and last those powers of which none is known."""

    def __init__(self, settings: Settings) -> None:
        names = (*settings.vocabulary.power_categories.terms, NO_CATEGORY)
        self.order = {name: index for index, name in enumerate(names)}

    def of(self, power: Power) -> str:
        """A power's category as the catalogue names it."""
        return power.category if power.category in self.order else NO_CATEGORY


class _Writer:
    """The lines of a catalogue's tables; long grounds are put aside for the annex while they are written."""

    def __init__(self, settings: Settings, edition: Edition) -> None:
        self.categories = _Categories(settings)
        self.longest = settings.rules.catalogue.short_basis_over
        self.internal = edition is Edition.INTERNAL
        self.annex: list[FullBasis] = []

    def rows(self, powers: Sequence[Power]) -> Iterable[CatalogueRow]:
        """The lines of one table: by category, and within one the powers of a department together."""
        counts = Counter(map(self.categories.of, powers))
        departments = {name: index for index, name in enumerate(dict.fromkeys(power.department for power in powers))}

        def place(power: Power) -> tuple[int, int]:
            return self.categories.order[self.categories.of(power)], departments[power.department]

        for number, power in enumerate(sorted(powers, key=place), start=1):
            category = self.categories.of(power)
            yield self._row(number, power, f"{category}\n（{counts[category]}项）")

    def _row(self, number: int, power: Power, category: str) -> CatalogueRow:
        """What is said for the office alone never reaches a public layout, whatever its tags ask."""
        value = power.amount.value
        money = f"{amount(value)}万元" if value is not None else power.amount.text
        return CatalogueRow(
            number=number,
            code=power.code,
            name=power.name,
            category=category,
            department=power.department,
            basis=self._basis(power),
            post=power.post,
            counterpart=power.counterpart,
            field=_lines(power.field, money) if self.internal else "",
            discretion=power.discretion if self.internal else "",
            publicity=_lines(power.publicity, power.remark) if self.internal else "",
        )

    def _basis(self, power: Power) -> str:
        """The ground; where it is long, its laws, numbers and articles, and its whole wording goes to the annex."""
        short = short_form(power.basis)
        if not self.longest or len(power.basis) <= self.longest or len(short) >= len(power.basis):
            return power.basis
        self.annex.append(FullBasis(len(self.annex) + 1, power.code, power.name, power.basis))
        return f"{short}（全文见附件第{len(self.annex)}项）"


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
