"""A block by others in Chromium: it works in its frame, and reaches nothing outside it."""

import pytest

from tests import sample_blocks
from tests.browser.blocks.world import build_site, placed
from tests.process.conftest import find_free_port
from tests.process.served import Served

CONTENTS = {"vote": placed("others_vote", {"question": "Setuju?"}, title_id="Suara Anda")}


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    path = sample_blocks.install(tmp_path_factory.mktemp("others"))
    served = Served(tmp_path_factory.mktemp("site"), find_free_port())
    site = build_site(served, CONTENTS, path=path)
    served.start()
    yield site
    served.kill_tree()


@pytest.fixture
def show(browser, others):
    """Opens the lesson as a learner; gives the page and the frame."""
    contexts = []

    def show(name):
        contexts.append(browser.new_context(storage_state=others.states[name]))
        page = contexts[-1].new_page()
        page.goto(others.path("vote"))
        frame = page.wait_for_selector("iframe").content_frame()
        frame.wait_for_selector(".init")
        return page, frame

    yield show
    for context in contexts:
        context.close()


def test_two_learners_vote(show):
    for name, tally in (("Ayu", "1"), ("Bima", "2")):
        _page, frame = show(name)
        frame.click("button")
        frame.wait_for_function(f"document.querySelector('output').textContent === '{tally}'")


def test_a_script_finds_what_it_is_given_in_html_that_closes_too_much(show):
    _page, frame = show("Ayu")
    assert frame.locator(".init").text_content() == "</script> ready: </script>"
    assert frame.locator(".xblock > .init").count() == 1


def test_the_frame_is_as_high_as_its_block(show):
    page, _frame = show("Ayu")
    page.wait_for_function("document.querySelector('iframe').style.height !== ''")
    high = page.evaluate("document.querySelector('iframe').getBoundingClientRect().height")
    assert 60 < high < 400


@pytest.mark.parametrize(
    "reach",
    [
        "parent.document.cookie",
        "parent.document.body.innerHTML",
        "parent.localStorage.length",
        "top.location.href",
        "frameElement.ownerDocument.title",
    ],
)
def test_the_frame_cannot_reach_what_is_outside(show, reach):
    _page, frame = show("Ayu")
    tried = f"(() => {{ try {{ return [{reach}]; }} catch {{ return null; }} }})()"
    assert frame.evaluate(tried) is None


def test_cookies_and_storage_of_the_site_are_not_seen_in_the_frame(show):
    page, frame = show("Ayu")
    page.evaluate("localStorage.setItem('of the site', 'secret')")
    assert frame.evaluate("[document.cookie, localStorage.length, self.origin]") == ["", 0, "null"]


def test_the_frame_calls_no_page_in_the_learner_s_name(show):
    page, frame = show("Ayu")
    asked = "fetch('/account', {credentials: 'include'}).then(() => 'read', () => 'refused')"
    assert frame.evaluate(asked) == "refused"
    assert page.evaluate(asked) == "read"
