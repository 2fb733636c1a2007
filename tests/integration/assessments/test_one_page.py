"""All questions on one page, where the course wants it: one form saves them all."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from assessments.attempts.models import LateResponse, ResponseLogEntry
from courses.enrolment.service import enrol_learner
from tests.integration.assessments.test_policies import learner_under  # noqa: F401  a fixture

from .conftest import START


@pytest.fixture
def learner(learner_under, write):  # noqa: F811
    learner = learner_under(post={"layout": "all-on-one-page"})
    version_id = learner.course.context_id
    write(enrol_learner, person_id=learner.id, course_version_id=version_id, now=START)
    return learner


@pytest.fixture
def attempt_id(learner):
    return learner.start("post")


@pytest.fixture
def browser(learner, sign_in):
    return sign_in(learner.id)


@pytest.fixture
def send(browser, attempt_id):
    def send(fields, go="end", **more):
        data = {"response_id": str(uuid4()), "go": go, **fields, **more}
        return browser.post(f"/attempts/{attempt_id}/all", data=data)

    return send


@pytest.fixture
def answers(read, attempt_id):
    """How many entries the log has, and how many there are for late ones."""
    return lambda: tuple(
        read(lambda s, model=model: s.scalar(select(func.count()).select_from(model)))
        for model in (ResponseLogEntry, LateResponse)
    )


def test_attempt_leads_to_its_one_page_with_all_questions(browser, attempt_id):
    page = browser.get(f"/attempts/{attempt_id}", follow_redirects=True)
    assert page.request.path == f"/attempts/{attempt_id}/all"
    assert page.text.count("<fieldset") == 20
    assert browser.get(f"/attempts/{attempt_id}/items/3").location == f"/attempts/{attempt_id}"


def test_one_sending_saves_all_and_a_second_one_nothing_more(send, learner, attempt_id, answers):
    values = learner.right_values(attempt_id)
    fields = {f"q{place}.answer": value for place, value in enumerate(values, start=1)}
    assert send(fields).location == f"/attempts/{attempt_id}/submit"
    assert send(fields).status_code == 303
    assert answers() == (20, 0)
    learner.submit(attempt_id)
    assert learner.result(attempt_id).percent == 100


def test_questions_left_alone_write_nothing_and_a_flag_is_kept(send, browser, attempt_id, answers):
    assert send({"q3.flagged": "y"}, go="later").location == "/home"
    assert answers() == (1, 0)
    text = browser.get(f"/attempts/{attempt_id}/all").text
    assert re.search(r'name="q3\.flagged" value="y" checked', text)
    assert browser.get(f"/attempts/{attempt_id}/submit").text.count("/all#question-") == 20 + 1 + 1


def test_one_unfit_answer_keeps_all_from_being_stored_and_shows_what_was_chosen(
    send, learner, attempt_id, answers
):
    value = learner.choices(attempt_id, 1)[1].value
    refused = send({"q1.answer": value, "q2.answer": "nonsense"})
    assert refused.status_code == 422
    assert re.search(rf'value="{value}" checked', refused.text)
    assert answers() == (0, 0)


def test_names_that_fit_no_question_change_nothing(send, answers):
    odd = {"q99.answer": "x", "qx.answer": "x", "q1": "x", "answer": "x", "q²._": "x"}
    assert send(odd).status_code in (303, 404)
    assert answers() == (0, 0)


def test_answers_after_the_end_are_kept_as_late(send, learner, attempt_id, answers):
    value = learner.choices(attempt_id, 1)[0].value
    learner.submit(attempt_id)
    assert send({"q1.answer": value}).location == f"/attempts/{attempt_id}"
    assert answers() == (0, 1)


def test_old_form_token_loses_no_answer(app, send, browser, learner, attempt_id):
    app.config["WTF_CSRF_ENABLED"] = True
    value = learner.choices(attempt_id, 2)[0].value
    again = send({"q2.answer": value, "q2.flagged": "y"}, csrf_token="old")
    page = browser.get(again.location).text
    assert re.search(rf'value="{value}" checked', page)
    assert re.search(r'name="q2\.flagged" value="y" checked', page)


def test_another_persons_attempt_is_not_found(make_person, sign_in, attempt_id, answers):
    stranger = sign_in(make_person())
    assert stranger.get(f"/attempts/{attempt_id}/all").status_code == 404
    sent = {"response_id": str(uuid4()), "q1.answer": "x", "go": "end"}
    assert stranger.post(f"/attempts/{attempt_id}/all", data=sent).status_code == 404


def test_test_with_one_question_a_page_has_no_such_page(browser, learner):
    attempt_id = learner.start("pre")
    assert browser.get(f"/attempts/{attempt_id}/all").location == f"/attempts/{attempt_id}"


def test_page_holds_no_key(browser, attempt_id):
    text = browser.get(f"/attempts/{attempt_id}/all").text
    assert "rationale" not in text
    assert "correct" not in text
