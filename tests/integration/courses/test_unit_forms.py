"""Forms of blocks without script: saved, refused with 422, and safe from old pages."""

import pytest
from sqlalchemy import select

from courses.block_host.state.models import LearnerBlockState
from courses.progress.models import UnitProgress
from tests.integration.courses.conftest import forms_of
from tests.small_course import CODE

LESSON = f"/courses/{CODE}/lessons/M01-L1"
LAST = f"/courses/{CODE}/lessons/M02-L2"
SORTED = {"item-threat": "now", "item-talk": "later"}


@pytest.fixture
def stored(new_session):
    """All rows of a table, as the database has them now."""

    def stored(model):
        with new_session() as session:
            return session.scalars(select(model)).all()

    return stored


def send(client, page, handler, **fields):
    address, hidden = forms_of(client.get(page))[handler]
    return client.post(address, data={**hidden, **fields})


def test_form_comes_back_to_its_place_on_the_page(browser):
    answer = send(browser, LESSON, "sort", **SORTED)
    assert (answer.status_code, answer.location) == (303, f"{LESSON}#unit-a1")


def test_feedback_and_grade_follow_the_answers(browser, stored):
    send(browser, LESSON, "sort", **SORTED)
    assert "Semua cocok, 2 dari 2." in browser.get(LESSON).text
    progress = stored(UnitProgress)[0]
    assert (progress.completion, progress.grade, progress.max_grade) == (1, 2, 2)


def test_what_is_missing_is_said_and_what_was_chosen_stays(browser):
    answer = send(browser, LESSON, "sort", **{"item-threat": "now"})
    assert answer.status_code == 422
    assert "Kartu yang belum diberi kelompok: 1 dari 2." in answer.text
    assert 'value="now" checked' in answer.text
    assert 'value="now" checked' in browser.get(LESSON).text


def test_second_answer_from_an_old_page_changes_nothing(browser, stored):
    address, hidden = forms_of(browser.get(LESSON))["sort"]
    browser.post(address, data={**hidden, **SORTED})
    old = browser.post(address, data={**hidden, "item-threat": "later", "item-talk": "now"})
    assert old.status_code == 303
    assert stored(UnitProgress)[0].grade == 2


def test_try_again_starts_anew(browser):
    send(browser, LESSON, "sort", **SORTED)
    send(browser, LESSON, "again")
    assert "sort" in forms_of(browser.get(LESSON))


def test_reflection_is_kept_sealed_and_shown_to_its_writer_alone(
    browser, stored, sign_in, make_person, enrol
):
    secret = "Saya akan mendengar lebih dulu"
    send(browser, LESSON, "write", **{"prompt-one": secret})
    assert secret in browser.get(LESSON).text
    assert secret.encode() not in stored(LearnerBlockState)[0].sealed
    other = make_person()
    enrol(other)
    assert secret not in sign_in(other).get(LESSON).text


def test_long_numbers_are_not_kept(browser):
    send(browser, LESSON, "write", **{"prompt-one": "NIK 3171 0000 0000 0001 dan 129"})
    page = browser.get(LESSON).text
    assert "3171 0000" not in page
    assert "dan 129" in page


def test_answer_key_is_not_in_the_page_before_the_answer(browser):
    page = browser.get(LAST).text
    assert "Siapa yang dihubungi?" in page
    assert "Tepat, pendamping." not in page
    assert "correct" not in page
    answer = send(browser, LAST, "answer", **{"item-P1": "B"})
    assert answer.status_code == 303
    page = browser.get(LAST).text
    assert "Membuka rahasia anak." in page
    assert "Alasan A" not in page


def test_first_answer_stands_until_try_again(browser):
    send(browser, LAST, "answer", **{"item-P1": "B"})
    send(browser, LAST, "answer", **{"item-P1": "A", "item-P2": ["A", "B"]})
    page = browser.get(LAST).text
    assert "Membuka rahasia anak." in page
    assert "1 dari 2 pertanyaan tepat." in page


def test_answer_of_another_learner_is_out_of_reach(browser, sign_in, make_person, enrol, stored):
    address, hidden = forms_of(browser.get(LESSON))["sort"]
    other = make_person()
    enrol(other)
    sign_in(other).post(address, data={**hidden, **SORTED})
    assert len(stored(LearnerBlockState)) == 1
    assert "sort" in forms_of(browser.get(LESSON))


def test_unit_of_a_course_that_one_has_not_joined_is_not_found(
    browser, sign_in, make_person, stored
):
    address, hidden = forms_of(browser.get(LESSON))["sort"]
    answer = sign_in(make_person()).post(address, data={**hidden, **SORTED})
    assert answer.status_code == 404
    assert stored(LearnerBlockState) == []


@pytest.mark.parametrize("handler", ["student_view", "save", "__init__", "nothing", "form"])
def test_what_is_no_handler_cannot_be_called(browser, unit_ids, handler, stored):
    address = f"/courses/{CODE}/units/{unit_ids['a1']}/{handler}"
    assert browser.post(address, data=SORTED).status_code == 404
    assert stored(LearnerBlockState) == []
