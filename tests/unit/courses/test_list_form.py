"""Lists in the form of authors: rows that are changed, added, moved and removed, without script."""

import pytest
from lxml import html
from webob import Request

from courses.block_toolkit.list_form import InvalidRow, Part, is_of_shape, read_rows
from courses.block_toolkit.texts import translate
from tests.bare_host import make_block

SHAPE = (
    Part("id", "Id", "id"),
    Part("text", "Text", "text", has_languages=True),
    Part("score", "Points", "number"),
    Part("fits", "Groups", "ids"),
    Part("is_best", "Best", "yes"),
    Part("lines", "Lines", "rows", rows=(Part("who", "Who"),)),
)
SORTING = {
    "groups": [{"id": "now", "label": "Now", "tone": "red"}, {"id": "later", "label": "Later"}],
    "items": [
        {"id": "1", "text_id": "Satu", "text_en": "One", "fits": ["now"], "art": "sun"},
        {"id": "2", "text": "Dua", "fits": ["later", "now"]},
    ],
}


def say(text, **parameters):
    return translate("en", text, **parameters)


def read(form, stored=()):
    return read_rows("list", form, SHAPE, stored, translate=say)


def controls(block):
    """What the form of a block would send if nothing was changed."""
    form = html.fromstring(block.studio_view({}).content)
    fields = {}
    for control in form.xpath(".//input[@name] | .//textarea[@name]"):
        if control.get("type") != "checkbox" or control.get("checked"):
            fields[control.get("name")] = control.get("value") or (control.text or "").lstrip("\n")
    return fields


def save(block, fields):
    return block.handle("studio_submit", Request.blank("/", method="POST", POST=fields))


@pytest.fixture
def block():
    return make_block("payung_sorting", SORTING)


def test_a_form_that_is_saved_as_it_was_changes_nothing(block):
    assert save(block, controls(block)).status_int == 303
    assert block.groups == SORTING["groups"]
    assert block.items == SORTING["items"]


def test_a_row_is_changed_and_keeps_what_has_no_control(block):
    assert save(block, controls(block) | {"items.0.text_en": "First"}).status_int == 303
    assert block.items[0] == SORTING["items"][0] | {"text_en": "First"}


def test_the_empty_row_adds_one_with_an_id(block):
    fields = controls(block) | {"items.2.text_id": "Tiga", "items.2.fits": "now"}
    assert save(block, fields).status_int == 303
    assert block.items[2] == {"id": "3", "text": "Tiga", "fits": ["now"]}
    assert "items.3.text_id" in controls(block)


def test_a_row_is_removed(block):
    assert save(block, controls(block) | {"items.0.~remove": "yes"}).status_int == 303
    assert [row["id"] for row in block.items] == ["2"]


def test_what_cannot_be_shown_is_refused_and_the_block_stays(block):
    answer = save(block, controls(block) | {"items.1.text_id": ""})
    assert answer.status_int == 422
    assert block.items == SORTING["items"]


def test_content_of_another_shape_is_edited_as_json():
    block = make_block("payung_cards", {"cards": [{"front": ["a", "list"], "back": "b"}]})
    assert "cards" in controls(block)
    assert (
        save(block, controls(block) | {"cards": '[{"front": "f", "back": "b"}]'}).status_int == 303
    )
    assert block.cards == [{"front": "f", "back": "b"}]


def test_json_is_still_taken(block):
    save(block, {"groups": '[{"id": "x", "label": "X"}]', "items": "[]"})
    assert block.groups == [{"id": "x", "label": "X"}]


@pytest.mark.parametrize(
    ("moved", "order"),
    [
        ({"0": "3"}, ["b", "c", "a"]),
        ({"2": "1"}, ["c", "a", "b"]),
        ({"0": "2"}, ["b", "a", "c"]),
        ({"1": "1"}, ["b", "a", "c"]),
        ({"0": "99"}, ["b", "c", "a"]),
        ({"2": "-1"}, ["c", "a", "b"]),
        ({"1": ""}, ["a", "b", "c"]),
    ],
)
def test_a_row_moves_to_the_position_that_is_written(moved, order):
    form = {f"list.{n}.id": name for n, name in enumerate("abc")}
    form |= {f"list.{n}.~position": str(n + 1) for n in range(3)}
    form |= {f"list.{n}.~position": position for n, position in moved.items()}
    assert [row["id"] for row in read(form)] == order


def test_each_kind_is_read():
    form = {
        "list.0.id": "a",
        "list.0.text_id": "satu\r\ndua",
        "list.0.text_en": "one",
        "list.0.score": "2,5",
        "list.0.fits": "x, y,",
        "list.0.is_best": "yes",
        "list.0.lines.0.who": "sari",
    }
    assert read(form) == [
        {
            "id": "a",
            "text_id": "satu\ndua",
            "text_en": "one",
            "score": 2.5,
            "fits": ["x", "y"],
            "is_best": True,
            "lines": [{"who": "sari"}],
        }
    ]


@pytest.mark.parametrize("number", ["two", "nan", "inf", "1e999", "--1"])
@pytest.mark.parametrize("name", ["score", "~position"])
def test_what_is_no_number_is_named_by_its_row(number, name):
    with pytest.raises(InvalidRow, match=r"Row 1, .*: write a number"):
        read({"list.0.id": "a", f"list.0.{name}": number})


@pytest.mark.parametrize(
    "name",
    [
        "list.x.id",
        "list.-1.id",
        "list..id",
        "list.²",
        "list.9",
        "other.0.id",
        f"list.{'9' * 5000}.id",
    ],
)
def test_odd_names_are_no_rows(name):
    assert read({name: "a"}) == []


def test_a_free_id_is_given_to_each_row_without():
    form = {"list.0.id": "1", "list.1.text_id": "b", "list.2.text_id": "c"}
    assert [row["id"] for row in read(form)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "rows", [None, {}, ["a"], [{"text": 3}], [{"fits": "x"}], [{"fits": [{}]}], [{"lines": [3]}]]
)
def test_other_shapes_are_known(rows):
    assert not is_of_shape(rows, SHAPE)
