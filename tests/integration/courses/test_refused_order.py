"""An order that is refused says so above its form, with the focus there, and at each wrong step."""

import re
from dataclasses import replace

import pytest

from courses.course_files.model import Unit
from tests.integration.courses.conftest import add_version, forms_of
from tests.small_course import CODE, TITLED, pair, small_course

LESSON = f"/courses/{CODE}/lessons/M01-L1"
STEPS = [{"id": name, **pair("text", name, name)} for name in ("hear", "note", "call")]


@pytest.fixture
def version_id(write):
    course = small_course()
    module = course.modules[0]
    lesson = replace(module.lessons[0], units=(Unit("a1", "ordering", {**TITLED, "steps": STEPS}),))
    module = replace(module, lessons=(lesson, *module.lessons[1:]))
    return write(add_version, replace(course, modules=(module, *course.modules[1:])))


def send_order(browser, **numbers):
    address, hidden = forms_of(browser.get(LESSON))["order"]
    fields = {f"step-{name}": number for name, number in numbers.items()}
    return browser.post(address, data={**hidden, **fields})


def test_the_error_has_the_focus_and_leads_to_the_first_wrong_step(browser):
    page = send_order(browser, hear="1", note="2", call="2")

    assert page.status_code == 422
    note = re.search(r'<div class="errsum"[^>]*>', page.text)[0]
    assert 'tabindex="-1" autofocus' in note
    summary = page.text.partition(note)[2].partition("</div>")[0]
    link = re.search(r'href="#([^"]+)">Beri setiap langkah nomor yang berbeda\.', summary)[1]
    select = re.search(f'<select[^>]* id="{link}"[^>]*>', page.text)[0]
    assert 'aria-invalid="true"' in select
    assert page.text.count("autofocus") == 1


def test_each_wrong_step_says_what_is_wrong_with_it(browser):
    page = send_order(browser, hear="1", note="1").text

    assert page.count('<div class="field bad">') == 3
    assert page.count("Nomor 1 juga ada pada langkah lain.") == 2
    assert page.count("Pilih nomor untuk langkah ini.") == 1
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        assert f'id="{described}"' in page


def test_a_form_that_was_not_sent_yet_has_no_error(browser):
    page = browser.get(LESSON).text
    assert "field bad" not in page
    assert "autofocus" not in page


def test_the_right_order_is_taken(browser):
    assert send_order(browser, hear="1", note="2", call="3").status_code == 303
