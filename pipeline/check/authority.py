"""B 行使依据: whether the cited articles give the power: what they speak of, whom they are about."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.law.citations import Citation, citations
from pipeline.law.natures import Natures
from pipeline.law.plain import numeral
from pipeline.model import Power, Severity
from pipeline.settings.laws import Fit, Law, Subject
from pipeline.view.unit import Unit

_FEE_KINDS = ("法律", "行政法规", "国务院决定", "地方性法规")


def _special(unit: Unit, power: Power) -> list[tuple[Citation, Law, Natures]] | None:
    """The cited laws that may give the power, and what their articles speak of; None where one is not known."""
    found = []
    for one in citations(power.basis):
        law = unit.lawbook.find(one)
        natures = unit.lawbook.natures(law) if law else None
        if law and law.procedural:
            continue
        # A chapter speaks of many things, and a former text numbers its articles otherwise: of neither can it be said
        # that the power is not in it.
        if law is None or natures is None or not one.articles or one.chapters or unit.lawbook.is_former(one, law):
            return None
        found.append((one, law, natures))
    return found


@check(
    "B121",
    Severity.WARNING,
    "一格两项权力，依据只有一项的",
    reason="两项权力写在一格，依据只够其中一项，另一项等于没有依据。",
    example="“社会团体登记；民办非企业单位登记”只依据《社会团体登记管理条例》。",
    mend="分成两项填报，各写各的依据；或补引另一项的依据。",
)
def ground_for_one_of_two(unit: Unit) -> Iterator[Fault]:
    """A power's name that speaks of two subjects, each with laws of its own, of which only one's are cited."""
    for power in unit.powers:
        subjects = _subjects(unit, power.name)
        titles = _only_special(unit, power, subjects)
        without = [one for one in subjects if not any(word in title for title in titles for word in one.laws)]
        names = "、".join(one.words[0] for one in without)
        if titles and without and len(without) < len(subjects):
            yield Fault(
                (power.at("basis"),),
                f"职权“{power.name}”写了{len(subjects)}类对象，依据中没有关于{names}的",
                "请分成几项填报，各写各的依据；或补引所缺的依据。",
            )


@check(
    "B123",
    Severity.WARNING,
    "所引的法管的是别的对象",
    reason="专门法只管它自己的对象：按基金会的条例不能处罚社会团体。",
    example="“对社会团体违法行为的处罚”只依据《基金会管理条例》。",
    mend="改引管这一对象的法律、法规及条款。",
)
def law_of_another(unit: Unit) -> Iterator[Fault]:
    """A power about one subject whose grounds are all special laws of other subjects."""
    for power in unit.powers:
        subjects = _subjects(unit, power.name)
        titles = _only_special(unit, power, subjects)
        if subjects and titles and not any(word in title for title in titles for one in subjects for word in one.laws):
            yield Fault(
                (power.at("basis"),),
                f"职权“{power.name}”是关于{subjects[0].words[0]}的，所引《{titles[0]}》管的是别的对象",
                f"请改引关于{subjects[0].words[0]}的法律、法规及条款。",
            )


def _subjects(unit: Unit, text: str) -> list[Subject]:
    return [one for one in unit.settings.laws.subjects if any(word in text for word in one.words)]


def _only_special(unit: Unit, power: Power, subjects: list[Subject]) -> list[str]:
    """The titles of the cited laws, the procedural ones left out; empty where one of them is about all subjects."""
    titles: list[str] = []
    for one in citations(power.basis):
        law = unit.lawbook.find(one)
        if law and law.procedural:
            continue
        if not any(word in one.title for subject in unit.settings.laws.subjects for word in subject.laws):
            return []
        titles.append(one.title)
    return titles


@check(
    "B122",
    Severity.WARNING,
    "所引条文说的不是这类权力",
    reason="登记引的是罚则，处罚引的是立法目的，等于没有引对授权的那一条。条文说什么是凭用词分的，请对照原文。",
    example="“基金会设立登记”只引《基金会管理条例》第四十二条（罚则）。",
    mend="对照原文，改引授予这项权力的条款。",
)
def article_of_another_kind(unit: Unit) -> Iterator[Fault]:
    """A power of which every cited article speaks of something else than its kind of power."""
    fits = {fit.category: fit for fit in unit.settings.laws.fits}
    for power in unit.powers:
        fit = fits.get(power.category)
        cited = _special(unit, power) if fit else None
        if not fit or not cited or not all(_beside(natures, one, fit) for one, _, natures in cited):
            continue
        one, _, natures = cited[0]
        article = one.articles[0].number
        speaks = "、".join(sorted(natures.of(article))) or "别的事"
        wanted = frozenset(fit.needs) or frozenset({"许可登记", "给付资金", "检查"})
        near = "、".join(f"第{numeral(number)}条" for number in natures.nearest(article, wanted))
        yield Fault(
            (power.at("basis"),),
            f"{power.category}“{power.name}”所引《{one.title}》第{numeral(article)}条说的是{speaks}",
            f"请对照原文，改引授予这项权力的条款{f'（相近的有{near}）' if near else ''}。",
        )


def _beside(natures: Natures, one: Citation, fit: Fit) -> bool:
    """Whether no article that is cited can give a power of this kind."""
    for article in one.articles:
        if fit.needs:
            if natures.words(article.number) & frozenset(fit.needs) and natures.of(article.number) != {"总则附则"}:
                return False
        elif not natures.of(article.number) or natures.of(article.number) - frozenset(fit.beside):
            return False
    return True


@check(
    "B124",
    Severity.WARNING,
    "国务院已经取消的事项",
    reason="已经取消的审批不得再办，也不得换个名目保留。名录见 pipeline/data/laws.toml。",
    example="“社会团体筹备成立审批”（2016年取消）。",
    mend="核对取消的决定；确已取消的，从目录中删去。",
)
def abolished_power(unit: Unit) -> Iterator[Fault]:
    """A permit or confirmation by the name of one that was abolished."""
    kinds = unit.settings.vocabulary.power_categories
    for power in unit.powers:
        for entry in unit.settings.laws.abolished:
            if power.category not in (kinds.permit, kinds.confirmation, kinds.other):
                continue
            if all(any(word in power.name for word in words) for words in entry.names):
                unchecked = "" if entry.checked else "（出处未核对）"
                yield Fault(
                    (power.at("name"),),
                    f"“{power.name}”已于 {entry.since} 取消：{entry.by}{unchecked}",
                    "请核对取消的决定；确已取消的，从目录中删去。",
                )


@check(
    "B125",
    Severity.WARNING,
    "收费、征收没有法律、法规作依据",
    reason="行政征收、收费须有法律、法规或者国务院的决定作依据，部门文件不能设定。",
    example="“评审费收取”只依据“民发〔2020〕1号”文件。",
    mend="补引设定收费、征收的法律、法规；没有的，停止收取。",
)
def fee_without_law(unit: Unit) -> Iterator[Fault]:
    """A power of taking fees whose grounds are all known to rank below law and regulation."""
    for power in unit.powers:
        if power.category != unit.settings.vocabulary.power_categories.levy:
            continue
        kinds = [unit.lawbook.kind(one) for one in citations(power.basis)]
        # A ground of unknown rank may be a law.
        if kinds and all(kinds) and not set(kinds) & set(_FEE_KINDS):
            yield Fault(
                (power.at("basis"),),
                f"{power.category}“{power.name}”的依据只有{'、'.join(dict.fromkeys(kinds))}",
                "请补引设定收费、征收的法律、法规；没有的，停止收取。",
            )


@check(
    "B126",
    Severity.WARNING,
    "受委托行使，没有委托的依据",
    reason="处罚、许可须依法律、法规、规章委托，并写明委托书（行政处罚法第二十条、第二十一条，行政许可法第二十四条）；"
    "行政强制措施权不得委托（行政强制法第十七条）。",
    example="备注写“受区民政局委托实施”，依据中没有委托的条款。",
    mend="补引委托的条款和委托书文号；行政强制措施收回由法定机关实施。",
)
def delegated_without_authority(unit: Unit) -> Iterator[Fault]:
    """A power that is exercised for another organ, and no ground of the delegation is named."""
    named = unit.settings.vocabulary.power_categories
    for power in unit.powers:
        if power.category not in (named.permit, named.penalty, named.coercion) or not _is_delegated(power):
            continue
        if power.category == named.coercion:
            said = "行政强制措施权不得委托（《行政强制法》第十七条）"
        elif _grounds_delegation(power):
            continue
        else:
            said = "没有写明委托的依据"
        yield Fault(
            (power.at("basis"),),
            f"职权“{power.name}”是受委托行使的，{said}",
            "请补引委托的条款和委托书；不得委托的，由法定机关实施。",
        )


def _is_delegated(power: Power) -> bool:
    return any(
        word in f"{power.name}{power.department}{power.remark}"
        for word in ("受委托", "委托实施", "委托行使", "受托实施")
    )


def _grounds_delegation(power: Power) -> bool:
    if "委托" in power.basis or "授权" in power.basis or "委托书" in power.remark:
        return True
    delegating = {"行政处罚法": {20, 21}, "行政许可法": {24}}
    return any(
        {article.number for article in one.articles} & delegating.get(one.law, set()) for one in citations(power.basis)
    )
