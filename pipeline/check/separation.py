"""S 权力结构, in whose hands: 决策、执行、监督 stand apart, and no one approves what is his own work."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from pipeline.check.catalogue import Fault, Suggests, Weakness, check
from pipeline.meaning.phrases import says
from pipeline.model import Place, Power, Severity, Step
from pipeline.settings import StepKinds
from pipeline.settings.vocabulary import MeasureRole
from pipeline.view.unit import Unit

# What stands between the supervisor and the word that says so, as in “处长按月抽查”; more than four characters name
# somebody else.
_BETWEEN = "[^，。；、]{0,4}?"


def _kinds(unit: Unit) -> StepKinds:
    return unit.settings.vocabulary.step_kinds


def _of_kinds(steps: Collection[Step], kinds: Collection[str]) -> list[Step]:
    return [step for step in steps if step.kind in kinds]


def _numbers(steps: Collection[Step]) -> str:
    return "、".join(step.number.text for step in steps)


def _actors(steps: Collection[Step]) -> tuple[Place, ...]:
    return tuple(step.at("actor") for step in steps)


def _alone(unit: Unit, steps: Collection[Step]) -> str:
    """The one post that has every step of the flow in its hands; empty where there is another, or no post."""
    hands = {unit.posts_of(step) for step in steps}
    return next(iter(hands))[0] if len(hands) == 1 and all(len(posts) == 1 for posts in hands) else ""


@check(
    "S801",
    Severity.WARNING,
    "同一岗位既办理又审批",
    reason="办理和审核、决定由一人承担，没有第二双眼睛，是权力过于集中（方案第五步“分权制衡”）。",
    example="“项目管理岗”既办理又审核。",
    mend="把审核或决定交给另一岗位；确实分不开的，列为风险点并写明分权制衡的措施。",
    suggests=Suggests("“{power}”的办理和审批都由“{posts}”承担，缺少制约，可能自办自批。", (MeasureRole.BALANCE,)),
)
def handles_and_approves(unit: Unit) -> Iterator[Fault]:
    """A post that stands on a handling and on an approving step of one flow; S802 tells where it stands on all."""
    for power, steps in unit.working.values():
        if _alone(unit, steps):
            continue
        handled = _of_kinds(steps, _kinds(unit).handling)
        approved = _of_kinds(steps, _kinds(unit).approving)
        handling = {post for step in handled for post in unit.posts_of(step)}
        both = sorted(handling & {post for step in approved for post in unit.posts_of(step)})
        if both:
            shown = [s for s in steps if s in handled or s in approved if set(unit.posts_of(s)) & set(both)]
            yield Fault(
                _actors(shown),
                f"职权“{power.name}”的环节 {_numbers(shown)} 由“{'、'.join(both)}”既办理又审批",
                "请把审核或决定交给另一岗位；确实分不开的，请列为风险点并写明分权制衡的措施。",
                Weakness(power, tuple(shown), tuple(both)),
            )


@check(
    "S802",
    Severity.WARNING,
    "全流程由一人办结",
    reason="从开始到办结都在一人手里，既无制约也无留痕的交接。",
    example="五个环节的办理主体都是“资产管理岗”。",
    mend="至少把审核、决定或办结中的一步交给另一岗位。",
    suggests=Suggests("“{power}”各环节都由“{posts}”一人办理，全程没有制约。", (MeasureRole.BALANCE,)),
)
def one_person(unit: Unit) -> Iterator[Fault]:
    """A flow of two or more steps that all are in the hands of one post."""
    for power, steps in unit.working.values():
        post = _alone(unit, steps)
        if post and len(steps) > 1:
            yield Fault(
                _actors(steps),
                f"职权“{power.name}”的 {len(steps)} 个环节都由“{post}”一人办理",
                "请至少把审核、决定或办结中的一步交给另一岗位。",
                Weakness(power, steps, (post,)),
            )


@check(
    "S803",
    Severity.WARNING,
    "一人决定，事前无人审核",
    reason="决定之前没有别人审核或判断，决定的人就是唯一的把关者。",
    example="流程只有“处负责人”一个决定环节，没有审核、判断环节。",
    mend="在决定前增加由他人承担的审核环节，或改为集体决定。",
    suggests=Suggests("“{power}”由“{posts}”一人决定，事前没有他人审核把关。", (MeasureRole.BALANCE,)),
)
def decides_alone(unit: Unit) -> Iterator[Fault]:
    """A post that decides where nobody else reviews or judges; where it also handles, S801 or S802 says so."""
    fork = unit.settings.vocabulary.step_kinds.fork
    for power, steps in unit.working.values():
        decided = [step for step in _of_kinds(steps, _kinds(unit).deciding) if unit.posts_of(step)]
        deciding = {post for step in decided for post in unit.posts_of(step)}
        handling = {post for step in _of_kinds(steps, _kinds(unit).handling) for post in unit.posts_of(step)}
        # Actors, not posts: another division without a post named is a second pair of eyes all the same.
        looking = {step.actor for step in _of_kinds(steps, (*_kinds(unit).approving, fork))}
        if decided and len(looking) == 1 and not deciding & handling and not _alone(unit, steps):
            posts = unit.posts_of(decided[0])
            yield Fault(
                _actors(decided),
                f"职权“{power.name}”由“{'、'.join(posts)}”决定（环节 {_numbers(decided)}），事前没有他人审核",
                "请在决定前增加由他人承担的审核环节，或改为集体决定。",
                Weakness(power, tuple(decided), posts),
            )


@check(
    "S804",
    Severity.HINT,
    "决策、执行、监督集于一岗",
    reason="同一处室的几项职权中，一个岗位在这项决定、在那项办理，又负责监督，分权只在纸面上。",
    example="“处负责人”决定采购，办理验收，又负责抽查。",
    mend="把监督交给不参与办理和决定的岗位。",
    suggests=Suggests("“{posts}”在本处各项职权中既决策又执行，还负责监督，权力过于集中。", (MeasureRole.BALANCE,)),
)
def decides_executes_supervises(unit: Unit) -> Iterator[Fault]:
    """Posts that decide in one power, handle in another and are named to supervise; one fault a division."""
    for submission in unit.submissions:
        powers = {power.code: power for power in submission.powers}
        own = [step for step in submission.steps if step.power_code in powers]
        decided, handled = _by_post(unit, own, _kinds(unit).deciding), _by_post(unit, own, _kinds(unit).handling)
        shown: dict[str, list[Place]] = {}
        for post in sorted(decided.keys() & handled.keys()):
            # Within one and the same power it is S801 that speaks.
            apart = {step.power_code for step in decided[post]} != {step.power_code for step in handled[post]}
            supervised = _supervised(unit, own, post) if apart else []
            if supervised:
                places = (*_actors(decided[post]), *_actors(handled[post]), *(s.at("supervision") for s in supervised))
                shown[post] = list(places)
        if shown:
            first = decided[next(iter(shown))]
            power = powers[first[0].power_code]
            yield Fault(
                tuple(place for places in shown.values() for place in places),
                f"“{'、'.join(shown)}”在本处各项职权中既决定又办理，还负责监督",
                "请把监督交给不参与办理和决定的岗位。",
                Weakness(power, tuple(step for step in first if step.power_code == power.code), tuple(shown)),
            )


def _by_post(unit: Unit, steps: Collection[Step], kinds: Collection[str]) -> dict[str, list[Step]]:
    found: defaultdict[str, list[Step]] = defaultdict(list)
    for step in _of_kinds(steps, kinds):
        for post in unit.posts_of(step):
            found[post].append(step)
    return found


def _supervised(unit: Unit, steps: Collection[Step], post: str) -> list[Step]:
    supervisor = _supervisor(unit, post)
    return [step for step in steps if supervisor.search(step.supervision)]


def _supervisor(unit: Unit, post: str) -> re.Pattern[str]:
    """What a way of supervision says where it is the post that supervises."""
    names = "|".join(map(re.escape, unit.posts.other_names(post)))
    words = "|".join(map(re.escape, unit.settings.structure.power.supervising))
    return re.compile(f"(?:{names}){_BETWEEN}(?:{words})")


@check(
    "S805",
    Severity.WARNING,
    "自己监督自己",
    reason="监督方式写的监督者就是本环节的办理人，等于没有监督。",
    example="办理主体“处负责人”，监督方式“处负责人抽查”。",
    mend="改由上级、其他岗位或机关纪委监督。",
    suggests=Suggests("“{power}”的监督者就是办理人“{posts}”，监督落空。", (MeasureRole.BALANCE, MeasureRole.WATCH)),
)
def supervises_himself(unit: Unit) -> Iterator[Fault]:
    """Steps whose way of supervision names their own actor as the one who supervises; one fault a flow."""
    for power, steps in unit.working.values():
        shown = [step for step in steps if step.supervision and _names_itself(unit, step)]
        if shown:
            posts = tuple(dict.fromkeys(post for step in shown for post in unit.posts_of(step)))
            yield Fault(
                tuple(step.at("supervision") for step in shown),
                f"职权“{power.name}”环节 {_numbers(shown)} 的监督者就是办理人“{'、'.join(posts)}”",
                "请改由上级、其他岗位或机关纪委监督。",
                Weakness(power, tuple(shown), posts),
            )


def _names_itself(unit: Unit, step: Step) -> bool:
    return any(
        # The plain look first: few steps name their own actor, and only for those is a pattern made.
        any(name in step.supervision for name in unit.posts.other_names(post))
        and _supervisor(unit, post).search(step.supervision)
        for post in unit.posts_of(step)
    )


@check(
    "S806",
    Severity.HINT,
    "审批没有落到岗位",
    reason="只写到处室的审核、决定，出了问题说不清谁负责（方案第一步“清权”要求落到岗位）。",
    example="决定环节的办理主体填“预算财务处”。",
    mend="写明岗位，如“预算财务处处长”。",
)
def approval_without_post(unit: Unit) -> Iterator[Fault]:
    """Approving steps whose actor is a department and no post; one fault a flow."""
    for power, steps in unit.working.values():
        bare = [s for s in _of_kinds(steps, _kinds(unit).approving) if unit.posts.names_department(s.actor)]
        if bare:
            yield Fault(
                _actors(bare),
                f"职权“{power.name}”环节 {_numbers(bare)} 的审批只写到部门“{bare[0].actor}”",
                "请写明由哪个岗位或会议审批。",
            )


@check(
    "S807",
    Severity.WARNING,
    "没有上级把关",
    reason="对外作出决定或动用大额资金，只在处内完成，处以上无人审批、也无人监督。",
    example="行政许可从受理到决定都在一个处内，监督方式也不出本处。",
    mend="写明由哪一级领导或会议审批，或由谁监督。",
    suggests=Suggests("“{power}”的审批和监督都在处内完成，缺少上级把关。", (MeasureRole.BALANCE, MeasureRole.REFORM)),
)
def no_superior(unit: Unit) -> Iterator[Fault]:
    """A power that decides outwards or moves 重大 sums, in whose flow nobody above the division acts or supervises."""
    words = unit.settings.structure.power
    for power, steps in unit.working.values():
        if power.category not in words.decided and not is_major(unit, power):
            continue
        deciding = _of_kinds(steps, _kinds(unit).deciding)
        if deciding and not any(says(f"{step.actor}{step.supervision}", words.superiors) for step in steps):
            yield Fault(
                _actors(deciding),
                f"职权“{power.name}”的流程中，处以上无人审批或监督",
                "请写明由哪一级领导或会议审批，或由谁监督。",
                Weakness(power, tuple(deciding)),
            )


def is_major(unit: Unit, power: Power) -> bool:
    """The power's amount reaches the threshold of 重大 for its unit and category (rules.toml)."""
    amount = power.amount.value
    return amount is not None and amount >= unit.settings.rules.major.of(unit.name, power.category)
