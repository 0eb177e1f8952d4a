"""框内文字: how large a step's box must be, and where its lines stand in it. In points, from (0, 0)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, product
from math import inf, sqrt

from pipeline.flowchart.chart import Node, Part
from pipeline.flowchart.drawing import ASCENT, BLACK, LEADING, RED, ROUND_END, Box, Line, Rect, Shape, Span
from pipeline.flowchart.text_size import text_width, wrap

NAME_SIZE = 10.5
NOTE_SIZE = 9.0
PAD = 4.5
# Longer text makes its box wider, then is cut: the step table has it whole.
_LONG, _MOST = 8, 30
_WIDEST = 300.0
_NARROW = 100.0
# A paragraph in a diamond takes so many lines at most, or more where it is long.
_FEW = 4
# A line more in a diamond must make it so much flatter: names are not torn without need.
_LINE_COST = 5.0
# Text of more square points than these is cut in a diamond.
_DIAMOND_MOST = 20000
_CUT = "……（见环节表）"
# By the rank of the level that a mark stands for, the last for all below.
_COLOURS = ("C00000", "B45F06", "1F4E79", "404040")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of a box: its words with their colours, and its font size."""

    spans: tuple[Span, ...]
    size: float

    @property
    def words(self) -> str:
        """The words, whatever their colours."""
        return "".join(span.text for span in self.spans).strip()


def step_texts(node: Node, *, laned: bool) -> tuple[Text, ...]:
    """What a step's box says: number and name; actor and period; supervision; risk marks; and its fault, if any.

    In a chart with lanes, where room is scarce, the lane says the actor, a note below the chart the supervision.
    """
    actor = "" if laned else node.actor
    notes = "，".join(part for part in (actor, node.period) if part)
    marks = [Span(f" {mark}", colour_of(mark.rank)) for mark in node.marks]
    texts = [
        _text(NOTE_SIZE if laned else NAME_SIZE, Span(f"{node.number} {node.name}".strip())),
        _text(NOTE_SIZE, Span(notes), *marks),
        _text(NOTE_SIZE, Span(f"监督：{node.supervision}" if node.supervision and not laned else "")),
        _text(NOTE_SIZE, Span(node.fault, RED)),
    ]
    return tuple(text for text in texts if text.words)


def _text(size: float, *spans: Span) -> Text:
    return Text(tuple(span for span in spans if span.text), size)


def colour_of(rank: int) -> str:
    """The colour of a mark by the rank of its level."""
    return _COLOURS[min(rank, len(_COLOURS) - 1)]


def shape_of(part: Part) -> Shape:
    """GB/T 1526: a fork (判断) is a decision, start and end (开始, 办结) are terminals, all else is a process."""
    if part == "fork":
        return "decision"
    return "process" if part == "work" else "terminal"


@lru_cache(maxsize=4096)
def fitted(key: str, shape: Shape, texts: tuple[Text, ...], width: float) -> Box:
    """A step's box at (0, 0), ``width`` wide or, where its text is long, wider; as tall as its text needs."""
    faulty = any(span.colour == RED for span in texts[-1].spans[:1]) if texts else False
    colour = RED if faulty else BLACK
    if shape == "decision":
        box = _decision(key, texts, width)
    else:
        while len(_wrapped(texts, _room(shape, width))) > _LONG and width < _WIDEST:
            width *= 1.2
        box = _upright(key, shape, texts, width)
    return replace(box, colour=colour)


def moved(box: Box, dx: float, dy: float) -> Box:
    """The box at another place."""
    lines = tuple(replace(line, x=line.x + dx, y=line.y + dy) for line in box.lines)
    return replace(box, rect=Rect(box.rect.x + dx, box.rect.y + dy, box.rect.width, box.rect.height), lines=lines)


def placed_lines(rows: Iterable[tuple[tuple[Span, ...], float]], middle: float, top: float) -> tuple[Line, ...]:
    """Lines one below the other, centred on ``middle``, the first slot beginning at ``top``."""
    lines = []
    for spans, size in rows:
        baseline = top + (ASCENT + (LEADING - 1) / 2) * size
        width = text_width("".join(span.text for span in spans), size)
        lines.append(Line(spans, middle, baseline, size, width))
        top += LEADING * size
    return tuple(lines)


_Row = tuple[tuple[Span, ...], float]


def _wrapped(texts: tuple[Text, ...], limit: float) -> list[_Row]:
    rows: list[_Row] = []
    for text in texts:
        rows += _rows(text, wrap(text.words, text.size, limit))
    if len(rows) > _MOST:
        rows = [*rows[:_MOST], ((Span(_CUT),), NOTE_SIZE)]
    return rows


def _rows(text: Text, lines: Iterable[str]) -> list[_Row]:
    """Wrapped lines with their colours."""
    if len(text.spans) == 1:
        return [((Span(line, text.spans[0].colour),), text.size) for line in lines]
    letters = [(char, span.colour) for span in text.spans for char in span.text]
    rows: list[_Row] = []
    at = 0
    for line in lines:
        while letters[at][0] != line[0]:
            at += 1
        segments = groupby(letters[at : at + len(line)], key=lambda letter: letter[1])
        spans = [Span("".join(char for char, _ in segment), colour) for colour, segment in segments]
        rows.append((tuple(spans), text.size))
        at += len(line)
    return rows


def _height(rows: Iterable[_Row]) -> float:
    return sum(size for _, size in rows) * LEADING


def _room(shape: Shape, width: float) -> float:
    """The widest line in an upright box: a terminal's round ends take some."""
    return max(2 * NAME_SIZE, width - 2 * PAD - (0.1 * width if shape == "terminal" else 0))


def _upright(key: str, shape: Shape, texts: tuple[Text, ...], width: float) -> Box:
    rows = _wrapped(texts, _room(shape, width))
    text_height = _height(rows)
    height = max(22.0, text_height + 2 * PAD)
    if shape == "terminal":
        for line in placed_lines(rows, 0, -text_height / 2):
            reach = 1 - (width / 2 - line.width / 2 - 1) / (ROUND_END * width)
            if 0 < reach < 1:
                dy = max(abs(line.rect.y), abs(line.rect.bottom))
                height = max(height, 2 * dy / sqrt(1 - reach * reach))
    lines = placed_lines(rows, width / 2, (height - text_height) / 2)
    return Box(key, shape, Rect(0, 0, width, height), lines)


def _decision(key: str, texts: tuple[Text, ...], width: float) -> Box:
    """A diamond round its text: as flat as its width allows, and wider where it would be taller than that."""
    words = sum(text_width(text.words, text.size) * text.size for text in texts)
    if words > _DIAMOND_MOST:
        texts = tuple(_shortened(text, _DIAMOND_MOST / words) for text in texts)
    manners = [[row for part in parts for row in part] for parts in product(*map(_broken, texts))]
    corners = [_corners(rows) for rows in manners]
    while True:
        _, height, best = min(
            (height + _LINE_COST * len(lines), height, index)
            for index, lines in enumerate(corners)
            for height in (_diamond_height(lines, width),)
        )
        if height <= (1.15 if width < _NARROW else 0.8 if width < _WIDEST else 1.6) * width:
            rows = manners[best]
            placed = placed_lines(rows, width / 2, (height - _height(rows)) / 2)
            return Box(key, "decision", Rect(0, 0, width, height), placed)
        width *= 1.12


def _broken(text: Text) -> list[list[_Row]]:
    """The ways to set a paragraph, from one line to a few; to more of them where it is long."""
    total = text_width(text.words, text.size)
    most = max(_FEW, round(sqrt(total / text.size)))
    manners = {wrap(text.words, text.size, round(total / count + 0.5, 1)) for count in range(1, most + 1)}
    return [_rows(text, lines) for lines in sorted(manners, key=len)]


def _corners(rows: list[_Row]) -> list[tuple[float, float]]:
    """Each line's width, and how far its glyphs reach from the middle of the block, up or down."""
    corners = []
    top = -_height(rows) / 2
    for spans, size in rows:
        # The glyphs stand in the middle of their slot.
        low, high = top + (LEADING - 1) / 2 * size, top + (LEADING + 1) / 2 * size
        corners.append((sum(text_width(span.text, size) for span in spans) + 3, max(-low, high)))
        top += LEADING * size
    return corners


def _diamond_height(corners: list[tuple[float, float]], width: float) -> float:
    """The least height of a diamond of a width that holds the lines about its middle; endless where none does."""
    height = 30.0
    for line, reach in corners:
        if line > 0.95 * width:
            return inf
        height = max(height, 2 * reach / (1 - line / width))
    return height


def _shortened(text: Text, share: float) -> Text:
    if len(text.words) <= 40:
        return text
    return replace(
        text, spans=(Span(text.words[: max(12, int(len(text.words) * share))] + _CUT, text.spans[0].colour),)
    )
