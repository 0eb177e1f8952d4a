"""审定: the office's decisions against what the program found: what stands, has lapsed, cannot be applied."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.assess.ruleset import Ruleset
from pipeline.model import (
    Assessment,
    Basis,
    Decision,
    DecisionEntry,
    DecisionFault,
    Opinion,
    Severity,
    UnitRecords,
)

# So many codes make one line of the list of faults.
NAMED = 5
AGAIN = "请在本次输出的审定意见表中重新审定。"


@dataclass(frozen=True, slots=True)
class WrittenDecisions:
    """审定材料: what decision sheets say of one unit, and the decisions that earlier runs kept, by code."""

    entries: tuple[DecisionEntry, ...] = ()
    kept: Mapping[str, Decision] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is decided on: a risk point or a suggested one, as it now is."""

    found: Assessment
    suggested: bool

    @property
    def basis(self) -> Basis:
        """What a decision taken now rests on."""
        return Basis(self.found.facts, self.found.klass, self.found.level)


def decide(records: UnitRecords, written: WrittenDecisions, rules: Ruleset) -> UnitRecords:
    """The unit's records with the decisions in force, the lapsed ones, and a fault for all that is not applied."""
    desk = _Desk(records, written, rules)
    desk.weigh()
    return replace(
        records,
        decisions=desk.standing,
        lapsed=desk.lapsed,
        unapplied=desk.unapplied,
        decision_faults=tuple(desk.faults),
    )


def subjects(records: UnitRecords) -> dict[str, Subject]:
    """What can be decided on, by code; not what has no code, or shares it with another point."""
    found = [Subject(a, False) for a in records.assessments] + [Subject(a, True) for a in records.suggested]
    counts = Counter(subject.found.risk_code for subject in found)
    return {code: s for s in found if (code := s.found.risk_code) and counts[code] == 1}


class _Desk:
    """One unit's decisions being weighed."""

    def __init__(self, records: UnitRecords, written: WrittenDecisions, rules: Ruleset) -> None:
        self.subjects = subjects(records)
        self.codes = {a.risk_code for a in (*records.assessments, *records.suggested)}
        self.divisions = {submission.info.division for submission in records.submissions}
        self.written = written
        self.rules = rules
        self.standing: dict[str, Decision] = {}
        self.lapsed: dict[str, Decision] = {}
        self.unapplied: dict[str, DecisionEntry] = {}
        self.faults: list[DecisionFault] = []
        self.passed_over: dict[str, DecisionEntry] = {}

    def weigh(self) -> None:
        """Kept decisions first; then what the sheets change of them."""
        for decision in self.written.kept.values():
            self._settle(decision)
        said: defaultdict[str, list[DecisionEntry]] = defaultdict(list)
        for entry in self.written.entries:
            if self._says_something_new(entry):
                said[entry.code].append(entry)
        for code, entries in said.items():
            chosen = self._one_of(entries)
            if chosen is None:
                continue
            if chosen.blank:
                self._withdraw(chosen)
            elif code not in self.subjects:
                self._unknown(chosen)
            else:
                self._apply(chosen, self.subjects[code])
        self._name_passed_over()

    def _says_something_new(self, entry: DecisionEntry) -> bool:
        """Whether the office changed the row: against what it was prefilled with, and against what stands by now."""
        if entry.by_batch and self._own_judgement(entry.code):
            self.passed_over[entry.code] = entry
            return False
        kept = self.standing.get(entry.code)
        if entry.blank:
            # Blank takes a decision back only where the sheet had shown it; an older sheet never knew of it.
            return kept is not None and kept.ruling == entry.before
        held = kept or self.lapsed.get(entry.code)
        if held and (entry.untouched or (entry.ruling, entry.basis) == (held.ruling, held.basis)):
            return False
        if kept is None or entry.before == kept.ruling:
            return True
        if not entry.by_batch:
            self._refuse(
                entry,
                f"此后已另行审定为“{kept.opinion}”（{kept.signed}），这一份审定意见表更早",
                "要改变现在的审定，请在最近一次输出的审定意见表中修改。",
                Severity.WARNING,
            )
        return False

    def _own_judgement(self, code: str) -> str:
        """Why a point is not agreed to in bulk; empty where it may be."""
        subject = self.subjects.get(code)
        if subject is None:
            return "编号为空或重复" if code in self.codes else "已不在填报中"
        if subject.suggested:
            return "系统提示"
        return self.rules.unclassed if subject.found.klass == self.rules.unclassed else ""

    def _name_passed_over(self) -> None:
        """One hint for all points that 批量审定 covers by its words and leaves undecided: silence looks like 维持."""
        left = {code: entry for code, entry in self.passed_over.items() if code in self.codes - self.standing.keys()}
        if not left:
            return
        reasons: defaultdict[str, list[str]] = defaultdict(list)
        for code in left:
            reasons[self._own_judgement(code)].append(code or "（空）")
        parts = "，".join(f"{reason}的{len(codes)}个（{_few(codes)}）" for reason, codes in reasons.items())
        entry = next(iter(left.values()))
        message = f"批量审定不包括需要逐个判断的风险点，仍未审定：{parts}"
        place = entry.batch or entry.at("opinion")
        mend = "请在《审定意见》中逐行审定；编号为空或重复的，请先让处室改正编号。"
        self.faults.append(DecisionFault(Severity.HINT, place, entry.unit, "", message, mend))

    def _one_of(self, entries: Sequence[DecisionEntry]) -> DecisionEntry | None:
        """The one row that counts, where a point was decided on more than once; None where the rows contradict."""
        # A row filled in for this very point says more than a rule that happens to cover it.
        own = [entry for entry in entries if not entry.by_batch] or list(entries[:1])
        first, *others = own
        where = "、".join(f"{entry.row.file}《{entry.row.sheet}》第{entry.row.number}行" for entry in others)
        if any(_ruled(entry) != _ruled(first) for entry in others):
            self._refuse(first, f"对同一风险点的审定意见互相矛盾（另见{where}）", "请只留下一个意见。")
            return None
        if others:
            self._report(first, f"同一审定意见重复填写（另见{where}），按一次采用", "不必处理。", Severity.HINT)
        return first

    def _withdraw(self, entry: DecisionEntry) -> None:
        del self.standing[entry.code]
        self._report(entry, "原审定意见已被清空，按撤回处理", "如非本意，请重新填写。", Severity.HINT)

    def _unknown(self, entry: DecisionEntry) -> None:
        if not entry.code:
            why, mend = "风险编号为空，无法知道审定的是哪个风险点", "请让处室补填风险编号后再审定。"
        elif entry.code in self.codes:
            why, mend = f"风险编号“{entry.code}”在单位内重复，无法知道审定的是哪一个", "请先让处室改正编号。"
        else:
            why, mend = f"风险点“{entry.code}”不在本次填报中", "请核对编号；风险点已取消的，不必处理。"
        # The next sheet has no row to show it in: what was written must stand here.
        said = f"{entry.opinion}{entry.klass}{entry.level}{entry.reason and '，'}{entry.reason}"
        self._report(entry, f"{why}，没有采用（所填：{said}）", mend, Severity.ERROR)

    def _apply(self, entry: DecisionEntry, subject: Subject) -> None:
        fault = _fault(entry, self.rules)
        # On other facts than now the row was right when it was written: it lapses, and is not called wrong.
        if not fault and entry.basis == subject.basis:
            fault = _fault_against(entry, subject, self.rules)
        if fault:
            self._refuse(entry, *fault)
            return
        self.lapsed.pop(entry.code, None)
        self._settle(_decision(entry, subject))

    def _settle(self, decision: Decision) -> None:
        """Put a decision in force, or aside where what it rests on is no longer the same."""
        subject = self.subjects.get(decision.code)
        if subject and decision.basis == subject.basis:
            self.standing[decision.code] = decision
            return
        self.standing.pop(decision.code, None)
        self.lapsed[decision.code] = decision
        if subject:
            why, mend, severity = _change(decision.basis, subject.basis), AGAIN, Severity.WARNING
        elif decision.code in self.codes:
            why, mend, severity = "风险编号在单位内重复", "请先让处室改正编号。", Severity.WARNING
        elif decision.division not in self.divisions:
            # The division has not reported this time: nothing is known to have changed.
            return
        else:
            why, mend, severity = "风险点已不在填报中", "不必处理；如系处室漏填，补填后审定自动恢复。", Severity.HINT
        message = f"原审定“{decision.opinion}”（{decision.signed}）暂不适用：{why}"
        self.faults.append(DecisionFault(severity, decision.place, decision.unit, decision.code, message, mend))

    def _refuse(self, entry: DecisionEntry, message: str, mend: str, severity: Severity = Severity.ERROR) -> None:
        self.unapplied[entry.code] = entry
        self._report(entry, f"{message}，没有采用", mend, severity)

    def _report(self, entry: DecisionEntry, message: str, mend: str, severity: Severity) -> None:
        place = entry.at("opinion")
        self.faults.append(DecisionFault(severity, place, entry.unit, entry.code, message, mend))


def _few(codes: Sequence[str]) -> str:
    return "、".join(codes[:NAMED]) + ("等" if len(codes) > NAMED else "")


def _ruled(entry: DecisionEntry) -> tuple[str, ...]:
    """What was decided, whoever signed it."""
    return (entry.opinion, entry.klass, entry.level, entry.reason)


def _fault(entry: DecisionEntry, rules: Ruleset) -> tuple[str, str] | None:
    """What is wrong with a row in itself, and how to mend it."""
    opinions = list(Opinion)
    if not entry.opinion:
        return "填了审定类别、等级或理由，但没有填审定意见", f"请选择审定意见：{'、'.join(opinions)}。"
    if entry.opinion not in opinions:
        return f"审定意见“{entry.opinion}”不在列表中", f"请选择：{'、'.join(opinions)}。"
    classes = list(dict.fromkeys(rules.class_of_field.values()))
    if entry.klass and entry.klass not in classes:
        return f"审定类别“{entry.klass}”不在列表中", f"请选择：{'、'.join(classes)}。"
    if entry.level and entry.level not in rules.levels:
        return f"审定等级“{entry.level}”不在列表中", f"请选择：{'、'.join(rules.levels)}。"
    if entry.opinion == Opinion.CHANGE and not (entry.klass or entry.level):
        return "审定意见为“调整”，但审定类别、审定等级都没有填", "请填调整后的类别或等级。"
    if entry.opinion != Opinion.KEEP and not entry.reason:
        return f"审定意见为“{entry.opinion}”，但没有写审定理由", "请写明理由。"
    if not entry.decided_by:
        return "没有填审定人", "请填审定人；也可在《批量审定》中填一次。"
    if not entry.decided_on.text:
        return "没有填审定日期", "请填审定日期，如 2026-06-30；也可在《批量审定》中填一次。"
    if entry.decided_on.unreadable:
        return f"审定日期“{entry.decided_on.text}”读不懂", "请填写成 2026-06-30 的样子。"
    return None


def _fault_against(entry: DecisionEntry, subject: Subject, rules: Ruleset) -> tuple[str, str] | None:
    """What is wrong with a row given what it decides on, and how to mend it."""
    found = subject.found
    same = entry.klass in ("", found.klass) and entry.level in ("", found.level)
    if entry.opinion == Opinion.CHANGE:
        if same:
            return f"审定意见为“调整”，但与评定的{found.klass}{found.level}相同", "不改的请选“维持”。"
        return None
    if not same:
        filled = f"{entry.klass}{entry.level}"
        return f"审定意见为“{entry.opinion}”，却另填了“{filled}”", "要改类别或等级，请选“调整”并写明理由。"
    if entry.opinion == Opinion.KEEP and found.klass == rules.unclassed and not subject.suggested:
        return f"{rules.unclassed}的风险点不能“维持”", "请选“调整”，填审定类别并写明理由。"
    if entry.opinion == Opinion.DROP and not subject.suggested and found.self_assessed not in rules.levels:
        return "处室没有自评等级，不能以自评为准", "请选“调整”，填审定等级并写明理由。"
    return None


def _decision(entry: DecisionEntry, subject: Subject) -> Decision:
    opinion = Opinion(entry.opinion)
    klass, level = (entry.klass, entry.level) if opinion is Opinion.CHANGE else ("", "")
    if opinion is Opinion.DROP and not subject.suggested:
        level = subject.found.self_assessed
    return Decision(
        unit=subject.found.unit,
        division=subject.found.division,
        code=entry.code,
        opinion=opinion,
        klass=klass,
        level=level,
        reason=entry.reason,
        decided_by=entry.decided_by,
        decided_on=entry.decided_on,
        basis=entry.basis,
        period=entry.period,
        place=entry.at("opinion"),
    )


def _change(before: Basis, now: Basis) -> str:
    """Why a decision has lapsed: the facts have changed, or what the rules make of them."""
    what = (
        "处室改动了填报内容"
        if before.facts != now.facts
        else "填报内容没有变，但评定结果变了（规则或同一职权的其他内容有变）"
    )
    levels = (f"{before.klass}{before.level}", f"{now.klass}{now.level}")
    return what if levels[0] == levels[1] else f"{what}，评定由{levels[0]}变为{levels[1]}"
