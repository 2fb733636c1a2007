"""A learner works in a frame of a learning platform on another site."""

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from werkzeug.wrappers import Response

from lms.accounts.lti.platforms import PlatformDetails, add_platform
from lms.accounts.lti.registrations import create_registration
from lms.kernel.clock import utc_now
from tests.browser.conftest import CHROMIUM
from tests.lti_platform import LtiPlatform


@pytest.fixture(scope="module")
def platform(site):
    platform = LtiPlatform(host="localhost")  # another site than 127.0.0.1
    platform.tool, platform.subject = site.origin, "browser-1"
    platform.custom = {"target": "/courses/POESA-EL/lessons/M01-L1"}
    with site.writing() as session:
        details = PlatformDetails(**platform.details())
        add_platform(session, details, added_by=None, now=utc_now())
    yield platform
    platform.stop()


@pytest.fixture
def page(browser):
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


def agree(frame):
    frame.get_by_label("Teacher or school staff").check()
    frame.get_by_label("Province", exact=True).select_option("53")
    frame.get_by_label("Learning and certificate").check()
    frame.get_by_role("button", name="Begin").click()


def test_launch_lesson_and_quick_exit_in_a_frame_of_another_site(page, platform, site):
    assert urlsplit(platform.origin).hostname != urlsplit(site.origin).hostname
    page.goto(f"{platform.origin}/course")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Before you begin")).to_be_visible()
    agree(frame)
    page.frames[1].wait_for_url("**/courses/POESA-EL/lessons/M01-L1")
    expect(frame.locator("main h1")).to_be_visible()
    (cookie,) = [c for c in page.context.cookies() if c["name"] == "frame-session"]
    assert (cookie["sameSite"], cookie["secure"], cookie["httpOnly"]) == ("None", True, True)
    assert cookie["partitionKey"] == "http://localhost"
    # The session goes on: another page, and a form.
    page.frames[1].goto(f"{site.origin}/account/profile")
    frame.get_by_role("button", name="Save").click()
    expect(frame.get_by_role("heading", name="Your account")).to_be_visible()
    # A tab of the same browser is not signed in by it.
    tab = page.context.new_page()
    tab.goto(f"{site.origin}/home")
    assert "/sign-in" in tab.url
    tab.close()
    frame.get_by_role("link", name="Quick exit").click()
    page.wait_for_url(f"{site.origin}/notes")
    assert len(page.frames) == 1


def test_page_of_another_site_frames_nothing(page, platform, site):
    page.goto(f"{platform.origin}/course")
    expect(page.frame_locator("iframe").locator("main h1")).to_be_visible()
    other = LtiPlatform(host="localhost")
    try:
        other.tool = site.origin
        page.goto(f"{other.origin}/course")  # same site, another origin: not in the list
        page.frames[1].wait_for_load_state()
        assert page.frames[1].locator("main h1").count() == 0
    finally:
        other.stop()


def test_replayed_launch_is_explained_in_the_frame(page, platform, site):
    page.goto(f"{platform.origin}/course")
    expect(page.frame_locator("iframe").locator("main h1")).to_be_visible()
    form = {"id_token": platform.token(nonce="x"), "state": "s" * 43}
    fields = "".join(f'<input name="{name}" value="{value}">' for name, value in form.items())
    page.evaluate(
        """([address, fields]) => {
            const form = document.createElement("form");
            [form.method, form.action, form.target] = ["post", address, "again"];
            form.innerHTML = fields;
            const frame = document.createElement("iframe");
            frame.name = "again";
            document.body.replaceChildren(form, frame);
            form.submit();
        }""",
        [f"{site.origin}/lti/launch", fields],
    )
    again = page.frame_locator("iframe[name=again]")
    expect(again.get_by_role("heading", name="Payung could not be opened")).to_be_visible()


def test_teacher_picks_a_page_in_a_frame(page, platform, site):
    platform.changes = platform.deep_link()
    try:
        page.goto(f"{platform.origin}/course")
        frame = page.frame_locator("iframe")
        frame.get_by_label("The final test").first.check()
        frame.get_by_role("button", name="Continue").click()
        frame.get_by_role("button", name="Add it to the platform").click()
        expect(frame.get_by_role("heading", name="Added")).to_be_visible()
    finally:
        platform.changes = {}
    assert len(platform.returned) == 1


@pytest.fixture
def strict_page(playwright):
    """A page of a browser that blocks cookies of other sites, unless they are partitioned."""
    switch = "--test-third-party-cookie-phaseout"
    chromium = playwright.chromium.launch(
        executable_path="/usr/bin/chromium", args=[*CHROMIUM, switch]
    )
    yield chromium.new_page(locale="en-GB")
    chromium.close()


def test_browser_that_blocks_cookies_of_other_sites_keeps_the_session(strict_page, platform, site):
    strict_page.goto(f"{platform.origin}/course")
    frame = strict_page.frame_locator("iframe")
    expect(frame.locator("main h1")).to_be_visible()
    kept = strict_page.frames[1].evaluate(
        """() => {
            document.cookie = "plain=1; Path=/; Secure; SameSite=None";
            document.cookie = "own=1; Path=/; Secure; SameSite=None; Partitioned";
            return document.cookie;
        }"""
    )
    assert "own=1" in kept
    assert "plain=1" not in kept
    if urlsplit(strict_page.frames[1].url).path == "/lti/first-page":
        agree(frame)
    strict_page.frames[1].wait_for_url("**/courses/POESA-EL/lessons/M01-L1")
    strict_page.frames[1].goto(f"{site.origin}/account/profile")
    frame.get_by_role("button", name="Save").click()
    expect(frame.get_by_role("heading", name="Your account")).to_be_visible()


@pytest.fixture
def blocking_page(playwright, platform, site, tmp_path):
    """A page of a browser that keeps no cookies of Payung in frames of the platform."""
    blocked = {f"{site.origin},{platform.origin}": {"setting": 2}}
    folder = tmp_path / "Default"
    folder.mkdir()
    settings = {"profile": {"content_settings": {"exceptions": {"cookies": blocked}}}}
    (folder / "Preferences").write_text(json.dumps(settings))
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path="/usr/bin/chromium", args=CHROMIUM, locale="en-GB"
    )
    yield context.new_page()
    context.close()


def test_browser_that_keeps_no_cookies_in_frames_goes_on_in_a_tab(blocking_page, platform):
    """The hints of the platform are not spent in the frame, and the tab has cookies of its own."""
    platform.requests.clear()
    blocking_page.goto(f"{platform.origin}/course")
    frame = blocking_page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Open in a new tab")).to_be_visible()
    assert "/auth" not in platform.requests
    with blocking_page.expect_popup() as popup:
        frame.get_by_role("link", name="Open Payung in a new tab").click()
    tab = popup.value
    expect(tab.locator("main h1")).to_be_visible()
    assert platform.requests.count("/auth") == 1
    assert tab.evaluate("window.opener") is None
    assert urlsplit(tab.url).path in ("/lti/first-page", "/courses/POESA-EL/lessons/M01-L1")


@pytest.mark.parametrize("way", ["frame", "window"])
def test_platform_registers_and_is_asked_to_close(way, page, site, world_address):
    other = LtiPlatform(host="localhost")
    addresses = {
        "issuer": other.origin,
        "authorization_endpoint": f"{other.origin}/auth",
        "token_endpoint": f"{other.origin}/token",
        "jwks_uri": f"{other.origin}/keys",
        "registration_endpoint": f"{other.origin}/register",
    }
    answers = {"/openid": addresses, "/register": {"client_id": f"client-{way}"}, "/": {}}
    other.answer = lambda request: Response(json.dumps(answers.get(request.path, {})))
    try:
        page.goto(f"{other.origin}/")
        page.evaluate(
            """([address, way]) => {
                window.subjects = [];
                window.addEventListener("message", (event) => window.subjects.push(event.data));
                const frame = document.createElement("iframe");
                if (way === "frame") document.body.replaceChildren(frame);
                if (way === "frame") frame.src = address;
            }""",
            [world_address(other.origin), way],
        )
        shown = page.frame_locator("iframe")
        if way == "window":
            with page.expect_popup() as popup:
                page.evaluate("(address) => { window.open(address) }", world_address(other.origin))
            shown = popup.value
        shown.get_by_role("button", name="Register").click()
        expect(shown.get_by_role("heading", name="Payung is registered")).to_be_visible()
        page.wait_for_function("window.subjects.length > 0")
        assert page.evaluate("window.subjects") == [{"subject": "org.imsglobal.lti.close"}]
    finally:
        other.stop()


@pytest.fixture
def world_address(site):
    """Create an address of a registration, as a platform on another site opens it."""

    def world_address(origin):
        with site.writing() as session:
            token = create_registration(
                session, name="Contoh", created_by=site.people["administrator"], now=utc_now()
            )
        return f"{site.origin}/lti/register?t={token}&openid_configuration={origin}/openid"

    return world_address
