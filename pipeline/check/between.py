"""X 单位之间: the same power treated differently by two units, and what one has copied from another.

A finding goes to the unit that stands alone, or to both where there is no majority; it names the places of both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from pipeline.check.catalogue import Fault, check
from pipeline.model import Place, RiskPoint, Severity
from pipeline.view.units import Held, Units

T = TypeVar("T")

# Of the units that do it the other way, so many are named.
_MOST_NAMED = 3
# Fewer characters are a phrase that anybody would choose.
_SHORTEST_COPY = 10
_FEWEST_COPIES = 3
# Periods that differ by less are a matter of counting.
_SLACK_DAYS = 5


def _others(group: Iterable[Held], held: Held) -> list[Held]:
    """The first few of a group that are in other units."""
    return list(islice((other for other in group if other.unit != held.unit), _MOST_NAMED))


def _listed(places: Iterable[tuple[Held, Place]]) -> str:
    return "、".join(_where(held, place) for held, place in places)


def _where(held: Held, place: Place) -> str:
    return f"{held.unit}{held.division}“{held.power.name}”（{place}）"


def _differing(units: Units, value: Callable[[Held], str]) -> Iterator[tuple[Held, list[Held]]]:
    """A power whose value is not that of most of its like in other units, with some of those that differ from it."""
    for group in units.alike:
        told = [held for held in group if value(held)]
        counts = Counter(map(value, told)).most_common(2)
        if len(counts) < 2:
            continue
        usual = counts[0][0] if counts[0][1] > counts[1][1] else None
        by_value: defaultdict[str, list[Held]] = defaultdict(list)
        for held in told:
            by_value[value(held)].append(held)
        for held in told:
            if value(held) != usual:
                against = usual if usual is not None else next(other for other, _ in counts if other != value(held))
                others = _others(by_value[against], held)
                if others:
                    yield held, others


def _unequal(units: Units, field: str, heading: str, value: Callable[[Held], str], mend: str) -> Iterator[Fault]:
    for held, others in _differing(units, value):
        elsewhere = _listed((other, other.power.at(field)) for other in others)
        yield Fault(
            (held.power.at(field), *(other.power.at(field) for other in others)),
            f"“{held.power.name}”的{heading}填“{value(held)}”，而{elsewhere}填“{value(others[0])}”",
            mend,
        )


@check(
    "X101",
    Severity.HINT,
    "同一职权由少数几个单位分别行使",
    reason="同一项对外的权力由两个单位分别行使，容易交叉或推诿。",
    example="“慈善组织认定”同时列在慈善司和社会组织局。",
    mend="由办公室会同有关单位明确一个主办单位，或在名称中写明各自的对象、层级。",
    between=True,
)
def held_by_several(units: Units) -> Iterator[Fault]:
    """A power towards the public in several units, but not in most: those of like units are alike by design."""
    internal = units.settings.vocabulary.power_categories.internal
    for group in units.alike:
        holders = {held.unit for held in group}
        if 2 * len(holders) > len(units.names):
            continue
        for held in group:
            if held.power.category not in internal:
                others = [(other, other.power.at("name")) for other in _others(group, held)]
                yield Fault(
                    (held.power.at("name"), *(place for _, place in others)),
                    f"“{held.power.name}”同时由{_listed(others)}行使",
                    "请与有关单位明确主办，或在名称中写明各自的对象、层级。",
                )


@check(
    "X102",
    Severity.WARNING,
    "同一职权在各单位的类别不一",
    reason="类别不同，适用的程序、期限、等级都不同；同一职权应归同一类。",
    example="同是“慈善组织认定”，一个单位列行政确认，另一个列行政许可。",
    mend="按权责清单统一类别。",
    between=True,
)
def unequal_category(units: Units) -> Iterator[Fault]:
    """Another category than most units give the same power."""
    yield from _unequal(units, "category", "权力类别", lambda held: held.power.category, "请按权责清单统一类别。")


@check(
    "X103",
    Severity.WARNING,
    "同一职权在各单位的涉及领域不一",
    reason="涉及领域决定归一类还是二类，同一职权应当一致。",
    example="同是“国有资产处置审批”，一个单位填资产管理，另一个填重大资金、物资的分配使用。",
    mend="按实施方案第四步“定级”的领域统一填写。",
    between=True,
)
def unequal_field(units: Units) -> Iterator[Fault]:
    """Another 涉及领域 than most units give the same power."""
    yield from _unequal(units, "field", "涉及领域", lambda held: held.power.field, "请统一填写涉及领域。")


@check(
    "X104",
    Severity.WARNING,
    "同一职权的自由裁量填法不一",
    reason="同一权力有没有自由裁量由法律决定，不因单位而异。",
    example="同一项处罚，一个单位填“有”，另一个填“无”。",
    mend="按所依据的条款核对后统一。",
    between=True,
)
def unequal_discretion(units: Units) -> Iterator[Fault]:
    """有 here and 无 there for the same power."""
    yield from _unequal(
        units, "discretion", "自由裁量", lambda held: held.power.discretion, "请按所依据的条款核对后统一。"
    )


@check(
    "X105",
    Severity.HINT,
    "同一职权的办理期限悬殊",
    reason="同样的事一处五天、一处二十天，长的一处要么环节多余，要么留有余地。",
    example="同一项登记，一个单位 6 个工作日，另一个 20 个。",
    mend="比照期限短的单位压缩环节和时限，确需较长的在备注中说明。",
    between=True,
)
def unequal_days(units: Units) -> Iterator[Fault]:
    """A longest way of twice the days that another unit needs for the same power, or more."""
    for group in units.alike:
        timed = [held for held in group if held.days]
        if not timed:
            continue
        quickest = min(timed, key=lambda held: held.days)
        for held in timed:
            slow = held.days >= 2 * quickest.days and held.days - quickest.days >= _SLACK_DAYS
            if slow and held.unit != quickest.unit:
                yield Fault(
                    (held.power.at("code"), quickest.power.at("code")),
                    f"“{held.power.name}”最长须 {held.days} 个工作日，"
                    f"而{_where(quickest, quickest.power.at('code'))}只须 {quickest.days} 个",
                    "请比照压缩环节和时限，确需较长的在备注中说明。",
                )


@check(
    "X106",
    Severity.HINT,
    "同一职权的自评等级悬殊",
    reason="同一权力在一处自评为高、在另一处自评为低，至少有一处没有查准。",
    example="同是“政府采购组织实施”，一个单位最高自评为高，另一个全为低。",
    mend="对照另一单位的风险点重新查找和评定。",
    between=True,
)
def unequal_level(units: Units) -> Iterator[Fault]:
    """The highest self-assessed level is the lowest here and the highest there."""
    levels = units.settings.vocabulary.levels.terms
    for group in units.alike:
        high = [held for held in group if held.level == levels[0]]
        for held in group:
            others = _others(high, held) if held.level == levels[-1] else []
            marks = [(other, other.gravest.at("self_level")) for other in others if other.gravest]
            if held.gravest and marks:
                yield Fault(
                    (held.gravest.at("self_level"), *(place for _, place in marks)),
                    f"“{held.power.name}”的风险点最高自评为“{held.level}”，而{_listed(marks)}自评为“{levels[0]}”",
                    "请对照重新查找风险点、评定等级。",
                )


@check(
    "X107",
    Severity.HINT,
    "同一职权的依据完全不同",
    reason="同一权力来自同一部法，依据没有一部相同，总有一处引错。",
    example="同是“社会团体年度检查”，一个单位引《社会团体登记管理条例》，另一个引《基金会管理条例》。",
    mend="核对后统一依据；确系两项权力的，在名称中写明分别。",
    between=True,
)
def unequal_grounds(units: Units) -> Iterator[Fault]:
    """Grounds that have no law in common with those of any other unit for the same power."""
    for group in units.alike:
        users: defaultdict[str, set[str]] = defaultdict(set)
        for held in group:
            for law in held.laws:
                users[law].add(held.unit)
        citing = [held for held in group if held.laws]
        for held in citing:
            others = [(other, other.power.at("basis")) for other in _others(citing, held)]
            if others and all(users[law] == {held.unit} for law in held.laws):
                yield Fault(
                    (held.power.at("basis"), *(place for _, place in others)),
                    f"“{held.power.name}”的依据与{_listed(others)}没有一部相同",
                    "请核对后统一依据；确系两项权力的，请在名称中写明分别。",
                )


@check(
    "X108",
    Severity.HINT,
    "两个单位使用相同的职权编码",
    reason="编码汇总到总目录、台账后分不清是哪个单位的。",
    example="两个单位都从 XK-001 编起。",
    mend="在编码前加单位代号，或按本机关统一规则编码。",
    between=True,
)
def same_code(units: Units) -> Iterator[Fault]:
    """Codes that another unit uses too; one finding a pair of units and side."""
    holders: defaultdict[str, list[Held]] = defaultdict(list)
    for held in units.powers:
        if held.power.code:
            holders[held.power.code].append(held)
    shared: defaultdict[tuple[str, str], list[Held]] = defaultdict(list)
    for group in holders.values():
        for held, other in _with_first_other(group, lambda held: held.unit):
            shared[held.unit, other.unit].append(held)
    for (_, other_unit), own in shared.items():
        codes = "、".join(dict.fromkeys(held.power.code for held in own[:_MOST_NAMED]))
        more = f"等 {len(own)} 个编码" if len(own) > _MOST_NAMED else ""
        yield Fault(
            tuple(held.power.at("code") for held in own),
            f"职权编码 {codes}{more}，{other_unit}也在使用",
            "请在编码前加单位代号，或按本机关统一规则编码。",
        )


@check(
    "X109",
    Severity.HINT,
    "风险点照抄其他单位",
    reason="照抄来的风险不是自己查出来的，防控也落不到实处。",
    example="三个以上风险点的描述与另一单位一字不差。",
    mend="结合本单位的职权和流程重新查找。",
    between=True,
)
def copied_risks(units: Units) -> Iterator[Fault]:
    """Three or more descriptions that stand word for word in another unit's sheet."""
    texts: defaultdict[str, list[RiskPoint]] = defaultdict(list)
    for submission in units.submissions:
        for risk in submission.risks:
            if len(risk.description) >= _SHORTEST_COPY:
                texts[risk.description].append(risk)
    copies: defaultdict[tuple[str, str], list[RiskPoint]] = defaultdict(list)
    for group in texts.values():
        for risk, other in _with_first_other(group, lambda risk: units.whence(risk.row.file)[0]):
            copies[units.whence(risk.row.file)[0], units.whence(other.row.file)[0]].append(risk)
    for (_, other_unit), own in copies.items():
        if len(own) >= _FEWEST_COPIES:
            yield Fault(
                tuple(risk.at("description") for risk in own),
                f"{len(own)} 个风险点的描述与{other_unit}一字不差",
                "请结合本单位的职权和流程重新查找。",
            )


def _with_first_other(group: Sequence[T], unit: Callable[[T], str]) -> Iterator[tuple[T, T]]:
    """Each member with the first that belongs to another unit."""
    first = group[0]
    other = next((member for member in group if unit(member) != unit(first)), None)
    if other is not None:
        yield from ((member, first if unit(member) != unit(first) else other) for member in group)
