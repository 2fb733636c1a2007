"""A recall that was answered wrong comes back in the lesson after next."""

import re

import pytest
from sqlalchemy import select

from courses.catalogue.content_models import Unit
from courses.progress.models import UnitProgress
from tests.small_course import CODE
from tests.step_lesson import UNITS, add_step_lesson, question

LESSONS = ("M02-L7", "M02-L8", "M02-L9")
RECALL = f"/courses/{CODE}/lessons/M02-L9/steps/recall"
ASKED_AGAIN = 'aria-labelledby="again"'


@pytest.fixture(autouse=True)
def lessons(write, version_id):
    """Three lessons in steps, one after the other. The recall of the first cites a fact."""
    recall = question("again", "t1", cites=" [F02].")
    units = [recall if unit[0] == "again" else unit for unit in UNITS]
    first = write(add_step_lesson, version_id, code=LESSONS[0], units=units, facts=("F01", "F02"))
    return [first, *(write(add_step_lesson, version_id, code=code) for code in LESSONS[1:])]


@pytest.fixture
def recall_of(new_session, lessons):
    def recall_of(lesson_id):
        with new_session() as session:
            return session.scalar(
                select(Unit.id).where(Unit.lesson_id == lesson_id, Unit.key == "again")
            )

    return recall_of


@pytest.fixture
def unit_id(recall_of, lessons):
    """The recall of the first of them."""
    return recall_of(lessons[0])


@pytest.fixture
def choose(browser):
    def choose(unit_id, option, **fields):
        url = f"/courses/{CODE}/units/{unit_id}/choose"
        return browser.post(url, data={"turn": "t1", "option": option, **fields})

    return choose


@pytest.fixture
def answer_own(choose, recall_of, lessons):
    """Answer the recall of the last lesson itself, where the first one comes back."""
    return lambda: choose(recall_of(lessons[-1]), "a")


@pytest.fixture
def answer(choose, unit_id, answer_own):
    """Answer the recall of the first lesson after that of the last one."""
    answer_own()
    return lambda option, **fields: choose(unit_id, option, **fields)


def restart(browser):
    """Follow the button that asks the question again."""
    form = browser.get(RECALL).text.partition(ASKED_AGAIN)[2]
    action = re.search(r'<form method="post" action="([^"]+)"', form)[1]
    at = re.search(r'name="at" value="([^"]+)"', form)[1]
    return browser.post(action, data={"at": at})


def test_wrong_recall_comes_back_in_the_lesson_after_next_alone(browser, answer):
    answer("b")
    assert ASKED_AGAIN in browser.get(RECALL).text
    for lesson, step in (("M02-L8", "recall"), ("M02-L9", "try"), ("M02-L9", "takeaway")):
        page = browser.get(f"/courses/{CODE}/lessons/{lesson}/steps/{step}").text
        assert ASKED_AGAIN not in page


def test_it_comes_after_the_own_recall_and_before_the_way_on(browser, choose, unit_id, answer_own):
    choose(unit_id, "b")
    assert ASKED_AGAIN not in browser.get(RECALL).text
    answer_own()
    before, shown, after = browser.get(RECALL).text.partition(ASKED_AGAIN)
    assert shown
    assert "Akibat a" in before
    assert 'class="act"' not in before
    assert 'class="btn main"' in after.partition('class="act"')[2]


def test_while_it_is_asked_again_its_answers_stand_out_before_the_way_on(browser, answer):
    answer("b")
    page = browser.get(restart(browser).location).text
    onward = page.partition('class="act"')[2]
    assert 'class="pick"' in page
    assert 'class="btn wide"' in onward
    assert 'class="btn main"' not in onward


def test_right_or_open_recall_does_not_come_back(browser, answer):
    assert ASKED_AGAIN not in browser.get(RECALL).text
    answer("a")
    assert ASKED_AGAIN not in browser.get(RECALL).text


def test_the_answer_is_not_shown_before_it_is_asked_again(browser, answer):
    answer("b")
    shown = browser.get(RECALL).text.partition(ASKED_AGAIN)[2]
    assert "Akibat" not in shown
    assert "Jawaban" not in shown


def test_answering_again_stays_in_the_later_lesson(browser, answer, unit_id):
    answer("b")
    asked = restart(browser)
    assert asked.location.startswith(f"{RECALL}?again=1#")
    question = browser.get(asked.location).text.partition(ASKED_AGAIN)[2]
    assert "Lalu t1?" in question
    at = re.search(r'name="at" value="([^"]+)"', question)[1]
    answered = answer("a", at=at)
    assert answered.location.startswith(f"{RECALL}?again=1#")
    assert "Akibat a" in browser.get(answered.location).text.partition(ASKED_AGAIN)[2]
    assert ASKED_AGAIN not in browser.get(RECALL).text


def test_facts_of_an_answer_given_again_have_their_sources_on_the_page(browser, answer):
    answer("b")
    assert 'id="f02"' not in browser.get(RECALL).text
    restart(browser)
    page = browser.get(answer("a", at="M02-L9/recall").location).text
    assert 'href="#f02"' in page
    assert 'id="f02"' in page


def test_missing_answer_is_reported_in_the_later_lesson(browser, answer):
    answer("b")
    restart(browser)
    refused = answer("", at="M02-L9/recall")
    assert refused.status_code == 422
    assert "Pilih salah satu jawaban." in refused.text.partition(ASKED_AGAIN)[2]


def test_recall_counts_once(browser, answer, new_session, unit_id):
    answer("b")
    restart(browser)
    answer("a", at="M02-L9/recall")
    with new_session() as session:
        rows = session.scalars(select(UnitProgress).where(UnitProgress.unit_id == unit_id)).all()
    assert [(row.completion, row.grade, row.max_grade) for row in rows] == [(1.0, 1.0, 1.0)]


@pytest.mark.parametrize("at", ["M99-L9/recall", "M02-L9/dropped", "//evil.example/x", "M02-L9"])
def test_form_that_names_another_page_leads_to_a_page_of_the_course(browser, answer, at):
    answered = answer("b", at=at)
    assert answered.status_code == 303
    assert answered.location.startswith(f"/courses/{CODE}/lessons/")
