"""五、防控措施和评估情况: kinds of measures against sources of risk, due dates, and what evaluations say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.papers.all_units import AllUnits
from pipeline.papers.due import Standing, held_measures
from pipeline.papers.number_words import counted
from pipeline.papers.report.chapter import Part, Table, Writer
from pipeline.papers.report.frames import Frames, crossed


def measures(all_units: AllUnits, frames: Frames, writer: Writer) -> Iterator[Part]:
    """Measures by kind and due date, evaluations by effect."""
    if not all_units.points:
        return
    kinds = frames.measures["措施类型"].value_counts()
    known = [(term, int(kinds.get(term, 0))) for term in all_units.settings.vocabulary.measure_kinds.terms]
    table = _by_source(all_units, frames, writer)
    if any(count for _, count in known):
        yield writer.say(writer.words.measures, parts=counted(known, "条"), table=table.name)
    dues = [measure.due for point in all_units.points for measure in point.measures if measure.text]
    dated = sum(due.value is not None for due in dues)
    words = next(c.words for c in all_units.settings.columns.sheet("risks").columns if c.field == "due")
    lasting = sum(due.text in words for due in dues)
    unread = sum(due.unreadable and due.text not in words for due in dues)
    if dated or lasting:
        parts = (("明确完成时限的", dated), ("长期执行的", lasting), ("时限无法识别的", unread))
        yield writer.say(writer.words.due, parts=counted(parts, "条"))
    yield from _overdue(all_units, writer)
    yield table
    yield from _evaluations(all_units, writer)


def _overdue(all_units: AllUnits, writer: Writer) -> Iterator[Part]:
    standings = Counter(held.standing for held in held_measures(all_units))
    overdue, soon = standings[Standing.OVERDUE], standings[Standing.SOON]
    if all_units.as_of and (overdue or soon):
        yield writer.say(writer.words.overdue, day=all_units.as_of.isoformat(), overdue=overdue, soon=soon)


def _by_source(all_units: AllUnits, frames: Frames, writer: Writer) -> Table:
    terms = all_units.settings.vocabulary
    kinds, sources = terms.measure_kinds.terms, terms.risk_sources.terms
    counts = crossed(frames.measures, "风险来源", "措施类型", sources, kinds)
    points = frames.points["风险来源"].value_counts()
    rows = [[source, points.get(source, 0), *counts.loc[source]] for source in sources]
    return writer.table(writer.words.captions.measures, ["风险来源", "风险点", *kinds], rows)


def _evaluations(all_units: AllUnits, writer: Writer) -> Iterator[Part]:
    evaluations = {
        (submission.file, evaluation.risk_code): evaluation
        for submission in all_units.submissions
        for evaluation in submission.evaluations
    }
    # What the office added itself no division could evaluate; of two points under one code a row speaks of one.
    declared = [point for point in all_units.points if not point.suggested]
    keys = dict.fromkeys((point.submission.file, point.risk.code) for point in declared)
    done = [evaluations[key] for key in keys if key in evaluations]
    if len(done) == len(declared):
        yield writer.say(writer.words.evaluated_all, count=len(done))
    elif done:
        yield writer.say(writer.words.evaluated, count=len(done), missing=len(declared) - len(done))
    known = all_units.settings.vocabulary.effects.terms
    effects = Counter(entry.effective for entry in done if entry.effective in known)
    if effects:
        said = all_units.settings.vocabulary.effects
        words = (("有效的", said.effective), ("部分有效的", said.partly), ("无效的", said.ineffective))
        yield writer.say(writer.words.effective, parts=counted([(word, effects[term]) for word, term in words], "个"))
