"""Modules are numbered by their position in the course, whatever the digits of their codes."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from lms.web.catalogue.cohort_pages import numbers
from tests.integration.courses.conftest import add_version
from tests.small_course import CODE, small_course

COURSE = f"/courses/{CODE}"


@pytest.fixture
def version_id(write):
    """Of a course that teaches module M02 before M01."""
    files = small_course()
    modules = tuple(replace(module, day=1) for module in reversed(files.modules))
    return write(add_version, replace(files, modules=modules))


def numbers_in(page):
    return re.findall(r'<span class="mod-n ?\w*">(\d+)</span><span>(Modul \w+)', page)


def test_course_page_numbers_modules_in_order(browser, sign_in, make_person):
    expected = [("1", "Modul dua"), ("2", "Modul satu")]
    assert numbers_in(browser.get(COURSE).text) == expected
    assert numbers_in(sign_in(make_person()).get(COURSE).text) == expected


def test_home_and_lesson_name_the_same_number(browser):
    browser.get(f"{COURSE}/lessons/M02-L1")
    home = browser.get("/home").text
    assert re.search(r'<p class="eyebrow">Modul 1</p><h2 id="go-on">', home)
    assert "Modul 1, pelajaran 1" in browser.get(f"{COURSE}/lessons/M02-L1").text
    assert "Modul 2, pelajaran 1" in browser.get(f"{COURSE}/lessons/M01-L1").text


def test_end_of_a_module_names_its_number(browser):
    for lesson in ("M02-L1", "M02-L2"):
        browser.post(
            f"{COURSE}/lessons/{lesson}/finish", data={"skip": "1"} if lesson == "M02-L1" else {}
        )
    page = browser.get(f"{COURSE}/modules/M02/end").text
    assert "Modul 1 selesai" in page
    assert "Ke modul 2" in page


def test_modules_of_a_session_are_numbered_by_the_course():
    modules = [SimpleNamespace(code=code, number=n) for n, code in enumerate("acbde", start=1)]
    assert numbers(["c", "b", "e"], modules) == "2, 3, 5"
