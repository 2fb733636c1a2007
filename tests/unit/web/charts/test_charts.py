import pytest
from lxml import etree

from lms.web.charts.axes import axis_around
from lms.web.charts.bars import Bar, draw_bars
from lms.web.charts.dumbbell import Dumbbell, draw_dumbbells
from lms.web.charts.forest import ForestRow, ForestSection, draw_forest
from lms.web.charts.gains import GainBar, draw_gains
from lms.web.charts.histogram import Bin, Panel, draw_paired_histogram
from lms.web.charts.names import wrap_name
from lms.web.charts.shapes import Caption, Group, Line, Mark, Text
from lms.web.charts.share_bar import SharePart, draw_share_bar
from lms.web.charts.svg import render_svg
from lms.web.charts.tile_map import MapTile, draw_tile_map, shade
from lms.web.charts.wright_map import ItemDot, PeopleBar, draw_wright_map

CAPTION = Caption("flow", "Flow <of> people", 'Of "100" people & more')
NAME = "Dinas Pendidikan & <Kebudayaan> Kabupaten Penajam Paser Utara Bagian Barat"
SVG = "{http://www.w3.org/2000/svg}"


def forest(number, **fields):
    rows = tuple(
        ForestRow(f"{NAME} {i}", "n 40", "+20", 20.0, 15.0, 25.0, "15 \N{EN DASH} 25", 40, **fields)
        for i in range(number)
    )
    return draw_forest(CAPTION, [ForestSection("", rows)], None, str)


def tiles(number):
    return [MapTile("AC", NAME, i % 12, i // 12, 10 * i or None, str(i)) for i in range(number)]


def wright_map(number):
    people = [PeopleBar(i - 3, i - 2, 10 + i, NAME) for i in range(min(number, 6))]
    items = [ItemDot(f"M{i:02}", i / 9 - 2, i / 9 - 2.4, i / 9 - 1.6, NAME) for i in range(number)]
    return draw_wright_map(CAPTION, ("<People>", "Items"), people, items, str)


DRAWERS = {
    "bars": lambda n: draw_bars(CAPTION, [Bar(NAME, 100 / (i + 1), "1") for i in range(n)]),
    "histogram": lambda n: draw_paired_histogram(
        CAPTION,
        Panel("<A>"),
        Panel("B"),
        [Bin("0", "9", i, 2 * i, "1", "2", 10.0 * i, 10.0 * i + 10) for i in range(n)],
    ),
    "forest": forest,
    "dumbbells": lambda n: draw_dumbbells(
        CAPTION, [Dumbbell(NAME, 1.0, 99.0, "1", "99") for _ in range(n)], str, 75
    ),
    "gains": lambda n: draw_gains(
        CAPTION, [GainBar(NAME, i, 2.0 * i, "1") for i in range(n)], "lost", "gained"
    ),
    "share bar": lambda n: draw_share_bar(
        CAPTION, [SharePart(100 / n, NAME, "k1") for _ in range(n)]
    ),
    "tiles": lambda n: draw_tile_map(CAPTION, tiles(n)),
    "Wright map": wright_map,
}


@pytest.mark.parametrize("number", [0, 1, 38])
@pytest.mark.parametrize("kind", DRAWERS)
def test_every_chart_is_valid_xml_of_text_and_classes(kind, number):
    markup = str(render_svg(DRAWERS[kind](number)))
    root = etree.fromstring(markup.replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1))
    assert root.find(f"{SVG}title").text == CAPTION.title
    assert root.find(f"{SVG}desc").text == CAPTION.description
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")
    assert root.get("aria-describedby") == root.find(f"{SVG}desc").get("id")
    names = {name for element in root.iter() for name in element.attrib}
    assert not names & {"style", "fill", "stroke", "onload", "href"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "desc", "text", "tspan", "rect", "line", "circle", "path", "g")
    }
    assert "nan" not in markup
    assert "inf" not in markup


@pytest.mark.parametrize("kind", DRAWERS)
def test_nothing_is_drawn_beside_or_below_the_chart(kind):
    drawing = DRAWERS[kind](38)
    root = etree.fromstring(str(render_svg(drawing)))
    for element in root.iter():
        x = element.get("x") or element.get("cx") or "0%"
        width = element.get("width") if element.tag == "rect" else "0%"
        assert float(x[:-1]) >= -0.01
        assert float(x[:-1]) + float(width[:-1]) <= 100.05
        for name in ("y", "cy", "y1", "y2"):
            assert 0 <= float((element.get(name) or "0em")[:-2]) <= drawing.height


def shapes(drawing, kind, css=None):
    return [s for s in drawing.shapes if isinstance(s, kind) and css in (None, s.css)]


def test_bars_start_at_zero_and_end_at_their_percentage():
    drawing = draw_bars(CAPTION, [Bar("A", 63.36, "1.356", "63%", "k1"), Bar("B", None, "<10")])
    track, bar = (s for s in drawing.shapes if not isinstance(s, Text))  # none of what is hidden
    assert (track.x, track.width, track.css) == (0, 100, "t1")
    assert (bar.x, bar.width, bar.css) == (0, 63.36, "k1")


def test_histograms_share_a_scale():
    bins = [
        Bin("0", "59", 154, 27, "154", "27", 0, 60),
        Bin("60", "74", 50, 60, "50", "60", 60, 75),
        Bin("75", "100", 39, 308, "39", "308", 75, 100),
    ]
    drawing = draw_paired_histogram(CAPTION, Panel("A"), Panel("B"), bins)
    boxes = [s for s in drawing.shapes if hasattr(s, "radius")]
    widths = (60, 15, 25)
    people = (154, 50, 39, 27, 60, 308)
    assert [round(box.width + 1.2, 6) for box in boxes] == [*widths, *widths]
    assert [round(box.x - 0.6, 6) for box in boxes] == [0, 60, 75, 0, 60, 75]
    areas = [box.height * (box.width + 1.2) for box in boxes]
    assert [round(area / areas[0], 6) for area in areas] == [round(n / 154, 6) for n in people]
    assert max(box.height for box in boxes) == 4.8
    assert [box.css for box in boxes] == ["hole"] * 3 + ["k1"] * 3
    assert [round(box.y + box.height, 6) for box in boxes] == [8.0] * 3 + [16.6] * 3


def test_forest_positions():
    rows = (
        ForestRow("A", "n 41", "+25", 25.0, 20.0, 30.0, weight=41),
        ForestRow("B", "n 164", "-5", -5.0, -10.0, 0.0, weight=164),
    )
    overall = ForestRow("All", "n 205", "+1", 1.0, -1.0, 3.0)
    drawing = draw_forest(CAPTION, [ForestSection("Firm", rows)], overall, str)
    # the axis goes from -10 to 30 in steps of 10
    assert [round(line.x1, 4) for line in shapes(drawing, Line, "grid-line")] == [
        0,
        25,
        50,
        75,
        100,
    ]
    assert [(s.x1, s.x2) for s in shapes(drawing, Line, "s1")] == [(75, 100), (0, 25), (22.5, 32.5)]
    assert [(m.x, m.kind, m.css) for m in shapes(drawing, Mark)] == [
        (87.5, "square", "k1"),
        (12.5, "square", "k1"),
        (27.5, "diamond", "k2"),
    ]
    assert [m.size for m in shapes(drawing, Mark)] == [13.5, 18, 16]
    assert [line.x1 for line in shapes(drawing, Line, "ref")] == [27.5]


def test_a_wide_imprecise_interval_does_not_stretch_the_axis():
    rows = (
        ForestRow("A", "n 41", "+10", 10.0, 5.0, 15.0, weight=41),
        ForestRow("B", "n 10", "+12", 12.0, -40.0, 64.0, weight=10, is_precise=False),
    )
    drawing = draw_forest(CAPTION, [ForestSection("", rows)], None, str)
    firm, wide = shapes(drawing, Line, "s1")
    assert (round(firm.x1, 4), firm.x2) == (33.3333, 100)
    assert (wide.x1, wide.x2) == (0, 100)
    assert [(m.kind, m.x) for m in shapes(drawing, Mark) if m.kind in ("left", "right")] == [
        ("left", 0),
        ("right", 100),
    ]
    assert [m.css for m in shapes(drawing, Mark) if m.kind == "square"] == ["k1", "hole1"]


def test_a_suppressed_row_has_no_mark():
    drawing = draw_forest(CAPTION, [ForestSection("", (ForestRow("A", "", "<10"),))], None, str)
    assert shapes(drawing, Mark) == []
    assert shapes(drawing, Line, "s1") == []
    assert "&lt;10" in render_svg(drawing)


def test_dumbbells_stand_at_their_values():
    drawing = draw_dumbbells(CAPTION, [Dumbbell("A", 55.4, 82.5, "55", "82")], str, 75)
    assert [(s.x, s.css) for s in drawing.shapes if hasattr(s, "y") and hasattr(s, "radius")] == [
        (55.4, "hole"),
        (82.5, "k1"),
    ]
    assert [line.x1 for line in shapes(drawing, Line, "ref")] == [75]


def test_gains_lie_on_both_sides_of_the_middle():
    drawing = draw_gains(
        CAPTION, [GainBar("A", 10, 50, "1"), GainBar("B", None, None, "<10")], "lost", "gained"
    )
    lost, gained = (s for s in drawing.shapes if hasattr(s, "radius"))
    assert (lost.x, lost.width, gained.x, gained.width) == (40, 10, 50, 50)


@pytest.mark.parametrize(
    ("number", "level"),
    [(None, 0), (10, 1), (19, 1), (20, 2), (39, 2), (80, 4), (120, 5), (9999, 5)],
)
def test_shades(number, level):
    assert shade(number) == level


def test_a_hidden_tile_shows_no_number():
    drawing = draw_tile_map(CAPTION, [MapTile("PA", "Papua", 0, 0, None, "not shown")])
    (group,) = drawing.shapes
    assert group.title == "Papua: not shown"
    assert [s.spans[0].text for s in group.shapes if isinstance(s, Text)] == ["PA", "\N{EN DASH}"]
    assert group.shapes[0].css == "t0"


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([], (0, 1)),
        ([0.0, 0.0], (0, 1)),
        ([19.5, 37.0], (0, 40)),
        ([-3.0, 4.0], (-4, 4)),
        ([-100.0, 100.0], (-100, 100)),
        ([-12.0], (-15, 0)),
        ([4000.0], (0, 4000)),
    ],
)
def test_axes_hold_zero_and_all_values(values, ends):
    axis = axis_around(values)
    assert (axis.low, axis.high) == ends
    assert 2 <= len(axis.ticks) <= 6
    assert (axis.ticks[0], axis.ticks[-1]) == ends


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Aceh", ("Aceh",)),
        ("", ("",)),
        ("Kepulauan Bangka Belitung", ("Kepulauan Bangka", "Belitung")),
        ("a" * 40, ("a" * 23 + "…",)),
        (NAME, ("Dinas Pendidikan &", "<Kebudayaan> Kabupaten", "Penajam Paser Utara Bag…")),
    ],
)
def test_long_names_are_wrapped_and_cut(name, lines):
    assert wrap_name(name) == lines
    assert all(len(line) <= 24 for line in wrap_name(name))


def test_narrow_shares_have_no_label():
    drawing = draw_share_bar(CAPTION, [SharePart(95, "up", "k1"), SharePart(5, "down", "t2")])
    assert [s.spans[0].text for s in drawing.shapes if isinstance(s, Text)] == ["up"]


def test_a_wright_map_has_people_and_items_on_one_ruler():
    people = [PeopleBar(-2, 0, 40, "low"), PeopleBar(0, 1, 40, "high")]
    items = [ItemDot("M01", -1, -1.5, -0.5, "M01"), ItemDot("M02", 1, 0.5, 1.5, "M02", True)]
    drawing = draw_wright_map(CAPTION, ("People", "Items"), people, items, str)
    groups = [shape for shape in drawing.shapes if isinstance(shape, Group)]
    low, high, easy, hard = (group.shapes for group in groups)
    assert high[0].height == pytest.approx(2 * low[0].height)  # equal areas for equal numbers
    assert low[0].x < easy[1].x < high[0].x < hard[1].x
    assert high[0].x == pytest.approx((easy[1].x + hard[1].x) / 2)
    assert (easy[1].css, hard[1].css) == ("hole1", "k1")
    names = [shape for shape in drawing.shapes if isinstance(shape, Text) and shape.x == 0]
    assert [span.text for name in names for span in name.spans] == ["People", "Items", "M01", "M02"]
