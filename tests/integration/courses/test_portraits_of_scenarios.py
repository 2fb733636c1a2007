"""Portraits on the page of a scenario: those of the cast, and an initial for anybody else."""

from dataclasses import replace

import pytest

from tests.integration.courses.conftest import add_version
from tests.small_course import CODE, STORY, pair, small_course

PAGE = f"/courses/{CODE}/scenarios/SC01"
LINES = [{"who": who, **pair("text", "Halo.", "Hello.")} for who in ("raka", "coach", "Ibu Tina")]


@pytest.fixture
def version_id(write):
    course = small_course()
    first, *others = STORY["nodes"]
    document = STORY | {"nodes": [first | {"lines": LINES}, *others]}
    scenario = replace(course.scenarios[0], document=document)
    return write(add_version, replace(course, scenarios=(scenario,)))


def test_people_have_their_portrait_or_an_initial(browser):
    page = browser.get(PAGE).text
    assert page.count('class="face"') == len(LINES)
    assert page.count('<img class="face"') == 1
    url = page.partition('<img class="face" src="')[2].partition('"')[0]
    assert "/portraits/raka." in url
    assert browser.get(url).content_type.startswith("image/svg+xml")
    assert 'aria-hidden="true">I</span>' in page
    assert 'class="who">Pelatih</span>' in page
