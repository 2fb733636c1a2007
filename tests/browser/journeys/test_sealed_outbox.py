"""What waits on a phone goes out as a sealed file, and a coordinator hands it in."""

import json

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from courses.block_host.state.models import LearnerBlockState
from courses.catalogue.models import CourseVersion
from courses.progress.models import LessonProgress, UnitProgress
from lms.accounts.roles.service import grant_role
from lms.adapters.keys.answer_keys import replace_answer_key
from lms.kernel.clock import utc_now
from tests.browser.offline_phone import (
    BASE,
    LESSON,
    answer_first_question,
    arrive,
    open_kept,
    phone_of,
    receipts,
    waiting,
)
from tests.browser.stoppable import StoppableSite

SAVE = "[data-export] [data-save]"
HANDED_IN = "main form[enctype] button[type=submit]"


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
    """A phone of a learner who has kept the course."""
    with phone_of(browser, running, accept_downloads=True) as page:
        yield page


@pytest.fixture
def desk(browser, running):
    """The computer of a coordinator of the course."""
    person_id, cookie = running.learner(name="Maria Yosefina")
    with running.writing() as session:
        grant_role(
            session,
            person_id=person_id,
            role="coordinator",
            scope_type="course",
            scope_id=session.get_one(CourseVersion, running.version_id).course_id,
            granted_by=None,
            now=utc_now(),
        )
    context = browser.new_context(
        base_url=running.origin, java_script_enabled=False, locale="id-ID"
    )
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()


def saved_file(phone, folder):
    phone.goto(f"{BASE}/offline")
    with phone.expect_download() as download:
        phone.locator(f"{SAVE}:visible").click()
    expect(phone.locator("[data-export-state]")).to_contain_text("Berkas sudah jadi")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def hand_in(desk, file):
    desk.goto("/outbox/import")
    desk.set_input_files("[name=outbox]", file)
    desk.locator(HANDED_IN).click()


def effects(site, person_id):
    """What is stored for a person."""
    with site.reading() as session:
        states = select(LearnerBlockState.unit_id, LearnerBlockState.version)
        of_person = states.where(LearnerBlockState.person_id == person_id)
        return (
            sorted(session.execute(of_person).all()),
            session.scalar(select(func.count()).select_from(UnitProgress)),
            session.scalar(select(func.count()).select_from(LessonProgress)),
        )


def test_a_file_is_carried_to_a_signal_and_everything_arrives_once(running, phone, desk, tmp_path):
    running.stop()
    open_kept(phone, LESSON)
    answer_first_question(phone)
    count = waiting(phone)
    assert count > 1
    file = saved_file(phone, tmp_path)
    assert file.name == "payung-outbox.txt"
    assert set(json.loads(file.read_text())) == {"format", "version", "key", "ephemeral", "sealed"}
    assert waiting(phone) == count, "nothing is deleted before its receipt"
    running.start()
    hand_in(desk, file)
    expect(desk.locator("[data-report]")).to_contain_text("Berkas Ratna Dewi sudah diserahkan")
    expect(desk.locator("[data-report]")).to_contain_text(f"{count} dari {count} hal")
    assert receipts(running, phone.person_id) == ["done"] * count
    before = effects(running, phone.person_id)
    hand_in(desk, file)
    expect(desk.locator("[data-report]")).to_contain_text(f"{count} dari {count} hal")
    arrive(phone)
    expect(phone.locator("[data-export]")).to_be_hidden()
    assert receipts(running, phone.person_id) == ["done"] * count
    assert effects(running, phone.person_id) == before
    phone.goto(f"{LESSON}/steps/try")
    expect(phone.locator(".result")).to_be_visible()


def test_a_file_made_before_a_new_key_arrives_and_a_changed_one_does_not(
    running, phone, desk, tmp_path
):
    running.stop()
    answer_first_question(phone)
    count = waiting(phone)
    file = saved_file(phone, tmp_path)
    running.start()
    replace_answer_key(running.app.extensions["settings"].keys_dir)
    changed = tmp_path / "changed.txt"
    content = json.loads(file.read_text())
    changed.write_text(json.dumps(content | {"ephemeral": content["ephemeral"][::-1]}))
    hand_in(desk, changed)
    expect(desk.locator(".errsum")).to_contain_text("rusak")
    assert receipts(running, phone.person_id) == []
    hand_in(desk, file)
    expect(desk.locator("[data-report]")).to_contain_text(f"{count} dari {count} hal")
    arrive(phone)
    assert receipts(running, phone.person_id) == ["done"] * count


def test_the_file_is_shared_where_the_phone_can(running, phone):
    phone.add_init_script(
        """navigator.canShare = ({ files }) => files[0].type === "text/plain";
        navigator.share = async ({ files }) => { window.shared = await files[0].text(); };"""
    )
    running.stop()
    answer_first_question(phone)
    phone.goto(f"{BASE}/offline")
    phone.locator("[data-share]:visible").click()
    expect(phone.locator("[data-export-state]")).to_contain_text("Berkas sudah jadi")
    assert json.loads(phone.evaluate("window.shared"))["format"] == "payung-outbox"


def test_a_phone_without_a_key_says_when_it_gets_one(running, phone):
    """Its state is of an earlier release of the server."""
    running.stop()
    answer_first_question(phone)
    phone.evaluate(
        """async (course) => {
            const { seal, ...state } = await payungStore.state(course);
            await payungStore.setState(state);
        }""",
        "POESA-EL",
    )
    phone.goto(f"{BASE}/offline")
    expect(phone.locator("[data-export-state]")).to_contain_text("dengan sinyal sekali lagi")
    expect(phone.locator(SAVE)).to_be_hidden()
