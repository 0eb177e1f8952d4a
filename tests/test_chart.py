"""Flowcharts: text inside its box, arrows from box to box, the same in both faces, whatever the flow."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.compose.chart import Chart, Edge, Node
from pipeline.normalise.values import text_of
from pipeline.render.chart import Drawing, drawingml, lay_out, mermaid_source, svg
from pipeline.render.chart.drawing import half_width_at
from pipeline.run import Run

KINDS = ("开始", "办理", "审核", "决定", "判断", "公示", "办结")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SVG = "{http://www.w3.org/2000/svg}"


def node(
    number: int, name: str = "审核材料", kind: str = "办理", note: str = "登记一处经办人，5个工作日", mark: str = ""
) -> Node:
    return Node(f"s{number}", str(number), name, kind, note, mark)


REAL = Chart(
    "社会团体成立登记",
    (
        node(1, "提出申请", "开始", "发起人"),
        node(2, "材料是否齐全", "判断", mark="★1、2"),
        node(3, "一次性告知补正"),
        node(4, "实质审查", mark="★3"),
        node(5, "局长办公会审议", "判断", "局长办公会，5个工作日"),
        node(6, "制证送达"),
        node(7, "不予许可告知"),
        node(8, "立卷归档", "办结"),
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
)


def drawn(chart: Chart) -> Drawing:
    return lay_out(chart, max_width=440, max_height=560)


def assert_text_inside(drawing: Drawing) -> None:
    for box in drawing.boxes:
        _, middle = box.centre
        for line in box.lines:
            rect = line.rect
            for y in (rect.y, rect.bottom):
                reach = half_width_at(box.shape, box.width, box.height, y - middle)
                assert abs(line.x - (box.x + box.width / 2)) + line.width / 2 <= reach + 0.01, (box.key, line.text)
            assert box.y <= rect.y and rect.bottom <= box.rect.bottom


def assert_apart(drawing: Drawing) -> None:
    for one, other in combinations(drawing.boxes, 2):
        assert not one.rect.grown(-0.1).meets(other.rect.grown(-0.1)), (one.key, other.key)


def assert_within(drawing: Drawing) -> None:
    assert drawing.width <= 440.01 and drawing.height <= 560.01
    for box in drawing.boxes:
        for line in (*box.lines, *box.mark):
            assert line.rect.x >= -0.01 and line.rect.right <= drawing.width + 0.01


def texts_of_svg(data: bytes) -> list[str]:
    return [element.text or "" for element in etree.fromstring(data).iter(f"{SVG}text")]


def texts_of_shapes(xml: str) -> list[str]:
    return [element.text or "" for element in etree.fromstring(xml).iter(f"{W}t")]


def test_a_real_flow_has_its_text_in_boxes_that_stand_apart() -> None:
    drawing = drawn(REAL)
    assert_text_inside(drawing)
    assert_apart(drawing)
    assert_within(drawing)


def test_labels_stand_on_no_box_and_on_no_other_label() -> None:
    drawing = drawn(REAL)
    assert {label.text for label in drawing.labels} == {"齐全", "补正", "通过", "不通过", "补充审查"}
    for label in drawing.labels:
        assert not any(label.rect.meets(box.rect) for box in drawing.boxes), label.text
    for one, other in combinations(drawing.labels, 2):
        assert not one.rect.meets(other.rect)


def test_every_way_is_an_arrow_that_begins_and_ends_at_its_boxes() -> None:
    drawing = drawn(REAL)
    assert {(edge.origin, edge.target) for edge in drawing.edges} == {(e.origin, e.target) for e in REAL.edges}
    boxes = {box.key: box for box in drawing.boxes}
    for edge in drawing.edges:
        for key, (x, y) in ((edge.origin, edge.points[0]), (edge.target, edge.points[-1])):
            box = boxes[key]
            reach = half_width_at(box.shape, box.width, box.height, y - box.centre[1])
            assert abs(x - box.centre[0]) <= reach + 0.6, (edge.origin, edge.target)
            assert box.y - 0.6 <= y <= box.rect.bottom + 0.6


def test_every_example_flow_is_clean(examples: Run) -> None:
    from pipeline.compose.chart import chart, marks_by_step

    for register in examples.registers:
        for power in register.powers:
            points = register.points_by_power.get(power.code, ())
            numbers = {point.risk.code: index for index, point in enumerate(points, start=1)}
            marks = marks_by_step((point.risk for point in points), numbers)
            drawing = drawn(chart(power.name, register.flows.get(power.code, ()), marks))
            assert_text_inside(drawing)
            assert_apart(drawing)
            assert_within(drawing)


def test_both_faces_show_the_same_text_at_the_same_places() -> None:
    drawing = drawn(REAL)
    expected = [line.text for box in drawing.boxes for line in (*box.lines, *box.mark)]
    expected += [line.text for label in drawing.labels for line in label.lines]
    assert sorted(texts_of_svg(svg(drawing))) == sorted(expected)
    shapes = drawingml(drawing, shape_id=1000, alt="图")
    assert sorted(texts_of_shapes(shapes)) == sorted(expected)
    offsets = {(int(x), int(y)) for x, y in re.findall(r'<a:off x="(-?\d+)" y="(-?\d+)"/>', shapes)}
    for box in drawing.boxes:
        assert (round(box.x * 12700), round(box.y * 12700)) in offsets


def test_shape_ids_differ() -> None:
    ids = re.findall(r'(?:docPr|cNvPr) id="(\d+)"', drawingml(drawn(REAL), shape_id=1000, alt="图"))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "text",
    ['"]', "#35;", "<w:p>", "{{ 7*7 }}", "a & b", "😀审批", "字" * 500, "end", "%% x", "`a`", "x\n---\ny", "A" * 200],
)
def test_hostile_text_is_only_text(text: str) -> None:
    chart = Chart(text, (node(1, text, "开始"), node(2, text, "判断"), node(3, "办结", "办结")), (
        Edge("s1", "s2", ""), Edge("s2", "s3", text), Edge("s2", "s1", "退回"),
    ))  # fmt: skip
    drawing = drawn(chart)
    assert_text_inside(drawing)
    plain = re.sub(r"\s", "", text)
    shown = "".join(re.sub(r"\s", "", line.text) for line in drawing.boxes[0].lines)
    assert plain in shown
    for words in (texts_of_svg(svg(drawing)), texts_of_shapes(drawingml(drawing, shape_id=1, alt=text))):
        assert plain in re.sub(r"\s", "", "".join(words))
    source = mermaid_source(chart)
    assert source.startswith("flowchart TB")
    # Three boxes and three ways: no text has added a line.
    assert len(source.strip().splitlines()) == 7


@pytest.mark.parametrize("count", [1, 2, 60, 200])
def test_long_and_short_flows_are_drawn(count: int) -> None:
    nodes = tuple(node(number) for number in range(1, count + 1))
    edges = tuple(Edge(f"s{number}", f"s{number + 1}", "") for number in range(1, count))
    drawing = drawn(Chart("长", nodes, edges))
    assert len(drawing.boxes) == count
    assert_apart(drawing)


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    count = draw(st.integers(1, 10))
    nodes = tuple(
        node(
            number,
            draw(st.text(max_size=30).map(text_of)),
            draw(st.sampled_from(KINDS)),
            mark=draw(st.sampled_from(("", "★1"))),
        )
        for number in range(1, count + 1)
    )
    keys = st.sampled_from([n.key for n in nodes])
    edges = draw(
        st.lists(st.builds(Edge, keys, keys, st.sampled_from(("", "通过", "不通过"))), max_size=15, unique=True)
    )
    return Chart("图", nodes, tuple(edges))


@settings(deadline=None, max_examples=60)
@given(charts())
def test_any_flow_is_drawn_with_its_text_in_its_boxes(chart: Chart) -> None:
    drawing = drawn(chart)
    assert_text_inside(drawing)
    assert_apart(drawing)
    etree.fromstring(svg(drawing))
    etree.fromstring(drawingml(drawing, shape_id=1, alt=""))
    assert drawing == drawn(chart)
