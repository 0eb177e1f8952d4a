"""框内文字: how large a step's box must be, and where its lines stand in it. In points, from (0, 0)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, product
from math import inf, sqrt

from pipeline.compose.chart import Node
from pipeline.render.chart.drawing import ASCENT, BLACK, LEADING, RED, ROUND_END, Box, Line, Rect, Shape, Span
from pipeline.render.chart.measure import greedy, text_width, wrap

NAME_SIZE = 10.5
NOTE_SIZE = 9.0
PAD = 4.5
# Longer text makes its box wider, then is cut: the step table has it whole.
_LONG, _MOST = 8, 30
_WIDEST = 300.0
_NARROW = 100.0
# Line lengths tried in a diamond, of its width.
_SHARES = (0.75, 0.6, 0.47, 0.37, 0.28)
_FLATTER = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.86, 0.92)
_CUT = "……（见环节表）"
COLOURS = {"高": "C00000", "中": "B45F06", "低": "1F4E79"}
_OTHER = "404040"


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

    In a chart with lanes the lane says the actor and the row's end the supervision.
    """
    actor = "" if laned else node.actor
    notes = "，".join(part for part in (actor, node.period) if part)
    marks = [Span(f" {mark}", COLOURS.get(mark.level, _OTHER)) for mark in node.marks]
    texts = [
        _text(NAME_SIZE, Span(f"{node.number} {node.name}".strip())),
        _text(NOTE_SIZE, Span(notes), *marks),
        _text(NOTE_SIZE, Span(f"监督：{node.supervision}" if node.supervision and not laned else "")),
        _text(NOTE_SIZE, Span(node.fault, RED)),
    ]
    return tuple(text for text in texts if text.words)


def _text(size: float, *spans: Span) -> Text:
    return Text(tuple(span for span in spans if span.text), size)


def shape_of(kind: str) -> Shape:
    """GB/T 1526: 判断 is a decision, 开始 and 办结 are terminals, all else is a process."""
    if kind == "判断":
        return "decision"
    return "terminal" if kind in {"开始", "办结"} else "process"


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
        pieces = groupby(letters[at : at + len(line)], key=lambda letter: letter[1])
        spans = [Span("".join(char for char, _ in piece), colour) for colour, piece in pieces]
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
    if words > 20000:
        texts = _shortened(texts, 20000 / words)
    while True:
        most = (1.15 if width < _NARROW else 0.8 if width < _WIDEST else 1.6) * width
        name, notes = texts[:1], texts[1:]
        best: tuple[float, list[_Row]] = (most + 1, [])
        for share, note_share in product(_SHARES, _SHARES if notes else (0.5,)):
            rows = [*_lines(name, share * width), *_lines(notes, note_share * width)]
            best = min(best, (_diamond_height(rows, width), rows), key=lambda pair: pair[0])
        height, rows = best
        # Lines of unlike length may do with less height than lines of one limit.
        for part in _FLATTER:
            if poured := _poured(texts, width, part * min(height, 1.2 * most)):
                rows, height = poured, max(30.0, _diamond_height(poured, width))
                break
        if height <= most:
            lines = placed_lines(rows, width / 2, (height - _height(rows)) / 2)
            return Box(key, "decision", Rect(0, 0, width, height), lines)
        width *= 1.12


def _lines(texts: tuple[Text, ...], limit: float) -> list[_Row]:
    return [row for text in texts for row in _rows(text, wrap(text.words, text.size, round(limit, 1)))]


def _diamond_height(rows: list[_Row], width: float) -> float:
    """The least height of a diamond of a width that holds the lines about its middle; endless where none does."""
    top = -_height(rows) / 2
    need = 30.0
    for spans, size in rows:
        line = sum(text_width(span.text, size) for span in spans)
        reach = (line + 3) / width
        if reach >= 0.95:
            return inf
        # The glyphs stand in the middle of their slot.
        low, high = top + (LEADING - 1) / 2 * size, top + ((LEADING - 1) / 2 + 1) * size
        need = max(need, 2 * max(abs(low), abs(high)) / (1 - reach))
        top += LEADING * size
    return need


def _shortened(texts: tuple[Text, ...], share: float) -> tuple[Text, ...]:
    return tuple(
        replace(text, spans=(Span(text.words[: max(12, int(len(text.words) * share))] + _CUT, text.spans[0].colour),))
        if len(text.words) > 40
        else text
        for text in texts
    )


def _poured(texts: tuple[Text, ...], width: float, height: float) -> list[_Row]:
    """The text in lines that follow the diamond's sides; empty where it does not fit."""
    for share in (0.45, 0.55, 0.35, 0.65):
        rows = _fill(texts, width, height, share * height)
        if rows and _diamond_height(rows, width) <= height:
            return rows
    return []


def _fill(texts: tuple[Text, ...], width: float, height: float, block: float) -> list[_Row]:
    rows: list[_Row] = []
    top = -block / 2
    for text in texts:
        rest = text.words
        lines: list[str] = []
        while rest:
            low, high = top + 0.15 * text.size, top + 1.15 * text.size
            limit = width * (1 - 2 * max(abs(low), abs(high)) / height) - 4
            if limit < 2 * text.size or high > block / 2 + 1:
                return []
            line = greedy(rest, text.size, limit)
            lines.append(line.strip())
            rest = rest[len(line) :].lstrip()
            top += LEADING * text.size
        rows += _rows(text, lines)
    return rows
