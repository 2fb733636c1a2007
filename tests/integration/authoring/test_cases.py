"""Cases in the web: written, asked about, told anew, taken up from files."""

import pytest
from sqlalchemy import select

from assessments.items.models import Item, ItemVersion

from .conftest import fields_of, objective_of
from .test_items import FILLED, TEXTS

CASE = {
    "type_code": "vignette",
    "code": "V01",
    "stem_id": "Sari **bercerita**.",
    "stem_en": "Sari **tells**.",
}
TOLD = "<strong>bercerita</strong>"


@pytest.fixture
def item(author, course):
    """What the form of an item about the case sends."""
    about = {"code": "N-1", "objective": objective_of(author, course), "bloom": "apply"}
    return TEXTS | FILLED["single-choice"] | about | {"type_code": "single-choice"}


@pytest.fixture
def case(author, course):
    assert author.post(f"{course.path}/new", data=CASE).status_code == 303


@pytest.fixture
def asked(author, course, item, case):
    sent = author.post(f"{course.path}/new", data=item | {"vignette": "V01"})
    assert sent.status_code == 303, sent.text


def test_a_case_is_a_choice_of_the_form_and_stands_above_its_item(author, course, case, asked):
    form = author.get(f"{course.path}/new?type_code=number").text
    assert '<option value="V01"' in form
    page = author.get(f"{course.path}/items/N-1").text
    assert TOLD in page
    assert f'{course.path}/items/V01"' in page
    told = author.get(f"{course.path}/items/V01").text
    assert TOLD in told
    assert f'{course.path}/items/N-1"' in told


def test_the_form_of_an_item_keeps_its_case(author, course, asked, versions):
    path = f"{course.path}/items/N-1/edit"
    assert author.post(path, data=fields_of(author.get(path))).status_code == 303
    assert len(versions("N-1")) == 1
    assert author.post(path, data=fields_of(author.get(path)) | {"vignette": ""}).status_code == 303
    assert "vignette" not in versions("N-1")[-1].content


def test_a_case_told_anew_is_a_new_version_of_it_and_of_its_items(
    author, course, asked, versions, new_session
):
    path = f"{course.path}/items/V01/edit"
    fields = fields_of(author.get(path))
    assert author.post(path, data=fields).status_code == 303
    assert (len(versions("V01")), len(versions("N-1"))) == (1, 1)
    assert author.post(path, data=fields | {"stem_id": "Sari diam."}).status_code == 303
    assert (len(versions("V01")), len(versions("N-1"))) == (2, 2)
    first, second = versions("N-1")
    assert first.content["vignette"]["stem_id"] == CASE["stem_id"]
    assert second.content["vignette"]["stem_id"] == "Sari diam."
    assert first.answer_key == second.answer_key
    others = select(ItemVersion.number).join(Item).where(Item.code.not_in(["V01", "N-1"]))
    with new_session() as session:
        assert set(session.scalars(others)) == {1}


def test_a_case_is_reviewed_like_an_item(author, course, case):
    sent = author.post(f"{course.path}/items/V01/versions/1/send-to-review")
    assert sent.status_code == 303
    assert 'class="tag review"' in author.get(f"{course.path}/items/V01").text


def test_a_case_that_is_not_there_is_no_choice(author, course, item, case):
    sent = author.post(f"{course.path}/new", data=item | {"vignette": "V99"})
    assert sent.status_code == 422
    assert 'href="#vignette"' in sent.text
    assert author.post(f"{course.path}/new", data=item | {"vignette": "V01"}).status_code == 303


def test_an_item_is_no_case(author, course, item, case):
    sent = author.post(f"{course.path}/new", data=item | {"vignette": "M01-A1"})
    assert sent.status_code == 422


def test_the_preview_shows_the_case_and_saves_nothing(author, course, item, case, versions):
    shown = author.post(f"{course.path}/new", data=item | {"vignette": "V01", "do": "preview"})
    assert TOLD in shown.text
    assert versions("N-1") == []
