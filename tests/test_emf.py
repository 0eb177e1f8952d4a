"""EMF: the picture for old readers holds every box, line and text of the drawing at its place, and readers show it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from struct import unpack_from

import pypdfium2
import pytest
from PIL import Image

from pipeline.flowchart import Drawing, emf
from pipeline.flowchart.drawing import Line, Rect
from pipeline.model import Submission, UnitRecords
from pipeline.papers.one_unit import OneUnit
from pipeline.papers.paper import Edition
from pipeline.papers.registry import kind_of
from pipeline.render.pdf.engine import engine, to_pdf
from pipeline.render.word.document import Layouts, document, layout_charts, print_copy
from pipeline.run.job import Run
from pipeline.settings import Settings
from pipeline.view.register import Register
from tests.conftest import ROOT, Tables
from tests.test_chart import REAL, VIEWS, drawn, lines_of

ELLIPSE, RECTANGLE, FONT, TEXT, POLYGON, POLYLINE = 42, 43, 82, 84, 86, 87
EMOJI = "提出😀𠀀申请"
FLOW = replace(REAL, nodes=(replace(REAL.nodes[0], name=EMOJI), *REAL.nodes[1:]))


@pytest.fixture(params=VIEWS)
def drawing(request: pytest.FixtureRequest) -> Drawing:
    return drawn(FLOW, request.param).pages[0]


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records, each with its type; a record says how long it is."""
    at = 0
    while at < len(data):
        kind, size = unpack_from("<2I", data, at)
        assert size >= 8 and size % 4 == 0 and at + size <= len(data)
        yield kind, data[at : at + size]
        at += size


def twips(*points: float) -> tuple[int, ...]:
    return tuple(round(20 * point) for point in points)


def texts(data: bytes) -> Iterator[tuple[str, int, int, list[int]]]:
    """Each text with the place of its first character's baseline and the steps from character to character."""
    for kind, record in records(data):
        if kind == TEXT:
            x, y, count, offset = unpack_from("<2i2I", record, 36)
            (steps,) = unpack_from("<I", record, 72)
            assert steps % 4 == 0 and steps + 4 * count == len(record)
            words = record[offset : offset + 2 * count].decode("utf-16-le")
            yield words, x, y, list(unpack_from(f"<{count}I", record, steps))


def test_the_header_says_what_the_file_is(drawing: Drawing) -> None:
    data = emf(drawing)
    found = list(records(data))
    assert [kind for kind, _ in found if kind in (1, 14)] == [1, 14] and found[-1][0] == 14
    size, *bounds = unpack_from("<I4i", data, 4)
    frame, signature = unpack_from("<4i", data, 24), data[40:44]
    version, length, count, handles = unpack_from("<3IH", data, 44)
    dots, millimetres, micrometres = (unpack_from("<2i", data, at) for at in (72, 80, 100))
    assert (size, signature, version, length, count) == (108, b" EMF", 0x10000, len(data), len(found))
    made = [unpack_from("<I", record, 8)[0] for kind, record in found if kind in (38, 39, FONT)]
    assert made == list(range(1, handles))
    chosen = {unpack_from("<I", record, 8)[0] for kind, record in found if kind == 37}
    assert chosen <= {*made, 0x80000005, 0x80000008}
    # The frame, in hundredths of a millimetre, is the drawing's size; the bounds are the same in the device's dots.
    for side, points in zip(frame[2:], (drawing.width, drawing.height), strict=True):
        assert frame[:2] == (0, 0) and abs(side - points / 72 * 2540) < 2
    for axis in (0, 1):
        assert micrometres[axis] == 1000 * millimetres[axis]
        shown = (bounds[2 + axis] + 1) * 100 * millimetres[axis] / dots[axis]
        assert abs(shown - frame[2 + axis]) < 1
    assert unpack_from("<I", data, len(data) - 4)[0] == len(found[-1][1])


def test_every_text_is_whole_and_at_its_place(drawing: Drawing) -> None:
    found = list(texts(emf(drawing)))
    assert EMOJI in "".join(words for words, *_ in found)
    for line in lines_of(drawing):
        assert any(_is_set(line, found[at : at + len(line.spans)]) for at in range(len(found))), line.text
    assert len(found) == sum(len(line.spans) for line in lines_of(drawing))


def _is_set(line: Line, parts: list[tuple[str, int, int, list[int]]]) -> bool:
    """Whether texts that follow one another are the line: its words, its baseline, its two ends."""
    left, right = twips(line.x - line.width / 2, line.x + line.width / 2)
    return (
        [words for words, *_ in parts] == [span.text for span in line.spans]
        and {y for _, _, y, _ in parts} == set(twips(line.y))
        and abs(parts[0][1] - left) <= 1
        and abs(parts[-1][1] + sum(parts[-1][3]) - right) <= 1
    )


def test_a_pair_of_surrogates_is_one_character_wide(drawing: Drawing) -> None:
    steps = next(steps for words, _, _, steps in texts(emf(drawing)) if EMOJI in words)
    # 1, space, 提, 出, 😀 in two units, 𠀀 in two units, 申, 请.
    assert [bool(step) for step in steps[2:]] == [True, True, True, False, True, False, True, True]


def test_every_box_and_arrow_is_at_its_place(drawing: Drawing) -> None:
    found = list(records(emf(drawing)))
    frames = {(kind, unpack_from("<4i", record, 8)) for kind, record in found if kind in (ELLIPSE, RECTANGLE, POLYGON)}

    def corners(rect: Rect) -> tuple[int, ...]:
        return twips(rect.x, rect.y, rect.right, rect.bottom)

    kinds = {"process": RECTANGLE, "connector": ELLIPSE, "decision": POLYGON, "terminal": POLYGON}
    for box in drawing.boxes:
        assert (kinds[box.shape], corners(box.rect)) in frames
    for lane in (*drawing.lanes, *drawing.phases):
        assert {(RECTANGLE, corners(lane.rect)), (RECTANGLE, corners(lane.head))} <= frames
    ways = []
    for kind, record in found:
        if kind == POLYLINE:
            (count,) = unpack_from("<I", record, 24)
            assert len(record) == 28 + 4 * count
            ways.append(unpack_from(f"<{2 * count}h", record, 28))
    # The last piece ends where the head begins.
    assert [way[:-2] for way in ways] == [
        twips(*(value for point in arrow.points[:-1] for value in point)) for arrow in drawing.arrows
    ]
    heads = [unpack_from("<6h", record, 28) for kind, record in found if kind == POLYGON and record[24] == 3]
    assert [head[:2] for head in heads] == [twips(*arrow.points[-1]) for arrow in drawing.arrows]


def test_texts_are_set_in_the_charts_font_and_size(drawing: Drawing) -> None:
    fonts = [record for kind, record in records(emf(drawing)) if kind == FONT]
    assert {unpack_from("<i", font, 12)[0] for font in fonts} == {-round(20 * line.size) for line in lines_of(drawing)}
    assert {font[40:104].decode("utf-16-le").rstrip("\0") for font in fonts} == {"仿宋_GB2312"}


def test_same_drawing_same_bytes(drawing: Drawing) -> None:
    assert emf(drawing) == emf(drawing)


def test_the_documents_picture_for_old_readers_is_emf_and_no_other(examples: Run) -> None:
    for path in (examples.target / "权力运行流程图").glob("*.docx"):
        with zipfile.ZipFile(path) as package:
            pictures = [name for name in package.namelist() if name.startswith("word/media/")]
            assert pictures and all(name.endswith(".emf") for name in pictures)
            assert b'"image/x-emf"' in package.read("[Content_Types].xml")
            assert all(list(records(package.read(name))) for name in pictures)


@pytest.mark.skipif(engine() is None, reason="the PDF engine is not installed")
def test_a_reader_shows_it_as_it_shows_the_svg(
    tables: Tables, read: Callable[[Tables], Submission], settings: Settings, tmp_path: Path
) -> None:
    """LibreOffice knows no canvas: of the document it shows the metafile, of the print copy the SVG."""
    bare = replace(read(tables), risks=(), measures=(), evaluations=())
    unit = OneUnit(Register(UnitRecords("测试司", "测试司", (bare,), (), ())), "2026", settings)
    (paper,) = kind_of("权力运行流程图", OneUnit).papers(unit, Edition.INTERNAL)
    figures, layouts = layout_charts(paper), Layouts(ROOT / "templates_docx")
    pairs = [(tmp_path / f"{name}.docx", tmp_path / f"{name}.pdf") for name in ("emf", "svg")]
    for make, (source, _) in zip((document, print_copy), pairs, strict=True):
        source.write_bytes(make(paper, layouts, figures))
    assert not [result for result in to_pdf(pairs, workers=1) if result.reason]
    ours, theirs = (ink(target) for _, target in pairs)
    assert len(ours) == len(theirs) > 1
    # The first page is the list of powers; its title is made bold in the print copy.
    for mine, other in zip(ours[1:], theirs[1:], strict=True):
        assert sum(value > 0.02 for value in other) > 100
        assert sum(abs(a - b) > 0.15 for a, b in zip(mine, other, strict=True)) == 0
        assert abs(sum(mine) / sum(other) - 1) < 0.05


def ink(target: Path) -> list[list[float]]:
    """How dark each square of about 4 mm is, page by page."""
    pdf = pypdfium2.PdfDocument(target)
    try:
        pages = [page.render(scale=2).to_pil().convert("L") for page in pdf]
    finally:
        pdf.close()
    return [
        [
            1 - value / 255
            for value in page.resize((page.width // 24, page.height // 24), Image.Resampling.BOX).tobytes()
        ]
        for page in pages
    ]
