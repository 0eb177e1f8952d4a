"""E 评估检查: the unit has looked back at every risk point, and does not contradict itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.meaning.phrases import bare, says
from pipeline.model import Evaluation, Place, Severity
from pipeline.view.unit import Unit


@check(
    "E701",
    Severity.WARNING,
    "风险点没有评估",
    reason="方案第六步“评估”要求对每个风险点检查查找是否准确、等级是否恰当、措施是否有效。",
    example="自查表有 F3，评估检查表没有。",
    mend="在评估检查表中补填。",
)
def not_evaluated(unit: Unit) -> Iterator[Fault]:
    """Risk points without an evaluation; one fault a workbook."""
    evaluated = {evaluation.risk_code for evaluation in unit.evaluations}
    for submission in unit.submissions:
        missing = [risk for risk in submission.risks if risk.code and risk.code not in evaluated]
        if missing:
            yield Fault(
                tuple(risk.at("code") for risk in missing),
                f"{len(missing)} 个风险点没有评估：{'、'.join(risk.code for risk in missing[:5])}"
                + ("等" if len(missing) > 5 else ""),
                "请在《评估检查表》中补填。",
            )


@check(
    "E702",
    Severity.WARNING,
    "评估为“否”却没有意见",
    reason="认为不准确、不恰当或无效的，须说明理由才能改进。",
    example="“措施是否有效”填否，“评估意见”为空。",
    mend="补写评估意见。",
)
def negative_without_opinion(unit: Unit) -> Iterator[Fault]:
    """An evaluation that says 否 somewhere and gives no opinion."""
    for evaluation in unit.evaluations:
        if _denies(unit, evaluation) and not evaluation.opinion:
            yield Fault(
                (evaluation.at("opinion"),),
                f"风险“{evaluation.risk_code}”评估中有“否”，但没有评估意见",
                "请写明哪里不准确、不恰当或无效。",
            )


@check(
    "E703",
    Severity.WARNING,
    "认为无效，意见却只说好",
    reason="结论和意见相反，不知道该信哪个。",
    example="“措施是否有效”填否，评估意见写“可行”。",
    mend="核对结论；确实无效的，写明哪里无效、怎样改。",
)
def ineffective_but_praised(unit: Unit) -> Iterator[Fault]:
    """An evaluation that says 否 to the effect and nothing but good in its opinion."""
    words = unit.settings.structure.evaluation
    for evaluation in unit.evaluations:
        opinion = evaluation.opinion
        if (
            evaluation.effective == unit.settings.vocabulary.effects.ineffective
            and says(opinion, words.good)
            and not says(opinion, words.lack)
        ):
            yield Fault(
                (evaluation.at("opinion"),),
                f"风险“{evaluation.risk_code}”的措施评为无效，评估意见却是“{opinion}”",
                "请核对结论；确实无效的，写明哪里无效、怎样改。",
            )


@check(
    "E704",
    Severity.WARNING,
    "评估早于填报",
    reason="先填报、后评估；评估日期在填报日期之前，不是填错就是补的。",
    example="2026-05-20 填报，评估日期为 2026-03-01。",
    mend="改正日期，或重新评估。",
)
def evaluated_before_reported(unit: Unit) -> Iterator[Fault]:
    """Evaluations dated before the workbook itself; one fault a workbook."""
    for submission in unit.submissions:
        reported = submission.info.reported_on.value
        early = [
            evaluation
            for evaluation in submission.evaluations
            if reported and evaluation.evaluated_on.value and evaluation.evaluated_on.value < reported
        ]
        if reported and early:
            yield Fault(
                tuple(evaluation.at("evaluated_on") for evaluation in early),
                f"{len(early)} 条评估的日期早于填报日期 {reported.isoformat()}",
                "请改正日期，或重新评估。",
            )


@check(
    "E705",
    Severity.WARNING,
    "认为等级不恰当，没说应为哪一级",
    reason="审定要知道评估主张哪一级，只说不恰当无从采纳。",
    example="“等级是否恰当”填否，评估意见写“等级可再研究”。",
    mend="在评估意见中写明应为高、中还是低，为什么。",
)
def which_level(unit: Unit) -> Iterator[Fault]:
    """An evaluation that calls the level wrong and names no other; E702 tells where there is no opinion at all."""
    no = unit.settings.vocabulary.answers.no
    levels = unit.settings.vocabulary.levels.terms
    choice = f"{'、'.join(levels[:-1])}还是{levels[-1]}"
    words = (*levels, *unit.settings.structure.evaluation.levels)
    for evaluation in unit.evaluations:
        if evaluation.level_right == no and evaluation.opinion and not says(evaluation.opinion, words):
            yield Fault(
                (evaluation.at("opinion"),),
                f"风险“{evaluation.risk_code}”的等级评为不恰当，评估意见没有写应为哪一级",
                f"请在评估意见中写明应为{choice}，为什么。",
            )


@check(
    "E706",
    Severity.WARNING,
    "同一风险点评估了两次",
    reason="两行结论不一时，不知道以哪一行为准。",
    example="评估检查表有两行 SZ01-XK-001-F1。",
    mend="保留一行，或改正风险编号。",
)
def evaluated_twice(unit: Unit) -> Iterator[Fault]:
    """One risk code on several evaluations."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for evaluation in unit.evaluations:
        if evaluation.risk_code:
            places[evaluation.risk_code].append(evaluation.at("risk_code"))
    for code, cells in places.items():
        if len(cells) > 1:
            yield Fault(tuple(cells), f"风险“{code}”评估了 {len(cells)} 次", "请保留一行，或改正风险编号。")


@check(
    "E707",
    Severity.WARNING,
    "评估前后矛盾",
    reason="查找都不准确，等级和措施就谈不上恰当、有效。",
    example="“查找是否准确”填否，另两栏都填是，意见写“可行”。",
    mend="核对三项结论，写明哪里不准确。",
)
def contradicts_itself(unit: Unit) -> Iterator[Fault]:
    """An evaluation that calls the risk point wrong, its level and measures right, and does not say what is wrong."""
    lack = unit.settings.structure.evaluation.lack
    said, effects = unit.settings.vocabulary.answers, unit.settings.vocabulary.effects
    contradiction = (said.no, said.yes, effects.effective)
    for evaluation in unit.evaluations:
        answers = (evaluation.found, evaluation.level_right, evaluation.effective)
        if answers == contradiction and evaluation.opinion and not says(evaluation.opinion, lack):
            yield Fault(
                (evaluation.at("found"),),
                f"风险“{evaluation.risk_code}”评为查找不准确，等级却恰当、措施却有效",
                "请核对三项结论，写明哪里不准确。",
            )


@check(
    "E708",
    Severity.HINT,
    "评估意见雷同",
    reason="一句话套用到底，看不出逐个评估过。",
    example="三个以上风险点的评估意见一字不差。",
    mend="针对每个风险点写明看到了什么。",
)
def copied_opinion(unit: Unit) -> Iterator[Fault]:
    """An opinion that stands word for word on so many evaluations of a workbook (structure.toml)."""
    for submission in unit.submissions:
        places: defaultdict[str, list[Place]] = defaultdict(list)
        for evaluation in submission.evaluations:
            if bare(evaluation.opinion):
                places[bare(evaluation.opinion)].append(evaluation.at("opinion"))
        for text, cells in places.items():
            if len(cells) >= unit.settings.structure.evaluation.copied:
                short = text if len(text) <= 20 else text[:20] + "…"
                yield Fault(
                    tuple(cells), f"评估意见“{short}”原样用于 {len(cells)} 个风险点", "请针对每个风险点写明看到了什么。"
                )


@check(
    "E709",
    Severity.WARNING,
    "评估项目没有填全",
    reason="方案第六步“评估”的三问是查找是否准确、等级是否恰当、措施是否有效，缺一问就没有评完。",
    example="“等级是否恰当”为空。",
    mend="三项都填是或否（措施可填部分有效）。",
)
def incomplete_evaluation(unit: Unit) -> Iterator[Fault]:
    """Evaluations with a question unanswered; one fault a workbook."""
    for submission in unit.submissions:
        blank = [
            evaluation.at(field)
            for evaluation in submission.evaluations
            for field in ("found", "level_right", "effective")
            if not getattr(evaluation, field)
        ]
        if blank:
            yield Fault(tuple(blank), f"评估检查表有 {len(blank)} 格没有填", "请三项都填是或否（措施可填部分有效）。")


@check(
    "E710",
    Severity.HINT,
    "没有评估日期",
    reason="没有日期，就不知道评估的是哪一期的措施。",
    example="“评估日期”为空。",
    mend="补填评估日期。",
)
def undated_evaluation(unit: Unit) -> Iterator[Fault]:
    """Evaluations without a date; one fault a workbook."""
    for submission in unit.submissions:
        undated = [e.at("evaluated_on") for e in submission.evaluations if not e.evaluated_on.text]
        if undated:
            yield Fault(tuple(undated), f"{len(undated)} 条评估没有日期", "请补填评估日期。")


@check(
    "E711",
    Severity.WARNING,
    "认为有效，意见却说无效",
    reason="结论和意见相反，不知道该信哪个。",
    example="“措施是否有效”填是，评估意见写“措施未落实”。",
    mend="核对结论；没有落实或没有效果的，改填否或部分有效。",
)
def effective_but_failing(unit: Unit) -> Iterator[Fault]:
    """An evaluation that says 是 to the effect, while its opinion says that there is none."""
    words = unit.settings.structure.evaluation.failing
    for evaluation in unit.evaluations:
        if evaluation.effective == unit.settings.vocabulary.effects.effective and says(evaluation.opinion, words):
            yield Fault(
                (evaluation.at("effective"),),
                f"风险“{evaluation.risk_code}”的措施评为有效，评估意见却是“{evaluation.opinion}”",
                "请核对结论；没有落实或没有效果的，改填否或部分有效。",
            )


@check(
    "E712",
    Severity.HINT,
    "认为部分有效，没说差在哪里",
    reason="部分有效的措施还要改进，不写差在哪里就改不了。",
    example="“措施是否有效”填部分有效，评估意见为空。",
    mend="写明哪一部分还不够，怎样改进。",
)
def partly_effective_without_opinion(unit: Unit) -> Iterator[Fault]:
    """An evaluation of 部分有效 without an opinion."""
    for evaluation in unit.evaluations:
        if evaluation.effective == "部分有效" and not evaluation.opinion:
            yield Fault(
                (evaluation.at("opinion"),),
                f"风险“{evaluation.risk_code}”的措施评为部分有效，没有评估意见",
                "请写明哪一部分还不够，怎样改进。",
            )


@check(
    "E713",
    Severity.HINT,
    "评估认为恰当的等级与评定悬殊",
    reason="自评与按规则评定相差悬殊，评估却认为恰当，审定时要听评估的理由。",
    example="自评低、评定高，“等级是否恰当”填是。",
    mend="对照定级理由再评一次，或在评估意见中写明理由。",
)
def against_the_assessed(unit: Unit) -> Iterator[Fault]:
    """An evaluation that calls a level right which the rules are far from."""
    for evaluation in unit.evaluations:
        assessed = unit.assessed.get(evaluation.risk_code)
        if assessed and evaluation.level_right == unit.settings.vocabulary.answers.yes and unit.far_apart(assessed):
            yield Fault(
                (evaluation.at("level_right"),),
                f"风险“{evaluation.risk_code}”自评{assessed.self_assessed}、评定{assessed.level}，评估认为自评恰当",
                "请对照定级理由再评一次，或在评估意见中写明理由。",
            )


@check(
    "E714",
    Severity.HINT,
    "评估一律填“是”",
    reason="许多风险点无一不准、无一不当、无一不灵，多半没有逐个评估。",
    example="十个风险点三项全填是。",
    mend="对照措施落实的情况逐个评估。",
)
def all_well(unit: Unit) -> Iterator[Fault]:
    """A workbook with many evaluations (structure.toml) that all say 是 to everything."""
    said, effects = unit.settings.vocabulary.answers, unit.settings.vocabulary.effects
    well = (said.yes, said.yes, effects.effective)
    for submission in unit.submissions:
        evaluations = submission.evaluations
        answers = {(e.found, e.level_right, e.effective) for e in evaluations}
        if len(evaluations) >= unit.settings.structure.evaluation.uniform and answers == {well}:
            yield Fault(
                tuple(evaluation.at("effective") for evaluation in evaluations),
                f"{len(evaluations)} 个风险点的评估三项一律填“是”",
                "请对照措施落实的情况逐个评估。",
            )


def _denies(unit: Unit, evaluation: Evaluation) -> bool:
    """It says no to one of the three questions."""
    said, effects = unit.settings.vocabulary.answers, unit.settings.vocabulary.effects
    return said.no in (evaluation.found, evaluation.level_right) or evaluation.effective == effects.ineffective
