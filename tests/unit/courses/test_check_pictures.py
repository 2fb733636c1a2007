"""Pictures of practice items in the check at the end of a module: clean, described, in place."""

import re
from base64 import b64decode
from copy import deepcopy
from dataclasses import replace

import pytest

from assessments.items.pictures import with_clean_pictures
from courses.block_toolkit.markup import picture
from courses.block_toolkit.texts import select_language
from courses.blocks.activities.practice_items import question
from courses.catalogue.unit_content import unit_content
from courses.course_files.units import practice_items
from tests.factories import course_files
from tests.unit.assessments.test_pictures import raster, told

ALT = re.compile(r'<img class="item-picture" src="data:image/[^"]+" alt="([^"]+)" width="\d+"')


@pytest.fixture(scope="module")
def checked():
    """The unit of a check, all of whose items have pictures wherever there is a place for one."""
    files = course_files()
    unit = next(
        u for m in files.modules for one in m.lessons for u in one.units if u.key == "check"
    )
    items = deepcopy(files.items)
    codes = set(unit.content["item_ids"])
    entries = [
        one
        for name in ("single_best", "multi_select", "ordering_matching")
        for one in items[name]
        if one["id"] in codes
    ]
    for entry in entries:
        entry["picture"] = told(raster("PNG") + b"GPS")
        for name in ("options", "correct_order", "pairs"):
            for row in entry.get(name, ()):
                row["picture"] = told(alt_id=f"Gambar <{name}>")
    goals = {entry["objective_id"] for entry in entries}
    assert codes <= set(practice_items(items, goals))
    return unit_content(replace(files, items=with_clean_pictures(items)), unit)


def test_a_check_takes_items_with_their_pictures_clean(checked):
    kept = [item["picture"] for item in checked["items"]]
    assert {(one["type"], one["width"]) for one in kept} == {("image/png", 30)}
    assert b"GPS" in b64decode(told(raster("PNG") + b"GPS")["data"])
    assert b"GPS" not in b64decode(kept[0]["data"])


@pytest.mark.parametrize("kind", ["single_best", "multi_select", "ordering", "matching"])
def test_each_kind_shows_them_beside_its_texts(kind):
    rows = [{"id": n, "text_id": f"t{n}", "text_en": f"t{n}"} for n in range(3)]
    pairs = [
        {f"{s}_{one}": f"{s}{n}" for s in ("left", "right") for one in ("id", "en")}
        for n in range(3)
    ]
    item = {"id": "x", "type": kind, "options": rows, "correct_order": rows, "pairs": pairs}
    for row in (*rows, *pairs):
        row["picture"] = told(alt_id="Gambar <1>")
    shown = select_language(with_clean_pictures(item), "id")
    html = question(shown, shuffle=lambda rows, _salt: rows, cite=str, posted={})
    assert ALT.findall(html) == ["Gambar &lt;1&gt;"] * 3


@pytest.mark.parametrize("one", [None, "x", {}, {"type": "text/html", "data": "x", "alt": "x"}])
def test_what_is_no_picture_is_not_shown(one):
    assert picture(one) == ""


def test_a_picture_of_another_host_may_lack_all_but_its_data():
    shown = picture({"type": "image/png", "data": 'x" onload="y', "width": "9"})
    assert shown == (
        '<img class="item-picture" src="data:image/png;base64,x&quot; onload=&quot;y" alt="">'
    )
