"""A sorting that is refused says so above its form, with the focus there, and at each card."""

import re

import pytest

from tests.integration.courses.conftest import forms_of
from tests.small_course import CODE

LESSON = f"/courses/{CODE}/lessons/M01-L1"


@pytest.fixture
def send(browser):
    def send(**fields):
        address, hidden = forms_of(browser.get(LESSON))["sort"]
        return browser.post(address, data={**hidden, **fields})

    return send


def test_the_error_has_the_focus_and_leads_to_the_first_empty_card(send):
    page = send(**{"item-threat": "now"})

    assert page.status_code == 422
    note = re.search(r'<div class="errsum"[^>]*>', page.text)[0]
    assert 'tabindex="-1" autofocus' in note
    summary = page.text.partition(note)[2].partition("</div>")[0]
    link = re.search(r'href="#([^"]+)">Kartu yang belum diberi kelompok: 1 dari 2\.', summary)[1]
    radio = re.search(f'<input type="radio"[^>]* id="{link}"[^>]*>', page.text)[0]
    assert 'name="item-talk"' in radio
    assert page.text.count("autofocus") == 1


def test_only_the_empty_card_says_what_is_missing_and_the_other_keeps_its_answer(send):
    page = send(**{"item-threat": "now"}).text

    assert page.count('<fieldset class="sort bad"') == 1
    assert page.count("Pilih satu kelompok.<") == 1
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        assert f'id="{described}"' in page
    assert re.search(r'name="item-threat" value="now" checked', page)


def test_a_form_that_was_not_sent_yet_has_no_error(browser):
    page = browser.get(LESSON).text
    assert "sort bad" not in page
    assert "autofocus" not in page


def test_what_a_script_saves_is_there_after_a_reload_and_is_not_scored(send, browser):
    assert send(**{"item-talk": "later", "keep": "1"}).status_code == 303
    page = browser.get(LESSON).text
    assert re.search(r'name="item-talk" value="later"[^>]* checked', page)
    assert "1 dari 2 sudah dipilah" in page
    assert send(**{"item-threat": "now", "item-talk": "later"}).status_code == 303
