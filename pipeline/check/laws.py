"""B 行使依据: what the cited laws are: in force, high enough in rank, rightly named and numbered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.law.citations import Citation, citations
from pipeline.model import Place, Power, Severity
from pipeline.settings import Law
from pipeline.view.unit import Unit

REPEALED, REVISED = "废止", "修订"


def _cited(unit: Unit) -> Iterator[tuple[Power, Citation]]:
    for power in unit.powers:
        for one in citations(power.basis):
            yield power, one


def _by_law(unit: Unit, has: Callable[[Citation, Law], bool]) -> Iterator[tuple[tuple[Place, ...], Citation, Law]]:
    """Known laws of which ``has`` is true, with every place of a workbook: one wrong law is one finding.

    What came into force after a workbook was written is no fault of it.
    """
    places: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    first: dict[tuple[str, str], tuple[Citation, Law]] = {}
    for power, one in _cited(unit):
        law = unit.lawbook.find(one)
        if law and _applies(unit, power, law) and has(one, law):
            key = (power.row.file, law.name)
            places[key].append(power.at("basis"))
            first.setdefault(key, (one, law))
    for key, cells in places.items():
        yield tuple(dict.fromkeys(cells)), *first[key]


def _applies(unit: Unit, power: Power, law: Law) -> bool:
    written = unit.reported_on(power)
    return law.effective is None or written is None or law.effective <= written


@check(
    "B104",
    Severity.ERROR,
    "所引法律已经废止",
    reason="废止的法律没有效力，据以行使权力就是没有依据。名录见 pipeline/data/laws.toml。",
    example="“《中华人民共和国婚姻法》第八条”（2021年1月1日起由《民法典》取代）。",
    mend="改引取代它的法律及相应条款。",
)
def repealed_law(unit: Unit) -> Iterator[Fault]:
    """A law that the list of laws knows as repealed."""
    for places, one, law in _by_law(unit, lambda _, law: law.status == REPEALED):
        when = f"已于 {law.effective} 废止" if law.effective else "已经废止"
        by = f"（{law.by}）" if law.by else ""
        now = f"取代它的《{law.successor}》" if law.successor else "现行有效的法律、文件"
        yield Fault(places, f"《{one.title}》{when}{by}", f"请改引{now}及相应条款。")


@check(
    "B105",
    Severity.WARNING,
    "所引法律是旧版本",
    reason="修订以后条文次序和内容常有变动，按旧版本引的条款可能已经对不上。",
    example="“《养老机构管理办法》（民政部令第49号）”，现行的是民政部令第66号。",
    mend="按现行文本核对条款，改写文号或年份。",
)
def old_version(unit: Unit) -> Iterator[Fault]:
    """A year or number of a text that has been revised since."""
    for places, one, law in _by_law(unit, unit.lawbook.is_former):
        cited = "、".join(one.documents) or f"{one.year}年"
        now = law.numbers[0] if law.numbers else f"{law.version}年修改"
        since = f"，{law.effective} 起施行" if law.effective else ""
        yield Fault(
            places,
            f"所引《{one.title}》（{cited}）是旧版本，现行文本为{now}{since}",
            "请按现行文本核对条款，并改正文号或年份。",
        )


@check(
    "B106",
    Severity.WARNING,
    "所引条文不存在",
    reason="条文序号超出了现行文本的条数，不是抄错就是引了旧版本。",
    example="“《行政许可法》第一百二十条”（现行文本共 83 条）。",
    mend="按现行文本核对条文序号。",
)
def unknown_article(unit: Unit) -> Iterator[Fault]:
    """An article behind the last one of the text in force; old versions are B105's matter."""
    for power, one in _cited(unit):
        law = unit.lawbook.find(one)
        if law and law.articles and _applies(unit, power, law) and not unit.lawbook.is_former(one, law):
            beyond = [article for article in one.articles if article.number > law.articles]
            if beyond:
                yield Fault(
                    (power.at("basis"),),
                    f"《{one.title}》现行文本共 {law.articles} 条，没有{'、'.join(map(str, beyond))}",
                    "请按现行文本核对条文序号。",
                )


@check(
    "B107",
    Severity.ERROR,
    "依据的层级不够",
    reason="行政许可、行政处罚、行政强制只能由法律规定的层级设定（行政许可法第十四至十七条，"
    "行政处罚法第十至十四条、第十六条，行政强制法第十条、第十三条）。",
    example="行政许可只依据“《××管理办法》（民政部令第××号）”。",
    mend="补引设定它的法律、法规；没有的，这项权力不能列为行政许可、行政处罚或行政强制。",
)
def rank_too_low(unit: Unit) -> Iterator[Fault]:
    """A reserved power whose grounds are all known to rank below what may create it."""
    for power, kinds, allowed, rule in _reserved(unit):
        if kinds and all(kinds) and not set(kinds) & set(allowed):
            yield Fault(
                (power.at("basis"),),
                f"{power.category}“{power.name}”的依据只有{'、'.join(dict.fromkeys(kinds))}，不能设定{power.category}。{rule}",
                f"请补引设定它的{'、'.join(allowed)}；确实没有的，不能列为{power.category}。",
            )


@check(
    "B108",
    Severity.WARNING,
    "看不出依据的层级",
    reason="行政许可、行政处罚、行政强制须有法律、法规（处罚可有规章）设定，所列依据中认不出这样的法。",
    example="行政处罚只依据“《××管理办法》”，没有文号。",
    mend="补引法律、法规；引规章的写明文号，如“民政部令第66号”。",
)
def rank_unknown(unit: Unit) -> Iterator[Fault]:
    """A reserved power of whose grounds none is known to be high enough, and some cannot be told."""
    for power, kinds, allowed, rule in _reserved(unit):
        if kinds and not all(kinds) and not set(kinds) & set(allowed):
            yield Fault(
                (power.at("basis"),),
                f"{power.category}“{power.name}”的依据中认不出{'、'.join(allowed)}。{rule}",
                "请补引设定这项权力的法律、法规；引规章的请写明文号。",
            )


def _reserved(unit: Unit) -> Iterator[tuple[Power, list[str], tuple[str, ...], str]]:
    """许可, 处罚, 强制: each with the kinds of its grounds, the kinds that may create it, and the rule."""
    reserved = {entry.category: entry for entry in unit.settings.rules.grounds.reserved}
    for power in unit.powers:
        if entry := reserved.get(power.category):
            kinds = [unit.lawbook.kind(one) for one in citations(power.basis)]
            yield power, kinds, entry.kinds, entry.rule


@check(
    "B109",
    Severity.WARNING,
    "只引了程序法",
    reason="《行政许可法》《行政处罚法》《行政强制法》规定怎样行使，不设定某一项具体的权力。",
    example="“对养老机构违法行为的处罚”只依据《行政处罚法》。",
    mend="补引设定这项权力的专门法律、法规。",
)
def only_procedural(unit: Unit) -> Iterator[Fault]:
    """A reserved power that rests on the law of procedure alone."""
    for power, *_ in _reserved(unit):
        cited = citations(power.basis)
        laws = [unit.lawbook.find(one) for one in cited]
        if cited and all(law and law.procedural for law in laws) and not _gives(unit, power, cited):
            yield Fault(
                (power.at("basis"),),
                f"{power.category}“{power.name}”只依据《{cited[0].title}》，它只规定程序，不设定具体权力",
                "请补引设定这项权力的专门法律、法规及条款。",
            )


def _gives(unit: Unit, power: Power, cited: Collection[Citation]) -> bool:
    """加处罚款、滞纳金、代履行 (行政强制法第四十五至五十二条): the law of procedure gives these itself."""
    return power.category == unit.settings.vocabulary.power_categories.coercion and any(
        45 <= article.number <= 52 for one in cited if one.law == "行政强制法" for article in one.articles
    )


@check(
    "B111",
    Severity.WARNING,
    "法律名称疑似写错",
    reason="名称错一个字就查不到，公开以后有损公信。",
    example="“《社会团体管理登记条例》”应为《社会团体登记管理条例》。",
    mend="按正式名称改正。",
)
def misspelt_law(unit: Unit) -> Iterator[Fault]:
    """A name that is almost that of a known law: two characters changed places, or one is wrong."""
    places: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    meant: dict[str, Law] = {}
    for power, one in _cited(unit):
        law = unit.lawbook.meant(one)
        if law:
            places[power.row.file, one.title].append(power.at("basis"))
            meant[one.title] = law
    for (_, title), cells in places.items():
        yield Fault(
            tuple(dict.fromkeys(cells)),
            f"《{title}》疑似写错，是否为《{meant[title].name}》？",
            f"请核对，应为《{meant[title].name}》的请改正。",
        )


@check(
    "B112",
    Severity.WARNING,
    "文号与所引法律不符",
    reason="名称和文号对不上，不知道究竟引的是哪一个。",
    example="“《志愿服务条例》（国务院令第658号）”，应为国务院令第685号。",
    mend="按正式文本改正名称或文号。",
)
def wrong_document_number(unit: Unit) -> Iterator[Fault]:
    """A number that is surely not the law's; that of an amendment which the list does not have is none."""

    def differs(one: Citation, law: Law) -> bool:
        return bool(unit.lawbook.wrong_numbers(one, law))

    for places, one, law in _by_law(unit, differs):
        wrong = "、".join(unit.lawbook.wrong_numbers(one, law))
        right = f"，应为“{law.numbers[0]}”" if law.numbers else "，这不是它的文号"
        yield Fault(
            places,
            f"《{one.title}》的文号写作“{wrong}”{right}",
            "请按正式文本核对名称和文号，改正写错的一处。",
        )


@check(
    "B113",
    Severity.HINT,
    "规章、文件没有写文号",
    reason="规章和规范性文件同名的多、改得勤，写明文号才知道是哪一个、是否有效。",
    example="“《彩票公益金管理办法》第十二条”。",
    mend="补写文号，如“《彩票公益金管理办法》（财综〔2021〕18号）”。",
)
def no_document_number(unit: Unit) -> Iterator[Fault]:
    """A departmental rule or document of the list, cited without its number."""

    def lacks(one: Citation, law: Law) -> bool:
        return law.kind in ("部门规章", "规范性文件") and bool(law.numbers) and not one.documents

    for places, one, law in _by_law(unit, lacks):
        yield Fault(places, f"《{one.title}》没有写文号", f"请补写文号，如“《{one.title}》（{law.numbers[0]}）”。")
