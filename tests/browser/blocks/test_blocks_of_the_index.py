"""Blocks as they are in the package index, in Chromium, in their frames in lessons."""

import sys

import pytest

from tests.browser.blocks.world import build_site, placed
from tests.process.conftest import find_free_port
from tests.process.served import Served
from tests.runner.stages import ROOT

MINOR = "{}.{}".format(*sys.version_info[:2])
OTHERS = ROOT / ".test-env" / f"others{MINOR}" / "lib" / f"python{MINOR}" / "site-packages"
TWO = [("acid", {"name": "one"}), ("acid", {"name": "two"})]
CONTENTS = {
    "done": placed("done"),
    "acid": placed("acid"),
    "acid_parent": placed("acid_parent", children=TWO),
    "poll": placed("poll", {"question": "Warna apa?"}),
    "survey": placed("survey"),
    "drag-and-drop-v2": placed("drag-and-drop-v2"),
    "flashcards": placed("flashcards"),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    assert OTHERS.exists(), "run ./test --area browser once: it makes the environment of the blocks"
    served = Served(tmp_path_factory.mktemp("index") / "site", find_free_port())
    site = build_site(served, CONTENTS, path=str(OTHERS))
    served.start()
    yield site
    served.kill_tree()


@pytest.fixture
def show(browser, index):
    """Opens a lesson as a learner; gives the frame, and what goes wrong in the page."""
    contexts = []

    def show(name, who="Ayu"):
        contexts.append(browser.new_context(storage_state=index.states[who]))
        page = contexts[-1].new_page()
        problems = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(index.path(name), wait_until="networkidle")
        return page.wait_for_selector("iframe").content_frame(), problems

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", CONTENTS)
def test_each_is_shown_without_errors(show, name):
    frame, problems = show(name)
    assert frame.locator("body").inner_text().strip()
    assert frame.locator(".host-says").count() == 0
    assert problems == []


@pytest.mark.parametrize(("name", "most"), [("acid", 18), ("acid_parent", 56)])
def test_acid_passes(show, name, most):
    frame, _problems = show(name)
    frame.wait_for_function(f"document.querySelectorAll('.pass').length >= {most}")
    assert [frame.locator(f".{kind}").count() for kind in ("fail", "error")] == [0, 0]


def test_what_one_learner_has_done_is_kept_for_them_alone(show):
    frame, _problems = show("done")
    frame.get_by_text("Mark as complete").click()
    frame.page.wait_for_load_state("networkidle")
    again, _problems = show("done")
    assert again.locator("input[type=checkbox]").is_checked()
    other, _problems = show("done", "Bima")
    assert not other.locator("input[type=checkbox]").is_checked()


def test_votes_in_a_poll_are_counted(show):
    for who in ("Ayu", "Bima"):
        frame, problems = show("poll", who)
        frame.locator("input[type=radio]").first.check()
        frame.get_by_role("button", name="Submit").click()
        frame.get_by_text("100%").first.wait_for()
    assert problems == []
