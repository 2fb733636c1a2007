"""A learner's list of certificates without a network; the next user of a phone finds none of it."""

import pytest
from playwright.sync_api import Error

LIST = "/certificates"


@pytest.fixture
def phone(browser, site):
    """A phone with a session of its own, which a test may end."""
    with site.writing() as session:
        site.let_in(session, "phone", site.people["done"])
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="id-ID",
        base_url=site.origin,
        storage_state=site.states["phone"],
    )
    yield context
    context.close()


@pytest.fixture
def kept(phone):
    """The page of the list, opened twice: the second time it is kept."""
    page = phone.new_page()
    page.goto(LIST)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("caches.match('/certificates').then((page) => page !== undefined)")
    return page


def test_the_list_opens_without_a_network(phone, kept):
    shown = kept.locator("main").inner_text()
    phone.set_offline(True)
    kept.goto(LIST)
    assert kept.locator("main").inner_text() == shown
    assert kept.locator(".code").count() >= 1
    colour = "getComputedStyle(document.querySelector('.strip')).backgroundColor"
    assert kept.evaluate(colour) == "rgb(28, 79, 107)"


def test_signing_out_takes_it_from_the_phone(phone, kept):
    kept.goto("/account")
    kept.locator("form[action$='/sign-out'] button").first.click()
    kept.wait_for_function("caches.match('/certificates').then((page) => page === undefined)")
    phone.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        kept.goto(LIST)


def test_a_session_that_ended_elsewhere_leads_to_the_sign_in(phone, kept):
    phone.clear_cookies()
    kept.goto(LIST)
    assert kept.url.endswith("/sign-in?next=%2Fcertificates")
    kept.wait_for_function("caches.match('/certificates').then((page) => page === undefined)")
