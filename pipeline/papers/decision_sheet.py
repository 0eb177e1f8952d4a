"""审定意见表: every risk point prefilled for the office's decision; those that need judgement stand on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.assess import Ruleset
from pipeline.check import CATALOGUE
from pipeline.check.level_demands import shortfall
from pipeline.model import Basis, Confidence, DecisionFault, Opinion
from pipeline.normalise.decision_sheet import check_code
from pipeline.papers.all_units import AllUnits
from pipeline.papers.ledger import reasons_text
from pipeline.papers.paper import Edition, Manuscript
from pipeline.papers.registry import paper
from pipeline.papers.sheet import CellValue, Fill, Guide, SheetColumn, SheetContent, WorkbookContent, cell_value
from pipeline.settings import Sheet
from pipeline.view.advice import advice
from pipeline.view.point import Point
from pipeline.view.register import Register

_FILLS = {"choice": Fill.CHOICE, "date": Fill.DATE, "text": Fill.TEXT}


@paper("审定意见表", of=AllUnits, content=WorkbookContent, order=100)
def decision_sheet(all_units: AllUnits, edition: Edition) -> Iterator[Manuscript[WorkbookContent]]:
    """The points, 批量审定, what was dropped, and how to fill it in."""
    form = all_units.settings.decision_sheet
    columns = _columns(form.sheet("decisions"), _choices(all_units))
    desk = _Desk(all_units)
    dropped, listed = desk.sorted_points()
    sheets: list[Guide | SheetContent] = [
        SheetContent(form.sheet("decisions").name, columns, tuple(map(desk.row, listed)), form=True),
        SheetContent(
            form.sheet("batches").name,
            _columns(form.sheet("batches"), {"rule": tuple(form.batch)}),
            tuple(_batch_rows(all_units)),
            form=True,
        ),
        Guide(form.guide.name, form.title, form.guide.lines),
    ]
    if dropped:
        sheets.insert(1, SheetContent(form.guide.dropped, columns, tuple(map(desk.row, dropped)), form=True))
    yield Manuscript("审定意见表", WorkbookContent(title="审定意见表", sheets=tuple(sheets)))


def why(point: Point, rules: Ruleset) -> str:
    """Why a computed level needs the office's judgement; empty where it does not."""
    found = point.assessment
    reasons = []
    if point.suggested:
        reasons.append("系统提示的风险点，处室没有填报")
    if found.klass == rules.unclassed:
        reasons.append(
            rules.unclassed + "".join(f"，近于“{c.field}”（{c.klass}）：{c.evidence}" for c in found.candidates[:2])
        )
    if found.confidence is Confidence.LOW:
        reasons.append(f"类别按文字推断，归“{found.field}”，请核")
    if point.suggested:
        return "；".join(reasons)
    if not found.self_assessed:
        reasons.append("处室未自评")
    elif found.self_assessed not in rules.levels:
        reasons.append(f"自评“{found.self_assessed}”不在等级词表中")
    elif found.self_assessed != found.level:
        order = rules.levels.index
        higher = order(found.level) < order(found.self_assessed)
        reasons.append("评定高于自评" if higher else "评定低于自评")
    return "；".join(reasons)


class _Desk:
    """The rows of all points, with what was said of them so far."""

    def __init__(self, all_units: AllUnits) -> None:
        self.all_units = all_units
        self.rules = all_units.rules
        self.fields = [column.field for column in all_units.settings.decision_sheet.sheet("decisions").columns]
        self.registers = {register.name: register for register in all_units.registers}
        self.faults: dict[tuple[str, str], list[DecisionFault]] = {}
        for fault in all_units.decision_faults:
            self.faults.setdefault((fault.unit, fault.code), []).append(fault)

    def sorted_points(self) -> tuple[list[Point], list[Point]]:
        """Suggestions that the office dropped; and all other points: not applied or lapsed first, then undecided."""
        dropped: list[Point] = []
        listed: list[Point] = []
        for register in self.all_units.registers:
            for point in (*_declared(register), *register.suggestions):
                drop = point.suggested and point.decision and point.decision.opinion is Opinion.DROP
                (dropped if drop else listed).append(point)
        return dropped, sorted(listed, key=lambda point: (not self._faults(point), not self._asks(point)))

    def row(self, point: Point) -> tuple[CellValue, ...]:
        """A point's line, its decision (or what was written and could not be applied) filled in."""
        cells = self._shown(point) | self._filled(point)
        return tuple(cells[name] for name in self.fields)

    def _shown(self, point: Point) -> dict[str, CellValue]:
        found, decision = point.assessment, point.decision
        return {
            "unit": point.submission.info.unit,
            "division": point.submission.info.division,
            "code": point.risk.code,
            "power": point.power_name,
            "description": point.risk.description,
            "self_level": found.self_assessed,
            "klass": found.klass,
            "level": found.level,
            "why": self._asks(point),
            "reasons": reasons_text(point),
            "remedies": "\n".join(map(str, found.remedies)),
            "advice": "\n".join(self._advice(point)),
            "check": check_code(
                self.all_units.period, Basis(found.facts, found.klass, found.level), decision.ruling if decision else ""
            ),
        }

    def _advice(self, point: Point) -> tuple[str, ...]:
        """Measures to consider, for what needs them most: suggested points, and those that fall short."""
        register = self.registers[point.submission.info.unit]
        held = {kind for measure in point.measures for kind in measure.kinds}
        short = shortfall(point.klass, point.level, held, self.all_units.settings.measures)
        if not (point.suggested or short or not held):
            return ()
        checks = register.checks_by_power.get(point.risk.power_code, frozenset())
        checks |= {s.rule for s in register.records.suggestions if s.code == point.risk.code}
        flow = register.flows.get(point.risk.power_code, ())
        return advice(point.risk, point.power, flow, held, checks, self.all_units.settings.measures)

    def _filled(self, point: Point) -> dict[str, CellValue]:
        decision = point.decision
        if entry := self.registers[point.submission.info.unit].records.unapplied.get(point.risk.code):
            return {
                "opinion": entry.opinion, "decided_class": entry.klass, "decided_level": entry.level,
                "reason": entry.reason, "decided_by": entry.decided_by, "decided_on": cell_value(entry.decided_on),
            }  # fmt: skip
        changed = decision is not None and decision.opinion is Opinion.CHANGE
        return {
            "opinion": str(decision.opinion) if decision else None,
            "decided_class": decision.klass if decision and changed else None,
            "decided_level": decision.level if decision and changed else None,
            "reason": decision.reason if decision else None,
            "decided_by": decision.decided_by if decision else None,
            "decided_on": cell_value(decision.decided_on) if decision else None,
        }

    def _asks(self, point: Point) -> str:
        """Why a point stands on top; empty where it was decided, or nothing asks for it."""
        parts = [f"{fault.message}。{fault.mend}" for fault in self._faults(point)]
        opinion = point.decision.opinion if point.decision else None
        taken_up_unclassed = opinion is Opinion.KEEP and point.klass == self.rules.unclassed
        if opinion is None or (opinion is Opinion.ADD and point.suggested) or taken_up_unclassed:
            parts += [why(point, self.rules), self._shown_by(point)]
        return "\n".join(part for part in parts if part)

    def _shown_by(self, point: Point) -> str:
        """The check and the cells that a suggested point rests on."""
        for suggestion in self.registers[point.submission.info.unit].records.suggestions:
            if suggestion.code == point.risk.code:
                cells = "、".join(map(str, suggestion.places[:6]))
                return f"依据：{suggestion.rule} {CATALOGUE[suggestion.rule].title}，见{cells}"
        return ""

    def _faults(self, point: Point) -> list[DecisionFault]:
        return self.faults.get((point.submission.info.unit, point.risk.code), [])


def _declared(register: Register) -> Iterable[Point]:
    return (point for point in register.points if not point.suggested)


def _columns(sheet: Sheet, choices: Mapping[str, Sequence[str]]) -> tuple[SheetColumn, ...]:
    return tuple(
        SheetColumn(
            column.heading, column.width, _FILLS.get(column.kind), tuple(choices.get(column.field, ())), column.prompt,
            hidden=column.kind == "check",
        )
        for column in sheet.columns
    )  # fmt: skip


def _choices(all_units: AllUnits) -> Mapping[str, Sequence[str]]:
    return {
        "opinion": tuple(map(str, Opinion)),
        "decided_class": tuple(dict.fromkeys(all_units.rules.class_of_field.values())),
        "decided_level": all_units.rules.levels,
    }


def _batch_rows(all_units: AllUnits) -> Iterable[tuple[CellValue, ...]]:
    """A line for all units, then one a unit: how many points, and of what sort; the rest is for the office."""
    rows = [_counts(register, all_units.rules) for register in all_units.registers]
    totals = [sum(column) for column in zip(*rows, strict=True)] if rows else []
    for unit, counts in zip(
        (all_units.settings.decision_sheet.all_units, *(r.name for r in all_units.registers)),
        (totals, *rows),
        strict=True,
    ):
        yield (unit, *counts, None, None, None, None)


def _counts(register: Register, rules: Ruleset) -> list[int]:
    points = list(_declared(register))
    same = sum(point.assessment.self_assessed == point.assessment.level for point in points)
    return [
        len(points),
        same,
        len(points) - same,
        sum(point.assessment.klass == rules.unclassed for point in points),
        len(register.suggestions),
        len(register.records.decisions),
    ]
