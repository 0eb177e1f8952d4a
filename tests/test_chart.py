"""Flowcharts: text inside its box, nothing on anything else, arrows from box to box, the same in all faces."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.flowchart import Drawing, Figure, drawingml, drawio, lay_out, mermaid_source, svg
from pipeline.flowchart.arrangement import LANDSCAPE, PORTRAIT
from pipeline.flowchart.chart import Chart, Edge, Mark, Node, Part, View, chart, marks_by_step, views_of
from pipeline.flowchart.connector import Connector, connector
from pipeline.flowchart.drawing import BLACK, RED, Line, Point, Rect, half_width_at
from pipeline.model import Submission
from pipeline.normalise.values import text_of
from pipeline.papers.flows import chart_terms
from pipeline.render.chart_png import png
from pipeline.run.job import Run
from pipeline.settings import load_settings
from tests.conftest import Tables

PARTS: tuple[Part, ...] = ("start", "work", "work", "work", "fork", "work", "end")
VIEWS: tuple[View, ...] = ("plain", "laned")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
SVG = "{http://www.w3.org/2000/svg}"


def node(
    number: int, name: str = "审核材料", part: Part = "work", actor: str = "登记一处经办人", phase: str = ""
) -> Node:
    return Node(f"s{number}", str(number), name, part, actor, "5个工作日", "系统留痕、定期抽查", phase)


REAL = Chart(
    "社会团体成立登记",
    (
        node(1, "提出申请", "start", "发起人"),
        replace(node(2, "材料是否齐全", "fork"), marks=(Mark(1, 0, first_class=True), Mark(2, 1, first_class=False))),
        node(3, "一次性告知补正", actor="登记一处受理岗"),
        replace(node(4, "实质审查", actor="登记一处审核岗"), marks=(Mark(3, 2, first_class=False),)),
        node(5, "局长办公会审议", "fork", "局长办公会"),
        node(6, "制证送达", actor="登记一处内勤岗"),
        node(7, "不予许可告知"),
        node(8, "立卷归档", "end", "登记一处内勤岗"),
    ),
    (
        Edge("s1", "s2", ""),
        Edge("s2", "s4", "齐全"),
        Edge("s2", "s3", "补正"),
        Edge("s3", "s1", ""),
        Edge("s4", "s5", ""),
        Edge("s5", "s6", "通过"),
        Edge("s5", "s7", "不通过"),
        Edge("s5", "s4", "补充审查"),
        Edge("s6", "s8", ""),
        Edge("s7", "s8", ""),
    ),
    levels=("一级", "二级", "三级"),
    classes="实心甲类，空心乙类",
)


def strokes(points: tuple[Point, ...]) -> list[Rect]:
    """An arrow's straight pieces as rectangles of no width."""
    return [Rect(min(x, to_x), min(y, to_y), abs(x - to_x), abs(y - to_y)) for (x, y), (to_x, to_y) in pairwise(points)]


def faults(figure: Figure) -> Iterator[str]:
    """Everything that a chart must not have, over all its pages."""
    for number, drawing in enumerate(figure.pages, start=1):
        form = LANDSCAPE if drawing.landscape else PORTRAIT
        if drawing.width > form.width + 0.01 or drawing.height > (form.first if number == 1 else form.other) + 0.01:
            yield f"page {number} is {drawing.width:.0f} × {drawing.height:.0f}"
        yield from (f"page {number}: {fault}" for fault in page_faults(drawing))


def page_faults(drawing: Drawing) -> Iterator[str]:
    for box in drawing.boxes:
        for line in box.lines:
            for y in (line.rect.y, line.rect.bottom):
                reach = half_width_at(box.shape, box.rect.width, box.rect.height, y - box.rect.centre[1])
                if abs(line.x - box.rect.centre[0]) + line.width / 2 > reach + 0.01:
                    yield f"“{line.text}” sticks out of {box.key}"
            if line.rect.y < box.rect.y - 0.01 or line.rect.bottom > box.rect.bottom + 0.01:
                yield f"“{line.text}” is higher than {box.key}"
    for lane in (*drawing.lanes, *drawing.phases):
        for line in lane.lines:
            if line.rect.x < lane.head.x or line.rect.right > lane.head.right or line.rect.bottom > lane.head.bottom:
                yield f"“{line.text}” sticks out of the lane {lane.title}"
    lines = [line for box in drawing.boxes for line in box.lines]
    lines += [line for label in drawing.labels for line in label.lines] + [key.line for key in drawing.legend]
    lines += [line for lane in drawing.lanes for line in lane.lines]
    for line in lines:
        if line.size < 9:
            yield f"“{line.text}” is smaller than 9 pt"
        if line.rect.x < -0.01 or line.rect.right > drawing.width + 0.01 or line.rect.bottom > drawing.height:
            yield f"“{line.text}” leaves the page"
    solid = [(box.key, box.rect) for box in drawing.boxes] + [(label.text, label.rect) for label in drawing.labels]
    solid += [(key.line.text, key.line.rect) for key in drawing.legend]
    for (one, first), (other, second) in combinations(solid, 2):
        if first.grown(-0.1).meets(second.grown(-0.1)):
            yield f"{one} lies on {other}"
    for arrow in drawing.arrows:
        for stroke in strokes(arrow.points):
            if stroke.width > 0.01 and stroke.height > 0.01:
                yield f"{arrow.origin}→{arrow.target} is not orthogonal"
            for name, rect in solid:
                if stroke.grown(0.1).meets(rect.grown(-0.5)):
                    yield f"{arrow.origin}→{arrow.target} runs over {name}"
    for one_arrow, other_arrow in combinations(drawing.arrows, 2):
        if one_arrow.origin != other_arrow.origin and one_arrow.target != other_arrow.target:
            for first in strokes(one_arrow.points):
                for second in strokes(other_arrow.points):
                    if run_together(first, second):
                        yield f"{one_arrow} and {other_arrow} share a line"


def run_together(one: Rect, other: Rect) -> bool:
    """Whether two pieces lie on one line for a stretch: a reader could take the wrong one."""
    if (one.width < 0.01) != (other.width < 0.01):
        return False
    return one.grown(1).meets(other.grown(1))


def drawn(chart: Chart, view: View = "plain") -> Figure:
    return lay_out(replace(chart, views=(view,)))


def clean(figure: Figure) -> None:
    assert list(faults(figure)) == []


def connected(chart: Chart, figure: Figure) -> set[tuple[str, str]]:
    """Which steps a reader finds joined, the numbered circles followed from page to page."""
    leads: dict[str, set[str]] = {}
    for drawing in figure.pages:
        for arrow in drawing.arrows:
            leads.setdefault(arrow.origin, set()).add(arrow.target)
    joined = set()
    for item in chart.nodes:
        for target in leads.get(item.key, ()):
            ends = leads.get(target.replace("out", "in"), set()) if target.startswith("out") else {target}
            joined |= {(item.key, end) for end in ends}
    return joined


@pytest.mark.parametrize("view", VIEWS)
def test_a_real_flow_is_clean_and_whole(view: View) -> None:
    figure = drawn(REAL, view)
    clean(figure)
    assert connected(REAL, figure) == {(edge.origin, edge.target) for edge in REAL.edges}
    labels = {label.text for drawing in figure.pages for label in drawing.labels}
    assert {"齐全", "补正", "通过", "不通过", "补充审查"} <= labels


@pytest.mark.parametrize("view", VIEWS)
def test_every_example_flow_is_clean(examples: Run, view: View) -> None:
    terms = chart_terms(load_settings())
    for register in examples.all_units.registers:
        for power in register.powers:
            points = register.points_by_power.get(power.code, ())
            marks = marks_by_step((point.risk, Mark(n, 0, first_class=True)) for n, point in enumerate(points, start=1))
            flow = chart(power.name, register.flows.get(power.code, ()), marks, terms)
            if flow.nodes:
                figure = drawn(flow, view)
                clean(figure)
                assert connected(flow, figure) == {(edge.origin, edge.target) for edge in flow.edges}


def random_chart(seed: int) -> Chart:
    """A flow as it could come: up to 16 steps, up to 26 ways, any of them back, some steps alone, some phases."""
    chance = random.Random(seed)
    count = chance.randint(1, 16)
    words = "审核材料登记决定公示复核送达归档并会签意见"
    nodes = tuple(
        Node(
            f"s{number}", str(number), "".join(chance.choices(words, k=chance.randint(1, 14))), chance.choice(PARTS),
            chance.choice(("受理岗", "审核岗", "处长", "局长办公会", "公开岗", "登记一处经办人")),
            chance.choice(("", "5个工作日")),
            "".join(chance.choices(words, k=chance.randint(0, 16))),
            "受理" if seed % 3 == 0 and number < 4 else "审查" if seed % 3 == 0 else "",
            (Mark(number, 0, first_class=True),) * (number % 2),
        )
        for number in range(1, count + 1)
    )  # fmt: skip
    edges = {
        (chance.choice(nodes).key, chance.choice(nodes).key): chance.choice(("", "通过", "不通过", "需要补充调查核实"))
        for _ in range(chance.randint(0, int(count * 1.6)))
    }
    for one, other in pairwise(nodes):
        if chance.random() < 0.6:
            edges[one.key, other.key] = ""
    return Chart("图", nodes, tuple(Edge(origin, target, label) for (origin, target), label in edges.items()))


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_lies_on_anything_in_random_flows(view: View) -> None:
    for seed in range(500):
        chart = random_chart(seed if view == "plain" else 500 + seed)
        figure = drawn(chart, view)
        assert figure.pages, seed
        assert list(faults(figure)) == [], seed
        assert connected(chart, figure) == {(edge.origin, edge.target) for edge in chart.edges}, seed


def linear(count: int) -> Chart:
    keys = range(1, count + 1)
    return Chart("长", tuple(map(node, keys)), tuple(Edge(f"s{n}", f"s{n + 1}", "") for n in keys if n < count))


def branched(count: int) -> Chart:
    """Every seventh step decides, on to the next, past it, or back."""
    nodes = tuple(node(n, part="fork" if n % 7 == 3 else "work", actor=f"岗位{n % 5}") for n in range(1, count + 1))
    edges = [Edge(f"s{n}", f"s{n + 1}", "通过" if n % 7 == 3 else "") for n in range(1, count)]
    edges += [Edge(f"s{n}", f"s{n + 2}", "免审") for n in range(3, count - 1, 7)]
    edges += [Edge(f"s{n}", f"s{n - 2}", "退回") for n in range(3, count, 7)]
    return Chart("长", nodes, tuple(edges))


def star(branches: int) -> Chart:
    """One decision with many outcomes that all lead to one end."""
    last = branches + 2
    nodes = (node(1, "如何处理", "fork"), *(node(n) for n in range(2, last)), node(last, "归档", "end"))
    out = [Edge("s1", f"s{n}", f"情形{n - 1}") for n in range(2, last)]
    return Chart("多", nodes, (*out, *(Edge(f"s{n}", f"s{last}", "") for n in range(2, last))))


WHOLE = Chart("密", tuple(map(node, range(1, 9))), tuple(
    Edge(f"s{a}", f"s{b}", "") for a in range(1, 9) for b in range(1, 9)
))  # fmt: skip


@pytest.mark.parametrize("seed", [5, 11, 21, 41])
def test_both_editions_show_a_flow_alike(seed: int) -> None:
    """Risk marks take room: they must not turn the page, nor take away the lanes."""
    internal = replace(random_chart(seed), views=("laned", "plain"))
    public = replace(internal, nodes=tuple(replace(node, marks=()) for node in internal.nodes))
    first, other = lay_out(internal).pages[0], lay_out(public).pages[0]
    assert (first.landscape, bool(first.lanes)) == (other.landscape, bool(other.lanes))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "chart",
    [linear(1), linear(2), linear(60), linear(200), branched(200), star(30), star(200), WHOLE],
    ids=["1", "2", "60", "200", "200 branched", "30 branches", "200 branches", "all to all"],
)
def test_flows_of_any_size_and_form_are_drawn(chart: Chart, view: View) -> None:
    figure = drawn(chart, view)
    clean(figure)
    assert connected(chart, figure) == {(edge.origin, edge.target) for edge in chart.edges}


def test_an_empty_flow_and_one_too_dense_are_refused_in_words() -> None:
    assert "没有可画的环节" in lay_out(Chart("空", (), ())).refusal
    many = range(1, 31)
    dense = Chart("密", tuple(map(node, many)), tuple(Edge(f"s{a}", f"s{b}", "甲") for a in many for b in many))
    figure = lay_out(dense)
    assert figure.pages or "画不清" in figure.refusal
    clean(figure)


def test_a_long_flow_goes_on_over_pages_that_say_where() -> None:
    figure = drawn(linear(30))
    assert len(figure.pages) > 1
    for number, drawing in enumerate(figure.pages[:-1], start=1):
        assert f"转第{number + 1}页" in [label.text for label in drawing.labels]
        assert f"接第{number}页" in [label.text for label in figure.pages[number].labels]


def test_lanes_are_the_actors_in_the_order_of_first_use() -> None:
    figure = lay_out(replace(REAL, views=("laned",)), landscape=replace(LANDSCAPE, width=900.0, first=700.0))
    (page,) = figure.pages
    actors = list(dict.fromkeys(item.actor for item in REAL.nodes))
    assert [lane.title for lane in page.lanes] == actors
    by_title = {lane.title: lane.rect for lane in page.lanes}
    for box in page.boxes:
        actor = next(item.actor for item in REAL.nodes if item.key == box.key)
        assert by_title[actor].x < box.rect.x and box.rect.right < by_title[actor].right


def test_supervision_stands_below_a_chart_with_lanes() -> None:
    for page in drawn(REAL, "laned").pages:
        (note,) = [label for label in page.labels if label.text.startswith("监督方式：")]
        assert all(f"{box.key[1:]} 系统留痕" in note.text for box in page.boxes if box.shape != "connector")
        assert note.rect.y > max(lane.rect.bottom for lane in page.lanes)


def test_lanes_are_drawn_unless_they_take_more_pages() -> None:
    steps = range(1, 13)
    # Each lane further left than the last: a row a step, and a dozen lanes.
    nodes = tuple(node(n, part="fork", actor=f"第{13 - n}科经办岗") for n in steps)
    edges = tuple(Edge(f"s{n}", f"s{n + 1}", "通过") for n in steps if n < 12)
    many = Chart("多", (*nodes[::-1],), edges, ("laned", "plain"))
    lanes, plain = drawn(many, "laned"), drawn(many, "plain")
    assert len(lanes.pages) > len(plain.pages)
    assert lay_out(many) == plain
    assert lay_out(replace(many, extra_pages=9)) == lanes
    few = replace(REAL, nodes=tuple(replace(one, actor=one.actor[:2]) for one in REAL.nodes))
    assert lay_out(replace(few, views=("laned", "plain"))) == drawn(few, "laned")


def test_more_than_one_actor_means_lanes_and_the_workbook_has_the_last_word(
    tables: Tables, read: Callable[[Tables], Submission]
) -> None:
    steps = read(tables).steps
    assert views_of(steps) == ("laned", "plain")
    assert views_of([replace(step, actor="经办岗") for step in steps]) == ("plain",)
    assert views_of(steps, "plain") == ("plain",)
    assert views_of(steps, "laned") == ("laned",)


def test_phases_are_bands_over_their_rows() -> None:
    phases = ("受理", "受理", "审查", "审查", "决定")
    chart = replace(linear(5), nodes=tuple(node(n, phase=phase) for n, phase in enumerate(phases, start=1)))
    (page,) = drawn(chart, "laned").pages
    assert [band.title for band in page.phases] == ["受理", "审查", "决定"]
    for box in page.boxes:
        band = page.phases[["受理", "审查", "决定"].index(phases[int(box.key[1:]) - 1])]
        assert band.rect.y <= box.rect.y and box.rect.bottom <= band.rect.bottom


def test_a_fault_is_drawn_in_red() -> None:
    nodes = (*REAL.nodes, Node("s9", "9", "", "work", fault="没有这个环节", missing=True))
    page = drawn(replace(REAL, nodes=nodes, edges=(*REAL.edges, Edge("s7", "s9", "")))).pages[-1]
    assert {box.key: box.colour for box in page.boxes}["s9"] == RED
    assert [arrow.target for arrow in page.arrows if arrow.colour == RED] == ["s9"]


def test_marks_differ_by_form_for_each_level_and_class() -> None:
    signs = {Mark(1, rank, first_class=first).sign for first in (True, False) for rank in (0, 1, 2)}
    assert len(signs) == 6
    (page,) = drawn(REAL).pages[:1]
    spans = [span for box in page.boxes for line in box.lines for span in line.spans if span.colour != BLACK]
    assert [span.text.strip() for span in spans][:2] == ["▲1", "◇2"]
    legend = "".join(key.line.text for key in page.legend)
    assert "▲一级" in legend and "◇二级" in legend and "实心甲类，空心乙类" in legend


def test_a_scale_of_four_or_more_levels_has_a_sign_for_the_rest() -> None:
    marks = tuple(Mark(rank + 1, rank, first_class=True) for rank in range(5))
    many = Chart("多", (replace(node(1), marks=marks),), (), levels=("特重", "重大", "较大", "一般", "轻微"))
    (page,) = drawn(many).pages
    assert "■一般、轻微" in "".join(key.line.text for key in page.legend)


# The faces


def lines_of(drawing: Drawing) -> list[Line]:
    lines = [line for box in drawing.boxes for line in box.lines]
    lines += [line for label in drawing.labels for line in label.lines]
    lines += [line for lane in (*drawing.lanes, *drawing.phases) for line in lane.lines]
    return lines + [key.line for key in drawing.legend]


def texts_of_drawing(drawing: Drawing) -> list[str]:
    return [line.text for line in lines_of(drawing)]


def paragraphs(xml: str) -> list[str]:
    return ["".join(part.text or "" for part in p.iter(f"{W}t")) for p in etree.fromstring(xml).iter(f"{W}p")]


@pytest.mark.parametrize("view", VIEWS)
def test_all_faces_show_the_same_text(view: View) -> None:
    figure = drawn(REAL, view)
    for drawing in figure.pages:
        expected = sorted(texts_of_drawing(drawing))
        picture = etree.fromstring(svg(drawing))
        pieces = [text.text or "" for text in picture.iter(f"{SVG}text")]
        assert sorted(pieces) == sorted(span.text.strip() for line in lines_of(drawing) for span in line.spans)
        assert sorted(paragraphs(drawingml(drawing, shape_id=1, alt=""))) == expected
        assert png(drawing, dpi=72).startswith(b"\x89PNG")
    diagram = etree.fromstring(drawio(figure))
    shown = [
        "".join(etree.fromstring(f"<p>{part}</p>").itertext())
        for cell in diagram.iter("mxCell")
        for part in (cell.get("value") or "").split("<br>")
        if part
    ]
    assert sorted(shown) == sorted(text for drawing in figure.pages for text in texts_of_drawing(drawing))


def rebuilt(bent: Connector) -> list[Point]:
    """The points of a DrawingML connector, as the standard's preset geometry and its turns and flips define them."""
    width, height = bent.frame.width, bent.frame.height
    adjust = [*bent.adjust, 0.0, 0.0, 0.0]
    x1, y2, x3 = adjust[0] * width, adjust[1] * height, adjust[2] * width
    paths = {
        "straightConnector1": [(0.0, 0.0), (width, height)],
        "bentConnector2": [(0.0, 0.0), (width, 0.0), (width, height)],
        "bentConnector3": [(0.0, 0.0), (x1, 0.0), (x1, height), (width, height)],
        "bentConnector4": [(0.0, 0.0), (x1, 0.0), (x1, y2), (width, y2), (width, height)],
        "bentConnector5": [(0.0, 0.0), (x1, 0.0), (x1, y2), (x3, y2), (x3, height), (width, height)],
    }
    middle = bent.frame.centre
    points = []
    for x, y in paths[bent.preset]:
        x, y = (width - x if bent.flip_x else x) - width / 2, (height - y if bent.flip_y else y) - height / 2
        points.append((middle[0] - y, middle[1] + x) if bent.turned else (middle[0] + x, middle[1] + y))
    return points


def test_word_connectors_and_draw_io_edges_follow_the_same_points() -> None:
    for seed in range(60):
        for drawing in drawn(random_chart(seed), VIEWS[seed % 2]).pages:
            for arrow in drawing.arrows:
                points = rebuilt(connector(arrow.points))
                assert len(points) == len(arrow.points)
                for found, wanted in zip(points, arrow.points, strict=True):
                    assert found == pytest.approx(wanted, abs=0.11)
            edges = etree.fromstring(drawio(Figure("", (drawing,)))).iterfind(".//mxCell[@edge]")
            for edge, arrow in zip(edges, drawing.arrows, strict=True):
                bends = [(float(point.get("x", "")), float(point.get("y", ""))) for point in edge.iter("mxPoint")]
                assert bends == [pytest.approx(point, abs=0.01) for point in arrow.points[1:-1]]
                assert (edge.get("source"), edge.get("target")) == (arrow.origin, arrow.target)


def test_word_connectors_are_glued_to_the_shapes_they_join_at_the_sides_they_touch() -> None:
    sites = {"top": 0, "left": 1, "bottom": 2, "right": 3}
    for drawing in drawn(branched(40)).pages:
        root = etree.fromstring(drawingml(drawing, shape_id=1000, alt="图"))
        names = {shape.get("id"): shape.get("name", "") for shape in root.iter(f"{WPS}cNvPr")}
        glued = []
        for ends in root.iter(f"{WPS}cNvCnPr"):
            start, end = ends.find(f"{A}stCxn"), ends.find(f"{A}endCxn")
            assert start is not None and end is not None
            glued.append(
                (names[start.get("id")].split()[1], names[end.get("id")].split()[1], start.get("idx"), end.get("idx"))
            )
        shapes = {box.key: box.shape for box in drawing.boxes}
        assert glued == [
            (
                arrow.origin,
                arrow.target,
                str(sites[arrow.start] * (2 if shapes[arrow.origin] == "connector" else 1)),
                str(sites[arrow.end] * (2 if shapes[arrow.target] == "connector" else 1)),
            )
            for arrow in drawing.arrows
        ]


def test_word_shapes_stand_where_the_geometry_has_them_and_are_described() -> None:
    (drawing,) = drawn(linear(4)).pages
    xml = drawingml(drawing, shape_id=1000, alt="图", picture=f'<w:drawing xmlns:w="{W[1:-1]}"/>')
    offsets = {(int(x), int(y)) for x, y in re.findall(r'<a:off x="(-?\d+)" y="(-?\d+)"/>', xml)}
    for box in drawing.boxes:
        assert (round(box.rect.x * 12700), round(box.rect.y * 12700)) in offsets
    ids = re.findall(r'(?:docPr|cNvPr) id="(\d+)"', xml)
    assert len(ids) == len(set(ids))
    root = etree.fromstring(xml)
    (choice, fallback) = root[0]
    assert choice.get("Requires") == "wpc" and len(fallback) == 1
    for shape in root.iter(f"{WPS}wsp"):
        order = [etree.QName(part).localname for part in shape]
        wanted = ["cNvPr", "cNvSpPr", "cNvCnPr", "spPr", "txbx", "bodyPr"]
        assert order == [name for name in wanted if name in order]


@pytest.mark.parametrize(
    "text",
    ['"]', "#35;", "<w:p>", "{{ 7*7 }}", "a & b", "😀审批", "字" * 500, "end", "%% x", "`a`", "x\n---\ny", "A" * 200],
)
def test_hostile_text_is_only_text(text: str) -> None:
    chart = Chart(text, (node(1, text, "start"), node(2, text, "fork"), node(3, "办结", "end")), (
        Edge("s1", "s2", ""), Edge("s2", "s3", text), Edge("s2", "s1", "退回"),
    ))  # fmt: skip
    for view in VIEWS:
        figure = drawn(chart, view)
        clean(figure)
        plain = re.sub(r"\s", "", text)
        boxes = {box.key: box for drawing in figure.pages for box in drawing.boxes}
        assert plain in re.sub(r"\s", "", "".join(line.text for line in boxes["s1"].lines))
        for drawing in figure.pages:
            expected = sorted(texts_of_drawing(drawing))
            assert sorted(paragraphs(drawingml(drawing, shape_id=1, alt=text))) == expected
            etree.fromstring(svg(drawing))
        etree.fromstring(drawio(figure))
    source = mermaid_source(chart)
    assert source.startswith("flowchart TB")
    # Three boxes and three ways: no text has added a line.
    assert len(source.strip().splitlines()) == 7


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    count = draw(st.integers(1, 10))
    nodes = tuple(
        node(
            number,
            draw(st.text(max_size=30).map(text_of)),
            draw(st.sampled_from(PARTS)),
            actor=draw(st.sampled_from(("甲岗", "乙岗", "丙岗"))),
        )
        for number in range(1, count + 1)
    )
    keys = st.sampled_from([n.key for n in nodes])
    edges = draw(
        st.lists(st.builds(Edge, keys, keys, st.sampled_from(("", "通过", "不通过"))), max_size=15, unique=True)
    )
    return Chart("图", nodes, tuple(edges))


@settings(max_examples=40)
@given(charts())
def test_any_flow_is_drawn_with_its_text_in_its_boxes(chart: Chart) -> None:
    for view in VIEWS:
        figure = drawn(chart, view)
        clean(figure)
        for drawing in figure.pages:
            etree.fromstring(svg(drawing))
            etree.fromstring(drawingml(drawing, shape_id=1, alt=""))
        assert figure == drawn(chart, view)
