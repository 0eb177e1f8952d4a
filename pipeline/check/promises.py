"""G 流程图, the periods that a power's own cells state: 法定20日、承诺30日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.check.catalogue import Fault, check
from pipeline.check.time_limits import in_turn, limit_of, too_long
from pipeline.model import Power, Severity
from pipeline.view.unit import Unit

_STATED = re.compile(
    r"(?P<which>法定|承诺)[^，。；;,\d法承]{0,10}(?P<days>\d{1,3})\s*个?\s*(?P<unit>工作日|自然日|日|天|月)"
)
# A week has five working days; a month is taken as thirty days.
_WORKING, _WEEK, _MONTH = 5, 7, 30


@dataclass(frozen=True, slots=True)
class Stated:
    """期限: as the cell states it, and how many working days it makes at most."""

    text: str
    days: int
    working: bool

    @property
    def working_days(self) -> int:
        """In working days: thirty days are at most twenty-two."""
        return self.days if self.working else -(-self.days * _WORKING // _WEEK)

    @property
    def calendar_days(self) -> int:
        """In days of the calendar, at least."""
        return self.days * _WEEK // _WORKING if self.working else self.days


def _stated(power: Power) -> tuple[Stated | None, Stated | None]:
    """法定 and 承诺 as the power's cells state them."""
    found: dict[str, Stated] = {}
    # The division's own remark goes before what it publishes, and that before what it cites.
    for text in (power.remark, power.publicity, power.basis):
        for match in _STATED.finditer(text):
            days = int(match["days"]) * (_MONTH if match["unit"] == "月" else 1)
            one = Stated(f"{match['days']}{match['unit']}", days, match["unit"] == "工作日")
            found.setdefault(match["which"], one)
    return found.get("法定"), found.get("承诺")


@check(
    "G519",
    Severity.WARNING,
    "承诺期限超过法定期限",
    reason="承诺只能比法定的短；超过法定期限的承诺没有效力，照它办就是超期。",
    example="备注写“法定20日、承诺30日”；行政许可承诺 30 个工作日。",
    mend="把承诺期限改到法定期限以内。",
)
def promised_beyond_legal(unit: Unit) -> Iterator[Fault]:
    """A promise that is surely longer than the period that the cell states, or that the law sets for the power."""
    for power in unit.powers:
        legal, promised = _stated(power)
        if promised is None:
            continue
        if legal and (
            promised.days > legal.days
            if promised.working == legal.working
            # Days of different kinds: longer only where it is so however the holidays fall.
            else promised.calendar_days > legal.calendar_days and promised.working_days > legal.working_days
        ):
            yield _longer(power, promised, f"所写的法定{legal.text}")
            continue
        limit = limit_of(unit, power, unit.flows.get(power.code, ()))
        if limit and not legal and promised.working_days > limit.days:
            yield _longer(power, promised, f"{limit.rule}的 {limit.days} 个工作日")


def _longer(power: Power, promised: Stated, legal: str) -> Fault:
    return Fault(
        (power.at("remark"),),
        f"职权“{power.name}”承诺{promised.text}，超过{legal}",
        "请把承诺期限改到法定期限以内。",
    )


@check(
    "G520",
    Severity.WARNING,
    "办理期限超过所写的法定期限",
    reason="备注写明了法定期限，流程各环节加起来却更长。",
    example="备注写“法定期限20个工作日”，最长的一条路合计 26 个工作日。",
    mend="压缩环节期限，或改正所写的法定期限。",
)
def beyond_stated_legal(unit: Unit) -> Iterator[Fault]:
    """A flow whose longest way takes longer than the statutory period that the power's own cells state."""
    for code, graph in unit.graphs.items():
        power, steps = unit.working[code]
        legal, _ = _stated(power)
        limit = limit_of(unit, power, steps)
        # Where the law allows less than the cell says, G515 measures by the law.
        if legal is None or (limit and limit.days <= legal.working_days):
            continue
        taken, path = too_long(unit, graph, graph.starts, graph.ends, legal.working_days)
        if path:
            yield Fault(
                tuple(step.at("days") for step in path),
                f"职权“{power.name}”最长的路（环节 {in_turn(path)}）合计 {taken} 个工作日，超过所写的法定{legal.text}",
                "请压缩环节期限，或改正所写的法定期限。",
            )
