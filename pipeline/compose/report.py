"""廉政风险防控工作总结报告: figures and the sentences that say them; a sentence without a fact is not written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.compose.numbers import amount, chinese, counted, enumeration, share
from pipeline.compose.papers import Edition, Paper
from pipeline.compose.register import Point
from pipeline.compose.whole import Whole
from pipeline.model import Severity

TYPICAL = 6


@dataclass(frozen=True, slots=True)
class Table:
    """A small table of the report, with its caption."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter: heading, paragraphs, tables."""

    heading: str
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...]


def report(whole: Whole) -> Paper:
    """The summary report over all units."""
    writer = _Writer(whole)
    wording = whole.settings.wording
    headings = wording["report"]["headings"]
    chapters = [
        ("work", writer.work(), writer.work_table()),
        ("powers", writer.powers(), writer.category_table()),
        ("risks", writer.risks(), writer.level_table()),
        ("typical", writer.typical(), None),
        ("measures", writer.measures(), writer.measure_table()),
        ("problems", writer.problems(), writer.finding_table()),
        ("next", writer.next_steps(), None),
    ]
    title = wording["titles"]["report"]
    return Paper(
        layout="总结报告",
        path="廉政风险防控工作总结报告",
        title=title,
        edition=Edition.INTERNAL,
        content={
            "title": title,
            "period": whole.period,
            "organ": wording["organ"],
            "sections": [
                Section(f"{chinese(index)}、{headings[name]}", tuple(paragraphs), (table,) if table else ())
                for index, (name, paragraphs, table) in enumerate(chapters, start=1)
            ],
        },
    )


class _Writer:
    """The facts of a run, counted once, and the chapters' sentences."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.registers = whole.registers
        # What merely was no report (a mail without a workbook) is no gap in the report either.
        self.set_aside = [aside for aside in whole.set_aside if aside.severity is Severity.ERROR]
        self.findings = whole.findings
        self.vocabulary = whole.settings.vocabulary
        self.rules = whole.rules
        self.words: Mapping[str, Any] = whole.settings.wording["report"]
        self.all_powers = whole.powers
        self.points = whole.points
        self.numbered = 0

    def say(self, name: str, **facts: object) -> str:
        """The sentence of that name with its figures."""
        return str(self.words[name]).format(**facts)

    def table(self, title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
        """The next numbered table."""
        self.numbered += 1
        return Table(f"表{self.numbered}　{title}", tuple(heads), tuple(tuple(map(str, row)) for row in rows))

    def work(self) -> Iterator[str]:
        yield self.say("basis", period=self.whole.period)
        submissions = self.whole.submissions
        yield self.say(
            "submitted",
            units=len(self.registers),
            divisions=len({(s.info.unit, s.info.division) for s in submissions}),
            files=len(submissions),
            powers=len(self.all_powers),
            flows=sum(power.code in register.flows for register in self.registers for power in register.powers),
            steps=sum(len(submission.steps) for submission in submissions),
            risks=len(self.points),
            measures=sum(bool(measure.text) for point in self.points for measure in point.measures),
        )
        if self.set_aside:
            names = enumeration(f"“{aside.file}”" for aside in self.set_aside)
            yield self.say("set_aside", count=len(self.set_aside), names=names)
        if self.whole.attended.absent:
            absent = enumeration(f"{absence.unit}{absence.division}" for absence in self.whole.attended.absent)
            yield self.say("absent", count=len(self.whole.attended.absent), names=absent)

    def work_table(self) -> Table:
        rows: list[list[object]] = []
        for register in self.registers:
            levels = Counter(point.level for point in register.points)
            rows.append(
                [
                    register.unit,
                    len(register.submissions),
                    len(register.powers),
                    len(register.points),
                    *(levels[level] for level in self.rules.levels),
                    sum(finding.severity is Severity.ERROR for finding in register.records.findings),
                ]
            )
        rows.append(["合计", *(sum(int(str(row[column])) for row in rows) for column in range(1, len(rows[0])))])
        heads = ["单位", "填报处室", "职权", "风险点", *(f"{level}风险" for level in self.rules.levels), "错误"]
        return self.table("各单位填报情况", heads, rows)

    def powers(self) -> Iterator[str]:
        terms = self.vocabulary["权力类别"]
        internal = [power for power in self.all_powers if power.category in terms.roles["internal"]]
        public = [p for p in self.all_powers if p.category in terms.terms and p.category not in terms.roles["internal"]]
        top = Counter(p.category for p in self.all_powers if p.category in terms.terms).most_common(3)
        whole = len(self.all_powers)
        yield self.say(
            "powers",
            public=len(public),
            public_share=share(len(public), whole),
            internal=len(internal),
            internal_share=share(len(internal), whole),
            top=counted(top, "项"),
        )
        discretion = sum(power.discretion == "有" for power in self.all_powers)
        if discretion and discretion == whole:
            yield self.say("discretion_all")
        elif discretion:
            yield self.say("discretion", count=discretion, share=share(discretion, whole))
        amounts = [power.amount.value for power in self.all_powers if power.amount.value]
        if amounts:
            yield self.say("money", count=len(amounts), amount=amount(sum(amounts, Decimal())))

    def category_table(self) -> Table:
        counts = Counter(power.category or "（未填）" for power in self.all_powers)
        terms = self.vocabulary["权力类别"].terms
        ordered = [*(term for term in terms if counts[term]), *(name for name in counts if name not in terms)]
        discretion = Counter(power.category or "（未填）" for power in self.all_powers if power.discretion == "有")
        rows = [[name, counts[name], share(counts[name], len(self.all_powers)), discretion[name]] for name in ordered]
        rows.append(["合计", len(self.all_powers), "100%", sum(discretion.values())])
        return self.table("职权类别分布", ["权力类别", "职权", "占比", "其中有自由裁量"], rows)

    def risks(self) -> Iterator[str]:
        classes = Counter(point.klass for point in self.points)
        yield self.say("classes", parts=counted(classes.most_common(), "个"))
        levels = Counter(point.level for point in self.points)
        yield self.say(
            "levels",
            parts=enumeration(
                f"{level}风险{levels[level]}个（{share(levels[level], len(self.points))}）"
                for level in self.rules.levels
                if levels[level]
            ),
        )
        yield from self._agreement()
        if classes[self.rules.unclassed]:
            yield self.say("unclassed", count=classes[self.rules.unclassed])
        sources = Counter(point.risk.source for point in self.points if point.risk.source)
        known = [(term, sources[term]) for term in self.vocabulary["风险来源"].terms]
        if sources:
            yield self.say("sources", parts=counted(known, "个"), top=sources.most_common(1)[0][0])

    def _agreement(self) -> Iterator[str]:
        order = self.rules.levels.index
        assessed = [point.assessment for point in self.points if point.assessment.self_assessed in self.rules.levels]
        higher = sum(order(a.level) < order(a.self_assessed) for a in assessed)
        lower = sum(order(a.level) > order(a.self_assessed) for a in assessed)
        same = len(assessed) - higher - lower
        if same == len(self.points):
            yield self.say("agree_all")
            return
        if higher or lower:
            yield self.say(
                "agree",
                same=same,
                share=share(same, len(self.points)),
                differ=higher + lower,
                parts=counted((("评定高于自评的", higher), ("低于自评的", lower)), "个"),
            )
        if len(assessed) < len(self.points):
            yield self.say("no_self", count=len(self.points) - len(assessed))

    def level_table(self) -> Table:
        counts = Counter((point.klass, point.level) for point in self.points)
        classes = [*dict.fromkeys(self.rules.class_of_field.values()), self.rules.unclassed]
        rows = [
            [
                klass,
                *(counts[klass, level] for level in self.rules.levels),
                sum(n for (k, _), n in counts.items() if k == klass),
            ]
            for klass in classes
        ]
        rows.append(["合计", *(sum(int(str(row[i])) for row in rows) for i in range(1, len(self.rules.levels) + 2))])
        return self.table("风险点类别和等级分布", ["类别", *self.rules.levels, "合计"], rows)

    def typical(self) -> Iterator[str]:
        highest = self.rules.levels[0]
        high = [point for point in self.points if point.level == highest]
        if not high:
            yield self.say("typical_none")
            return
        yield self.say("typical", count=len(high))
        for index, point in enumerate(_one_a_unit(high)[:TYPICAL], start=1):
            item = self.say(
                "typical_item",
                unit=point.submission.info.unit,
                division=point.submission.info.division,
                power=point.power_name,
                description=point.risk.description.rstrip("。"),
                klass=point.klass,
                code=point.risk.code,
            )
            yield f"{index}. {item}"

    def measures(self) -> Iterator[str]:
        measures = [measure for point in self.points for measure in point.measures if measure.text]
        kinds = Counter(kind for measure in measures for kind in measure.kinds)
        known = [(term, kinds[term]) for term in self.vocabulary["措施类型"].terms]
        if any(count for _, count in known):
            yield self.say("measures", parts=counted(known, "条"))
        dated = sum(measure.due.value is not None for measure in measures)
        lasting = sum(measure.due.value is None and bool(measure.due.text) for measure in measures)
        if dated or lasting:
            yield self.say("due", dated=dated, lasting=lasting)
        evaluations = {
            evaluation.risk_code: evaluation
            for register in self.registers
            for submission in register.submissions
            for evaluation in submission.evaluations
        }
        done = [point for point in self.points if point.risk.code in evaluations]
        if len(done) == len(self.points):
            yield self.say("evaluated_all", count=len(done))
        elif done:
            yield self.say("evaluated", count=len(done), missing=len(self.points) - len(done))
        known_effects = self.vocabulary["成效"].terms
        effects = Counter(e for e in (evaluations[p.risk.code].effective for p in done) if e in known_effects)
        if effects:
            words = (("有效的", "是"), ("部分有效的", "部分有效"), ("无效的", "否"))
            yield self.say("effective", parts=counted([(word, effects[term]) for word, term in words], "个"))

    def measure_table(self) -> Table:
        kinds = self.vocabulary["措施类型"].terms
        counts: Counter[tuple[str, str]] = Counter(
            (point.risk.source, kind) for point in self.points for measure in point.measures for kind in measure.kinds
        )
        points = Counter(point.risk.source for point in self.points)
        rows = [
            [source, points[source], *(counts[source, kind] for kind in kinds)]
            for source in self.vocabulary["风险来源"].terms
        ]
        return self.table("风险来源与防控措施类型", ["风险来源", "风险点", *kinds], rows)

    def problems(self) -> Iterator[str]:
        if not self.findings:
            yield self.say("findings_none")
            return
        severities = Counter(finding.severity for finding in self.findings)
        top = Counter(finding.code for finding in self.findings).most_common(3)
        titles = {finding.code: finding.title for finding in self.findings}
        yield self.say(
            "findings",
            count=len(self.findings),
            parts=counted([(str(severity), severities[severity]) for severity in Severity], "处"),
            divisions=len({(finding.unit, finding.division) for finding in self.findings}),
            top=enumeration(f"{titles[code]}（{count}处）" for code, count in top),
        )

    def finding_table(self) -> Table | None:
        if not self.findings:
            return None
        counts: Counter[tuple[str, str, Severity]] = Counter((f.unit, f.division, f.severity) for f in self.findings)
        places = sorted({(finding.unit, finding.division) for finding in self.findings})
        rows = [[unit, division, *(counts[unit, division, s] for s in Severity)] for unit, division in places]
        return self.table("发现问题的处（室）", ["单位", "处（室）", *Severity], rows)

    def next_steps(self) -> Iterator[str]:
        wrong = {(f.unit, f.division) for f in self.findings if f.severity is Severity.ERROR}
        review = sum(
            point.assessment.level != point.assessment.self_assessed or point.klass == self.rules.unclassed
            for point in self.points
        )
        high = sum(point.level == self.rules.levels[0] for point in self.points)
        number = 1
        if wrong:
            yield self.say("next_errors", divisions=len(wrong))
            number += 1
        for name, count in (("next_review", review), ("next_high", high), ("next_publish", len(self.all_powers))):
            if count:
                yield self.say(name, n=chinese(number), count=count)
                number += 1


def _one_a_unit(points: Sequence[Point]) -> list[Point]:
    """First points first, but from different units before a second of the same unit."""
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, int, Point]] = []
    for index, point in enumerate(points):
        unit = point.submission.info.unit
        ranked.append((seen[unit], index, point))
        seen[unit] += 1
    return [point for _, _, point in sorted(ranked, key=lambda entry: entry[:2])]
