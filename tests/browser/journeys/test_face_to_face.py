"""A class that meets: attendance by QR does its lessons; tests, plan and certificate as alone."""

import re
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from certificates.qr.qr_reader import read_qr_codes
from courses.cohorts.live_sessions.queries import live_session
from courses.cohorts.live_sessions.service import LiveSessionDetails
from lms.kernel.clock import utc_now
from lms.tasks import sweep
from lms.workflows.cohorts.live_sessions import change_live_session
from tests.browser.learner_steps import COURSE, fill_in_who, play_story, sit, write_plan
from tests.browser.navigation import follow

LAST_HOUR = 23
SESSION = re.compile(r"/classes/([0-9a-f-]{36})/sessions/([0-9a-f-]{36})$")


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def two_people(request, browser, site):
    """The coordinator at the projector, and somebody new with a phone."""
    contexts = [
        browser.new_context(
            viewport={"width": width, "height": 740},
            locale="id-ID",
            java_script_enabled=request.param,
            base_url=site.origin,
            storage_state=state,
        )
        for width, state in ((1280, site.states["coordinator"]), (360, None))
    ]
    for context in contexts:
        context.set_default_timeout(30_000)
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def open_class(desk, site):
    desk.goto(f"{site.paths['school']}/classes/new")
    desk.fill("[name=name]", "Pelatihan tatap muka")
    desk.locator("label.choice:has([name=is_attendance_counted])").click()
    desk.locator("main form button.main[type=submit]").click()
    expect(desk.locator("h1")).to_have_text("Pelatihan tatap muka")


def make_session(desk):
    """All modules, now; gives the ids of class and session."""
    desk.get_by_role("link", name="Pertemuan kelas").click()
    desk.get_by_role("link", name="Pertemuan baru").click()
    now, province = utc_now().astimezone(ZoneInfo("Asia/Makassar")), "53"
    if now.hour == LAST_HOUR:  # a session ends on its day: there is an hour more further west
        now, province = now.astimezone(ZoneInfo("Asia/Jakarta")), "31"
    first, last = (datetime.combine(now, edge, now.tzinfo) for edge in (time.min, time(23, 59)))
    desk.fill("[name=title]", "Pelatihan, hari 1")
    desk.fill("[name=day]", now.date().isoformat())
    desk.fill("[name=begins]", f"{max(first, now - timedelta(hours=1)):%H:%M}")
    desk.fill("[name=ends]", f"{min(last, now + timedelta(hours=3)):%H:%M}")
    desk.fill("[name=place]", "Aula SDN Harapan")
    desk.select_option("[name=province]", province)
    for box in desk.locator("[name=modules]").all():
        box.check()
    desk.locator("main form button.main[type=submit]").click()
    expect(desk).to_have_url(SESSION)
    return [UUID(one) for one in SESSION.search(desk.url).groups()]


def scan(desk):
    """What a camera reads from the screen."""
    follow(desk.get_by_role("link", name="Tampilkan kode"))
    (address,) = read_qr_codes(desk.locator("img.qr").screenshot())
    return address


def come(phone, address):
    """A newcomer signs up, joins the class and is checked in."""
    phone.goto(address)
    expect(phone.locator("h1")).to_have_text("Pelatihan, hari 1")
    follow(phone.get_by_role("link", name="Saya baru di sini"))
    fill_in_who(phone)
    phone.goto(address)
    phone.get_by_role("button", name="Bergabung dan catat kehadiran").click()
    expect(phone.get_by_text("Kehadiran Anda tercatat")).to_be_visible()


def end_session(site, cohort_id, live_session_id):
    """The day is over, and the worker counts."""
    with site.writing() as session:
        found = live_session(session, live_session_id, cohort_id=cohort_id)
        ends_at = datetime.now(UTC) - timedelta(seconds=1)
        begins_at = ends_at - timedelta(hours=8)
        facts = LiveSessionDetails(
            found.title, found.place, "53", begins_at, ends_at, found.modules
        )
        by = site.people["coordinator"]
        moved = {"cohort_id": cohort_id, "facts": facts, "changed_by": by}
        change_live_session(session, live_session_id, now=utc_now(), **moved)
    sweep(site.app)


def test_class_that_meets_gets_the_same_tests_and_the_same_certificate(two_people, site):
    desk, phone = two_people
    open_class(desk, site)
    cohort_id, live_session_id = make_session(desk)
    come(phone, scan(desk))
    follow(desk.get_by_role("link", name="Tutup"))
    expect(desk.locator("main")).to_contain_text("1 dari 1 hadir")
    sit(phone, "pre", leave_blank=(3, 9))
    end_session(site, cohort_id, live_session_id)
    phone.goto("/home")
    expect(phone.locator("main")).to_contain_text("Semua pelajaran")
    play_story(phone)
    write_plan(phone)
    sit(phone, "post")
    phone.goto("/home")
    phone.locator("main a[href^='/certificates/']").first.click()
    expect(phone.locator("main")).to_contain_text("Sekar Wulandari")
    phone.goto(f"{COURSE}/class")
    expect(phone.get_by_text("Anda tercatat hadir.")).to_be_visible()
