"""Charts for print: typst sets them with text as text, and colours need no style sheet."""

import pytest
from lxml import etree

from lms.web.charts.print_svg import FONT_SIZE, MIN_FONT_SIZE, render_print_svg
from tests.unit.web.charts.test_charts import DRAWERS, NAME

WIDTH = 480


@pytest.mark.parametrize("number", [0, 1, 38])
@pytest.mark.parametrize("kind", DRAWERS)
def test_print_is_valid_xml_of_attributes(kind, number):
    drawing = DRAWERS[kind](number)
    root = etree.fromstring(str(render_print_svg(drawing, width=WIDTH)))
    assert root.get("viewBox") == f"0 0 {WIDTH} {drawing.height * FONT_SIZE:g}"
    for element in root.iter():
        assert not {"class", "style"} & set(element.keys())
        for name in ("x", "y", "width", "height", "cx", "cy"):
            assert not (element.get(name) or "").endswith(("em", "%"))


def test_rows_of_a_high_drawing_stand_closer_at_full_width():
    drawing = DRAWERS["dumbbells"](38)
    root = etree.fromstring(str(render_print_svg(drawing, width=WIDTH, max_height=300)))
    assert root.get("viewBox") == f"0 0 {WIDTH} 300"
    assert float(root.get("font-size")) == MIN_FONT_SIZE
    assert all(float(element.get("cy", 0)) <= 300 for element in root.iter())


def test_positions_are_points_of_the_width():
    root = etree.fromstring(str(render_print_svg(DRAWERS["dumbbells"](1), width=WIDTH)))
    circles = [element for element in root.iter() if element.tag.endswith("circle")]
    assert [float(circle.get("cx")) for circle in circles] == [4.8, 475.2]


def test_names_stay_text():
    markup = str(render_print_svg(DRAWERS["tiles"](2), width=WIDTH))
    assert "<text" in markup
    assert NAME not in markup  # a tile shows letters; its whole name is in the table
