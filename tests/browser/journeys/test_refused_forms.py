"""What a form refuses is seen at once, by people with and without script."""

import pytest
from playwright.sync_api import expect

LESSON = "/courses/POESA-EL/lessons/M06-L1"
ORDER = "form[action$='/order']"


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
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_a_refused_order_shows_its_error_on_the_screen_with_the_focus(phone):
    phone.goto(LESSON)
    for step in phone.locator(f"{ORDER} select").all():
        step.select_option("1")
    phone.click(f"{ORDER} button")

    assert phone.locator(".errsum:focus").count() == 1
    expect(phone.locator(".errsum")).to_be_in_viewport(ratio=1)
    phone.click(".errsum a")
    assert phone.locator(f"{ORDER} select:focus").count() == 1
