"""Blocks as they are in the package index, in Chromium, in their frames in lessons."""

import sqlite3
import sys
from base64 import b64decode
from contextlib import closing

import pytest

from tests.browser.blocks.world import build_site, placed
from tests.process.conftest import find_free_port
from tests.process.served import Served
from tests.runner.stages import ROOT

MINOR = "{}.{}".format(*sys.version_info[:2])
OTHERS = ROOT / ".test-env" / f"others{MINOR}" / "lib" / f"python{MINOR}" / "site-packages"
STARTED = """document.readyState === 'complete'
             && !document.querySelector('.xblock[data-init]:not(.xblock-initialized)')"""
PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
TWO = [("acid", {"name": "one"}), ("acid", {"name": "two"})]
HOTSPOT = """
<image_explorer schema_version="2">
  <background src="/static/none.png"/>
  <description><p>Cari bahaya.</p></description>
  <hotspots>
    <hotspot x="10%" y="10%" item-id="one">
      <feedback width="200" height="100">
        <header><p>Ini dia</p></header><body><p>Ya</p></body>
      </feedback>
    </hotspot>
  </hotspots>
</image_explorer>"""
QUESTION = (
    "pb-mcq",
    {"question": "<p>Apa yang aman?</p>", "correct_choices": ["tell"], "name": "safe"},
    [
        ("pb-choice", {"value": "keep", "content": "Menyimpan rahasia"}),
        ("pb-choice", {"value": "tell", "content": "Bercerita"}),
        ("pb-tip", {"values": ["tell"], "content": "<p>Itu langkah yang baik.</p>"}),
    ],
)
STEPS = {
    "animation": [{"src": f"/static/{name}.svg", "desc": name} for name in ("Satu", "Dua")],
    "width": 460,
    "height": 200,
    "textheight": 40,
}
CONTENTS = {
    "done": placed("done"),
    "acid": placed("acid"),
    "acid_parent": placed("acid_parent", children=TWO),
    "poll": placed("poll", {"question": "Warna apa?"}),
    "survey": placed("survey"),
    "drag-and-drop-v2": placed("drag-and-drop-v2"),
    "flashcards": placed("flashcards"),
    "recommender": placed("recommender"),
    "feedback": placed("feedback"),
    "submit-and-compare": placed("submit-and-compare"),
    "freetextresponse": placed("freetextresponse"),
    "accordion": placed("accordion", {"panels": [{"title": "Satu", "contents": "Isi"}]}),
    "games": placed("games"),
    "html5": placed("html5", {"data": "<p>Isi sendiri</p>"}),
    "completable_html5": placed("completable_html5", {"data": "<p>Isi sendiri</p>"}),
    "image-explorer": placed("image-explorer", {"data": HOTSPOT}),
    "animation": placed("animation", STEPS),
    "crowdsourcehinter": placed("crowdsourcehinter", {"target_problem": "elsewhere"}),
    "audio": placed("audio", {"src": "/static/none.mp3"}),
    "prism": placed("prism"),
    "problem-builder": placed("problem-builder", children=[QUESTION]),
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
        frame = page.wait_for_selector("iframe").content_frame()
        frame.wait_for_function(STARTED)
        return frame, problems

    yield show
    for context in contexts:
        context.close()


def press(button, answered=""):
    """A click, and the answer that its handler gives.

    Not by mouse: the frame grows with its block meanwhile, and a mouse misses what has moved.
    """
    page = button.page
    button.wait_for(state="attached")
    if not answered:
        button.dispatch_event("click")
        return
    with page.expect_response(lambda answer: answer.url.endswith(f"/{answered}")) as response:
        button.dispatch_event("click")
    assert response.value.ok, response.value.text()


@pytest.mark.parametrize("name", CONTENTS)
def test_each_is_shown_without_errors(show, name):
    frame, problems = show(name)
    assert frame.locator(".xblock").first.inner_html().strip()
    assert frame.locator(".host-says").count() == 0
    assert problems == []


@pytest.mark.parametrize(("name", "most"), [("acid", 18), ("acid_parent", 56)])
def test_acid_passes(show, name, most):
    frame, _problems = show(name)
    frame.wait_for_function(f"document.querySelectorAll('.pass').length >= {most}")
    assert [frame.locator(f".{kind}").count() for kind in ("fail", "error")] == [0, 0]


def test_what_one_learner_has_done_is_kept_for_them_alone(show):
    frame, _problems = show("done")
    press(frame.get_by_text("Mark as complete"), "toggle_button")
    again, _problems = show("done")
    assert again.locator("input[type=checkbox]").is_checked()
    other, _problems = show("done", "Bima")
    assert not other.locator("input[type=checkbox]").is_checked()


def choose_in_poll(frame):
    press(frame.locator("input[type=radio]").first)
    press(frame.get_by_role("button", name="Submit"), "vote")
    frame.get_by_text("100%").first.wait_for()


def place_an_item(frame):
    frame.locator(".option").first.press("Enter")
    with frame.page.expect_response(lambda answer: answer.url.endswith("/drop_item")):
        frame.locator(".zone").first.press("Enter")
    frame.locator(".zone .option").first.wait_for()


def recommend(frame):
    press(frame.locator(".recommender_hideShow"))
    press(frame.locator(".recommender_resourceAddButton"))
    frame.locator(".recommender_inTitle").fill("Panduan")
    frame.locator(".recommender_inUrl").fill("https://example.org/panduan")
    frame.locator(".recommender_inDescriptionText").fill("Baca ini")
    picture = {"name": "layar.png", "mimeType": "image/png", "buffer": PICTURE}
    frame.locator(".addResourceScreenshot").set_input_files(picture)
    press(frame.locator(".recommender_addSubmit:enabled"), "add_resource")
    frame.locator(".recommenderTitle a").first.wait_for(state="attached")


def rate(frame):
    press(frame.locator(".feedback_radio").nth(1))
    frame.get_by_text("Thank you for voting!").wait_for()


def compare(frame):
    frame.locator("textarea.answer").fill("Jawaban saya")
    press(frame.locator(".submit_button"), "student_submit")
    frame.locator(".expert_answer").wait_for()


def write(frame):
    frame.locator(".student_answer").fill("Jawaban saya")
    press(frame.locator("button.Submit"))
    frame.get_by_text("Your submission has been received").wait_for()


def look_at_a_place(frame):
    press(frame.locator(".image-explorer-hotspot").first, "publish_event")
    frame.get_by_text("Ini dia").wait_for()


def look_further(frame):
    press(frame.locator(".animation_right"), "update_position")
    frame.get_by_text("Dua").wait_for()


def answer_inside(frame):
    """The question, its choices and its tip are blocks inside; they answer through the outer."""
    frame.get_by_label("Bercerita").check()
    press(frame.locator(".submit .input-main:enabled"), "submit")
    frame.get_by_text("Itu langkah yang baik.").first.wait_for(state="attached")


# What a learner does, and what is found then: what is theirs alone, or what is there for all.
OWN = {
    "poll": (choose_in_poll, ".poll-results"),
    "drag-and-drop-v2": (place_an_item, ".zone .option"),
    "feedback": (rate, ".feedback_radio:checked"),
    "image-explorer": (look_at_a_place, ".image-explorer-hotspot.visited"),
    "problem-builder": (answer_inside, "[value=tell]:checked"),
    "animation": (look_further, ".animation_text:has-text('Dua')"),
}


@pytest.mark.parametrize("name", OWN)
def test_what_a_learner_does_is_found_again_and_no_other_s(show, name):
    act, trace = OWN[name]
    frame, problems = show(name)
    act(frame)
    again, _problems = show(name)
    again.locator(trace).first.wait_for(state="attached")
    other, _problems = show(name, "Bima")
    assert other.locator(trace).count() == 0
    assert problems == []


@pytest.mark.parametrize(
    ("name", "act", "field"),
    [
        ("freetextresponse", write, ".student_answer"),
        ("submit-and-compare", compare, "textarea.answer"),
    ],
)
def test_a_text_is_kept_for_its_writer_alone(show, name, act, field):
    frame, problems = show(name)
    act(frame)
    for who, text in (("Ayu", "Jawaban saya"), ("Bima", "")):
        again, _problems = show(name, who)
        assert again.locator(field).input_value() == text
    assert problems == []


def test_what_one_recommends_all_see(show):
    frame, problems = show("recommender")
    recommend(frame)
    other, _problems = show("recommender", "Bima")
    assert "Panduan" in other.locator(".recommenderTitle").first.text_content()
    other.locator(".recommenderResource").first.dispatch_event("mouseover")
    shown = other.locator(".recommender_previewingImg")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    assert problems == []


def test_votes_of_two_learners_are_counted(show):
    for who in ("Ayu", "Bima"):
        frame, _problems = show("poll", who)
        frame.locator("input[type=radio]").first.wait_for(state="attached")
        if frame.get_by_role("button", name="Submit").count():  # not who has voted before
            choose_in_poll(frame)
    frame.get_by_text("from 2 respondents").wait_for()


def test_grades_and_completion_arrive(show, index):
    frame, _problems = show("freetextresponse", "Bima")
    write(frame)
    frame, _problems = show("done", "Bima")
    press(frame.get_by_text("Mark as complete"), "toggle_button")
    assert {name for name, done in progress_of(index) if done} >= {"freetextresponse", "done"}


def progress_of(index):
    """Block types with what stands in the table of progress."""
    file = index.served.data_dir / "payung.db"
    query = """SELECT unit.block_type, completion > 0 OR grade IS NOT NULL
               FROM unit_progress JOIN unit ON unit.id = unit_progress.unit_id"""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()
