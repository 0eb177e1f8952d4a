"""法律法规表: what is known of the laws that grounds are taken from.

National statutes and administrative regulations stand in ``data/laws.csv``, made by ``tools/laws.py``; ministries'
rules, papers and party rules in ``data/laws.toml``, over which an office lays its own (``本机关/laws.toml``).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Annotated

from pipeline.settings.marks import Between, Filled, Key, OneOf, Regex

KINDS = ("法律", "行政法规", "国务院决定", "地方性法规", "部门规章", "地方政府规章", "规范性文件", "党内法规")

COLUMNS = (
    "name", "kind", "status", "version", "since", "effective", "articles", "numbers", "former", "successor", "by",
    "procedural", "complete", "checked", "against",
)  # fmt: skip

# What an article's words speak of (data/law_articles.csv): a hint made by words, no reading of the law.
_OLD_DAYS = 180
NATURES = ("处罚", "许可登记", "检查", "给付资金", "收费征收", "强制", "总则附则")


@dataclass(frozen=True, slots=True)
class Law:
    """法: a law or document that grounds are taken from, its rank and what became of it.

    ``version`` is the year of the last change, ``since`` the year of the text whose articles are numbered as today's
    (0: its first), ``numbers`` those that may be cited, ``former`` those of texts that were replaced, ``complete``
    that it has no others. ``checked`` against what, and when; empty: not checked.
    """

    name: Annotated[str, Filled()]
    kind: Annotated[str, OneOf(*KINDS)]
    status: Annotated[str, OneOf("现行", "修订", "废止")]
    version: Annotated[int, Between(0, 2100)] = 0
    since: Annotated[int, Between(0, 2100)] = 0
    effective: date | None = None
    articles: Annotated[int, Between(0)] = 0
    numbers: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    successor: str = ""
    by: str = ""
    procedural: bool = False
    complete: bool = False
    checked: date | None = None
    against: str = ""


@dataclass(frozen=True, slots=True)
class RankRule:
    """层级判断: a pattern in a law's number, label or title that tells its kind where the list does not hold it."""

    within: Annotated[str, Key("in"), OneOf("number", "label", "title")]
    pattern: Annotated[str, Regex()]
    kind: Annotated[str, OneOf(*KINDS)]


@dataclass(frozen=True, slots=True)
class Abolished:
    """取消的事项: a power that was abolished, by words of its name (one of each list), and by what."""

    names: tuple[tuple[str, ...], ...]
    by: Annotated[str, Filled()]
    since: date
    checked: date | None = None
    against: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """对象: whom a special law is about: words in a power's name, and in the titles of the laws for it."""

    words: tuple[str, ...]
    laws: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """相称: what the articles that give a kind of power speak of.

    ``needs``: one cited article at least must speak of one of these; ``beside``: articles that speak of nothing else
    give no such power.
    """

    category: str
    needs: tuple[Annotated[str, OneOf(*NATURES)], ...] = ()
    beside: tuple[Annotated[str, OneOf(*NATURES)], ...] = ()


@dataclass(frozen=True, slots=True)
class Laws:
    """法律法规表: the laws that are known, the day that the list tells of, and how the rank of others is told."""

    checked: date
    known: Annotated[tuple[Law, ...], Key("law")] = ()
    ranks: Annotated[tuple[RankRule, ...], Key("rank")] = ()
    abolished: tuple[Abolished, ...] = ()
    subjects: Annotated[tuple[Subject, ...], Key("subject")] = ()
    fits: Annotated[tuple[Fit, ...], Key("fit")] = ()
    spoken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def age_note(self, day: date | None) -> str:
        """What is said on a day by which the list is too old to be relied on; empty where it is not."""
        if day is None or (day - self.checked).days <= _OLD_DAYS:
            return ""
        return (
            f"法律法规表只反映截至 {self.checked} 的情况，到 {day} 已超过{_OLD_DAYS}天。"
            "请更新程序，或用 lianfang laws check 核对。"
        )

    def with_national(self, national: Mapping[str, Law], spoken: Mapping[str, tuple[str, ...]]) -> Laws:
        """The national list beneath these, with what its articles speak of; what stands in both is as these have it."""
        known = {**national, **{law.name: law for law in self.known}}
        return replace(self, known=tuple(known.values()), spoken=spoken)


@lru_cache(maxsize=2)
def national_rows(text: str) -> Mapping[str, Law]:
    """The laws of the compiled list (CSV), by name."""
    rows = csv.reader(text.splitlines())
    next(rows)
    return {row[0]: _law(row) for row in rows}


@lru_cache(maxsize=2)
def spoken_of(text: str) -> Mapping[str, tuple[str, ...]]:
    """What the articles of each law speak of: by name, a text of article numbers for each of ``NATURES``."""
    rows = csv.reader(text.splitlines())
    next(rows)
    return {row[0]: tuple(row[1:]) for row in rows}


def _law(row: list[str]) -> Law:
    (name, kind, status, version, since, effective, articles, numbers, former, successor, by, procedural, complete,
     checked, against) = row  # fmt: skip
    return Law(
        name=name,
        kind=kind,
        status=status,
        version=int(version or 0),
        since=int(since or 0),
        effective=date.fromisoformat(effective) if effective else None,
        articles=int(articles or 0),
        numbers=tuple(numbers.split("；")) if numbers else (),
        former=tuple(former.split("；")) if former else (),
        successor=successor,
        by=by,
        procedural=procedural == "1",
        complete=complete == "1",
        checked=date.fromisoformat(checked) if checked else None,
        against=against,
    )
