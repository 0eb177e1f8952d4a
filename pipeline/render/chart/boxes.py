"""框内文字: how large a step's box must be, and where its lines and its mark stand in it. In points, from (0, 0)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from pipeline.compose.chart import Node
from pipeline.render.chart.drawing import ASCENT, LEADING, Box, Line, Rect, Shape, half_width_at
from pipeline.render.chart.measure import text_width, wrap

NAME_SIZE = 10.5
NOTE_SIZE = 9.0
MARK_SIZE = 8.0
PAD = 5.0
_CLEAR = 2.0
# The text rectangle of Word's flowChartTerminator: what it leaves out above and below, of the height.
_TERMINAL_INSET = 3163 / 21600
_LONG = 9
_WIDEST = 300.0


@dataclass(frozen=True, slots=True)
class _Text:
    """Lines with their sizes, top to bottom."""

    lines: tuple[tuple[str, float], ...]

    @property
    def height(self) -> float:
        return sum(size for _, size in self.lines) * LEADING

    def placed(self, middle: float, top: float) -> tuple[Line, ...]:
        """The lines, centred on ``middle``, the first slot beginning at ``top``."""
        placed = []
        for text, size in self.lines:
            baseline = top + (ASCENT + (LEADING - 1) / 2) * size
            placed.append(Line(text, middle, baseline, size, text_width(text, size)))
            top += LEADING * size
        return tuple(placed)


def fitted(node: Node, text_limit: float) -> Box:
    """A step's box at (0, 0): text wrapped at about ``text_limit`` points, the box as tall as it needs.

    Very long text makes the box wider too, lest it become a column.
    """
    shape = shape_of(node.kind)
    if shape == "decision":
        return _decision(node, text_limit)
    while len(_text(node, text_limit, text_limit).lines) > _LONG and text_limit < _WIDEST:
        text_limit *= 1.3
    return _upright(node, shape, text_limit)


def shape_of(kind: str) -> Shape:
    """判断 is a decision, 开始 and 办结 are terminals, all else is a process."""
    if kind == "判断":
        return "decision"
    return "terminal" if kind in {"开始", "办结"} else "process"


def _text(node: Node, name_limit: float, note_limit: float) -> _Text:
    name = wrap(f"{node.number} {node.name}".strip(), NAME_SIZE, name_limit)
    note = wrap(node.note, NOTE_SIZE, note_limit)
    return _Text((*((line, NAME_SIZE) for line in name), *((line, NOTE_SIZE) for line in note)))


def _upright(node: Node, shape: Shape, text_limit: float) -> Box:
    """A process or a terminal: one width for all, the mark in the upper right corner inside."""
    text = _text(node, text_limit, text_limit)
    width = text_limit + 2 * PAD + (12 if shape == "terminal" else 0)
    marks = _Text(tuple((line, MARK_SIZE) for line in wrap(node.mark, MARK_SIZE, text_limit * 0.8)))
    height = max(24.0, text.height + 2 * PAD)
    head = 0.0
    while True:
        inset = _TERMINAL_INSET * height if shape == "terminal" else PAD
        top = max(inset, head)
        room = height - inset - top
        lines = text.placed(width / 2, top + (room - text.height) / 2)
        mark = _corner_mark(marks, shape, width, height)
        if room < text.height or not _within(shape, width, height, lines):
            height += 1
        elif any(one.rect.meets(other.rect.grown(1)) for one in mark for other in lines):
            head = marks.height + 1
            height = max(height, text.height + head + inset)
        else:
            return Box(node.key, shape, 0, 0, width, height, lines, mark)
        if head and room < text.height:
            height = max(height, head + text.height + inset)


def _corner_mark(marks: _Text, shape: Shape, width: float, height: float) -> tuple[Line, ...]:
    """The mark's lines in the upper right corner, inside the outline."""
    placed = []
    for line in marks.placed(0, 0.5):
        reach = half_width_at(shape, width, height, height / 2 - line.rect.y - 0.5)
        placed.append(Line(line.text, width / 2 + reach - 2.5 - line.width / 2, line.y, line.size, line.width))
    return tuple(placed)


def _decision(node: Node, text_limit: float) -> Box:
    """A flat diamond round its text; the mark in the free corner above its right side."""
    name = f"{node.number} {node.name}".strip()
    half = 0.68 * text_limit
    while True:
        best: Box | None = None
        for name_limit, note_limit in product(_limits(name, NAME_SIZE, half), _limits(node.note, NOTE_SIZE, half)):
            text = _text(node, name_limit, note_limit)
            height = _diamond_height(text, half)
            if height is None or (best is not None and height >= best.height):
                continue
            lines = text.placed(half, (height - text.height) / 2)
            best = Box(node.key, "decision", 0, 0, 2 * half, height, lines, ())
        flat = best is not None and best.height <= 1.15 * half
        if best is not None and (flat or half >= _WIDEST):
            mark = _outer_mark(node.mark, best)
            if mark is not None:
                return Box(best.key, best.shape, 0, 0, best.width, best.height, best.lines, mark)
        half *= 1.12


def _limits(text: str, size: float, half: float) -> tuple[float, ...]:
    """The line widths worth trying in a diamond: those that give each number of lines at its narrowest."""
    if not text:
        return (half,)
    limits: dict[int, float] = {}
    for share in (1.5, 1.3, 1.15, 1.0, 0.85, 0.7, 0.55):
        limits[len(wrap(text, size, round(half * share, 1)))] = round(half * share, 1)
    return tuple(limits.values())


def _diamond_height(text: _Text, half: float) -> float | None:
    """The least height of a diamond of half width ``half`` that holds the text; None where none does."""
    height = text.height
    need = 0.0
    for line in text.placed(0.0, -height / 2):
        rect = line.rect
        reach = (line.width / 2 + _CLEAR) / half
        if reach >= 0.9:
            return None
        need = max(need, max(abs(rect.y), abs(rect.bottom)) / (1 - reach))
    return max(2 * need, 36.0)


def _outer_mark(mark: str, box: Box) -> tuple[Line, ...] | None:
    """The mark right-aligned in the corner outside the diamond, clear of the arrow into its top; None: no room."""
    middle = box.width / 2
    for limit in (middle - 8, *(middle * share for share in (0.7, 0.5, 0.4, 0.3, 0.2))):
        lines = []
        for line in _Text(tuple((part, MARK_SIZE) for part in wrap(mark, MARK_SIZE, limit))).placed(0, -1):
            lines.append(Line(line.text, box.width - line.width / 2, line.y, line.size, line.width))
        if all(_outside(line.rect, box) for line in lines):
            return tuple(lines)
    return None


def _outside(rect: Rect, box: Box) -> bool:
    reach = half_width_at("decision", box.width, box.height, max(0.0, box.height / 2 - rect.bottom))
    return rect.x >= box.width / 2 + max(reach + 1, 8)


def _within(shape: Shape, width: float, height: float, lines: tuple[Line, ...]) -> bool:
    for line in lines:
        rect = line.rect
        dy = max(abs(rect.y - height / 2), abs(rect.bottom - height / 2))
        if dy >= height / 2 or line.width / 2 + _CLEAR > half_width_at(shape, width, height, dy):
            return False
    return True
