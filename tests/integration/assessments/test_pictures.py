"""Pictures on the pages of a test: described, kept by the browser, nobody else's."""

import re
from base64 import b64decode
from copy import deepcopy
from dataclasses import replace

import pytest
from sqlalchemy import select

from assessments.items.bank import read_bank
from courses.catalogue.content_models import Unit
from courses.enrolment.service import enrol_learner
from lms.workflows.course_import.import_course import import_course
from tests.factories import course_files
from tests.unit.assessments.test_pictures import raster, told

from .conftest import START
from .test_vignettes import CASE, entries

SOURCE = re.compile(r'<img class="item-picture" src="([^"]+)" alt="([^"]+)"')


@pytest.fixture(scope="module")
def bank(document):
    """Each item of form A and B with a picture at its question, its first option and its case."""
    found = deepcopy(document)
    found["vignettes"] = [CASE | {"id": name, "picture": told()} for name in ("VA", "VB")]
    for form in "AB":
        for code in found["blueprint"]["forms"][form]:
            item = entries(found)[code]
            item |= {"picture": told(), "vignette": f"V{form}"}
            item["options"][0]["picture"] = told(alt_id="Pilihan")
    return read_bank(found)


@pytest.fixture
def browser(learner, course, write, sign_in):
    write(enrol_learner, person_id=learner.id, course_version_id=course.context_id, now=START)
    return sign_in(learner.id)


@pytest.fixture
def attempt_id(learner):
    return learner.start("pre")


def test_a_question_shows_its_pictures_with_their_descriptions(browser, attempt_id, learner):
    found = SOURCE.findall(browser.get(f"/attempts/{attempt_id}/items/1").text)
    assert sorted(alt for _src, alt in found) == ["Kotak", "Kotak", "Pilihan"]
    places = {src.rpartition("/")[2] for src, _alt in found}
    values = {choice.value for choice in learner.choices(attempt_id, 1)}
    assert places - values == {"stem", "case"}
    for src, _alt in found:
        answer = browser.get(src)
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_picture_is_for_whoever_has_the_question(
    browser, attempt_id, make_person, sign_in, client
):
    address = f"/attempts/{attempt_id}/items/1/pictures/stem"
    assert browser.get(address).status_code == 200
    assert sign_in(make_person()).get(address).status_code == 404
    assert client.get(address, headers={"Accept": "text/html"}).status_code == 303
    for place in ("1/pictures/A", "1/pictures/x", "21/pictures/stem", "0/pictures/stem"):
        assert browser.get(f"/attempts/{attempt_id}/items/{place}").status_code == 404


def test_a_check_in_a_lesson_gets_pictures_as_the_bank_keeps_them(write, new_session):
    files = course_files()
    items = deepcopy(files.items)
    practised = next(one for one in items["single_best"] if one["use"] == "practice")
    practised["picture"] = told(raster("PNG") + b"GPS -6.2")
    write(import_course, replace(files, items=items, content_hash="c" * 64), now=START)
    with new_session() as session:
        checks = session.scalars(select(Unit.content).where(Unit.block_type == "payung_check"))
        (shown,) = [one["picture"] for unit in checks for one in unit["items"] if "picture" in one]
    assert (shown["type"], shown["alt_en"], shown["width"]) == ("image/png", "A box", 30)
    assert b"GPS" not in b64decode(shown["data"])
