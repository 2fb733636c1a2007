"""A form whose token counts no longer stores nothing, and loses nothing of what was typed."""

import pytest
from sqlalchemy import func, select

from courses.action_plans.models import ActionPlan
from courses.block_host.state.models import LearnerBlockState
from courses.progress.models import UnitProgress
from tests import factories
from tests.integration.courses.conftest import forms_of
from tests.small_course import CODE

LESSON = f"/courses/{CODE}/lessons/M01-L1"
LAST = f"/courses/{CODE}/lessons/M02-L2"
PLAN = f"/courses/{CODE}/plan"
AGAIN = "kirim sekali lagi"
TYPED = "Melatih <30> guru"


@pytest.fixture
def browser(app, browser):
    app.config["WTF_CSRF_ENABLED"] = True
    return browser


@pytest.fixture
def sign_out(browser):
    def sign_out():
        with browser.session_transaction() as cookie:
            cookie.clear()

    return sign_out


@pytest.fixture
def sign_in_again(browser, learner, new_session):
    def sign_in_again():
        with new_session() as session, session.begin():
            held = factories.session_cookie(session, learner)
        with browser.session_transaction() as cookie:
            cookie.clear()
            cookie.update(held)

    return sign_in_again


@pytest.fixture
def stored(new_session):
    def stored(*models):
        with new_session() as session:
            return [session.scalar(select(func.count()).select_from(model)) for model in models]

    return stored


def test_a_plan_outlives_its_session(browser, sign_out, sign_in_again, stored):
    address, hidden = forms_of(browser.get(PLAN))["keep"]
    sign_out()
    refused = browser.post(address, data={**hidden, "do": "save", "tujuan": TYPED})
    assert refused.status_code == 401
    assert "mengirimnya sekali lagi" in refused.text
    sign_in_again()
    page = browser.post(address, data={**hidden, "do": "save", "tujuan": TYPED})
    assert page.status_code == 422
    assert 'class="errsum"' in page.text
    assert AGAIN in page.text
    assert "Melatih &lt;30&gt; guru" in page.text
    assert stored(ActionPlan) == [0]
    fresh = forms_of(page)["keep"][1]
    sent = browser.post(address, data={**fresh, "do": "save", "tujuan": TYPED})
    assert sent.status_code == 303
    assert stored(ActionPlan) == [1]
    assert "Melatih &lt;30&gt; guru" in browser.get(PLAN).text


def test_a_plan_that_comes_late_does_not_replace_one_that_was_saved_meanwhile(
    browser, sign_in_again
):
    address, old = forms_of(browser.get(PLAN))["keep"]
    browser.post(address, data={**old, "do": "save", "tujuan": "Dari jendela satu"})
    sign_in_again()
    page = browser.post(address, data={**old, "do": "save", "tujuan": "Dari jendela dua"})
    late = browser.post(
        address, data={**forms_of(page)["keep"][1], "do": "save", "tujuan": "Dari jendela dua"}
    )
    assert late.status_code == 422
    assert "Dari jendela satu" in browser.get(PLAN).text


@pytest.mark.parametrize(
    ("page", "handler", "typed", "shown"),
    [
        (LESSON, "write", {"prompt-one": TYPED}, "Melatih &lt;30&gt; guru"),
        (LESSON, "sort", {"item-threat": "now"}, 'value="now" checked'),
        (LAST, "answer", {"item-P1": "B"}, 'value="B" checked>'),
    ],
)
def test_each_form_of_a_lesson_is_shown_as_it_was_sent(
    browser, sign_in_again, stored, page, handler, typed, shown
):
    address, hidden = forms_of(browser.get(page))[handler]
    sign_in_again()
    again = browser.post(address, data={**hidden, **typed})
    assert again.status_code == 422
    assert shown in again.text
    assert AGAIN in again.text
    assert 'href="#unit-' in again.text.partition('class="errsum"')[2].partition("</div>")[0]
    assert stored(LearnerBlockState, UnitProgress) == [0, 0]
    assert shown not in browser.get(page).text


@pytest.mark.parametrize("token", [None, "", "forged"])
def test_a_form_without_a_right_token_stores_nothing(browser, stored, token):
    address, hidden = forms_of(browser.get(LESSON))["write"]
    token = {} if token is None else {"csrf_token": token}
    rest = {name: value for name, value in hidden.items() if name != "csrf_token"}
    refused = browser.post(address, data={**rest, **token, "prompt-one": "Tidak dikirim"})
    assert refused.status_code == 422
    assert stored(LearnerBlockState, UnitProgress) == [0, 0]


def test_a_form_of_another_site_stores_nothing_over_tls(app, browser, learner, new_session, stored):
    here = {"base_url": "https://localhost"}
    with new_session() as session, session.begin():
        held = factories.session_cookie(session, learner)
    with browser.session_transaction(**here) as cookie:
        cookie.update(held)
    address, hidden = forms_of(browser.get(LESSON, **here))["write"]
    data = {**hidden, "prompt-one": "Dari tempat lain"}
    for site, status, count in (("cross-site", 422, 0), ("same-origin", 303, 1)):
        sent = browser.post(address, data=data, headers={"Sec-Fetch-Site": site}, **here)
        assert (sent.status_code, stored(LearnerBlockState)) == (status, [count])


def test_one_without_a_session_is_asked_to_sign_in_first(browser, sign_out, stored):
    address, hidden = forms_of(browser.get(LESSON))["write"]
    sign_out()
    assert browser.post(address, data={**hidden, "prompt-one": TYPED}).status_code == 401
    assert stored(LearnerBlockState) == [0]
