"""The list of items: searched, filtered, sorted and shown page by page; drafts as well."""

import re
from dataclasses import replace

import pytest

from assessments.exchange.model import LocalizedText, NeutralItem
from assessments.items.drafts import ItemFile, add_drafts
from assessments.items.item_list import PER_PAGE

from .conftest import fields_of

ROW = re.compile(r'<a class="code" href="[^"]+/items/([^"]+)">')
NEXT = re.compile(r'rel="next" href="([^"]+)"')
COUNT = re.compile(r"<caption>(\d+)\s")


@pytest.fixture
def listed(author, course):
    """Codes on the page of an address, and the page."""

    def listed(address="", path=None):
        page = author.get(path or f"{course.path}?{address}")
        assert page.status_code == 200
        return ROW.findall(page.text), page.text

    return listed


def test_all_pages_together_hold_each_item_once(listed):
    codes, text = listed()
    count, seen = int(COUNT.search(text)[1]), []
    while True:
        seen += codes
        onward = NEXT.search(text)
        if onward is None:
            break
        assert len(codes) == PER_PAGE
        codes, text = listed(path=onward[1].replace("&amp;", "&"))
    assert len(seen) == len(set(seen)) == count > PER_PAGE
    assert seen == sorted(seen)


def test_the_code_of_an_objective_stays_on_one_line(listed):
    codes, text = listed()
    objectives = re.findall(r'<span class="whole">(M\d\d-[^<]+|.)</span>', text)
    assert len(objectives) == len(codes)


def test_words_and_filters_narrow_each_other_and_stay_on_the_next_page(listed):
    assert listed("q=m01-s02")[0] == ["M01-S02"]
    english = listed("q=WHICH+best")[0]
    assert english
    assert listed("q=best+which")[0] == english
    assert listed("q=best+which+xylophone")[0] == []
    whole = int(COUNT.search(listed("use=practice")[1])[1])
    codes, text = listed("use=practice&type_code=single-choice")
    assert PER_PAGE < int(COUNT.search(text)[1]) < whole
    onward = NEXT.search(text)[1].replace("&amp;", "&")
    assert "use=practice" in onward
    assert "type_code=single-choice" in onward
    again, text = listed(path=onward)
    assert again
    assert not set(again) & set(codes)
    assert 'value="practice" selected' in text
    assert listed("use=practice&bloom=none")[0] == []


def test_what_was_changed_last_comes_first_on_request(author, course, listed):
    last = listed("page=999")[0][-1]
    path = f"{course.path}/items/{last}/edit"
    changed = {
        name: f"{value}?" if name.startswith(("stem", "text_")) else value
        for name, value in fields_of(author.get(path)).items()
    }
    assert author.post(path, data=changed).status_code == 303
    assert listed("sort=newest")[0][0] == last
    assert listed("sort=code")[0][0] != last


def test_addresses_that_nobody_made_show_a_page_and_signs_are_sought_as_they_are(listed):
    for number in ("0", "-1", "x", "%C2%B2", "9999999999"):
        assert listed(f"page={number}&drafts={number}&sort=x&q=+")[0], number
    for sign in ("%25", "_", "'", "<b>zz", "%5C", "code", "%00"):
        _codes, text = listed(f"q={sign}")
        assert "<b>zz" not in text, sign


def test_drafts_have_pages_of_their_own(store, listed, course, now):
    one = NeutralItem("D", "true-false", LocalizedText("Benar?"))
    drafts = [replace(one, code=f"D-{number:03d}") for number in range(PER_PAGE + 3)]
    add = {"bank_code": "POESA-EL", "now": now}
    store(add_drafts, drafts, ItemFile("besar.xml", b"x", "moodle-xml"), **add)
    codes, text = listed("page=2")
    assert text.count("besar.xml") == PER_PAGE
    onward = re.search(r'href="([^"]+)#drafts"', text)[1].replace("&amp;", "&")
    again, text = listed(path=onward)
    assert again == codes, "the list above stays where it is"
    assert text.count("besar.xml") == 3
