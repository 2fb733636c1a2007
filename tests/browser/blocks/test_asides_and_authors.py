"""Acid with its aside in Chromium, and authors who change blocks in the blocks' own forms."""

from dataclasses import dataclass

import pytest

from tests import sample_blocks
from tests.browser.blocks.test_blocks_of_the_index import HOTSPOT, OTHERS, STARTED, press
from tests.browser.blocks.world import build_site, placed
from tests.browser.navigation import follow
from tests.process.conftest import find_free_port
from tests.process.served import Served
from tests.small_course import CODE

TWO = [("acid", {"name": "left"}), ("acid", {"name": "right"})]
# A group around each, as the workbench has one: its aside counts too.
CONTENTS = {
    "acid": placed("others_group", children=[("acid", {})]),
    "acid_parent": placed("others_group", children=[("acid_parent", {}, TWO)]),
}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    assert OTHERS.exists(), "run ./test --area browser once: it makes the environment of the blocks"
    served = Served(tmp_path_factory.mktemp("workshop") / "site", find_free_port())
    path = f"{sample_blocks.install(tmp_path_factory.mktemp('others'))}:{OTHERS}"
    also = {"acid", "acid_parent", "acid_aside", *FORMS}
    site = build_site(served, CONTENTS, path=path, people=("Ayu",), author="Citra", also=also)
    served.start()
    yield site
    served.kill_tree()


@pytest.fixture
def frame_at(browser, workshop):
    """Opens a page with a frame; gives the frame once its blocks have started."""
    contexts = []

    def frame_at(address, who):
        contexts.append(browser.new_context(storage_state=workshop.states[who]))
        page = contexts[-1].new_page()
        page.goto(address, wait_until="networkidle")
        frame = page.wait_for_selector("iframe").content_frame()
        frame.wait_for_function(STARTED)
        return frame

    yield frame_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("acid", {"pass": 55, "fail": 0, "error": 0, "unknown": 1}),
        ("acid_parent", {"pass": 130, "fail": 1, "error": 0, "unknown": 1}),
    ],
)
def test_acid_reaches_the_marks_of_the_workbench(frame_at, workshop, name, marks):
    """What fails and what stays unknown does so there too: quirks of its aside."""
    frame = frame_at(workshop.path(name), "Ayu")
    frame.wait_for_function(f"document.querySelectorAll('.pass').length >= {marks['pass']}")
    assert {kind: frame.locator(f".{kind}").count() for kind in marks} == marks


@dataclass(frozen=True)
class Form:
    """What an author types, where the form is sent, by which handler, and what learners see."""

    typed: dict[str, str]
    sent: str
    handler: str
    seen: str
    pages: int = 1  # of the form


XML = """<submit_and_compare schema_version="1"><body><p>Tulis contoh Anda.</p></body>
<explanation><p>Contoh kami</p></explanation></submit_and_compare>"""
PICTURE = HOTSPOT.replace("<p>Cari bahaya.</p>", "<p>Cari yang aman.</p>")
FORMS = {
    "poll": Form(
        {"[name=question]": "Apa langkah pertama?"},
        "#poll-submit-options",
        "studio_submit",
        "Apa langkah pertama?",
    ),
    "feedback": Form(
        {"[name=freeform]": "Apa yang masih belum jelas?"},
        ".save-button",
        "studio_submit",
        "Apa yang masih belum jelas?",
    ),
    "freetextresponse": Form(
        {"#xb-field-edit-prompt": "Ceritakan rencana Anda"},
        ".save-button",
        "submit_studio_edits",
        "Ceritakan rencana Anda",
    ),
    "submit-and-compare": Form(
        {".block-xml-editor": XML}, ".action-save", "studio_submit", "Tulis contoh Anda."
    ),
    "image-explorer": Form(
        {".block-xml-editor": PICTURE}, ".save-button", "studio_submit", "Cari yang aman."
    ),
    "html5": Form(
        {"#html5-textarea": "<p>Ini rumah kita</p>"},
        ".save-button",
        "update_content",
        "Ini rumah kita",
    ),
    "drag-and-drop-v2": Form(
        {".problem-text": "Susun langkah-langkahnya"},
        ".save-button",
        "studio_submit",
        "Susun langkah-langkahnya",
        pages=3,
    ),
}


@pytest.fixture
def draft(browser, workshop):
    """Makes a draft of a block as an author does; gives the page with its form."""
    context = browser.new_context(storage_state=workshop.states["Citra"])
    page = context.new_page()

    def draft(name):
        page.goto(f"{workshop.origin}/authoring/{CODE}/blocks")
        follow(page.locator(f"form:has([name=block][value='{name}']) button"))
        page.goto(f"{page.url}?view=edit", wait_until="networkidle")
        return page

    yield draft
    context.close()


@pytest.mark.parametrize("name", FORMS)
def test_what_an_author_types_learners_see(draft, name):
    form, page = FORMS[name], draft(name)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    frame = page.wait_for_selector("iframe").content_frame()
    frame.wait_for_function(STARTED)
    for field, text in form.typed.items():
        frame.locator(field).first.fill(text)
    for _ in range(1, form.pages):
        press(frame.locator(".continue-button"))
    press(frame.locator(form.sent).first, form.handler)
    page.wait_for_url(lambda url: "view=edit" not in url)
    shown = page.wait_for_selector("iframe").content_frame()
    shown.get_by_text(form.seen).first.wait_for(state="attached")
    assert problems == []


def test_acid_passes_its_form_of_authors(draft):
    """All that Acid has to say there, as in the workbench: content and settings, and a file."""
    frame = draft("acid").wait_for_selector("iframe").content_frame()
    frame.wait_for_function("document.querySelectorAll('.pass').length >= 10")
    marks = {"pass": 10, "fail": 0, "error": 0, "unknown": 0}
    assert {kind: frame.locator(f".{kind}").count() for kind in marks} == marks
