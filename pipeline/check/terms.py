"""T 术语: what the column offers as a list is one of the list."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.catalogue import Fault, check
from pipeline.check.unit import Unit
from pipeline.model import Place, Severity, Sourced, Submission
from pipeline.settings import TermList


def _nearest(text: str, terms: TermList) -> str:
    """A question after the term that was perhaps meant; a synonym counts as its term."""
    meanings = {**terms.synonyms, **{term: term for term in terms.terms}}
    close = difflib.get_close_matches(text, meanings, n=1, cutoff=0.5)
    return f"，是否为“{meanings[close[0]]}”？" if close else ""


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
        kinds = vocabulary["措施类型"].terms
        for measure in submission.measures:
            for kind in measure.kinds:
                if kind not in kinds:
                    wrong["防控措施类型", "措施类型", kind].append(measure.at("measure_kinds"))
        for (heading, name, text), places in wrong.items():
            terms = vocabulary[name].terms
            nearest = _nearest(text, vocabulary[name])
            yield Fault(
                tuple(places),
                f"“{heading}”填写的“{text}”不在词表中{nearest}",
                f"请改为下列之一：{'、'.join(terms)}。",
            )
