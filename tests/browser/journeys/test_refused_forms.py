"""What a form refuses is seen at once, by people with and without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.navigation import follow
from tests.browser.observing import OPEN_FORMS

LESSON = "/courses/POESA-EL/lessons/M01-L2"  # one page
STEP = "/courses/POESA-EL/lessons/M02-L1/steps/sort"
SORT = "form[action$='/sort']"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def phone(request, browser, site):
    """A learner's small phone."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640},
        locale="id-ID",
        java_script_enabled=request.param,
        base_url=site.origin,
        storage_state=site.states["learner"],
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def send_unanswered(phone, path):
    """Choose for the first card only, and send the form past the browser's own check."""
    phone.goto(path)
    phone.evaluate(OPEN_FORMS)
    phone.locator(f"{SORT} label.chip").first.click()
    follow(phone.locator(f"{SORT} [type=submit]"))


@pytest.mark.parametrize("path", [LESSON, STEP])
def test_a_refused_activity_shows_its_error_on_the_screen_with_the_focus(phone, path):
    send_unanswered(phone, path)

    expect(phone.locator(".errsum")).to_be_focused()
    expect(phone.locator(".errsum")).to_be_in_viewport(ratio=1)
    phone.click(".errsum a")
    expect(phone.locator(f"{SORT} :focus")).to_have_count(1)


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def stranger(request, browser, site):
    """Somebody without an account."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640},
        locale="id-ID",
        java_script_enabled=request.param,
        base_url=site.origin,
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def test_the_switch_of_language_keeps_what_was_typed_into_a_refused_form(stranger):
    stranger.goto("/sign-up")
    stranger.fill("[name=name]", 'Ratna "R" Wulandari')
    stranger.fill("[name=contact]", "ratna@contoh,id")
    stranger.fill("[name=password]", "rahasia-sekali-7")
    follow(stranger.locator("main button.main[type=submit]"))

    follow(stranger.locator(".strip button.lang"))

    assert stranger.locator("html").get_attribute("lang") == "en"
    assert stranger.title().startswith("Error: ")
    assert stranger.input_value("[name=name]") == 'Ratna "R" Wulandari'
    assert stranger.input_value("[name=contact]") == "ratna@contoh,id"
    assert stranger.input_value("[name=password]") == ""
    follow(stranger.locator(".strip button.lang"))
    assert stranger.locator("html").get_attribute("lang") == "id"
    assert stranger.input_value("[name=contact]") == "ratna@contoh,id"


@pytest.mark.parametrize("path", [LESSON, STEP])
def test_the_switch_of_language_keeps_what_was_chosen_in_a_refused_activity(phone, path):
    send_unanswered(phone, path)

    follow(phone.locator("button.lang"))

    assert phone.locator("html").get_attribute("lang") == "en"
    assert phone.locator(f"{SORT} :checked").count() == 1
    expect(phone.locator(".errsum")).to_be_focused()
    follow(phone.locator("button.lang"))
    assert phone.locator("html").get_attribute("lang") == "id"
