"""F 填写完整与格式: what goes public speaks of posts and cases, never of private persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.meaning.persons import NAME
from pipeline.model import Place, Severity, Sourced
from pipeline.view.unit import Unit

# The columns of the public catalogue and flows, by record.
_PUBLIC = {
    "powers": ("name", "basis", "department", "post", "counterpart"),
    "steps": ("name", "phase", "actor", "condition", "procedure", "supervision"),
}
# Here posts are listed: a name stands in them by itself.
_OF_POSTS = ("post", "actor")

_Told = dict[tuple[str, str, tuple[str, ...]], list[Place]]


@check(
    "F113",
    Severity.ERROR,
    "公开的栏目写了人名",
    reason="职权目录和流程图对外公开，写的是岗位，不是人；写了人名的，改好以前公开版不能发布。",
    example="“责任岗位”填“许可岗（李明）”，“办理程序”填“由张司长签发”。",
    mend="改写岗位名称；依法须公开的姓名，由办公室写入 rules.toml 的 [public] allow。",
)
def names_in_public(unit: Unit) -> Iterator[Fault]:
    """Persons' names in the columns that go public; one fault for the same names in one column."""
    for (record, field, names), places in _told(unit, names=True).items():
        heading = unit.settings.columns.heading(record, field)
        listed = "、".join(names)
        posts = "写岗位名称，不写人名" if field in _OF_POSTS else "对外公开，不写人名"
        yield Fault(tuple(places), f"“{heading}”{posts}：{listed}", "请改写为岗位或职务名称。")


@check(
    "F114",
    Severity.ERROR,
    "公开的栏目写了个人信息",
    reason="个人的电话、证件、银行卡、车牌、住址、健康、信仰一经公开就收不回来；写了的，改好以前公开版不能发布。",
    example="“监督方式”填个人手机号，“办理条件”举了某人的病情。",
    mend="删去；机关对外公布的号码写明“监督电话”等，或由办公室写入 rules.toml 的 [public] allow。",
)
def personal_in_public(unit: Unit) -> Iterator[Fault]:
    """Personal numbers, addresses, health or belief in the columns that go public."""
    for (record, field, told), places in _told(unit, names=False).items():
        heading = unit.settings.columns.heading(record, field)
        yield Fault(
            tuple(places),
            f"“{heading}”对外公开，写了个人信息：{'；'.join(told)}",
            "请删去；机关对外公布的电话请写明是监督电话、咨询电话等。",
        )


def _told(unit: Unit, *, names: bool) -> _Told:
    """What the public columns say of persons, by column and words, with the cells."""
    found: _Told = defaultdict(list)
    for record, rows in (("powers", unit.powers), ("steps", unit.steps)):
        for row in rows:
            for field in _PUBLIC[record]:
                if told := _mentions(unit, row, field, names=names):
                    found[record, field, told].append(row.at(field))
    return found


def _mentions(unit: Unit, row: Sourced, field: str, *, names: bool) -> tuple[str, ...]:
    mentions = unit.persons.mentions(getattr(row, field), field in _OF_POSTS)
    if names:
        return tuple(dict.fromkeys(mention.text for mention in mentions if mention.what == NAME))
    return tuple(f"{mention.what}“{mention.text}”" for mention in mentions if mention.what != NAME)
