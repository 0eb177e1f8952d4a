"""五、防控措施和评估情况: kinds of measures against sources of risk, due dates, and what evaluations say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.compose.due import Standing, held_measures
from pipeline.compose.numbers import counted
from pipeline.compose.report.frames import Frames, crossed
from pipeline.compose.report.parts import Part, Table, Writer
from pipeline.compose.whole import Whole


def measures(whole: Whole, frames: Frames, writer: Writer) -> Iterator[Part]:
    """Measures by kind and due date, evaluations by effect."""
    if not whole.points:
        return
    kinds = frames.measures["措施类型"].value_counts()
    known = [(term, int(kinds.get(term, 0))) for term in whole.settings.vocabulary["措施类型"].terms]
    table = _by_source(whole, frames, writer)
    if any(count for _, count in known):
        yield writer.say("measures", parts=counted(known, "条"), table=table.name)
    dues = [measure.due for point in whole.points for measure in point.measures if measure.text]
    dated = sum(due.value is not None for due in dues)
    words = next(c.words for c in whole.settings.columns.sheet("risks").columns if c.field == "due")
    lasting = sum(due.text in words for due in dues)
    unread = sum(due.unreadable and due.text not in words for due in dues)
    if dated or lasting:
        parts = (("明确完成时限的", dated), ("长期执行的", lasting), ("时限无法识别的", unread))
        yield writer.say("due", parts=counted(parts, "条"))
    yield from _overdue(whole, writer)
    yield table
    yield from _evaluations(whole, writer)


def _overdue(whole: Whole, writer: Writer) -> Iterator[Part]:
    standings = Counter(held.standing for held in held_measures(whole))
    overdue, soon = standings[Standing.OVERDUE], standings[Standing.SOON]
    if whole.as_of and (overdue or soon):
        yield writer.say("overdue", day=whole.as_of.isoformat(), overdue=overdue, soon=soon)


def _by_source(whole: Whole, frames: Frames, writer: Writer) -> Table:
    terms = whole.settings.vocabulary
    kinds, sources = terms["措施类型"].terms, terms["风险来源"].terms
    counts = crossed(frames.measures, "风险来源", "措施类型", sources, kinds)
    points = frames.points["风险来源"].value_counts()
    rows = [[source, points.get(source, 0), *counts.loc[source]] for source in sources]
    return writer.table("measures", ["风险来源", "风险点", *kinds], rows)


def _evaluations(whole: Whole, writer: Writer) -> Iterator[Part]:
    evaluations = {
        (submission.file, evaluation.risk_code): evaluation
        for submission in whole.submissions
        for evaluation in submission.evaluations
    }
    # What the office added itself no division could evaluate; of two points under one code a row speaks of one.
    declared = [point for point in whole.points if not point.suggested]
    keys = dict.fromkeys((point.submission.file, point.risk.code) for point in declared)
    done = [evaluations[key] for key in keys if key in evaluations]
    if len(done) == len(declared):
        yield writer.say("evaluated_all", count=len(done))
    elif done:
        yield writer.say("evaluated", count=len(done), missing=len(declared) - len(done))
    known = whole.settings.vocabulary["成效"].terms
    effects = Counter(entry.effective for entry in done if entry.effective in known)
    if effects:
        words = (("有效的", "是"), ("部分有效的", "部分有效"), ("无效的", "否"))
        yield writer.say("effective", parts=counted([(word, effects[term]) for word, term in words], "个"))
