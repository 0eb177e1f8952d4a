"""排图: a chart's geometry on A4 pages: upright, or lying where that takes fewer pages; cut between rows where it is
too long for one. Text is never shrunk.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil

from pipeline.flowchart.boxes import NOTE_SIZE, fitted, shape_of, step_texts
from pipeline.flowchart.chart import Chart, View
from pipeline.flowchart.drawing import LEADING, Box, Drawing, Figure
from pipeline.flowchart.grid import Grid, laned, plain, widest_rank
from pipeline.flowchart.page import Page, courses
from pipeline.flowchart.page_plan import Sheet
from pipeline.flowchart.paging import Cut, assembled
from pipeline.flowchart.ranks import Ranked, ranked
from pipeline.flowchart.text_size import text_width


@dataclass(frozen=True, slots=True)
class Format:
    """The room that a chart has on a page, in points: on its first page, below the heading, and on the others."""

    width: float
    first: float
    other: float
    landscape: bool = False

    def room(self, start: int) -> float:
        """The height of the page that begins with row ``start``."""
        return self.other if start else self.first


# 版心 156 × 225 mm, less a power's heading and facts, or less a line that says which page it is.
PORTRAIT = Format(440.0, 555.0, 600.0)
LANDSCAPE = Format(635.0, 355.0, 400.0, landscape=True)
# The width of boxes by the number of columns, upright and lying.
_WIDTHS = {1: 260.0, 2: 180.0, 3: 124.0}
_LYING_WIDTHS = {1: 190.0, 2: 190.0, 3: 150.0, 4: 126.0, 5: 104.0}
# A chart with lanes: the width of boxes to reckon with, at the least and at most, and what a lane needs beside them.
_LANE_BOX, _LEAST, _MOST = 58.0, 50.0, 120.0
_LANE_GAP = 12.0
_SPARE = 1.0
# An empty page weighs as much as so many arrows cut.
_EMPTY = 4.0
# With more actors than this a lying page is the better one, other things equal.
_MANY_LANES = 4
_CIRCLES = 40.0  # a row of connectors and its channel
_TWICE = 70.0  # what two pages have twice and one has once: heads, legends, connectors
_TRIES = 3
# Columns at most, in the order tried: fewer where a single row turns out too large for a page.
_COLUMNS = (7, 3, 2, 1)
_SHARES = (0.9, 0.8)


@dataclass(frozen=True, slots=True)
class _Plan:
    """One manner of drawing a chart: its page format, its grid, and the width of its boxes."""

    chart: Chart
    flow: Ranked
    format: Format
    grid: Grid
    width: float
    lanes: bool

    def boxes(self, width: float, keys: Container[str]) -> dict[str, Box]:
        """Some steps' boxes at a width, which is rounded down, so that boxes once fitted serve again."""
        width -= width % 4
        return {
            node.key: fitted(node.key, shape_of(node.part), step_texts(node, laned=self.lanes), width)
            for node in self.chart.nodes
            if node.key in keys
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """The best manner found for a chart, where it is cut, and its pages."""

    plan: _Plan
    cuts: list[Cut]
    pages: tuple[Drawing, ...]


def lay_out(chart: Chart, portrait: Format = PORTRAIT, landscape: Format = LANDSCAPE) -> Figure:
    """A chart as drawings, a page each, none larger than its format; a flow too dense for any is refused in words.

    The manner is chosen for the chart without its risk marks: so both editions show a flow alike, and the search,
    which takes most of the time, serves both.
    """
    if not chart.nodes:
        return Figure(chart.title, (), "没有可画的环节。")
    bare = replace(chart, nodes=tuple(replace(node, marks=()) for node in chart.nodes))
    choice = chosen(bare, portrait, landscape)
    pages = choice.pages if choice else ()
    if choice and chart != bare:
        pages = _pages(replace(choice.plan, chart=chart), choice.cuts)
        if not pages and (choice := chosen(chart, portrait, landscape)):
            pages = choice.pages
    refusal = "" if pages else "流程的去向过多过密，一页内画不清。请把流程拆成几段，或减少环节的去向后再画。"
    return Figure(chart.title, pages, refusal)


@lru_cache(maxsize=256)
def chosen(chart: Chart, portrait: Format, landscape: Format) -> Choice | None:
    """The best manner in the best of the chart's views; None where it is too dense for any.

    Remembered for as many charts as a unit may have between its one edition and the other.
    """
    flow = ranked(chart)
    best: Choice | None = None
    for view in chart.views:
        # A chart of one page and the extra ones that it may have cannot be beaten.
        if not best or len(best.pages) > 1 + chart.extra_pages:
            choice = _in_view(chart, flow, view, portrait, landscape)
            if choice and (not best or len(best.pages) > len(choice.pages) + chart.extra_pages):
                best = choice
    return best


def _in_view(chart: Chart, flow: Ranked, view: View, portrait: Format, landscape: Format) -> Choice | None:
    """The best manner in one view; None where it is too dense for any."""
    laned = view == "laned"
    broad = laned and len({node.actor for node in chart.nodes}) > _MANY_LANES
    for most in _COLUMNS:
        manners = _lane_plans if laned else _plain_plans
        reckoned = [(plan, _cuts(plan, 1.0)) for plan in manners(chart, flow, portrait, landscape, most)]
        best: Choice | None = None
        # The manner with the fewest pages as reckoned comes first; another only where it may still take fewer.
        for plan, cuts in sorted(reckoned, key=lambda pair: (len(pair[1]), pair[0].format.landscape != broad)):
            if not best or len(cuts) < len(best.pages):
                pages = _pages(plan, cuts)
                if pages and (not best or len(pages) < len(best.pages)):
                    best = Choice(plan, cuts, pages)
        if best:
            return best
    return None


def _lane_plans(chart: Chart, flow: Ranked, portrait: Format, landscape: Format, most: int) -> list[_Plan]:
    formats = ((portrait, min(most, 4)), (landscape, most))
    return [_Plan(chart, flow, form, laned(chart, flow, limit), _LANE_BOX, lanes=True) for form, limit in formats]


def _plain_plans(chart: Chart, flow: Ranked, portrait: Format, landscape: Format, most: int) -> list[_Plan]:
    need = min(widest_rank(flow), most)
    upright = min(need, len(_WIDTHS))
    plans = [_Plan(chart, flow, portrait, plain(chart, flow, upright), _WIDTHS[upright], lanes=False)]
    if need > upright:
        lying = min(need, len(_LYING_WIDTHS))
        plans.append(_Plan(chart, flow, landscape, plain(chart, flow, lying), _LYING_WIDTHS[lying], lanes=False))
    return plans


def _lane_width(form: Format, lanes: int) -> float:
    return max(_LEAST, min(_MOST, (form.width - 12) / lanes - _LANE_GAP))


def _cuts(plan: _Plan, share: float) -> list[Cut]:
    """Where to cut: as few pages as the heights allow, and then few arrows cut and no page left nearly empty.

    The heights are those of the whole chart drawn on one endless page; ``share`` of a page is reckoned with.
    """
    rows = plan.grid.rows
    (sheet,) = assembled(plan.chart, plan.flow, plan.grid, [(0, rows)], laned=plan.lanes)
    bare = replace(sheet, note="").with_boxes(plan.boxes(plan.width, sheet.cells), landscape=False)
    page = Page(bare, courses(bare))
    notes = _note_widths(plan) if sheet.note else [0.0] * rows
    if page.width <= plan.format.width and page.height + _note_height(plan, sum(notes)) <= plan.format.first:
        return [(0, rows)]
    drawn = page.drawing()
    tops, bottoms = [drawn.height] * rows, [0.0] * rows
    widths: list[dict[int, float]] = [{} for _ in range(rows)]
    for box in drawn.boxes:
        row, column = plan.grid.cells[box.key]
        tops[row], bottoms[row] = min(tops[row], box.rect.y), max(bottoms[row], box.rect.bottom)
        widths[row][column] = max(widths[row].get(column, 0.0), box.rect.width)
    # What a lane needs beside its boxes: room for the arrows and labels between it and the next one.
    widest = [max(row.get(lane, 0.0) for row in widths) for lane in range(len(drawn.lanes))]
    spare = [lane.rect.width - width for lane, width in zip(drawn.lanes, widest, strict=False)]
    around = tops[0] + drawn.height - bottoms[-1]
    over = _cut_arrows(plan, rows)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, rows + 1):
        options = []
        lanes: dict[int, float] = {}
        note = 0.0
        for start in range(end - 1, -1, -1):
            note += notes[start]
            lanes |= {lane: max(width, lanes.get(lane, 0.0)) for lane, width in widths[start].items()}
            broad = plan.lanes and _breadth(lanes, spare) > plan.format.width
            room = share * plan.format.room(start)
            circles = (_CIRCLES if start else 0) + (_CIRCLES if end < rows else 0)
            height = around + bottoms[end - 1] - tops[start] + circles + _note_height(plan, note)
            if start < end - 1 and (broad or height > room):
                break
            pages, cost, _ = best[start]
            empty = max(0.0, 1 - height / room)
            options.append((pages + 1, cost + over[start] + _EMPTY * empty**2, start))
        best.append(min(options))
    cuts: list[Cut] = []
    end = rows
    while end:
        start = best[end][2]
        cuts.append((start, end))
        end = start
    return cuts[::-1]


def _note_widths(plan: _Plan) -> list[float]:
    """How long the note below the chart is for the steps of each row, in one line."""
    widths = [0.0] * plan.grid.rows
    for node in plan.chart.nodes:
        widths[plan.grid.cells[node.key][0]] += text_width(f"{node.number} {node.supervision}；", NOTE_SIZE)
    return widths


def _note_height(plan: _Plan, width: float) -> float:
    return ceil(1.1 * width / plan.format.width) * LEADING * NOTE_SIZE


def _breadth(lanes: Mapping[int, float], spare: Sequence[float]) -> float:
    return sum(width + _SPARE * spare[lane] for lane, width in lanes.items())


def _cut_arrows(plan: _Plan, rows: int) -> list[int]:
    """For each row the number of arrows that pass its upper edge."""
    change = [0] * (rows + 1)
    for way in plan.flow.ways:
        low, high = sorted((plan.grid.cells[way.origin][0], plan.grid.cells[way.target][0]))
        change[low + 1] += 1
        change[high + 1 if high < rows else rows] -= 1
    over, count = [], 0
    for row in range(rows):
        count += change[row]
        over.append(count)
    return over


def _pages(plan: _Plan, cuts: list[Cut]) -> tuple[Drawing, ...]:
    """The drawings; what turns out too large is cut again. Empty where even a single row is too large."""
    drawings = _drawn_pages(plan, cuts)
    for share in _SHARES:
        if all(drawings):
            break
        cuts = _cuts(plan, share)
        drawings = _drawn_pages(plan, cuts)
    while True:
        again: list[Cut] = []
        for (start, end), drawing in zip(cuts, drawings, strict=True):
            middle = end if drawing else (start + end) // 2
            again += [(start, middle), (middle, end)] if start < middle < end else [(start, end)]
        if again == cuts:
            return _joined(plan, cuts, drawings)
        cuts = again
        drawings = _drawn_pages(plan, cuts)


def _joined(plan: _Plan, cuts: list[Cut], drawings: list[Drawing | None]) -> tuple[Drawing, ...]:
    """The drawings, neighbours that have room on one page put together; empty where even a single row is too large."""
    pages = [drawing for drawing in drawings if drawing]
    if len(pages) < len(drawings):
        return ()
    joined, heights = list(cuts), [page.height for page in pages]
    index = 0
    while index + 1 < len(joined):
        start, end = joined[index][0], joined[index + 1][1]
        if heights[index] + heights[index + 1] - _TWICE <= plan.format.room(start):
            trial = [*joined[:index], (start, end), *joined[index + 2 :]]
            sheet = assembled(plan.chart, plan.flow, plan.grid, trial, laned=plan.lanes)[index]
            if page := _fitting(plan, sheet, plan.format.room(start)):
                joined = trial
                heights[index : index + 2] = [page.height]
                continue
        index += 1
    if len(joined) < len(cuts):
        # The connectors' page numbers are others now.
        again = [drawing for drawing in _drawn_pages(plan, joined) if drawing]
        return tuple(again if len(again) == len(joined) else pages)
    return tuple(pages)


def _drawn_pages(plan: _Plan, cuts: list[Cut]) -> list[Drawing | None]:
    sheets = assembled(plan.chart, plan.flow, plan.grid, cuts, laned=plan.lanes)
    return [_fitting(plan, sheet, plan.format.room(start)) for (start, _), sheet in zip(cuts, sheets, strict=True)]


def _fitting(plan: _Plan, sheet: Sheet, room: float) -> Drawing | None:
    """The page's drawing with boxes as wide as the page allows; None where it is too large all the same."""
    width = _lane_width(plan.format, len(sheet.lanes)) if plan.lanes else plan.width
    least = _LEAST if plan.lanes else 84.0
    # Circles do not get narrower.
    columns = len({column for key, (_, column) in sheet.cells.items() if key not in sheet.boxes})
    arrows = courses(sheet)
    for _ in range(_TRIES):
        page = Page(sheet.with_boxes(plan.boxes(width, sheet.cells), landscape=plan.format.landscape), arrows)
        if page.height > room:
            return None
        if page.width <= plan.format.width:
            return page.drawing()
        if width <= least:
            return None
        width = max(least, width - (page.width - plan.format.width) / columns - 0.5)
    return None


def page_names(figure: Figure) -> Sequence[str]:
    """What each page of a chart is called: nothing where there is only one."""
    count = len(figure.pages)
    return [f"（第{number}页，共{count}页）" if count > 1 else "" for number in range(1, count + 1)]
