"""T 术语: what the column offers as a list is one of the list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.likeness.texts import Likeness
from pipeline.model import Place, Severity, Sourced, Submission
from pipeline.settings import TermList
from pipeline.view.unit import Unit


def _question(text: str, terms: TermList, likeness: Likeness) -> str:
    """A question after the term that was perhaps meant; a synonym counts as its term."""
    meant = likeness.term(text, {**terms.synonyms, **{term: term for term in terms.terms}})
    return f"，是否为“{meant}”？" if meant else ""


def _records(submission: Submission) -> dict[str, list[Sourced]]:
    return {
        "powers": list(submission.powers),
        "steps": list(submission.steps),
        "risks": list(submission.risks),
        "evaluations": list(submission.evaluations),
    }


@check(
    "T201",
    Severity.ERROR,
    "用语不在词表中",
    reason="类别、来源、等级等用语不统一，就无法汇总，也无法按规则定级。",
    example="“权力类别”填“行政审批类”。",
    mend="从下拉列表中选一项；确属常见写法的，可请办公室加入同义词。",
)
def unknown_term(unit: Unit) -> Iterator[Fault]:
    """A word in a listed column that is neither a term nor a synonym; one fault for each such word."""
    vocabulary = unit.settings.vocabulary
    for submission in unit.submissions:
        wrong: defaultdict[tuple[str, str, str], list[Place]] = defaultdict(list)
        for record, rows in _records(submission).items():
            for column in unit.settings.columns.sheet(record).columns:
                if column.kind != "term":
                    continue
                for row in rows:
                    text = getattr(row, column.field)
                    if text and text not in vocabulary[column.terms].terms:
                        wrong[column.heading, column.terms, text].append(row.at(column.field))
        kinds = vocabulary.measure_kinds.terms
        for measure in submission.measures:
            for kind in measure.kinds:
                if kind not in kinds:
                    wrong["防控措施类型", "措施类型", kind].append(measure.at("measure_kinds"))
        for (heading, name, text), places in wrong.items():
            terms = vocabulary[name].terms
            question = _question(text, vocabulary[name], unit.likeness)
            yield Fault(
                tuple(places),
                f"“{heading}”填写的“{text}”不在词表中{question}",
                f"请改为下列之一：{'、'.join(terms)}。",
            )


@check(
    "T202",
    Severity.ERROR,
    "没有这种定级规则",
    reason="《单位信息》选定了定级规则，规则文件里却没有这个名称，只能按通用的规则定级。",
    example="“定级规则”填“六条标准”，规则文件中只有“五条标准”。",
    mend="改成规则文件中的名称，或者删去这一行。",
)
def unknown_rules(unit: Unit) -> Iterator[Fault]:
    """A rule set chosen by a workbook that no rule file names."""
    known = unit.settings.rules.sets
    for submission in unit.submissions:
        info = submission.info
        if info.rules and info.rules not in known:
            yield Fault(
                (info.at("rules"),),
                f"定级规则“{info.rules}”不在规则文件中，已按通用的规则定级",
                f"请改为下列之一：{'、'.join(known)}；或者删去这一行。",
            )


@check(
    "T203",
    Severity.WARNING,
    "机构已经更名",
    reason="公文应使用机构现在的名称；已撤销的机构不能再承担监督、配合之责。",
    example="监督方式填“商请工商行政管理局核查”。",
    mend="改用现在的名称，并核对职责是否已经划转。",
)
def renamed_organ(unit: Unit) -> Iterator[Fault]:
    """A former name of an organ, anywhere but in the grounds; one fault for each such name of a workbook."""
    renamed = unit.settings.rules.plausible.renamed
    pattern = re.compile("|".join(map(re.escape, sorted(renamed, key=len, reverse=True))))
    for submission in unit.submissions:
        places: defaultdict[str, list[Place]] = defaultdict(list)
        for record, rows in _records(submission).items():
            fields = [c.field for c in unit.settings.columns.sheet(record).columns if c.kind == "text"]
            for row in rows:
                for field in fields:
                    text = getattr(row, field, "")
                    if field != "basis" and isinstance(text, str) and (match := pattern.search(text)):
                        places[match[0]].append(row.at(field))
        for name, cells in places.items():
            yield Fault(tuple(cells), f"“{name}”已经更名或撤销", f"请改为“{renamed[name]}”，并核对职责是否已经划转。")
