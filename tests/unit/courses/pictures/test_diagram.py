"""Diagrams: everything inside the picture, nothing on top of anything else, in both languages."""

import re
from collections.abc import Iterator
from itertools import combinations
from math import hypot
from typing import Any
from xml.etree import ElementTree

import pytest

from courses.pictures.diagram import HALF_HEAD, HEAD, describe, render_diagram
from courses.pictures.layout import WIDTH, Box, Layout, diagram_layout
from courses.pictures.lesson_picture import lesson_picture
from courses.pictures.routes import routes
from tests.factories import course_files

COURSE = course_files()
DIAGRAMS = {
    lesson.code: lesson.picture.diagram for lesson in COURSE.lessons if lesson.picture.diagram
}
SVG = "{http://www.w3.org/2000/svg}"
TOUCH = 44
Frame = tuple[float, float, float, float]

each_diagram = pytest.mark.parametrize("code", DIAGRAMS)
each_language = pytest.mark.parametrize("language", ["id", "en"])


def diagram(*edges: tuple[str, str], label: str = "a label") -> dict[str, Any]:
    names = dict.fromkeys(name for edge in edges for name in edge)
    return {
        "nodes": [{"id": name, "label_id": name, "label_en": name} for name in names],
        "edges": [
            {"from": start, "to": end, "label_id": label, "label_en": label} for start, end in edges
        ],
    }


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (our own drawing, none from outside)


def frame_of(box: Box) -> Frame:
    return (box.x, box.y, box.right, box.bottom)


def overlap(first: Frame, second: Frame) -> bool:
    return (
        first[0] < second[2]
        and second[0] < first[2]
        and first[1] < second[3]
        and second[1] < first[3]
    )


def frames(layout: Layout) -> Iterator[Frame]:
    yield from (frame_of(box) for box in layout.boxes)
    yield from (text.frame for text in layout.texts)


def test_there_are_twenty_two() -> None:
    assert len(DIAGRAMS) == 22


@each_diagram
@each_language
def test_nothing_leaves_the_picture(code: str, language: str) -> None:
    layout = diagram_layout(DIAGRAMS[code], language)
    for left, top, right, bottom in frames(layout):
        assert 0 <= left < right <= WIDTH
        assert 0 <= top < bottom <= layout.height
    for track in layout.tracks:
        for x, y in track.points:
            assert 0 < x < WIDTH
            assert 0 < y < layout.height


@each_diagram
@each_language
def test_boxes_and_texts_never_overlap(code: str, language: str) -> None:
    layout = diagram_layout(DIAGRAMS[code], language)
    for first, second in combinations(layout.boxes, 2):
        assert not overlap(frame_of(first), frame_of(second))
    for one, other in combinations(layout.texts, 2):
        assert not overlap(one.frame, other.frame)


@each_diagram
@each_language
def test_a_text_stands_in_one_box_or_in_none(code: str, language: str) -> None:
    layout = diagram_layout(DIAGRAMS[code], language)
    for text in layout.texts:
        left, top, right, bottom = text.frame
        for box in layout.boxes:
            if overlap(text.frame, frame_of(box)):
                assert box.x < left
                assert right < box.right
                assert box.y < top
                assert bottom < box.bottom


@each_diagram
@each_language
def test_boxes_can_be_touched_and_letters_can_be_read(code: str, language: str) -> None:
    layout = diagram_layout(DIAGRAMS[code], language)
    assert all(box.height >= TOUCH for box in layout.boxes)
    assert all(text.size >= 14 for text in layout.texts)


@each_diagram
@each_language
def test_lines_pass_beside_boxes_and_texts(code: str, language: str) -> None:
    layout = diagram_layout(DIAGRAMS[code], language)
    for track in layout.tracks:
        for (x1, y1), (x2, y2) in zip(track.points, track.points[1:], strict=False):
            line = (min(x1, x2), min(y1, y2), max(x1, x2) + 0.01, max(y1, y2) + 0.01)
            for box in layout.boxes:
                inner = (box.x + 1, box.y + 1, box.right - 1, box.bottom - 1)
                assert not overlap(line, inner), (code, track)
            if x1 == x2:
                assert not any(overlap(line, text.frame) for text in layout.texts), (code, track)


@each_diagram
@each_language
def test_every_node_and_every_arrow_is_drawn(code: str, language: str) -> None:
    data = DIAGRAMS[code]
    svg = parsed(render_diagram(data, language, title="A", description="B"))
    assert len(list(svg.iter(f"{SVG}rect"))) == len(data["nodes"])
    assert len(diagram_layout(data, language).tracks) == len(data["edges"])
    words = " ".join("".join(text.itertext()) for text in svg.iter(f"{SVG}text")).split()
    for node in data["nodes"]:
        assert set(node[f"label_{language}"].split()) <= set(words)


@each_diagram
def test_the_head_of_an_arrow_lies_along_its_line(code: str) -> None:
    data = DIAGRAMS[code]
    tracks = [t for t in diagram_layout(data, "id").tracks if t.has_head and not t.is_barrier]
    svg = parsed(render_diagram(data, "id", title="A", description="B"))
    paths = [path.get("d", "") for path in svg.iter(f"{SVG}path")]
    heads = [path for path in paths if path.endswith("Z")]
    for head, track in zip(heads, tracks, strict=True):
        x, y, left_x, left_y, right_x, right_y = map(float, re.findall(r"[\d.]+", head))
        (before_x, before_y), tip = track.points[-2:]
        length = hypot(tip[0] - before_x, tip[1] - before_y)
        along = ((tip[0] - before_x) / length, (tip[1] - before_y) / length)
        base = (right_x - left_x, right_y - left_y)
        middle = ((left_x + right_x) / 2, (left_y + right_y) / 2)
        assert (x, y) == pytest.approx(tip, abs=0.1)
        behind = (tip[0] - HEAD * along[0], tip[1] - HEAD * along[1])
        assert middle == pytest.approx(behind, abs=0.1)
        assert base[0] * along[0] + base[1] * along[1] == pytest.approx(0, abs=0.1)
        assert hypot(*base) == pytest.approx(2 * HALF_HEAD, abs=0.2)


@each_diagram
def test_a_page_may_hold_it_under_a_strict_policy(code: str) -> None:
    svg = render_diagram(DIAGRAMS[code], "id", title="<A>", description="&")
    assert "&lt;A&gt;" in svg
    assert "style" not in svg
    assert "script" not in svg
    assert len(svg.encode()) < 12_000


def test_it_says_its_language_title_and_description() -> None:
    data = diagram(("one", "two"))
    svg = parsed(render_diagram(data, "en", title="Title", description="Words"))
    assert (svg.get("role"), svg.get("lang")) == ("img", "en")
    assert [part.text for part in (svg[0], svg[1])] == ["Title", "Words"]


def test_the_description_names_each_arrow() -> None:
    assert describe(diagram(("one", "two"), label="then"), "en") == "one → (then) two."


def test_arrows_to_the_neighbour_are_straight() -> None:
    found = routes(diagram(("a", "b"), ("b", "c")), "en")
    assert len(found.straight) == 2
    assert not found.lanes


def test_a_node_with_several_arrows_onward_has_a_lane_on_the_left() -> None:
    (lane,) = routes(diagram(("a", "b"), ("a", "c"), ("a", "d")), "en").lanes
    assert (lane.side, lane.anchor, len(lane.arrows)) == ("left", 0, 3)
    assert lane.covered == range(1, 4)


def test_arrows_that_meet_share_a_lane_on_the_right() -> None:
    data = diagram(("a", "d"), ("b", "d"), ("c", "d"))
    data["nodes"].sort(key=lambda node: node["id"])
    (lane,) = routes(data, "en").lanes
    assert (lane.side, lane.anchor, lane.covered) == ("right", 3, range(0, 3))


def test_a_way_back_has_a_lane_of_its_own() -> None:
    (lane,) = routes(diagram(("a", "b"), ("b", "c"), ("c", "a")), "en").lanes
    assert (lane.side, lane.anchor, lane.covered) == ("right", 0, range(1, 3))


def test_lanes_beside_the_same_box_have_different_numbers() -> None:
    data = diagram(("a", "b"), ("a", "c"), ("a", "e"), ("b", "d"), ("b", "f"))
    lanes = routes(data, "en").lanes
    left = [lane for lane in lanes if lane.side == "left"]
    assert sorted(lane.number for lane in left) == [0, 1]


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.code)
@each_language
def test_the_picture_of_a_lesson_carries_its_alternative_text(lesson: Any, language: str) -> None:
    svg = parsed(lesson_picture(lesson.picture, language))
    assert svg.get("role") == "img"
    assert svg[0].tag == f"{SVG}title"
    assert svg[0].text == lesson.picture.alt.of(language)
    assert svg[1].tag == f"{SVG}desc"
