"""Where no course can be kept, the page says why and what to do; and the site can be installed."""

import pytest
from playwright.sync_api import expect

from tests.browser.offline_phone import open_course, phone_of
from tests.browser.stoppable import StoppableSite

STATE = "[data-keep-course] [data-state]"
START = "[data-start]"
NO_WORKER = "Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })"
NO_REGISTRATION = """ServiceWorkerContainer.prototype.register = () =>
  Promise.reject(new DOMException("refused", "SecurityError"))"""

NO_HTTPS = "Object.defineProperty(window, 'isSecureContext', { value: false })"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    site = StoppableSite(tmp_path_factory.mktemp("stoppable"))
    yield site
    site.close()


@pytest.mark.parametrize(
    ("script", "text"),
    [
        (NO_WORKER, "jendela pribadi"),
        (NO_REGISTRATION, "jendela pribadi"),
        (NO_HTTPS, "tidak diawali https://"),
    ],
)
def test_what_keeps_a_browser_from_keeping_anything_is_named(browser, running, script, text):
    with phone_of(browser, running, with_course=False) as phone:
        phone.add_init_script(script)
        open_course(phone)
        expect(phone.locator(STATE)).to_contain_text(text)
        expect(phone.locator(START)).to_be_hidden()
        expect(phone.locator("[data-outbox] [data-state]")).not_to_be_empty()


def test_a_browser_without_script_is_told_to_switch_it_on(browser, running):
    """Chromium shows `noscript` only where the person has switched scripts off, not where a test
    has, so the texts are read."""
    with phone_of(browser, running, with_course=False) as phone:
        open_course(phone)
        texts = phone.locator("main noscript").evaluate_all(
            "(all) => all.map((e) => e.textContent)"
        )
        phone.route("**/keep.*.js", lambda route: route.abort())
        phone.reload()
        state = phone.locator("[data-outbox] [data-state]").text_content()
    assert ["Aktifkan di pengaturan" in texts[0], "Tanpa JavaScript" in texts[1]] == [True, True]
    assert state == ""  # it does not claim that everything has arrived


@pytest.fixture
def without_worker(running):
    settings = running.app.extensions["settings"]
    running.app.extensions["settings"] = settings.model_copy(update={"service_worker": False})
    yield
    running.app.extensions["settings"] = settings


@pytest.mark.usefixtures("without_worker")
def test_a_site_with_its_worker_switched_off_offers_nothing(browser, running):
    with phone_of(browser, running, with_course=False) as phone:
        open_course(phone)
        expect(phone.locator("main")).to_contain_text("tidak dapat disimpan di HP")
        expect(phone.locator(START)).to_have_count(0)


def test_browsers_can_install_the_site(playwright, running, tmp_path):
    """In a profile that is stored: a private window can install nothing."""
    options = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}
    with playwright.chromium.launch_persistent_context(tmp_path, **options) as context:
        page = context.pages[0]
        page.goto(running.origin)
        session = context.new_cdp_session(page)
        assert session.send("Page.getAppManifest")["errors"] == []
        assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
