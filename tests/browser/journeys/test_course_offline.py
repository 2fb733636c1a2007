"""A course that is kept on a phone, with the server really stopped."""

from random import Random
from time import monotonic

import pytest
from playwright.sync_api import Error, expect
from sqlalchemy import select

from courses.catalogue.content_models import Unit
from courses.enrolment.models import Enrolment
from courses.progress.models import LessonProgress, ScenarioResult, UnitProgress
from tests.browser.offline_phone import (
    ARRIVED,
    BASE,
    LESSON,
    OVERLAID,
    arrive,
    keep_course,
    open_kept,
    phone_of,
    receipts,
    waiting,
)
from tests.browser.stoppable import HANG, StoppableSite


@pytest.fixture(scope="module")
def stoppable(tmp_path_factory):
    site = StoppableSite(tmp_path_factory.mktemp("stoppable"))
    yield site
    site.close()


@pytest.fixture
def running(stoppable):
    stoppable.start()
    return stoppable


@pytest.fixture
def phone(browser, running):
    """A phone of a learner who goes on without the pre-test and keeps the course."""
    with phone_of(browser, running) as page:
        yield page


def test_a_kept_course_is_read_and_answered_without_a_server_and_arrives_once(running, phone):
    running.stop()
    open_kept(phone, LESSON)
    assert phone.url.endswith("/steps/note")
    open_kept(phone, f"{LESSON}/steps/try")
    phone.locator("button.pick").first.click()
    expect(phone.locator(".result")).to_be_visible()
    running.start()
    phone.goto(f"{BASE}/offline")
    phone.locator(ARRIVED).wait_for(timeout=60_000)
    assert set(receipts(running, phone.person_id)) == {"done"}
    phone.goto(f"{LESSON}/steps/try")
    expect(phone.locator(".result")).to_be_visible()


def answer_first_question(page, *, is_kept=True):
    page.goto(f"{LESSON}/steps/try")
    if is_kept:  # the script of the page has laid the learner's state over it
        page.locator(OVERLAID).wait_for(state="attached")
    with page.expect_navigation():
        page.locator("button.pick").first.click()
    expect(page.locator(".result")).to_be_visible()


def test_the_next_person_on_the_phone_sees_nothing_of_the_first(running, phone):
    running.stop()
    answer_first_question(phone)
    running.start()
    other, cookie = running.learner(name="Budi")
    phone.context.clear_cookies()
    phone.context.add_cookies([cookie])
    phone.goto(f"{BASE}/offline")
    phone.locator(ARRIVED).wait_for()
    assert receipts(running, other) == receipts(running, phone.person_id) == []
    assert waiting(phone) > 0
    running.stop()
    open_kept(phone, f"{LESSON}/steps/try")
    expect(phone.locator(".result")).to_have_count(0)


def test_signing_out_warns_of_unsent_work_and_deletes_it_if_told_to(running, phone):
    running.stop()
    answer_first_question(phone)
    running.start()
    running.fate = lambda path: "lose the request" if path == "/sync" else ""
    phone.goto("/account")
    before = waiting(phone)
    assert before > 0
    sign_out(phone)
    phone.wait_for_url("**/offline/unsent")
    assert waiting(phone) == before
    sign_out(phone)
    phone.wait_for_url(running.origin + "/")
    assert waiting(phone) == 0


def sign_out(page):
    with page.expect_navigation():
        page.locator("form[action$='/sign-out'] button").first.click()


def test_a_sign_out_without_a_server_hides_what_was_done(running, phone):
    answer_first_question(phone, is_kept=False)
    running.stop()
    open_kept(phone, f"{LESSON}/steps/try")
    expect(phone.locator(".result")).to_have_count(1)
    running.start()
    phone.goto("/account")
    running.stop()
    sign_out(phone)
    expect(phone.locator("h1")).to_have_text("Sekarang tidak ada sinyal")
    open_kept(phone, f"{LESSON}/steps/try")
    expect(phone.locator(".result")).to_have_count(0)


TRACES = """async () => [
  ...await navigator.serviceWorker.getRegistrations(), ...await caches.keys(),
  ...(await indexedDB.databases()).map((database) => database.name),
].length"""


def test_a_phone_is_cleared_by_one_form(running, phone):
    assert phone.evaluate(TRACES) > 2
    phone.goto("/offline/remove")
    with phone.expect_navigation():
        phone.locator("main form button").click()
    expect(phone.locator("main [role=status]")).to_be_visible()
    assert phone.evaluate(TRACES) == 0
    running.stop()
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        phone.goto(f"{LESSON}/steps/try")


@pytest.fixture
def without_worker(running):
    """The site with the worker switched off."""
    settings = running.app.extensions["settings"]
    running.app.extensions["settings"] = settings.model_copy(update={"service_worker": False})
    yield
    running.app.extensions["settings"] = settings


def test_an_empty_worker_takes_the_place_of_ours_and_goes(running, phone, without_worker):
    answer_first_question(phone, is_kept=False)
    phone.evaluate("navigator.serviceWorker.getRegistration().then((worker) => worker?.update())")
    phone.wait_for_function(
        """async () => (await navigator.serviceWorker.getRegistrations()).length
        + (await caches.keys()).length === 0"""
    )
    context = phone.context
    phone.close()  # the last page that the old worker served
    page = context.new_page()
    page.goto(f"{LESSON}/steps/try")
    expect(page.locator(".result")).to_be_visible()
    assert page.evaluate("navigator.serviceWorker.controller") is None


@pytest.mark.parametrize("path", ["/sign-in", "/admin"])
def test_the_worker_leaves_other_areas_to_the_server(running, phone, path):
    running.stop()
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        phone.goto(path)


@pytest.mark.parametrize("path", ["/verify", "/v/AAAA-BBBB-CCCC-DDDD"])
def test_a_check_of_a_certificate_without_a_server_says_that_there_is_no_signal(
    running, phone, path
):
    phone.goto(path)
    shown = phone.locator("h1").inner_text()
    running.stop()
    phone.goto(path)
    expect(phone.locator("h1")).to_have_text("Sekarang tidak ada sinyal")
    running.start()
    phone.goto(path)
    expect(phone.locator("h1")).to_have_text(shown)


def test_a_form_of_verification_is_left_to_the_server(running, phone):
    phone.goto("/verify")
    running.stop()
    with phone.expect_event("requestfailed", lambda request: request.method == "POST") as failed:
        phone.locator("form[action='/verify/file']").evaluate("(form) => form.submit()")
    assert "ERR_CONNECTION_REFUSED" in failed.value.failure


def test_quick_exit_and_the_notes_work_without_a_server(running, phone):
    running.stop()
    open_kept(phone, f"{LESSON}/steps/try")
    phone.locator("[data-quick-exit]").click()
    phone.wait_for_url("**/catatan")
    assert phone.locator("h1").inner_text() == "Catatan"
    phone.goto("/notes")
    assert phone.locator("h1").inner_text() == "Notes"


@pytest.mark.parametrize("path", ["/account", "/verify/scan"])
def test_a_page_that_is_not_kept_says_so_in_our_words(running, phone, path):
    running.stop()
    phone.goto(path)
    expect(phone.locator("h1")).to_have_text("Sekarang tidak ada sinyal")


def fields_of(page):
    """The fields of all blocks, as the server has them."""
    return page.evaluate(f"fetch('{BASE}/offline/state.json').then((answer) => answer.json())")


def answered(page):
    """The fields of activities that were answered, by unit."""
    units = fields_of(page)["units"]
    return {unit_id: fields for unit_id, fields in units.items() if fields.get("answers")}


def test_an_answer_whose_receipt_is_lost_arrives_once(running, phone):
    running.fate = lambda path: "lose the reply" if path == "/sync" else ""
    phone.goto(f"{LESSON}/steps/try")
    phone.locator("button.pick").first.click()
    expect(phone.locator(".result")).to_be_visible()
    running.start()
    arrive(phone)
    units = fields_of(phone)["units"].values()
    assert [unit["tries"] for unit in units if "tries" in unit] == [1]


def answer_two_units(page):
    """Send three forms of one unit and then one of another. Gives the id of the first."""
    open_kept(page, f"{LESSON}/steps/practise")
    action = page.locator("main form:has(button.pick)").first.get_attribute("action")
    for target in ("button.pick", "form[action$='/proceed'] button[name='after']", "button.pick"):
        press(page, page.locator(f"main {target}").first)
    open_kept(page, f"{LESSON}/steps/try")
    press(page, page.locator("main button.pick").first)
    return action.split("/")[4]


HELD = "[data-entries] li:has-text('belum dapat diterima')"


@pytest.mark.parametrize("status", ["500 Internal Server Error", "400 Bad Request"])
def test_an_entry_at_which_the_server_fails_holds_only_its_own_unit(running, phone, status):
    running.stop()
    unit_id = answer_two_units(phone)
    running.start()
    running.failing = (unit_id, status)
    phone.goto(f"{BASE}/offline")
    phone.locator("[data-outbox][data-waiting='3']").wait_for()
    expect(phone.locator(HELD)).to_have_count(1)
    arrived = receipts(running, phone.person_id)
    assert len(arrived) > 1
    running.failing = None
    phone.locator("[data-send]").click()
    phone.locator(ARRIVED).wait_for()
    assert receipts(running, phone.person_id) == arrived + ["done"] * 3
    units = answered(phone)
    assert len(units) == 2
    assert len(units[unit_id]["answers"]) == 2


@pytest.mark.parametrize("status", ["503 Service Unavailable", "429 Too Many Requests"])
def test_a_server_that_cannot_answer_now_is_asked_again_with_everything(running, phone, status):
    running.stop()
    answer_two_units(phone)
    running.start()
    running.failing = ("entries", status)
    phone.goto(f"{BASE}/offline")
    phone.locator("[data-outbox][data-waiting]").wait_for()
    expect(phone.locator("[data-entries] li").nth(3)).to_be_visible()
    expect(phone.locator(HELD)).to_have_count(0)
    assert receipts(running, phone.person_id) == []
    running.failing = None
    phone.locator("[data-send]").click()
    phone.locator(ARRIVED).wait_for()
    assert set(receipts(running, phone.person_id)) == {"done"}
    assert len(answered(phone)) == 2


def test_a_server_that_hangs_counts_as_away_for_a_while(running, phone):
    asked = []
    running.fate = lambda path: asked.append(path) or "hang"
    begun = monotonic()
    open_kept(phone, f"{LESSON}/steps/case")
    assert 2 < monotonic() - begun < HANG
    asked.clear()
    for step in ("try", "idea", "practise"):
        open_kept(phone, f"{LESSON}/steps/{step}")
    assert [path for path in asked if path.startswith("/courses/")] == []


def test_a_course_is_deleted_from_the_phone(running, phone):
    phone.locator("[data-delete]").click()
    expect(phone.locator("[data-keep-course] [data-state]")).to_have_text("Belum ada di HP ini")
    running.stop()
    phone.goto(f"{LESSON}/steps/case")
    expect(phone.locator("h1")).to_have_text("Sekarang tidak ada sinyal")
    phone.locator("[data-quick-exit]").click()
    phone.wait_for_url("**/catatan")


def least(fields):
    """The field with the least value, so that two people choose the same."""
    values = fields.evaluate_all("(all) => all.map((field) => field.value)")
    return fields.nth(values.index(min(values)))


def do_step(page):
    """Answer all that a step asks, whatever the answers, as far as it can be answered."""
    for _ in range(12):
        pick = page.locator("main button.pick")
        onward = page.locator("main form[action$='/proceed'] button[name='after']")
        groups = page.locator("main form[data-keep] fieldset")
        if onward.count():
            press(page, onward.first)
        elif pick.count():
            press(page, least(pick))
        elif groups.count():
            for position in range(groups.count()):
                least(groups.nth(position).locator("input")).check(force=True)
            press(page, page.locator("main form[data-keep] button.main"))
        else:
            return


def press(page, button):
    """Press a button that sends a form, and wait for the page that follows."""
    with page.expect_navigation():
        button.click()
    if page.locator("#pack").count():
        page.locator(OVERLAID).wait_for(state="attached")


def try_again(page):
    """Say that there is a network, as the phone does."""
    page.evaluate("navigator.serviceWorker.controller.postMessage('send now')")


def do_lesson(page, path, *, between=lambda page: None):
    """Do all steps of a lesson; `between` disturbs the page before each."""
    page.goto(path)
    while page.locator(".act form[action$='/finish']").count() == 0:
        between(page)
        try_again(page)
        do_step(page)
        try_again(page)
        press(page, page.locator(".act a.btn").last)
    press(page, page.locator(".act form[action$='/finish'] button"))


def play(page, path):
    open_kept(page, path)
    while page.locator("form[action$='/again']").count() == 0:
        press(page, page.locator("main button.pick, main form[action$='/next'] button").first)


def test_a_lesson_and_a_scenario_survive_a_restart_of_the_browser_and_arrive_once(
    playwright, running, tmp_path
):
    person_id, cookie = running.learner()
    launch = {
        "executable_path": "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-gpu"],
        "viewport": {"width": 1280, "height": 900},
        "locale": "id-ID",
        "base_url": running.origin,
    }
    with playwright.chromium.launch_persistent_context(tmp_path, **launch) as context:
        page = context.pages[0]
        context.add_cookies([cookie])
        keep_course(page)
        running.stop()
        do_lesson(page, LESSON)
        open_kept(page, BASE)
        done = page.locator("[data-lesson='M02-L1'] .tag")
        expect(done).to_have_text("Selesai")
        play(page, f"{BASE}/scenarios/SC01")
        before = waiting(page)
        assert before > 8
    with playwright.chromium.launch_persistent_context(tmp_path, **launch) as context:
        page = context.pages[0]
        open_kept(page, BASE)
        expect(page.locator("[data-lesson='M02-L1'] .tag")).to_have_text("Selesai")
        assert waiting(page) >= before
        running.start()
        page.goto(f"{BASE}/offline")  # the session has ended with the browser
        page.locator("[data-outbox][data-waiting]").wait_for()
        assert waiting(page) >= before
        context.add_cookies([running.sign_in_again(person_id)])
        arrive(page)
        state = fields_of(page)
    assert state["lessons"]["M02-L1"]["state"] == "done"
    assert set(receipts(running, person_id)) == {"done"}
    with running.reading() as session:
        assert session.scalars(select(ScenarioResult.rounds)).all() == [1]


FATES = ("lose the request", "lose the reply", "", "")
CUTS = 8
SHARE_OF_RELOADS, SHARE_OF_TABS = 1 / 3, 1 / 10
MIN_RELOADS, MIN_TABS = 10, 2


class Cuts:
    """Cuts the line at seeded moments: before a form or a page, or before its reply."""

    def __init__(self, seed):
        self._random, self.count = Random(seed), 0  # noqa: S311  not a secret

    def fate(self, path):
        if not path.startswith(("/courses/", "/sync")) or self.count >= CUTS:
            return ""
        fate = self._random.choice(FATES)
        self.count += bool(fate)
        return fate


def progress_of(site, person_id):
    """Completion and grade of each unit, and all visits, without times."""
    with site.reading() as session:
        enrolment = select(Enrolment.id).where(Enrolment.person_id == person_id).scalar_subquery()
        units = session.execute(
            select(Unit.key, UnitProgress.completion, UnitProgress.grade)
            .join(UnitProgress, UnitProgress.unit_id == Unit.id)
            .where(UnitProgress.enrolment_id == enrolment)
            .order_by(Unit.position)
        )
        visits = session.execute(
            select(LessonProgress.state, LessonProgress.step, LessonProgress.steps_opened)
            .where(LessonProgress.enrolment_id == enrolment)
            .order_by(LessonProgress.opened_at)
        )
        return [tuple(row) for row in units], [tuple(row) for row in visits]


def outcome(browser, running, seed=None, *, between=lambda page: None):
    """What a new learner's lesson leaves at the server; with a seed the line is cut eight times."""
    person_id, cookie = running.learner()
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="id-ID", base_url=running.origin
    )
    context.add_cookies([cookie])
    page = context.new_page()
    keep_course(page)
    cuts = Cuts(seed)
    running.fate = cuts.fate if seed else None
    do_lesson(page, f"{LESSON}/steps/note", between=between)
    running.start()
    arrive(page)
    state = fields_of(page)
    assert not seed or cuts.count == CUTS
    context.close()
    return state["units"], state["lessons"], progress_of(running, person_id)


def test_a_line_that_is_cut_eight_times_leaves_what_an_uncut_one_leaves(browser, running):
    assert outcome(browser, running, 7) == outcome(browser, running)


class Disturbances:
    """Loads a page again before a third of the steps, and in a second tab before a tenth."""

    def __init__(self, seed):
        self._random, self.reloads, self.tabs = Random(seed), 0, 0  # noqa: S311  not a secret

    def __call__(self, page):
        chance = self._random.random()
        if chance < SHARE_OF_RELOADS:
            self.reloads += 1
            page.reload()
        elif chance < SHARE_OF_RELOADS + SHARE_OF_TABS:
            self.tabs += 1
            tab = page.context.new_page()
            tab.goto(page.url)
            tab.close()


@pytest.mark.long
def test_a_line_that_is_cut_fifty_times_leaves_what_an_uncut_one_leaves(browser, running):
    """Seven learners, each with eight cuts, reloads and second tabs."""
    disturb = Disturbances(20)
    uncut = outcome(browser, running)
    for seed in range(1, 8):
        assert outcome(browser, running, seed, between=disturb) == uncut, seed
    assert disturb.reloads > MIN_RELOADS
    assert disturb.tabs > MIN_TABS
