"""Neighbouring units of plain HTML become one; others keep what the page shows of them."""

from web_fragments.fragment import Fragment

from courses.block_host.runtime.fragments import RenderedUnit, merge_plain_units


def unit(key, **changes):
    facts = {"block_type": "payung_text", "fragment": Fragment(f"<p>{key}</p>")} | changes
    return RenderedUnit(key, **facts)


def test_plain_neighbours_are_merged_in_their_order():
    (merged,) = merge_plain_units([unit("first"), unit("second")])
    assert merged.html == "<p>first</p>\n<p>second</p>"


def test_unit_with_a_problem_or_a_frame_stands_alone():
    failed = unit("failed", fragment=None, problem="missing")
    framed = unit("framed", fragment=None, frame="/blocks/framed")
    merged = merge_plain_units([unit("first"), failed, unit("second"), unit("third"), framed])
    assert [part.html for part in merged] == [
        "<p>first</p>",
        "",
        "<p>second</p>\n<p>third</p>",
        "",
    ]
    assert merged[1] is failed
    assert merged[3] is framed


def test_no_units_give_nothing():
    assert merge_plain_units([]) == []
