"""What the records of a run hold that the public must not read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import ahocorasick

from pipeline.papers.all_units import AllUnits
from pipeline.papers.public import public_categories, public_texts
from pipeline.settings.guard import PersonWords, Shortest
from pipeline.view.register import Register

_HAN = re.compile(r"[一-鿿㐀-䶿]{2,4}|[一-鿿㐀-䶿]+·[一-鿿㐀-䶿·]+")
_PARTS = re.compile(r"[\s、，,；;/（）()：:]+")


class Manner(StrEnum):
    """How a secret is looked for: a name between words, a code between other signs, a text anywhere, a whole cell."""

    NAME = "姓名"
    CODE = "编号"
    TEXT = "文字"
    CELL = "整格"


@dataclass(frozen=True, slots=True)
class Secret:
    """内部内容: a text of the records, what it is, and whether it is about a risk (some organs publish those)."""

    what: str
    text: str
    manner: Manner
    risk: bool = False

    @property
    def form(self) -> str:
        """The text as it is looked for. A code keeps its spaces, so that it can be told from the signs beside it."""
        return self.text.strip().casefold() if self.manner is Manner.CODE else plain(self.text)


def plain(text: str) -> str:
    """A text as it is compared: one form of each sign, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def secrets(all_units: AllUnits) -> tuple[Secret, ...]:
    """Every internal text of the run's records, each once, in a fixed order.

    Names, phones and risk descriptions are kept from the public in any case. Other internal texts (remarks, measures,
    opinions, names and codes of internal powers) are left out where a public field says the same word for word.
    """
    shortest = all_units.settings.guard.shortest
    found = dict.fromkeys(
        secret
        for register in all_units.registers
        for secret in (*_of_register(register, all_units), *_persons(register, all_units.settings.guard.person))
    )
    internal = all_units.settings.vocabulary.power_categories.internal
    found |= dict.fromkeys(Secret("内部权力类别", category, Manner.CELL) for category in internal)
    kept = (_sized(secret, shortest) for secret in found)
    return _not_public([secret for secret in kept if secret], all_units)


def _sized(secret: Secret, shortest: Shortest) -> Secret | None:
    """A short text counts only as a whole cell; a short code says nothing."""
    length = len(secret.form)
    if secret.manner is Manner.TEXT and length < shortest.text:
        return Secret(secret.what, secret.text, Manner.CELL, secret.risk) if length > 1 and secret.risk else None
    return secret if secret.manner is not Manner.CODE or length >= shortest.code else None


def _of_register(register: Register, all_units: AllUnits) -> Iterator[Secret]:
    public = public_categories(all_units.settings)
    for power in register.powers:
        yield from _some("职权备注", power.remark)
        if power.category not in public:
            yield from _some("内部职权", power.name)
            yield from _some("内部职权编码", power.code, Manner.CODE)
    for submission in register.submissions:
        yield from _some("联系电话", submission.info.phone, Manner.CODE)
        yield from _some("发件邮箱", submission.origin.sender, Manner.CODE)
        for step in submission.steps:
            yield from _some("环节备注", step.remark)
        for risk in submission.risks:
            yield from _some("风险编号", risk.code, Manner.CODE, risk=True)
            yield from _some("风险描述", risk.description, risk=True)
            yield from _some("风险表现形式", risk.manifestation, risk=True)
        for measure in submission.measures:
            yield from _some("防控措施", measure.text, risk=True)
        for evaluation in submission.evaluations:
            yield from _some("评估意见", evaluation.opinion)
    for decision in register.records.decisions.values():
        yield from _some("审定理由", decision.reason)


def _some(what: str, text: str, manner: Manner = Manner.TEXT, *, risk: bool = False) -> Iterator[Secret]:
    if plain(text):
        yield Secret(what, text, manner, risk)


def _persons(register: Register, person: PersonWords) -> Iterator[Secret]:
    """Who filled, reviewed, answers, decided: the names of persons among them, not the posts."""
    for submission in register.submissions:
        for what, text in (("填报人姓名", submission.info.reporter), ("审核人姓名", submission.info.reviewer)):
            yield from (Secret(what, name, Manner.NAME) for name in names_in(text, person, of_persons=True))
        for measure in submission.measures:
            yield from (Secret("责任人姓名", name, Manner.NAME) for name in names_in(measure.responsible, person))
    for decision in register.records.decisions.values():
        names = names_in(decision.decided_by, person, of_persons=True)
        yield from (Secret("审定人姓名", name, Manner.NAME) for name in names)


def names_in(text: str, person: PersonWords, *, of_persons: bool = False) -> Iterable[str]:
    """The persons' names of two to four characters in a text such as “王一、慈善处处长（李二）”.

    A name begins with a surname and does not end as a post does; in a field that is for persons (``of_persons``) one
    of the two is enough.
    """
    surnames, compound = set(person.surnames), person.compound
    for part in _PARTS.split(re.sub(r"(?<=[一-鿿])\s(?=[一-鿿])", "", text)):
        if not _HAN.fullmatch(part):
            continue
        surname = part[0] in surnames or part.startswith(compound)
        post = part.endswith(person.posts) and part[1:] not in person.titles
        if (surname or not post) if of_persons else (surname and not post):
            yield part


# What a public field says word for word is no secret, unless it is one of these.
_KEPT = frozenset({"风险描述", "联系电话", "发件邮箱"})


def _not_public(found: Sequence[Secret], all_units: AllUnits) -> tuple[Secret, ...]:
    """What no public field says: a short text or a code as a whole field, a longer text anywhere in one."""
    doubtful = [secret for secret in found if secret.what not in _KEPT and secret.manner is not Manner.NAME]
    said: set[str] = set()
    automaton = ahocorasick.Automaton()
    for secret in doubtful:
        if secret.manner is Manner.TEXT:
            automaton.add_word(secret.form, secret.form)
    automaton.make_automaton()
    for text in public_texts(all_units):
        said |= {plain(text), text.strip().casefold()}
        if len(automaton):
            said.update(form for _, form in automaton.iter(plain(text)))
    open_to_all = {secret for secret in doubtful if secret.form in said}
    return tuple(secret for secret in found if secret not in open_to_all)
