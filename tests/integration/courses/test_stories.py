"""Scenarios: a path of choices that a pause keeps and an old page cannot bend."""

import pytest
from sqlalchemy import select

from courses.progress.models import ScenarioResult
from tests.integration.courses.conftest import forms_of
from tests.small_course import CODE

STORY = f"/courses/{CODE}/scenarios/SC01"


@pytest.fixture
def result(new_session):
    def result():
        with new_session() as session:
            return session.scalars(select(ScenarioResult)).one_or_none()

    return result


def choose(client, choice):
    """Choose at a scene, after the result of the choice before."""
    forms = forms_of(client.get(STORY))
    if "next" in forms:
        address, hidden = forms["next"]
        client.post(address, data=hidden)
        forms = forms_of(client.get(STORY))
    address, hidden = forms["choose"]
    return client.post(address, data={**hidden, "choice": choice})


def go_on(client):
    address, hidden = forms_of(client.get(STORY))["next"]
    return client.post(address, data=hidden)


def test_a_choice_leads_to_its_result_and_then_to_the_next_scene(browser):
    answer = choose(browser, 1)
    assert (answer.status_code, answer.location) == (303, STORY)
    page = browser.get(STORY).text
    assert "Terdengar menuduh." in page
    assert "Raka diam." not in page
    go_on(browser)
    assert "Raka diam." in browser.get(STORY).text


def test_end_of_the_story_is_recorded_at_any_score(browser, result):
    choose(browser, 1)
    assert result() is None
    choose(browser, 0)
    assert (result().score, result().max_score, result().rounds) == (1, 2, 1)


def test_best_of_several_rounds_stands(browser, result):
    for path in ((0,), (1, 0)):
        for choice in path:
            choose(browser, choice)
        go_on(browser)
        address, hidden = forms_of(browser.get(STORY))["again"]
        browser.post(address, data=hidden)
    assert (result().score, result().rounds) == (2, 2)


def test_double_click_takes_one_step(browser, result):
    address, hidden = forms_of(browser.get(STORY))["choose"]
    for _ in range(3):
        assert browser.post(address, data={**hidden, "choice": "1"}).status_code == 303
    assert result() is None
    assert "Terdengar menuduh." in browser.get(STORY).text


def test_nothing_chosen_is_said_on_the_page(browser):
    address, hidden = forms_of(browser.get(STORY))["choose"]
    answer = browser.post(address, data=hidden)
    assert answer.status_code == 422
    assert "Pilih salah satu jawaban." in answer.text


def test_a_pause_keeps_the_place(browser, sign_in, learner):
    choose(browser, 1)
    assert "Terdengar menuduh." in sign_in(learner).get(STORY).text


def test_choices_keep_their_order_for_one_learner(browser):
    assert browser.get(STORY).text.count("choice") == browser.get(STORY).text.count("choice")
    first, second = (browser.get(STORY).text.split("<fieldset")[1] for _ in range(2))
    assert first.split("csrf")[0] == second.split("csrf")[0]


def test_course_page_shows_the_finished_story(browser):
    choose(browser, 0)
    assert 'class="task done" href="/courses/KECIL/scenarios/SC01"' in (
        browser.get(f"/courses/{CODE}").text
    )
